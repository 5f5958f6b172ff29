-- As `geo.widening.surroundings.grounds` has it: a mitre that is cut off has corners up to √5 half-widths from the bend, and
-- a buffer's chords are nearer than its circle.
CREATE OR REPLACE FUNCTION derived.reach_m(widths text) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT 2.25 * coalesce(max(translate(half_width, ',', '.')::double precision), 0) + 1
    FROM regexp_split_to_table(coalesce(widths, ''), ';') AS entry,
        regexp_split_to_table(regexp_replace(trim(entry), '^\S+\s*', ''), '\s+') AS half_width
    WHERE half_width ~ '^[0-9]{1,4}([.,][0-9]+)?$'
$$;
