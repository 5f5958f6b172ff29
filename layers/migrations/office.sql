-- Settings that the database itself must know, because its views obey them.
CREATE TABLE office.settings (
    name text PRIMARY KEY,
    value text NOT NULL,
    public boolean NOT NULL DEFAULT false
);

-- Column mappings that the office gave once with --map, remembered for its next file.
CREATE TABLE office.column_maps (
    layer text NOT NULL,
    column_name text NOT NULL,
    field text NOT NULL,
    PRIMARY KEY (layer, column_name)
);

CREATE TABLE office.users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('administrator', 'chair', 'officer', 'head', 'technician')),
    subdistrict text,
    disabled boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL DEFAULT now()
);

-- Personal access tokens: shown once, kept as SHA-256 of 256 random bits.
CREATE TABLE office.tokens (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES office.users (id) ON DELETE CASCADE,
    hash bytea NOT NULL UNIQUE,
    created timestamptz NOT NULL DEFAULT now(),
    revoked timestamptz
);
