-- Signing in: by password or by an OpenID provider, kept as sessions; and tries, so that all workers count them together.
CREATE TABLE office.passwords (
    user_id uuid PRIMARY KEY REFERENCES office.users (id) ON DELETE CASCADE,
    hash text NOT NULL,
    changed timestamptz NOT NULL DEFAULT now()
);

-- What the browser holds is kept as SHA-256 of 256 random bits, as of tokens.
CREATE TABLE office.sessions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES office.users (id) ON DELETE CASCADE,
    hash bytea NOT NULL UNIQUE,
    created timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    expires timestamptz NOT NULL,
    agent text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    revoked timestamptz
);
CREATE INDEX sessions_user ON office.sessions (user_id);

-- A name is kept as its hash: now and then somebody types the password there.
CREATE TABLE office.sign_in_tries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    name bytea NOT NULL,
    address text NOT NULL,
    good boolean NOT NULL DEFAULT false
);
CREATE INDEX sign_in_tries_name ON office.sign_in_tries (name, at);
CREATE INDEX sign_in_tries_address ON office.sign_in_tries (address, at);
CREATE INDEX sign_in_tries_at ON office.sign_in_tries (at);

-- Who went to the OpenID provider and is expected back, by the hash of what the browser holds meanwhile.
CREATE TABLE office.provider_visits (
    hash bytea PRIMARY KEY,
    state text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    next text NOT NULL,
    expires timestamptz NOT NULL
);

ALTER TABLE office.tokens ADD COLUMN label text NOT NULL DEFAULT '';
