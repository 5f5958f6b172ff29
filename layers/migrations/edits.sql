-- Requests that were done and may come again, with what was answered: the second time nothing is written.
CREATE TABLE office.writes_once (
    who text NOT NULL,
    key text NOT NULL,
    digest bytea NOT NULL,
    change bigint NOT NULL REFERENCES layers.changes (number),
    answer text,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (who, key)
);
CREATE INDEX writes_once_at ON office.writes_once (at);
GRANT SELECT, INSERT, UPDATE, DELETE ON office.writes_once TO moduong_officer;
