-- How far the clearance of a project is, in whole percents of its households and of its land, at the ends of months. Who
-- has land in several zones is one. Those of a zone whose state is told move by themselves, all others of a project
-- together: by three, and not as long as one or two would be left, whose land the rest of the percents would tell.
CREATE OR REPLACE VIEW public_map.clearance_shares AS
WITH households AS (
    SELECT z.project, h.owner, ST_Area(h.geom) AS area,
        CASE WHEN count(*) OVER (PARTITION BY h.zone_no) >= 3 THEN h.zone_no ELSE '' END AS company,
        (
            SELECT public_map.month_end(min(s.day))
            FROM layers.household_steps_states AS s
            WHERE (s.zone_no, s.owner) = (h.zone_no, h.owner) AND s.step = '16' AND upper_inf(s.valid)
        ) AS handed_over
    FROM layers.clearance_households_states AS h
    JOIN layers.clearance_zones_states AS z ON z.zone_no = h.zone_no AND z.valid @> layers.today()
    WHERE h.valid @> layers.today()
),
-- Days with nobody left, or three and more.
fit AS (
    SELECT d.project, d.company, d.handed_over AS day
    FROM (SELECT DISTINCT project, company, handed_over FROM households WHERE handed_over IS NOT NULL) AS d
    JOIN households AS h USING (project, company)
    GROUP BY d.project, d.company, d.handed_over
    HAVING count(DISTINCT h.owner) FILTER (WHERE h.handed_over <= d.handed_over IS NOT TRUE) NOT IN (1, 2)
),
waiting AS (
    SELECT h.*, (
        SELECT min(f.day) FROM fit AS f
        WHERE (f.project, f.company) = (h.project, h.company) AND f.day >= h.handed_over
    ) AS ready
    FROM households AS h
),
moves AS (
    SELECT project, company, public_map.days_in_company(array_agg(ready), array_agg(owner)) AS day
    FROM waiting WHERE ready IS NOT NULL GROUP BY project, company
),
moved AS (
    SELECT w.*, (
        SELECT min(m.day) FROM moves AS m
        WHERE (m.project, m.company) = (w.project, w.company) AND m.day >= w.ready
    ) AS told
    FROM waiting AS w
),
days AS (
    SELECT project, NULL::date AS day FROM moved
    UNION
    SELECT project, told FROM moved
)
SELECT d.project, daterange(d.day, lead(d.day) OVER (PARTITION BY d.project ORDER BY d.day NULLS FIRST)) AS valid,
    h.households, h.of_households, h.of_area
FROM days AS d
CROSS JOIN LATERAL (
    SELECT count(*) AS households, count(DISTINCT owner) AS owners,
        round(100.0 * count(*) FILTER (WHERE told <= d.day) / count(*))::integer AS of_households,
        round(100.0 * coalesce(sum(area) FILTER (WHERE told <= d.day), 0) / sum(area))::integer AS of_area
    FROM moved WHERE moved.project = d.project
) AS h
WHERE h.owners >= 3;
