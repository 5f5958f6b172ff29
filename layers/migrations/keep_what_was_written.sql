-- What was written before there was this rule, on land that is given by now: as if it had been there.
CREATE TEMPORARY TABLE written ON COMMIT DROP AS
SELECT id, geom, land_use, change FROM layers.parcels_states
UNION ALL
SELECT id, geom, land_use, change FROM history.parcels_states;
CREATE INDEX ON written (id);
SELECT derived.keep_parcels(array_agg(id), change)
FROM (
    SELECT id, min(change) AS change
    FROM (
        SELECT id, change FROM written
        WHERE EXISTS (SELECT FROM derived.recorded_before(id, change))
        AND derived.tells_of_given_land(id, geom, land_use, change)
        UNION ALL
        SELECT unnest(ARRAY[l.parent, l.child]), l.change
        FROM layers.parcel_lineage AS l
        JOIN written AS w ON w.id IN (l.parent, l.child)
        JOIN layers.donations_states AS d ON ST_DWithin(d.geom, w.geom, layers.inside_tolerance())
    ) AS telling
    GROUP BY id
) AS first
GROUP BY change;
DELETE FROM derived.kept_parcels WHERE derived.stands_as_kept(id);

-- Blocks there were dissolved from what the public may no longer see.
INSERT INTO derived.stale (kind, key)
SELECT 'blocks', derived.block_cell(display) FROM derived.kept_outlines
UNION SELECT 'blocks', derived.block_cell(display) FROM layers.parcels_states JOIN derived.kept_parcels USING (id)
ON CONFLICT DO NOTHING;
DELETE FROM derived.parcel_blocks WHERE cell IN (SELECT key FROM derived.stale WHERE kind = 'blocks');

-- So were the figures of roads worked out.
DO $$
BEGIN
    IF EXISTS (SELECT FROM derived.kept_parcels) THEN
        PERFORM layers.begin_change('moduong', 'migration', 'outlines stand still, to the public, on given land');
        INSERT INTO derived.touched_ground (change, ground) VALUES (layers.current_change(), NULL);
    END IF;
END $$;
