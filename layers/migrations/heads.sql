-- The head of a subdistrict reads and writes in the own subdistrict alone, whatever the program asks for.

-- Whose token or session was shown in this transaction says which subdistrict: no request can name another.
CREATE FUNCTION layers.own_subdistrict() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    WITH shown AS (SELECT decode(nullif(current_setting('moduong.bearer', true), ''), 'hex') AS hash)
    SELECT u.subdistrict FROM office.users AS u
    WHERE u.role = 'head' AND NOT u.disabled AND u.id IN (
        SELECT t.user_id FROM office.tokens AS t JOIN shown USING (hash) WHERE t.revoked IS NULL
        UNION ALL
        SELECT s.user_id FROM office.sessions AS s JOIN shown USING (hash)
        WHERE s.revoked IS NULL AND s.expires > now()
    )
$$;

CREATE FUNCTION layers.own_ground() RETURNS public.geometry
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT geom FROM layers.subdistricts_states WHERE sub_no = layers.own_subdistrict() AND upper_inf(valid)
$$;

-- Both are worked out once a statement, so the planner finds rows by the GiST index on `display`.
CREATE FUNCTION layers.own_display() RETURNS public.geometry
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT display FROM layers.subdistricts_states WHERE sub_no = layers.own_subdistrict() AND upper_inf(valid)
$$;

-- Every write needs a change; one by the head of a subdistrict writes the course of donations, and what follows from it.
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
        AND (TG_TABLE_SCHEMA, TG_TABLE_NAME) NOT IN (('layers', 'donation_events'), ('layers', 'donation_papers'))
    THEN
        RAISE EXCEPTION 'The head of a subdistrict does not write %.%.', TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE layers.donation_moves ADD COLUMN head_may boolean NOT NULL DEFAULT false;

CREATE FUNCTION layers.check_head() RETURNS trigger
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
        WHERE d.id = NEW.id AND ST_Contains(ground, ST_PointOnSurface(d.geom))
    ) THEN
        RAISE EXCEPTION 'The donation lies in another subdistrict than its head''s.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own_subdistrict';
    END IF;
    IF NOT EXISTS (
        SELECT FROM layers.donation_events AS e
        JOIN layers.donation_moves AS m ON m.to_state = e.state AND m.head_may
        WHERE (e.id, e.seq) = (NEW.id, NEW.seq)
    ) THEN
        RAISE EXCEPTION 'The head of a subdistrict does not enter this state.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'head_may';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER head_at_home AFTER INSERT OR UPDATE ON layers.donation_events
FOR EACH ROW EXECUTE FUNCTION layers.check_head();
CREATE TRIGGER head_at_home AFTER INSERT OR UPDATE ON layers.donation_papers
FOR EACH ROW EXECUTE FUNCTION layers.check_head();

-- A head takes nothing back.
CREATE FUNCTION layers.refuse_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (
        SELECT FROM layers.changes AS c JOIN office.users AS u ON u.name = c.who AND u.role = 'head'
        WHERE c.number = layers.current_change()
    ) THEN
        RAISE EXCEPTION 'The head of a subdistrict takes nothing back.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER head_takes_back AFTER DELETE ON layers.donation_events
FOR EACH STATEMENT EXECUTE FUNCTION layers.refuse_head();
CREATE TRIGGER head_takes_back AFTER DELETE ON layers.donation_papers
FOR EACH STATEMENT EXECUTE FUNCTION layers.refuse_head();
