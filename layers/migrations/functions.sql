-- Changes: one row a transaction that writes, numbered in the order of commits.
CREATE TABLE layers.changes (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX changes_at ON layers.changes (at);

-- The lock is held until the commit, so numbers are in the order of commits.
CREATE FUNCTION layers.begin_change(who text, kind text, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('moduong.change', 0));
    INSERT INTO layers.changes (number, at, who, kind, reason)
    SELECT coalesce(max(c.number), 0) + 1, clock_timestamp(), begin_change.who, begin_change.kind, begin_change.reason
    FROM layers.changes AS c
    RETURNING changes.number INTO number;
    PERFORM set_config('moduong.change', number::text, true);
    RETURN number;
END $$;

-- The time of a change is that of its commit: a long import is never half-visible in the past.
-- Being last in the transaction, this also tells the workers that all of the change's cells were named.
CREATE FUNCTION layers.end_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE layers.changes AS c
    SET at = greatest(
        clock_timestamp(),
        (SELECT max(earlier.at) FROM layers.changes AS earlier WHERE earlier.number < NEW.number)
            + interval '1 microsecond'
    )
    WHERE c.number = NEW.number;
    PERFORM pg_notify('moduong', json_build_object('change', NEW.number, 'done', true)::text);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER end_change AFTER INSERT ON layers.changes
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers.end_change();

CREATE FUNCTION layers.keep_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.transaction = pg_current_xact_id() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The list of changes is append-only.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON layers.changes
FOR EACH ROW EXECUTE FUNCTION layers.keep_changes();

CREATE FUNCTION layers.current_change() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(nullif(current_setting('moduong.change', true), ''), '0')::bigint
$$;

CREATE FUNCTION layers.require_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM layers.changes
        WHERE number = layers.current_change() AND transaction = pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'A write needs a change: call layers.begin_change(who, kind, reason) first in the transaction.'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION layers.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.change := layers.current_change();
    RETURN NEW;
END $$;

-- The number of a feature in tiles: 52 bits of its id, so that a browser's doubles hold it. The id's version nibble,
-- the 13th digit, says nothing and is left out. Ids of one number lie together in an index on id.
CREATE FUNCTION layers.fid(id uuid) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ('x' || left(id::text, 8) || substr(id::text, 10, 4) || substr(id::text, 16, 1))::bit(52)::bigint
$$;

CREATE FUNCTION history.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'History is append-only: % of %.% refused.', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- Cells of zoom 17 whose tiles, with their buffer of 1/64, a geometry reaches; 'all' for one that spans too many.
CREATE FUNCTION layers.cells_touched(display geometry) RETURNS SETOF text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH span AS (
        SELECT
            floor((ST_XMin(display) + 20037508.342789244) / 305.748113140705 - 0.015625)::int AS west,
            floor((ST_XMax(display) + 20037508.342789244) / 305.748113140705 + 0.015625)::int AS east,
            floor((20037508.342789244 - ST_YMax(display)) / 305.748113140705 - 0.015625)::int AS north,
            floor((20037508.342789244 - ST_YMin(display)) / 305.748113140705 + 0.015625)::int AS south
        WHERE display IS NOT NULL
    )
    SELECT x || '/' || y
    FROM span, generate_series(west, east) AS x, generate_series(north, south) AS y
    WHERE (east - west + 1)::bigint * (south - north + 1) <= 600
    UNION ALL
    SELECT 'all' FROM span WHERE (east - west + 1)::bigint * (south - north + 1) > 600
$$;

CREATE FUNCTION layers.announce(layer text, cells text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    message text := json_build_object('change', layers.current_change(), 'layer', layer, 'cells', cells)::text;
BEGIN
    IF cells IS NULL THEN
        RETURN;
    END IF;
    IF 'all' = ANY (cells) OR octet_length(message) > 7900 THEN
        message := json_build_object('change', layers.current_change(), 'layer', layer, 'cells', 'all')::text;
    END IF;
    PERFORM pg_notify('moduong', message);
END $$;
