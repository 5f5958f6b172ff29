-- Of three givers two may have their amounts told by name: the sum less those is the third's. So it moves once three are new
-- in it whose amounts are told nowhere, or none.
CREATE OR REPLACE FUNCTION public_map.days_in_company(days date[], whose text[]) RETURNS SETOF date
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one record;
    waiting text[] := '{}';
BEGIN
    FOR one IN
        SELECT day, array_agg(who) AS people FROM unnest(days, whose) AS new (day, who) GROUP BY day ORDER BY day
    LOOP
        -- Who is NULL has told it already.
        waiting := ARRAY(SELECT DISTINCT who FROM unnest(waiting || one.people) AS new (who) WHERE who IS NOT NULL);
        IF cardinality(waiting) = 0 OR cardinality(waiting) >= 3 THEN
            RETURN NEXT one.day;
            waiting := '{}';
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE VIEW public_map.contribution_sums AS
WITH told AS MATERIALIZED (
    SELECT n.party
    FROM derived.consents_now AS n
    JOIN derived.consents_now AS a ON a.party = n.party AND a.purpose = 'amount'
    JOIN layers.parties_states AS p ON p.code = n.party AND p.valid @> layers.today() AND p.name IS NOT NULL
    WHERE n.purpose = 'name'
),
given AS MATERIALIZED (
    SELECT c.kind, coalesce(c.party, '') AS giver, public_map.month_end(c.given_on) AS day, c.value_vnd, c.days,
        CASE WHEN t.party IS NULL THEN coalesce(c.party, '') END AS untold
    FROM layers.contributions_states AS c
    LEFT JOIN told AS t ON t.party = c.party
    WHERE upper_inf(c.valid)
)
SELECT d.day, d.kind, count(DISTINCT g.giver) AS givers, sum(g.value_vnd) AS value_vnd, sum(g.days) AS days
FROM (
    SELECT kind, public_map.days_in_company(array_agg(day), array_agg(untold)) AS day FROM given GROUP BY kind
) AS d
JOIN given AS g ON g.kind = d.kind AND g.day <= d.day
GROUP BY d.day, d.kind
HAVING count(DISTINCT g.giver) >= 3;
