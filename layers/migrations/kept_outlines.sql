-- The public's outlines stand still on given land: a parcel of which a change divides, merges or draws anew what lies
-- there stays, to the public, as it was recorded before that change (docs/decisions/018).

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

-- A parcel as it was recorded before a change.
CREATE FUNCTION derived.recorded_before(which uuid, before bigint)
RETURNS TABLE (
    id uuid, valid daterange, commune text, sheet text, parcel_no text, land_use text, owner text, blocks boolean,
    geom geometry
) LANGUAGE sql STABLE AS $$
    SELECT id, valid, commune, sheet, p.parcel, land_use, owner, blocks, geom FROM layers.parcels_states AS p
    WHERE p.id = which AND p.change < before
    UNION ALL
    SELECT id, valid, commune, sheet, p.parcel, land_use, owner, blocks, geom FROM history.parcels_states AS p
    WHERE p.id = which AND p.change < before AND p.replaced >= before
$$;

-- Keeps parcels as they were recorded before a change; those that are kept already stay as they are.
CREATE FUNCTION derived.keep_parcels(ids uuid[], before bigint) RETURNS void LANGUAGE sql AS $$
    WITH kept AS (
        INSERT INTO derived.kept_parcels (id, written) SELECT DISTINCT unnest(ids), before
        ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO derived.kept_outlines (id, valid, commune, sheet, parcel, land_use, owner, blocks, geom)
    SELECT r.id, r.valid, r.commune, r.sheet, r.parcel_no, r.land_use, r.owner, r.blocks, r.geom
    FROM kept CROSS JOIN LATERAL derived.recorded_before(kept.id, before) AS r
$$;

-- Where an outline of a parcel differs from those that were recorded before a change: by lines, and by points that the one
-- has on a line of the other. Nothing where one of them is the same, and where there was none.
CREATE FUNCTION derived.redrawn(which uuid, outline geometry, before bigint) RETURNS geometry
LANGUAGE sql STABLE AS $$
    SELECT ST_Union(
        ST_Union(ST_SymDifference(ST_Boundary(geom), ST_Boundary(outline))),
        ST_Union(ST_SymDifference(ST_Points(geom), ST_Points(outline)))
    )
    FROM derived.recorded_before(which, before)
    WHERE NOT EXISTS (
        SELECT FROM derived.recorded_before(which, before) AS b WHERE ST_OrderingEquals(b.geom, outline)
    )
$$;

-- Whether a parcel, as a change wrote it, shows of given land what it did not show before: by its outline there, within the
-- tolerance, as a neighbour's new vertex tells where a cut ended; by its use, as it may be road now; by being there.
CREATE FUNCTION derived.tells_of_given_land(which uuid, outline geometry, use text, before bigint)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM layers.donations_states AS d, derived.redrawn(which, outline, before) AS redrawn
        WHERE ST_DWithin(d.geom, redrawn, layers.inside_tolerance())
    ) OR EXISTS (
        SELECT FROM layers.donations_states AS d
        WHERE ST_Intersects(d.geom, outline) AND ST_Relate(d.geom, outline, 'T********')
        AND NOT EXISTS (
            SELECT FROM derived.recorded_before(which, before) AS b WHERE b.land_use IS NOT DISTINCT FROM use
        )
    )
$$;

CREATE FUNCTION derived.keep_written_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE derived.kept_parcels AS k SET written = layers.current_change()
    FROM touched_rows AS t WHERE t.id = k.id AND k.written <> layers.current_change();
    IF NOT EXISTS (SELECT FROM layers.donations_states) THEN
        RETURN NULL;  -- the import of a town asks nothing of each of its parcels
    END IF;
    PERFORM derived.keep_parcels(array_agg(id), layers.current_change())
    FROM touched_rows WHERE derived.tells_of_given_land(id, geom, land_use, layers.current_change());
    RETURN NULL;
END $$;

-- What is divided or merged on given land, what comes of it, and the neighbours that the same change gave a vertex there.
CREATE FUNCTION derived.keep_divided_parcels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    divided uuid[] := ARRAY(
        SELECT unnest(ARRAY[t.parent, t.child])
        FROM touched_rows AS t
        JOIN layers.parcels_states AS p ON p.id IN (t.parent, t.child)
        JOIN layers.donations_states AS d ON ST_DWithin(d.geom, p.geom, layers.inside_tolerance())
    );
BEGIN
    PERFORM derived.keep_parcels(divided || array_agg(p.id), layers.current_change())
    FROM layers.parcels_states AS one
    JOIN layers.parcels_states AS p ON ST_DWithin(p.geom, one.geom, layers.inside_tolerance())
    WHERE one.id = ANY (divided) AND p.change = layers.current_change();
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
    DELETE FROM derived.kept_parcels AS k
    WHERE k.written = NEW.number AND derived.stands_as_kept(k.id)
    AND EXISTS (SELECT FROM layers.parcels_states AS p WHERE p.id = k.id);  -- one that is gone may come back
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
