-- The moves that a donation may make, as layers/donation_course.py has them; '' stands for none yet.
CREATE TABLE layers.donation_moves (
    from_state text NOT NULL,
    to_state text NOT NULL,
    track_needed boolean NOT NULL,
    chair_needed boolean NOT NULL,
    PRIMARY KEY (from_state, to_state)
);

-- What a donation needs to enter a state on a day: one row a paper, any of its kinds will do; with a holder, that one's.
CREATE FUNCTION layers.papers_needed(donation uuid, entered text, on_day date)
RETURNS TABLE (code text, any_of text[], holder text) LANGUAGE sql STABLE AS $$
    WITH given AS (
        SELECT d.track, d.commune, d.sheet, d.parcel, coalesce(d.owner, p.owner) AS owner
        FROM layers.donations_states AS d
        LEFT JOIN layers.parcels_states AS p
            ON (p.commune, p.sheet, p.parcel) = (d.commune, d.sheet, d.parcel) AND p.valid @> on_day
        WHERE d.id = donation AND d.valid @> on_day
    ),
    holders AS (
        SELECT 'co_user' AS kind, party.spouse AS holder
        FROM given JOIN layers.parties_states AS party ON party.code = given.owner
        WHERE party.valid @> on_day AND party.spouse <> ''
        UNION
        SELECT i.kind, i.holder
        FROM given JOIN layers.interests_states AS i USING (commune, sheet, parcel)
        WHERE i.valid @> on_day
    )
    SELECT r.code, string_to_array(r.any_of, ' '), holders.holder
    FROM given
    JOIN reference.required_papers AS r ON r.track = given.track AND r.state = entered AND r.valid @> on_day
    LEFT JOIN holders ON holders.kind = r.of_each
    WHERE r.of_each IS NULL OR holders.holder IS NOT NULL
    ORDER BY r.code, holders.holder
$$;

-- An event that came by import is history: it needs nothing. One that is entered in the program obeys the table of moves.
CREATE FUNCTION layers.check_move(donation uuid, place integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    event layers.donation_events;
    move layers.donation_moves;
    before text;
    lacking text;
BEGIN
    SELECT * INTO event FROM layers.donation_events AS e WHERE (e.id, e.seq) = (donation, place);
    IF event.source IS DISTINCT FROM 'program' THEN
        RETURN;
    END IF;
    SELECT e.state INTO before FROM layers.donation_events AS e
    WHERE e.id = donation AND (e.day, e.seq) < (event.day, event.seq)
    ORDER BY e.day DESC, e.seq DESC LIMIT 1;
    SELECT * INTO move FROM layers.donation_moves AS m
    WHERE (m.from_state, m.to_state) = (coalesce(before, ''), event.state);
    IF move IS NULL THEN
        RAISE EXCEPTION 'A donation does not move from % to %.', coalesce(before, 'nothing'), event.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_moves';
    END IF;
    IF event.day > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date THEN
        RAISE EXCEPTION 'A move to % on % has not happened yet.', event.state, event.day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_moves_past';
    END IF;
    IF move.track_needed AND NOT EXISTS (
        SELECT FROM layers.donations_states AS d WHERE d.id = donation AND d.valid @> event.day AND d.track IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A donation without a legal track does not move to %.', event.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_moves_track';
    END IF;
    IF move.chair_needed AND event.change = layers.current_change() AND NOT EXISTS (
        SELECT FROM layers.changes AS c JOIN office.users AS u ON u.name = c.who
        WHERE c.number = event.change AND u.role IN ('chair', 'administrator') AND NOT u.disabled
    ) THEN
        RAISE EXCEPTION 'A move to % is the chair''s.', event.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_moves_chair';
    END IF;
    SELECT string_agg(concat_ws(' ', needed.code, needed.holder), ', ') INTO lacking
    FROM layers.papers_needed(donation, event.state, event.day) AS needed
    WHERE NOT EXISTS (
        SELECT FROM layers.donation_papers AS p
        WHERE (p.id, p.seq) = (donation, place) AND p.kind = ANY (needed.any_of)
        AND (needed.holder IS NULL OR p.holder = needed.holder)
    );
    IF lacking IS NOT NULL THEN
        RAISE EXCEPTION 'A move to % lacks papers: %.', event.state, lacking
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_moves_papers';
    END IF;
END $$;

-- The event itself, and the one that now follows on it.
CREATE FUNCTION layers.check_moves_around(donation uuid, place integer, on_day date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    next integer;
BEGIN
    PERFORM layers.check_move(donation, place);
    SELECT e.seq INTO next FROM layers.donation_events AS e
    WHERE e.id = donation AND (e.day, e.seq) > (on_day, place)
    ORDER BY e.day, e.seq LIMIT 1;
    IF next IS NOT NULL THEN
        PERFORM layers.check_move(donation, next);
    END IF;
END $$;

CREATE FUNCTION layers.check_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.source = 'program' THEN
        PERFORM layers.check_moves_around(OLD.id, OLD.seq, OLD.day);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.source = 'program' THEN
        PERFORM layers.check_moves_around(NEW.id, NEW.seq, NEW.day);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER legal_move AFTER INSERT OR UPDATE OR DELETE ON layers.donation_events
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers.check_event();

CREATE FUNCTION layers.check_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layers.check_move(OLD.id, OLD.seq);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER still_has_papers AFTER UPDATE OR DELETE ON layers.donation_papers
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers.check_paper();

-- A donation whose part was cut off belongs to the new parcel from that day on, which was not there at its first event.
CREATE OR REPLACE FUNCTION layers.donation_outside(donation uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM layers.donations_states AS d
        CROSS JOIN LATERAL (
            SELECT greatest(min(e.day), lower(d.valid)) AS day FROM layers.donation_events AS e WHERE e.id = d.id
        ) AS first
        WHERE d.id = donation
        AND NOT EXISTS (
            SELECT FROM layers.parcels_states AS p
            WHERE (p.commune, p.sheet, p.parcel) = (d.commune, d.sheet, d.parcel)
            AND (first.day IS NULL OR p.valid @> first.day)
            AND ST_CoveredBy(d.geom, ST_Buffer(p.geom, layers.inside_tolerance(), 'join=mitre'))
        )
    )
$$;
