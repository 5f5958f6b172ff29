-- What a change touches, as narrowly as figures depend on it: shapes, and no rectangles around them.

-- Ground that a road's corridor can reach, its mitres too.
CREATE FUNCTION derived.reach(centreline geometry, widths text) RETURNS geometry LANGUAGE sql IMMUTABLE AS $$
    SELECT ST_Buffer(centreline, derived.reach_m(widths))
$$;

CREATE OR REPLACE FUNCTION derived.rows_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ST_ConvexHull(geom)))
    FROM (SELECT geom FROM touched_rows LIMIT derived.most_grounds() + 1) AS t;
    RETURN NULL;
END $$;

-- Of a road that nobody surveyed that land counts which is held on the first day on which any is, wherever in the town
-- that lies: a parcel in whose time no other stands all along decides for all roads.
CREATE FUNCTION derived.parcels_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ST_ConvexHull(geom)))
    FROM (SELECT geom FROM touched_rows LIMIT derived.most_grounds() + 1) AS t;
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

-- The edge lines of a road's survey run with its centreline: turned the other way, they enclose other land.
CREATE OR REPLACE FUNCTION derived.segments_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ground))
    FROM (
        SELECT derived.reach(geom, widths) AS ground FROM touched_rows
        UNION ALL
        SELECT ST_ConvexHull(ST_Collect(geom)) FROM layers.present_roads_states
        WHERE kind IN ('left', 'right') AND seg_code IN (SELECT code FROM touched_rows)
        GROUP BY seg_code
        LIMIT derived.most_grounds() + 1
    ) AS t;
    RETURN NULL;
END $$;

-- A road that is surveyed asks for land by other rules, all along; an edge line encloses land with the others.
CREATE FUNCTION derived.surveys_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ground))
    FROM (
        SELECT ST_ConvexHull(geom) AS ground FROM touched_rows
        UNION ALL
        SELECT ST_ConvexHull(ST_Collect(geom))
        FROM (
            SELECT seg_code, geom FROM touched_rows WHERE kind IN ('left', 'right')
            UNION ALL
            SELECT seg_code, geom FROM layers.present_roads_states
            WHERE kind IN ('left', 'right') AND seg_code IN (SELECT seg_code FROM touched_rows)
        ) AS edges
        GROUP BY seg_code
        UNION ALL
        SELECT derived.reach(geom, widths) FROM layers.road_segments_states
        WHERE code IN (SELECT seg_code FROM touched_rows)
        LIMIT derived.most_grounds() + 1
    ) AS t;
    RETURN NULL;
END $$;

-- Donations tell of the road that they are filed under, wherever they lie: a point of it stands for the road.
CREATE OR REPLACE FUNCTION derived.filed_rows_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ground))
    FROM (
        SELECT ST_ConvexHull(geom) AS ground FROM touched_rows
        UNION ALL
        SELECT ST_PointOnSurface(geom) FROM layers.road_segments_states
        WHERE code IN (SELECT seg_code FROM touched_rows)
        LIMIT derived.most_grounds() + 1
    ) AS t;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION derived.events_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ground))
    FROM (
        WITH moved AS (
            SELECT d.geom, d.seg_code
            FROM (SELECT DISTINCT id FROM touched_rows) AS t JOIN layers.donations_states AS d USING (id)
        )
        SELECT ST_ConvexHull(geom) AS ground FROM moved
        UNION ALL
        SELECT ST_PointOnSurface(geom) FROM layers.road_segments_states WHERE code IN (SELECT seg_code FROM moved)
        LIMIT derived.most_grounds() + 1
    ) AS touched;
    RETURN NULL;
END $$;

-- What the public form of a road was worked out from, at each end of a month: while that is the same, so is the form.
CREATE TABLE derived.public_inputs (
    seg_code text NOT NULL,
    day integer NOT NULL,
    inputs bytea NOT NULL,
    detail json NOT NULL,
    PRIMARY KEY (seg_code, day)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON derived.public_inputs TO moduong_officer;
