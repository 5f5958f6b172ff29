-- A parcel that a change takes away from given land, from a day on or as if it had never been, stays to the public as it was:
-- it told the day, and stood hidden when an undo had brought it back (docs/decisions/018).

-- Parcels on given land that have fewer days than before, while a change is under way: an import, or an undo, takes a period
-- away first and writes it anew after that. Empty between changes.
CREATE TABLE derived.ending_parcels (id uuid PRIMARY KEY);

-- Whether a parcel is recorded on fewer days than before a change.
CREATE FUNCTION derived.lost_days(which uuid, before bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(NOT was.days <@ coalesce(now.days, '{}'), false)
    FROM (SELECT range_agg(valid) AS days FROM derived.recorded_before(which, before)) AS was,
        (SELECT range_agg(p.valid) AS days FROM layers.parcels_states AS p WHERE p.id = which) AS now
$$;

CREATE OR REPLACE FUNCTION derived.keep_written_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE derived.kept_parcels AS k SET written = layers.current_change()
    FROM touched_rows AS t WHERE t.id = k.id AND k.written <> layers.current_change();
    IF NOT EXISTS (SELECT FROM layers.donations_states) THEN
        RETURN NULL;  -- the import of a town asks nothing of each of its parcels
    END IF;
    PERFORM derived.keep_parcels(array_agg(id), layers.current_change())
    FROM touched_rows WHERE derived.tells_of_given_land(id, geom, land_use, layers.current_change());
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO derived.ending_parcels (id)
        SELECT DISTINCT id FROM touched_rows AS t
        WHERE CASE WHEN EXISTS (  -- in this order: most of what is written lies elsewhere
            SELECT FROM layers.donations_states AS d
            WHERE ST_Intersects(d.geom, t.geom) AND ST_Relate(d.geom, t.geom, 'T********')
        ) THEN derived.lost_days(id, layers.current_change()) END
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- Keeps what lost days for good: before blocks are dissolved, and at the end of a change that dissolves none.
CREATE FUNCTION derived.keep_ended_parcels() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH ending AS (DELETE FROM derived.ending_parcels RETURNING id)
    SELECT derived.keep_parcels(array_agg(id), layers.current_change())
    FROM ending WHERE derived.lost_days(id, layers.current_change())
$$;

CREATE OR REPLACE FUNCTION derived.let_go_of_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.keep_ended_parcels();
    DELETE FROM derived.kept_parcels AS k
    WHERE k.written = NEW.number AND derived.stands_as_kept(k.id)
    AND EXISTS (SELECT FROM layers.parcels_states AS p WHERE p.id = k.id);  -- one that is gone may come back
    RETURN NULL;
END $$;
