-- Visits are entered by the head of a subdistrict too, in the own one alone, and taken back by nobody of them.
CREATE FUNCTION layers.check_head_visits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ground geometry;
BEGIN
    SELECT s.geom INTO ground
    FROM layers.changes AS c
    JOIN office.users AS u ON u.name = c.who AND u.role = 'head'
    LEFT JOIN layers.subdistricts_states AS s ON s.sub_no = u.subdistrict AND upper_inf(s.valid)
    WHERE c.number = layers.current_change();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM layers.donations_states AS d
        WHERE d.don_no = NEW.don_no AND ST_Contains(ground, ST_PointOnSurface(d.geom))
    ) THEN
        RAISE EXCEPTION 'The donation lies in another subdistrict than its head''s.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own_subdistrict';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER head_at_home AFTER INSERT ON layers.visits_states
FOR EACH ROW EXECUTE FUNCTION layers.check_head_visits();
CREATE TRIGGER head_takes_back AFTER UPDATE OR DELETE ON layers.visits_states
FOR EACH STATEMENT EXECUTE FUNCTION layers.refuse_head();
CREATE TRIGGER head_takes_back AFTER DELETE ON layers.visits
FOR EACH STATEMENT EXECUTE FUNCTION layers.refuse_head();

-- What a head may write is a table, so that the next layer needs no other function.
CREATE TABLE layers.written_by_heads (name text PRIMARY KEY);
INSERT INTO layers.written_by_heads VALUES
    ('donation_events'), ('donation_papers'), ('documents'), ('documents_states'), ('attachments'),
    ('visits'), ('visits_states');

CREATE OR REPLACE FUNCTION layers.require_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    writer text;
BEGIN
    SELECT u.role INTO writer FROM layers.changes AS c LEFT JOIN office.users AS u ON u.name = c.who
    WHERE c.number = layers.current_change() AND c.transaction = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A write needs a change: call layers.begin_change(who, kind, reason) first in the transaction.'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    IF writer = 'head' AND pg_trigger_depth() = 1
        AND (TG_TABLE_SCHEMA <> 'layers' OR TG_TABLE_NAME NOT IN (SELECT name FROM layers.written_by_heads))
    THEN
        RAISE EXCEPTION 'The head of a subdistrict does not write %.%.', TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
