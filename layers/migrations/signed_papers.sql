-- A paper that a move rests on has a number or a day of signing, and was signed by the day of the move.
CREATE OR REPLACE FUNCTION layers.check_move(donation uuid, place integer) RETURNS void LANGUAGE plpgsql AS $$
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
        AND (btrim(p.number) <> '' OR p.dated IS NOT NULL) AND coalesce(p.dated <= event.day, true)
    );
    IF lacking IS NOT NULL THEN
        RAISE EXCEPTION 'A move to % lacks papers: %.', event.state, lacking
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_moves_papers';
    END IF;
END $$;
