-- Who has what open for editing, by tab of a browser; a row that was not seen for a while means nothing any more.
-- Not logged: after a crash nobody has anything open until the tabs say so again.
CREATE UNLOGGED TABLE office.presence (
    who text NOT NULL,
    tab text NOT NULL,
    layer text NOT NULL,
    id uuid NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (who, tab, layer, id)
);
CREATE INDEX presence_thing ON office.presence (layer, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON office.presence TO moduong_officer;
