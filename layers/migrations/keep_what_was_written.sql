-- What was written before there was this rule: as if it had been there.
CREATE TEMPORARY TABLE still_land ON COMMIT DROP AS
SELECT geom, change AS since FROM layers.donations_states
UNION ALL
SELECT geom, change FROM history.donations_states
UNION ALL
SELECT outlines.geom, l.change
FROM layers.parcel_lineage AS l
JOIN (
    SELECT id, geom FROM layers.parcels_states UNION ALL SELECT id, geom FROM history.parcels_states
) AS outlines ON outlines.id IN (l.parent, l.child);
CREATE INDEX ON still_land USING gist (geom);
SELECT derived.keep_parcels(array_agg(id), number)
FROM (
    SELECT written.id, min(written.number) AS number
    FROM (
        SELECT id, geom, change AS number FROM layers.parcels_states
        UNION ALL SELECT id, geom, unnest(ARRAY[change, replaced]) FROM history.parcels_states
    ) AS written
    JOIN still_land AS s
        ON ST_DWithin(s.geom, written.geom, layers.inside_tolerance()) AND s.since <= written.number
    GROUP BY written.id
) AS first
GROUP BY number;
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
