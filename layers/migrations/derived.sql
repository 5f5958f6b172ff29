-- What is worked out from the layers and kept, so that no reader has to: overview blocks and the public's cells.
CREATE TABLE derived.stale (
    kind text NOT NULL CHECK (kind IN ('blocks', 'cells')),
    key text NOT NULL,
    PRIMARY KEY (kind, key)
);

CREATE TABLE derived.parcel_blocks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cell text NOT NULL,
    ground text NOT NULL,
    valid daterange NOT NULL,
    display geometry(Geometry, 3857) NOT NULL
);
CREATE INDEX parcel_blocks_display ON derived.parcel_blocks USING gist (display);
CREATE INDEX parcel_blocks_cell ON derived.parcel_blocks (cell);

-- The public form of donations: pieces of road of at least 20 m and three parcels, in the state of their larger
-- part, with ids of their own and days snapped to the ends of months.
CREATE TABLE derived.donation_cells (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    valid daterange NOT NULL,
    seg_code text NOT NULL,
    side text NOT NULL CHECK (side IN ('left', 'right')),
    from_m numeric(10, 1) NOT NULL,
    to_m numeric(10, 1) NOT NULL,
    state text NOT NULL,
    geom geometry(Polygon, {srid}) NOT NULL,
    fid bigint GENERATED ALWAYS AS (layers.fid(id)) STORED,
    display geometry(Geometry, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    PRIMARY KEY (id, valid)
);
CREATE INDEX donation_cells_display ON derived.donation_cells USING gist (display);
CREATE INDEX donation_cells_road ON derived.donation_cells (seg_code);

-- The cell of zoom 15 that a parcel's block belongs to.
CREATE FUNCTION derived.block_cell(display geometry) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT floor((ST_X(c) + 20037508.342789244) / 1222.99245256282)::int
        || '/' || floor((20037508.342789244 - ST_Y(c)) / 1222.99245256282)::int
    FROM ST_Centroid(display) AS c
$$;

CREATE FUNCTION derived.blocks_went_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO derived.stale (kind, key)
    SELECT DISTINCT 'blocks', derived.block_cell(display) FROM touched_rows
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER blocks_insert AFTER INSERT ON layers.parcels_states REFERENCING NEW TABLE AS touched_rows
FOR EACH STATEMENT EXECUTE FUNCTION derived.blocks_went_stale();
CREATE TRIGGER blocks_update_to AFTER UPDATE ON layers.parcels_states REFERENCING NEW TABLE AS touched_rows
FOR EACH STATEMENT EXECUTE FUNCTION derived.blocks_went_stale();
CREATE TRIGGER blocks_update_from AFTER UPDATE ON layers.parcels_states REFERENCING OLD TABLE AS touched_rows
FOR EACH STATEMENT EXECUTE FUNCTION derived.blocks_went_stale();
CREATE TRIGGER blocks_delete AFTER DELETE ON layers.parcels_states REFERENCING OLD TABLE AS touched_rows
FOR EACH STATEMENT EXECUTE FUNCTION derived.blocks_went_stale();

CREATE FUNCTION derived.cells_of_donations_went_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO derived.stale (kind, key)
    SELECT DISTINCT 'cells', seg_code FROM touched_rows WHERE seg_code IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION derived.cells_of_segments_went_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO derived.stale (kind, key) SELECT DISTINCT 'cells', code FROM touched_rows ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION derived.cells_of_events_went_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO derived.stale (kind, key)
    SELECT DISTINCT 'cells', d.seg_code
    FROM touched_rows JOIN layers.donations_states AS d USING (id) WHERE d.seg_code IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
