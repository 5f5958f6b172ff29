-- The widening engine's answers are kept for as long as nothing changes on the ground that they were worked out from.

-- Ground that a change touched, before and after it; without ground: everywhere.
CREATE TABLE derived.touched_ground (
    change bigint NOT NULL,
    ground geometry(Geometry, {srid})
);
CREATE INDEX touched_ground_change ON derived.touched_ground (change);
CREATE INDEX touched_ground_ground ON derived.touched_ground USING gist (ground);

-- One road's figures in an interval of days, as of a change, and the ground that they depend on.
CREATE TABLE derived.figures (
    seg_code text NOT NULL,
    valid daterange NOT NULL,
    change bigint NOT NULL,
    zone geometry(Geometry, {srid}) NOT NULL,
    answer json NOT NULL,
    PRIMARY KEY (seg_code, valid)
);
CREATE INDEX figures_zone ON derived.figures USING gist (zone);

-- The newest change that the public form is worked out from.
CREATE TABLE derived.published (change bigint NOT NULL);
INSERT INTO derived.published VALUES (0);

-- The public form: months' ends, whole square metres, nothing moved by fewer than three parcels. The office's role alone
-- reads `detail`, of which the sums by subdistrict and phase are made.
CREATE TABLE derived.public_figures (
    seg_code text NOT NULL,
    valid daterange NOT NULL,
    change bigint NOT NULL,
    zone geometry(Geometry, {srid}) NOT NULL,
    answer json NOT NULL,
    detail json NOT NULL,
    PRIMARY KEY (seg_code, valid)
);

CREATE TABLE derived.public_progress (
    by text NOT NULL,
    valid daterange NOT NULL,
    answer json NOT NULL,
    PRIMARY KEY (by, valid)
);

CREATE VIEW public_map.road_figures AS SELECT seg_code, valid, answer FROM derived.public_figures;

-- Whether something was written within the last seconds that the public form does not tell yet. After that nobody waits:
-- the import of a town takes longer, and what can't be worked out must not hold the others up.
CREATE VIEW public_map.just_written AS
SELECT EXISTS (
    SELECT FROM derived.touched_ground AS t JOIN layers.changes AS c ON c.number = t.change
    WHERE t.change > (SELECT max(change) FROM derived.published) AND c.at > now() - interval '10 seconds'
) AS waiting;

CREATE VIEW public_map.progress AS SELECT by, valid, answer FROM derived.public_progress;

CREATE FUNCTION derived.touched_since(since bigint, zone geometry) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM derived.touched_ground AS t
        WHERE t.change > since AND (t.ground IS NULL OR ST_Intersects(t.ground, zone))
    )
$$;

-- A statement that writes more rows than this touches everything: whoever imports a town works all of it out again.
CREATE FUNCTION derived.most_grounds() RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT 200 $$;

CREATE FUNCTION derived.touch_ground(grounds geometry[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF cardinality(grounds) > derived.most_grounds() THEN
        INSERT INTO derived.touched_ground (change, ground) VALUES (layers.current_change(), NULL);
    ELSE
        INSERT INTO derived.touched_ground (change, ground)
        SELECT layers.current_change(), ground FROM unnest(grounds) AS ground WHERE ground IS NOT NULL;
    END IF;
END $$;

-- Donations and surveys tell of the road that they are filed under, wherever they lie: its ground is touched as well.
CREATE FUNCTION derived.filed_rows_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ST_Envelope(geom)))
    FROM (
        SELECT geom FROM touched_rows
        UNION ALL
        SELECT geom FROM layers.road_segments_states
        WHERE code IN (SELECT seg_code FROM touched_rows)
        LIMIT derived.most_grounds() + 1
    ) AS t;
    RETURN NULL;
END $$;

CREATE FUNCTION derived.rows_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ST_Envelope(geom)))
    FROM (SELECT geom FROM touched_rows LIMIT derived.most_grounds() + 1) AS t;
    RETURN NULL;
END $$;

-- A corridor reaches as far beside its centreline as its table of half-widths says, and twice that at a mitre.
CREATE FUNCTION derived.segments_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ST_Envelope(ST_Expand(geom, derived.reach_m(widths)))))
    FROM touched_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION derived.reach_m(widths text) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT 2 * coalesce(max(translate(half_width, ',', '.')::double precision), 0) + 1
    FROM regexp_split_to_table(coalesce(widths, ''), ';') AS entry,
        regexp_split_to_table(regexp_replace(trim(entry), '^\S+\s*', ''), '\s+') AS half_width
    WHERE half_width ~ '^[0-9]{1,4}([.,][0-9]+)?$'
$$;

CREATE FUNCTION derived.events_touched_ground() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.touch_ground(array_agg(ST_Envelope(geom)))
    FROM (
        WITH moved AS (
            SELECT d.geom, d.seg_code
            FROM (SELECT DISTINCT id FROM touched_rows) AS t JOIN layers.donations_states AS d USING (id)
        )
        SELECT geom FROM moved
        UNION ALL
        SELECT geom FROM layers.road_segments_states WHERE code IN (SELECT seg_code FROM moved)
        LIMIT derived.most_grounds() + 1
    ) AS touched;
    RETURN NULL;
END $$;

CREATE FUNCTION derived.everywhere_touched() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF EXISTS (SELECT FROM touched_rows) THEN
        INSERT INTO derived.touched_ground (change, ground) VALUES (layers.current_change(), NULL);
    END IF;
    RETURN NULL;
END $$;
