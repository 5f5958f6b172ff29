-- Whether a donated part lies inside a parcel, but for what sticks out by less than the tolerance.
-- Most parts do as they are. Round the others only the parcel's surroundings are widened, lest a parcel of very many
-- vertices is widened as a whole for each of its parts: a mitre reaches five tolerances far, and corners that clipping
-- makes are twenty away.
CREATE FUNCTION layers.lies_inside(part geometry, parcel geometry) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ST_CoveredBy(part, parcel) OR ST_CoveredBy(
        part,
        ST_Buffer(
            ST_Intersection(parcel, ST_Expand(ST_Envelope(part), 20 * layers.inside_tolerance())),
            layers.inside_tolerance(), 'join=mitre'
        )
    )
$$;

CREATE OR REPLACE FUNCTION layers.donation_outside(donation uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM layers.donations_states AS d
        CROSS JOIN LATERAL (
            SELECT greatest(min(e.day), lower(d.valid)) AS day FROM layers.donation_events AS e WHERE e.id = d.id
        ) AS first
        WHERE d.id = donation
        AND NOT EXISTS (
            SELECT FROM layers.parcels_states AS p
            WHERE (p.commune, p.sheet, p.parcel) = (d.commune, d.sheet, d.parcel)
            AND (first.day IS NULL OR p.valid @> first.day)
            AND layers.lies_inside(d.geom, p.geom)
        )
    )
$$;
