-- A donation lies inside its parcel, as that was on the day of the donation's first event. Pieces that stick out
-- by less than the tolerance are noise of the survey.
CREATE FUNCTION layers.inside_tolerance() RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 0.05::double precision  -- metres
$$;

CREATE FUNCTION layers.donation_outside(donation uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM layers.donations_states AS d
        CROSS JOIN LATERAL (SELECT min(day) AS day FROM layers.donation_events AS e WHERE e.id = d.id) AS first
        WHERE d.id = donation
        AND NOT EXISTS (
            SELECT FROM layers.parcels_states AS p
            WHERE (p.commune, p.sheet, p.parcel) = (d.commune, d.sheet, d.parcel)
            AND (first.day IS NULL OR p.valid @> first.day)
            AND ST_CoveredBy(d.geom, ST_Buffer(p.geom, layers.inside_tolerance(), 'join=mitre'))
        )
    )
$$;

CREATE FUNCTION layers.check_donation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF layers.donation_outside(NEW.id) THEN
        RAISE EXCEPTION 'Donation % lies outside its parcel as it was on the day of its first event.',
            (SELECT don_no FROM layers.donations WHERE id = NEW.id)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_inside_parcel';
    END IF;
    RETURN NULL;
END $$;

-- Parcels change by the hundred thousand in an import: only those with donations are looked at.
CREATE FUNCTION layers.check_donations_of_parcel() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    outside text;
BEGIN
    SELECT d.don_no INTO outside FROM layers.donations_states AS d
    WHERE (d.commune, d.sheet, d.parcel) = (OLD.commune, OLD.sheet, OLD.parcel)
    AND layers.donation_outside(d.id)
    LIMIT 1;
    IF outside IS NOT NULL THEN
        RAISE EXCEPTION 'Parcel %/% would no longer hold donation %.', OLD.sheet, OLD.parcel, outside
            USING ERRCODE = 'check_violation', CONSTRAINT = 'donation_inside_parcel';
    END IF;
    RETURN NULL;
END $$;
