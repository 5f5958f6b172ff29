-- Agendas of meetings: which roads, in which order, of which day. A frozen one keeps what was shown.
CREATE TABLE office.agendas (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    day date NOT NULL,
    since date CHECK (since < day),
    chapters jsonb NOT NULL,
    who text NOT NULL,
    saved timestamptz NOT NULL DEFAULT now(),
    shown timestamptz,
    frozen timestamptz,
    -- As recorded at this moment are the figures of a frozen agenda.
    recorded timestamptz,
    CHECK ((frozen IS NULL) = (recorded IS NULL))
);
CREATE INDEX agendas_shown ON office.agendas (shown);

-- What a frozen agenda tells of each of its days, as it was answered: no later edit and no later program changes it.
CREATE TABLE office.agenda_days (
    agenda uuid NOT NULL REFERENCES office.agendas (id) ON DELETE CASCADE,
    day date NOT NULL,
    answer json NOT NULL,
    PRIMARY KEY (agenda, day)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON office.agendas, office.agenda_days TO moduong_officer;
