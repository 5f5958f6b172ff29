-- The public's outlines stand still on land that was given, cut or merged: a parcel that a change writes there stays, to
-- the public, as it was recorded before that change (docs/decisions/018).

-- Parcels that the public sees as they were: none where it had none before. What they are now is the office's alone.
CREATE TABLE derived.kept_parcels (
    id uuid PRIMARY KEY,
    written bigint NOT NULL  -- number of the change that wrote it last
);

CREATE TABLE derived.kept_outlines (
    id uuid NOT NULL REFERENCES derived.kept_parcels ON DELETE CASCADE,
    valid daterange NOT NULL,
    commune text NOT NULL,
    sheet text NOT NULL,
    parcel text NOT NULL,
    land_use text,
    owner text,
    blocks boolean,
    geom geometry(MultiPolygon, {srid}) NOT NULL,
    fid bigint GENERATED ALWAYS AS (layers.fid(id)) STORED,
    display geometry(Geometry, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    PRIMARY KEY (id, valid)
);
CREATE INDEX kept_outlines_display ON derived.kept_outlines USING gist (display);
CREATE INDEX kept_outlines_geom ON derived.kept_outlines USING gist (geom);

-- Keeps parcels as they were recorded before a change; those that are kept already stay as they are.
CREATE FUNCTION derived.keep_parcels(ids uuid[], before bigint) RETURNS void LANGUAGE sql AS $$
    WITH kept AS (
        INSERT INTO derived.kept_parcels (id, written) SELECT DISTINCT unnest(ids), before
        ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO derived.kept_outlines (id, valid, commune, sheet, parcel, land_use, owner, blocks, geom)
    SELECT id, valid, commune, sheet, parcel, land_use, owner, blocks, geom
    FROM layers.parcels_states JOIN kept USING (id) WHERE change < before
    UNION ALL
    SELECT id, valid, commune, sheet, parcel, land_use, owner, blocks, geom
    FROM history.parcels_states JOIN kept USING (id) WHERE change < before AND replaced >= before
$$;

-- Within the tolerance of given land counts as on it: a neighbour's new vertex tells where a cut ended.
CREATE FUNCTION derived.keep_written_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE derived.kept_parcels AS k SET written = layers.current_change()
    FROM touched_rows AS t WHERE t.id = k.id AND k.written <> layers.current_change();
    PERFORM derived.keep_parcels(array_agg(id), layers.current_change())
    FROM (
        SELECT t.id FROM touched_rows AS t
        JOIN layers.donations_states AS d ON ST_DWithin(d.geom, t.geom, layers.inside_tolerance())
        UNION
        SELECT t.id FROM touched_rows AS t
        JOIN derived.kept_outlines AS k ON ST_DWithin(k.geom, t.geom, layers.inside_tolerance())
        WHERE k.id IN (SELECT parent FROM layers.parcel_lineage UNION ALL SELECT child FROM layers.parcel_lineage)
    ) AS on_still_land;
    RETURN NULL;
END $$;

-- What is cut, what comes of it, and the neighbours that the same change gave a vertex where the cut ends.
CREATE FUNCTION derived.keep_divided_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM derived.keep_parcels(array_agg(id), layers.current_change())
    FROM (
        SELECT unnest(ARRAY[parent, child]) AS id FROM touched_rows
        UNION
        SELECT p.id
        FROM (SELECT unnest(ARRAY[parent, child]) AS id FROM touched_rows) AS t
        JOIN layers.parcels_states AS divided USING (id)
        JOIN layers.parcels_states AS p ON ST_DWithin(p.geom, divided.geom, layers.inside_tolerance())
        WHERE p.change = layers.current_change()
    ) AS divided;
    RETURN NULL;
END $$;
CREATE TRIGGER outlines_insert_new AFTER INSERT ON layers.parcel_lineage REFERENCING NEW TABLE AS touched_rows
FOR EACH STATEMENT EXECUTE FUNCTION derived.keep_divided_parcels();

CREATE FUNCTION derived.stands_as_kept(parcel uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM (SELECT * FROM layers.parcels_states WHERE id = stands_as_kept.parcel) AS now
        FULL JOIN (SELECT * FROM derived.kept_outlines WHERE id = stands_as_kept.parcel) AS kept USING (valid)
        WHERE ROW(now.sheet, now.parcel, now.land_use, now.owner, now.blocks, ST_AsBinary(now.geom))
            IS DISTINCT FROM
            ROW(kept.sheet, kept.parcel, kept.land_use, kept.owner, kept.blocks, ST_AsBinary(kept.geom))
    )
$$;

-- A parcel that stands again as the public sees it, after an undo, is kept no longer. Only at the end of the change:
-- between two of its statements a parcel may look so by chance.
CREATE FUNCTION derived.let_go_of_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM derived.kept_parcels WHERE written = NEW.number AND derived.stands_as_kept(id);
    RETURN NULL;
END $$;
-- By its name before `end_change`, which is last.
CREATE CONSTRAINT TRIGGER drop_kept AFTER INSERT ON layers.changes
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION derived.let_go_of_parcels();

-- Parcels as all that is told to the public goes by: outlines and figures of roads. What is kept is looked up once and
-- hashed, not joined with each row of a tile. The condition stands outside: with one inside of the union the planner
-- would not walk the two primary keys for a page, but sort the town.
CREATE VIEW derived.shown_parcels AS
SELECT id, fid, valid, commune, sheet, parcel, land_use, owner, blocks, geom, display
FROM (
    SELECT id, fid, valid, commune, sheet, parcel, land_use, owner, blocks, geom, display, false AS kept
    FROM layers.parcels_states
    UNION ALL
    SELECT id, fid, valid, commune, sheet, parcel, land_use, owner, blocks, geom, display, true
    FROM derived.kept_outlines
) AS known
WHERE kept OR id NOT IN (SELECT id FROM derived.kept_parcels);

CREATE OR REPLACE VIEW public_map.parcels AS
SELECT id, fid, valid, land_use,
    CASE WHEN (SELECT value FROM office.settings WHERE name = 'public_parcel_numbers') = 'on' THEN sheet END AS sheet,
    CASE WHEN (SELECT value FROM office.settings WHERE name = 'public_parcel_numbers') = 'on' THEN parcel END AS parcel,
    geom, display
FROM derived.shown_parcels;

-- The public's blocks are dissolved from the public's outlines. Where those are not the office's, that has its own.
ALTER TABLE derived.parcel_blocks ADD COLUMN office boolean NOT NULL DEFAULT false;
CREATE INDEX parcel_blocks_office ON derived.parcel_blocks (cell) WHERE office;
CREATE OR REPLACE VIEW public_map.parcel_blocks AS
SELECT id, ground, valid, display FROM derived.parcel_blocks WHERE NOT office;
