-- Cells that stand there were cut and shown by parcels alone: none is shown until it is worked out by givers as well.
INSERT INTO derived.stale (kind, key)
SELECT DISTINCT 'cells', seg_code FROM layers.donations_states WHERE seg_code IS NOT NULL
ON CONFLICT DO NOTHING;
DELETE FROM derived.donation_cells;
