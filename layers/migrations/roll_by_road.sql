-- The thank-you roll: who consents is looked up once and hashed, not joined. Asked for one road, the planner takes its
-- gifts for a single row, and went through all gifts of the town once for each who consents.
CREATE OR REPLACE VIEW public_map.thanks AS
WITH consents AS MATERIALIZED (SELECT party, purpose FROM derived.consents_now),
gifts AS MATERIALIZED (SELECT * FROM derived.gifts)
SELECT DISTINCT p.name, g.seg_code, g.kind, public_map.month_end(g.day) AS since,
    CASE WHEN told.amount THEN g.value_vnd END AS value_vnd,
    CASE WHEN told.amount THEN g.days END AS days,
    CASE WHEN told.amount THEN g.goods END AS goods
FROM gifts AS g
CROSS JOIN LATERAL (
    SELECT g.party IN (SELECT party FROM consents WHERE purpose = 'amount') AS amount
) AS told
JOIN layers.parties_states AS p ON p.code = g.party AND p.valid @> layers.today()
WHERE p.name IS NOT NULL
-- "IS TRUE" keeps it a condition on each gift: without it the planner makes a join of it again.
AND (g.party IN (SELECT party FROM consents WHERE purpose = 'name')) IS TRUE;
