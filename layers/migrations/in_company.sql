-- What the public is told moves in company: of three givers, whoever holds how many parcels.

-- Who gives: a household, or without one the parcel. Without an owner of its own a donation is of who held its parcel on
-- the day of its first event; a parcel that was cut off later was held by the same from its first day on.
CREATE FUNCTION derived.giver(donation layers.donations_states) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        donation.owner,
        (
            SELECT p.owner FROM layers.parcels_states AS p
            WHERE (p.commune, p.sheet, p.parcel) = (donation.commune, donation.sheet, donation.parcel)
            ORDER BY
                p.valid @> (SELECT min(e.day) FROM layers.donation_events AS e WHERE e.id = donation.id) DESC NULLS LAST,
                p.valid
            LIMIT 1
        ),
        concat_ws('/', '', donation.commune, donation.sheet, donation.parcel)
    )
$$;

CREATE FUNCTION derived.cells_of_parcels_went_stale() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO derived.stale (kind, key)
    SELECT DISTINCT 'cells', d.seg_code
    FROM touched_rows AS p JOIN layers.donations_states AS d USING (commune, sheet, parcel)
    WHERE d.seg_code IS NOT NULL AND d.owner IS NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- Days on which sums may move: at least three people's are new in them since the last such day. What waits joins the next.
CREATE FUNCTION public_map.days_in_company(days date[], whose text[]) RETURNS SETOF date LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one record;
    waiting text[] := '{}';
BEGIN
    FOR one IN
        SELECT day, array_agg(who) AS people FROM unnest(days, whose) AS new (day, who) GROUP BY day ORDER BY day
    LOOP
        waiting := ARRAY(SELECT DISTINCT unnest(waiting || one.people));
        IF cardinality(waiting) >= 3 THEN
            RETURN NEXT one.day;
            waiting := '{}';
        END IF;
    END LOOP;
END $$;

-- Sums of what the town was given beside land. Gifts without a party may all be of one.
CREATE OR REPLACE VIEW public_map.contribution_sums AS
WITH given AS (
    SELECT kind, coalesce(party, '') AS giver, public_map.month_end(given_on) AS day, value_vnd, days
    FROM layers.contributions_states WHERE upper_inf(valid)
)
SELECT d.day, d.kind, count(DISTINCT g.giver) AS givers, sum(g.value_vnd) AS value_vnd, sum(g.days) AS days
FROM (
    SELECT kind, public_map.days_in_company(array_agg(day), array_agg(giver)) AS day FROM given GROUP BY kind
) AS d
JOIN given AS g ON g.kind = d.kind AND g.day <= d.day
GROUP BY d.day, d.kind;

-- How many are not named: that they are few from the first on, their number in company.
CREATE OR REPLACE VIEW public_map.thanks_withheld AS
WITH named AS MATERIALIZED (SELECT party FROM derived.consents_now WHERE purpose = 'name'),
first AS MATERIALIZED (
    SELECT g.party, public_map.month_end(min(g.day)) AS since FROM derived.gifts AS g
    WHERE g.party NOT IN (SELECT party FROM named)
    GROUP BY g.party
)
SELECT d.since, CASE WHEN count(*) >= 3 THEN count(*) END AS withheld
FROM (
    SELECT min(since) AS since FROM first
    UNION
    SELECT public_map.days_in_company(array_agg(since), array_agg(party)) FROM first
) AS d
JOIN first ON first.since <= d.since
GROUP BY d.since;

-- How far the clearance of a project is, in whole percents of its households and of its land, at the ends of months. Who
-- has land in several zones is one.
CREATE OR REPLACE VIEW public_map.clearance_shares AS
WITH households AS (
    SELECT z.project, h.zone_no, h.owner, ST_Area(h.geom) AS area,
        (
            SELECT public_map.month_end(min(s.day))
            FROM layers.household_steps_states AS s
            WHERE (s.zone_no, s.owner) = (h.zone_no, h.owner) AND s.step = '16' AND upper_inf(s.valid)
        ) AS handed_over
    FROM layers.clearance_households_states AS h
    JOIN layers.clearance_zones_states AS z ON z.zone_no = h.zone_no AND z.valid @> layers.today()
    WHERE h.valid @> layers.today()
),
days AS (
    SELECT DISTINCT project, NULL::date AS day FROM households
    UNION ALL
    SELECT project, public_map.days_in_company(array_agg(handed_over), array_agg(owner)) FROM households
    WHERE handed_over IS NOT NULL GROUP BY project
)
SELECT d.project, daterange(d.day, lead(d.day) OVER (PARTITION BY d.project ORDER BY d.day NULLS FIRST)) AS valid,
    h.households, h.of_households, h.of_area
FROM days AS d
CROSS JOIN LATERAL (
    SELECT count(*) AS households, count(DISTINCT owner) AS owners,
        round(100.0 * count(*) FILTER (WHERE handed_over <= d.day) / count(*))::integer AS of_households,
        round(100.0 * coalesce(sum(area) FILTER (WHERE handed_over <= d.day), 0) / sum(area))::integer AS of_area
    FROM households WHERE households.project = d.project
) AS h
WHERE h.owners >= 3;
