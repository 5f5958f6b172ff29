-- The thank-you roll, whatever PostgreSQL knows of the tables' sizes: after an import or a restore it takes them for
-- nearly empty until it has counted them, and then worked gifts and their course out anew for each consent.
CREATE OR REPLACE VIEW derived.gifts AS
WITH course AS MATERIALIZED (
    SELECT id, min(day) FILTER (WHERE state IN ('handed_over', 'recorded')) AS day,
        bool_or(state IN ('declined', 'withdrawn')) AS taken_back
    FROM layers.donation_events GROUP BY id
)
SELECT d.owner AS party, d.seg_code, 'land' AS kind, e.day, NULL::numeric AS value_vnd, NULL::numeric AS days,
    NULL::text AS goods
FROM layers.donations_states AS d
JOIN course AS e USING (id)
WHERE d.valid @> layers.today() AND e.day IS NOT NULL AND NOT e.taken_back AND d.owner IS NOT NULL
UNION ALL
SELECT party, seg_code, kind, given_on, value_vnd, days, goods FROM layers.contributions_states
WHERE party IS NOT NULL AND upper_inf(valid);

CREATE OR REPLACE VIEW public_map.thanks AS
WITH consents AS MATERIALIZED (SELECT party, purpose FROM derived.consents_now),
gifts AS MATERIALIZED (SELECT * FROM derived.gifts)
SELECT DISTINCT p.name, g.seg_code, g.kind, public_map.month_end(g.day) AS since,
    CASE WHEN amount.party IS NOT NULL THEN g.value_vnd END AS value_vnd,
    CASE WHEN amount.party IS NOT NULL THEN g.days END AS days,
    CASE WHEN amount.party IS NOT NULL THEN g.goods END AS goods
FROM gifts AS g
JOIN consents AS named ON named.party = g.party AND named.purpose = 'name'
LEFT JOIN consents AS amount ON amount.party = g.party AND amount.purpose = 'amount'
JOIN layers.parties_states AS p ON p.code = g.party AND p.valid @> layers.today()
WHERE p.name IS NOT NULL;
