-- Parcels that were entered over given land before there was a trigger that keeps such, as if it had been there: a file of
-- the land registration office brings the given part of a plot under a number of its own, without its lineage.
CREATE TEMPORARY TABLE new_parcels ON COMMIT DROP AS
WITH given AS NOT MATERIALIZED (
    SELECT geom, change, NULL::bigint AS replaced FROM layers.donations_states
    UNION ALL
    SELECT geom, change, replaced FROM history.donations_states
),
written AS NOT MATERIALIZED (
    SELECT id, geom, change FROM layers.parcels_states
    UNION ALL
    SELECT id, geom, change FROM history.parcels_states
)
SELECT DISTINCT p.id, p.change
FROM given AS d
JOIN written AS p ON ST_Intersects(d.geom, p.geom) AND ST_Relate(d.geom, p.geom, 'T********')
    AND d.change < p.change AND coalesce(d.replaced >= p.change, true)
WHERE NOT EXISTS (SELECT FROM written AS earlier WHERE earlier.id = p.id AND earlier.change < p.change)
AND EXISTS (SELECT FROM layers.parcels AS there WHERE there.id = p.id)
AND NOT EXISTS (  -- as the trigger leaves them
    SELECT FROM derived.kept_parcels AS k
    WHERE k.id = p.id AND NOT EXISTS (SELECT FROM derived.kept_outlines AS o WHERE o.id = k.id)
);

-- Blocks there were dissolved from what the public may no longer see.
INSERT INTO derived.stale (kind, key)
SELECT 'blocks', derived.block_cell(display) FROM derived.shown_parcels JOIN new_parcels USING (id)
UNION SELECT 'blocks', derived.block_cell(display) FROM layers.parcels_states JOIN new_parcels USING (id)
ON CONFLICT DO NOTHING;
DELETE FROM derived.parcel_blocks WHERE cell IN (SELECT key FROM derived.stale WHERE kind = 'blocks');

-- One that was drawn anew later had been kept as it was then.
DELETE FROM derived.kept_outlines WHERE id IN (SELECT id FROM new_parcels);
INSERT INTO derived.kept_parcels (id, written) SELECT id, change FROM new_parcels ON CONFLICT DO NOTHING;

-- So were the figures of roads worked out.
DO $$
BEGIN
    IF EXISTS (SELECT FROM new_parcels) THEN
        PERFORM layers.begin_change('moduong', 'migration', 'what is entered over given land is not shown to the public');
        INSERT INTO derived.touched_ground (change, ground) VALUES (layers.current_change(), NULL);
    END IF;
END $$;
