-- What a head may enter is asked once for all rows of a statement: of an import's events each asked who writes.
CREATE OR REPLACE FUNCTION layers.check_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ground geometry;
BEGIN
    SELECT * INTO ground FROM layers.head_ground();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT FROM written WHERE NOT EXISTS (
            SELECT FROM layers.donations_states AS d
            WHERE d.id = written.id AND ST_Contains(ground, ST_PointOnSurface(d.geom))
        )
    ) THEN
        RAISE EXCEPTION 'The donation lies in another subdistrict than its head''s.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own_subdistrict';
    END IF;
    IF EXISTS (
        SELECT FROM written WHERE NOT EXISTS (
            SELECT FROM layers.donation_events AS e
            JOIN layers.donation_moves AS m ON m.to_state = e.state AND m.head_may
            WHERE (e.id, e.seq) = (written.id, written.seq)
        )
    ) THEN
        RAISE EXCEPTION 'The head of a subdistrict does not enter this state.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'head_may';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER head_at_home ON layers.donation_events;
CREATE TRIGGER head_inserts_at_home AFTER INSERT ON layers.donation_events
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION layers.check_head();
CREATE TRIGGER head_updates_at_home AFTER UPDATE ON layers.donation_events
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION layers.check_head();
DROP TRIGGER head_at_home ON layers.donation_papers;
CREATE TRIGGER head_inserts_at_home AFTER INSERT ON layers.donation_papers
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION layers.check_head();
CREATE TRIGGER head_updates_at_home AFTER UPDATE ON layers.donation_papers
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION layers.check_head();

-- In which parcel a donation has to lie is a matter of its first event: a new one that comes later changes nothing.
CREATE OR REPLACE FUNCTION layers.check_donation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'donation_events' AND TG_OP = 'INSERT' THEN
        IF EXISTS (
            SELECT FROM layers.donation_events AS e WHERE e.id = NEW.id AND (e.day, e.seq) < (NEW.day, NEW.seq)
        ) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF layers.donation_outside(NEW.id) THEN
        RAISE EXCEPTION 'Donation % lies outside its parcel as it was on the day of its first event.',
            (SELECT don_no FROM layers.donations WHERE id = NEW.id)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_inside_parcel';
    END IF;
    RETURN NULL;
END $$;
