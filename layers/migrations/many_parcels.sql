-- Who writes more parcels than are told one by one has touched everything: whether others stand all along is not asked then.
-- It was, for each parcel there among all that were written: a million of them in one statement never ended.
CREATE OR REPLACE FUNCTION derived.parcels_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    grounds geometry[];
BEGIN
    SELECT array_agg(ST_ConvexHull(geom)) INTO grounds
    FROM (SELECT geom FROM touched_rows LIMIT derived.most_grounds() + 1) AS t;
    PERFORM derived.touch_ground(grounds);
    IF cardinality(grounds) > derived.most_grounds() THEN
        RETURN NULL;
    END IF;
    -- A parcel in whose time no other stands all along decides for all roads (touched_ground.sql).
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT valid FROM touched_rows) AS touched
        WHERE NOT EXISTS (
            SELECT FROM layers.parcels_states AS p
            WHERE p.valid @> touched.valid AND p.id NOT IN (SELECT id FROM touched_rows)
            AND coalesce(p.blocks, NOT EXISTS (
                SELECT FROM reference.land_uses AS u WHERE u.code = p.land_use AND NOT u.blocks
            ))
        )
    ) THEN
        INSERT INTO derived.touched_ground (change, ground) VALUES (layers.current_change(), NULL);
    END IF;
    RETURN NULL;
END $$;
