-- A width that is written otherwise than people do may be one to the engine all the same (geo/widths.py): the road then
-- counts as the widest that is read, so that no figures stay that it reaches.
-- How many half-widths a corridor reaches is REACH of geo/widening/surroundings.py.
CREATE OR REPLACE FUNCTION derived.reach_m(widths text) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT 2.25 * coalesce(max(CASE WHEN read.half_widths IS NULL THEN 1000 ELSE greatest(
        replace(read.half_widths[1], ',', '.')::double precision,
        replace(read.half_widths[2], ',', '.')::double precision
    ) END), 0) + 1
    FROM regexp_split_to_table(coalesce(widths, ''), ';') AS entry
    CROSS JOIN LATERAL (
        SELECT regexp_match(
            entry,
            '^\s*-?[0-9]+(?:[.,][0-9]+)?\s+([0-9]{1,4}(?:[.,][0-9]+)?)\s+([0-9]{1,4}(?:[.,][0-9]+)?)\s*$'
        ) AS half_widths
    ) AS read
    WHERE entry !~ '^\s*$'
$$;

-- What a land use looks like is told by its table: blocks of all cells are made again when that changes.
CREATE FUNCTION derived.all_blocks_went_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO derived.stale (kind, key)
    SELECT 'blocks', derived.block_cell(display) FROM layers.parcels_states
    UNION
    SELECT 'blocks', cell FROM derived.parcel_blocks
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER blocks_of_all AFTER INSERT OR UPDATE OR DELETE ON reference.land_uses
FOR EACH STATEMENT EXECUTE FUNCTION derived.all_blocks_went_stale();
