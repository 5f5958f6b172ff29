-- Rules that rows of the layers never break.
ALTER TABLE layers.obstacles_states
    ADD CONSTRAINT obstacles_days CHECK (coalesce(due, since) >= since AND coalesce(solved, since) >= since);
ALTER TABLE layers.progress_readings_states
    ADD CONSTRAINT progress_readings_percent CHECK (percent BETWEEN 0 AND 100);
ALTER TABLE layers.campaign_targets_states
    ADD CONSTRAINT campaign_targets_not_negative CHECK (coalesce(target_m2, 0) >= 0 AND coalesce(target_m, 0) >= 0);
ALTER TABLE layers.contributions_states
    ADD CONSTRAINT contributions_amount CHECK (
        CASE kind
            WHEN 'money' THEN coalesce(value_vnd, 0) > 0
            WHEN 'labour' THEN coalesce(days, 0) > 0
            ELSE coalesce(goods, '') <> ''
        END
    );
ALTER TABLE layers.tidy_readings_states
    ADD CONSTRAINT tidy_readings_length CHECK (length_m > 0 AND tidy_m BETWEEN 0 AND length_m);
ALTER TABLE layers.surveys_states
    ADD CONSTRAINT surveys_counts CHECK (asked > 0 AND satisfied BETWEEN 0 AND asked);
ALTER TABLE layers.consents_states
    ADD CONSTRAINT consents_days CHECK (coalesce(withdrawn, cons_date) >= cons_date);
ALTER TABLE layers.household_steps_states
    ADD CONSTRAINT household_steps_household_fkey FOREIGN KEY (zone_no, owner)
    REFERENCES layers.clearance_households (zone_no, owner) ON UPDATE CASCADE DEFERRABLE;

-- The course as layers/clearance_course.py has it.
CREATE TABLE layers.clearance_order (step integer, after integer, PRIMARY KEY (step, after));
CREATE TABLE layers.clearance_papers (step integer, paper text, PRIMARY KEY (step, paper));

-- What came by import is history, and what is undone was there before: both stand as they are. All else is bound.
CREATE FUNCTION layers.entered_here(number bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT kind NOT IN ('import', 'undo', 'migration') FROM layers.changes WHERE changes.number = entered_here.number
$$;

CREATE FUNCTION layers.check_step(step integer, day date, paper text, before integer[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    lacking text;
BEGIN
    SELECT string_agg(o.after::text, ', ') INTO lacking
    FROM layers.clearance_order AS o WHERE o.step = check_step.step AND o.after <> ALL (before);
    IF lacking IS NOT NULL THEN
        RAISE EXCEPTION 'Step % comes after %.', step, lacking
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clearance_order';
    END IF;
    IF day > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date THEN
        RAISE EXCEPTION 'Step % on % has not happened yet.', step, day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clearance_past';
    END IF;
    IF EXISTS (SELECT FROM layers.clearance_papers AS p WHERE p.step = check_step.step) AND NOT EXISTS (
        SELECT FROM layers.clearance_papers AS p WHERE (p.step, p.paper) = (check_step.step, check_step.paper)
    ) THEN
        RAISE EXCEPTION 'Step % lacks its paper.', step
            USING ERRCODE = 'check_violation', CONSTRAINT = 'clearance_papers';
    END IF;
END $$;

CREATE FUNCTION layers.check_project_course(code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layers.check_step(s.step::integer, s.day, s.paper, ARRAY(
        SELECT b.step::integer FROM layers.project_steps_states AS b
        WHERE b.project = code AND b.day <= s.day AND upper_inf(b.valid)
    ))
    FROM layers.project_steps_states AS s
    WHERE s.project = code AND upper_inf(s.valid) AND layers.entered_here(s.change);
END $$;

CREATE FUNCTION layers.check_household_course(zone text, household text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layers.check_step(s.step::integer, s.day, s.paper, ARRAY(
        SELECT b.step::integer FROM layers.household_steps_states AS b
        WHERE (b.zone_no, b.owner) = (zone, household) AND b.day <= s.day AND upper_inf(b.valid)
        UNION
        SELECT p.step::integer FROM layers.project_steps_states AS p
        WHERE p.day <= s.day AND upper_inf(p.valid)
        AND p.project IN (SELECT z.project FROM layers.clearance_zones_states AS z WHERE z.zone_no = zone)
    ))
    FROM layers.household_steps_states AS s
    WHERE (s.zone_no, s.owner) = (zone, household) AND upper_inf(s.valid) AND layers.entered_here(s.change);
END $$;

CREATE FUNCTION layers.check_project_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    code text := coalesce(NEW.project, OLD.project);
BEGIN
    PERFORM layers.check_project_course(code);
    PERFORM layers.check_household_course(h.zone_no, h.owner)
    FROM layers.clearance_households AS h
    WHERE h.zone_no IN (SELECT z.zone_no FROM layers.clearance_zones_states AS z WHERE z.project = code);
    RETURN NULL;
END $$;
CREATE FUNCTION layers.check_household_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM layers.check_household_course(OLD.zone_no, OLD.owner);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM layers.check_household_course(NEW.zone_no, NEW.owner);
    END IF;
    RETURN NULL;
END $$;
-- An import brings history: there is nothing to look at row by row.
CREATE FUNCTION layers.change_is_bound() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT kind <> 'import' FROM layers.changes WHERE number = layers.current_change()
$$;
CREATE CONSTRAINT TRIGGER legal_step AFTER INSERT OR UPDATE OR DELETE ON layers.project_steps_states
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (layers.change_is_bound())
EXECUTE FUNCTION layers.check_project_step();
CREATE CONSTRAINT TRIGGER legal_step AFTER INSERT OR UPDATE OR DELETE ON layers.household_steps_states
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (layers.change_is_bound())
EXECUTE FUNCTION layers.check_household_step();

-- Steps, obstacles and consents have days of their own: what is told of them is what is known last.

-- What the map shows of a household from one day to another. An obstacle overrides all but handed over.
CREATE VIEW derived.household_courses AS
WITH happened AS (
    SELECT zone_no, owner, NULL::date AS day, 0 AS done, 0 AS paid, 0 AS begun, 0 AS counted, 0 AS held
    FROM layers.clearance_households
    UNION ALL
    SELECT zone_no, owner, day, (step = '16')::integer, (step = '12')::integer, 1, 0, 0
    FROM layers.household_steps_states WHERE upper_inf(valid)
    UNION ALL
    SELECT h.zone_no, h.owner, p.day, 0, 0, 0, 1, 0
    FROM layers.clearance_households AS h
    JOIN layers.clearance_zones_states AS z USING (zone_no)
    JOIN layers.project_steps_states AS p ON p.project = z.project AND p.step = '4' AND upper_inf(p.valid)
    UNION ALL
    SELECT o.zone_no, o.owner, d.day, 0, 0, 0, 0, d.held
    FROM layers.obstacles_states AS o
    JOIN layers.clearance_households AS h USING (zone_no, owner)
    CROSS JOIN LATERAL (VALUES (o.since, 1), (o.solved, -1)) AS d (day, held)
    WHERE upper_inf(o.valid) AND d.day IS NOT NULL
),
days AS (
    SELECT zone_no, owner, day, sum(done) AS done, sum(paid) AS paid, sum(begun) AS begun, sum(counted) AS counted,
        sum(held) AS held
    FROM happened GROUP BY zone_no, owner, day
)
SELECT zone_no, owner, daterange(day, lead(day) OVER course) AS valid,
    CASE
        WHEN sum(done) OVER course > 0 THEN 'done'
        WHEN sum(held) OVER course > 0 THEN 'stuck'
        WHEN sum(paid) OVER course > 0 THEN 'paid'
        WHEN sum(begun) OVER course > 0 THEN 'proc'
        WHEN sum(counted) OVER course > 0 THEN 'inv'
        ELSE 'none'
    END AS state
FROM days
WINDOW course AS (PARTITION BY zone_no, owner ORDER BY day NULLS FIRST);

-- A zone is as far as the household that is least far, and held up as soon as one is, or the zone itself.
CREATE VIEW derived.zone_courses AS
WITH happened AS (
    SELECT c.zone_no, lower(c.valid) AS day, s.state, s.more, 0 AS held
    FROM (
        SELECT zone_no, valid, state,
            lag(state) OVER (PARTITION BY zone_no, owner ORDER BY lower(valid) NULLS FIRST) AS before
        FROM derived.household_courses
    ) AS c
    CROSS JOIN LATERAL (VALUES (c.state, 1), (c.before, -1)) AS s (state, more)
    WHERE s.state IS NOT NULL
    UNION ALL
    SELECT o.zone_no, d.day, NULL, 0, d.held
    FROM layers.obstacles_states AS o
    CROSS JOIN LATERAL (VALUES (NULL::date, 0), (o.since, 1), (o.solved, -1)) AS d (day, held)
    WHERE upper_inf(o.valid) AND (d.day IS NOT NULL OR d.held = 0) AND NOT EXISTS (
        SELECT FROM layers.clearance_households AS h WHERE (h.zone_no, h.owner) = (o.zone_no, o.owner)
    )
),
days AS (
    SELECT zone_no, day, sum(more) AS total, sum(held) AS held,
        coalesce(sum(more) FILTER (WHERE state = 'done'), 0) AS done,
        coalesce(sum(more) FILTER (WHERE state = 'paid'), 0) AS paid,
        coalesce(sum(more) FILTER (WHERE state = 'proc'), 0) AS proc,
        coalesce(sum(more) FILTER (WHERE state = 'inv'), 0) AS inv,
        coalesce(sum(more) FILTER (WHERE state = 'stuck'), 0) AS stuck
    FROM happened GROUP BY zone_no, day
),
running AS (
    SELECT zone_no, daterange(day, lead(day) OVER course) AS valid, sum(total) OVER course AS total,
        sum(held) OVER course AS held, sum(done) OVER course AS done, sum(paid) OVER course AS paid,
        sum(proc) OVER course AS proc, sum(inv) OVER course AS inv, sum(stuck) OVER course AS stuck
    FROM days
    WINDOW course AS (PARTITION BY zone_no ORDER BY day NULLS FIRST)
)
SELECT zone_no, valid, total AS households,
    CASE
        WHEN total > 0 AND done = total THEN 'done'
        WHEN stuck > 0 OR held > 0 THEN 'stuck'
        WHEN total = 0 THEN NULL
        WHEN done + paid = total THEN 'paid'
        WHEN done + paid + proc > 0 THEN 'proc'
        WHEN inv > 0 THEN 'inv'
        ELSE 'none'
    END AS state
FROM running;

-- What changes a zone's state changes its tiles.
CREATE FUNCTION layers.announce_zones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layers.announce('clearance_zones', array_agg(cell)) FROM (
        SELECT DISTINCT cell
        FROM touched_rows JOIN layers.clearance_zones_states AS z USING (zone_no), layers.cells_touched(z.display) AS cell
        LIMIT 1000
    ) AS cells;
    RETURN NULL;
END $$;

-- The public is told of a zone of three households and more; whose obstacle it is, and why, it never is.
CREATE OR REPLACE VIEW public_map.clearance_zones AS
SELECT z.id, z.fid, z.valid * coalesce(c.valid, '(,)') AS valid, z.zone_no, z.project, z.name, z.decision,
    CASE
        WHEN c.state IS NULL OR (c.households = 0 AND z.state = 'done') THEN z.state
        WHEN c.households >= 3 OR c.households = 0 THEN c.state
    END AS state,
    z.geom, z.display
FROM layers.clearance_zones_states AS z
LEFT JOIN LATERAL (
    SELECT * FROM derived.zone_courses AS one WHERE one.zone_no = z.zone_no AND one.valid && z.valid
) AS c ON true;

-- How far the clearance of a project is, in whole percents of its households and of its land, at the ends of months.
CREATE VIEW public_map.clearance_shares AS
WITH households AS (
    SELECT z.project, h.zone_no, h.owner, ST_Area(h.geom) AS area,
        (
            SELECT (date_trunc('month', min(s.day)) + interval '1 month - 1 day')::date
            FROM layers.household_steps_states AS s
            WHERE (s.zone_no, s.owner) = (h.zone_no, h.owner) AND s.step = '16' AND upper_inf(s.valid)
        ) AS handed_over
    FROM layers.clearance_households_states AS h
    JOIN layers.clearance_zones_states AS z ON z.zone_no = h.zone_no AND upper_inf(z.valid)
    WHERE upper_inf(h.valid)
),
days AS (
    SELECT DISTINCT project, day FROM households CROSS JOIN LATERAL (VALUES (NULL::date), (handed_over)) AS d (day)
)
SELECT d.project, daterange(d.day, lead(d.day) OVER (PARTITION BY d.project ORDER BY d.day NULLS FIRST)) AS valid,
    h.households, h.of_households, h.of_area
FROM days AS d
CROSS JOIN LATERAL (
    SELECT count(*) AS households,
        round(100.0 * count(*) FILTER (WHERE handed_over <= d.day) / count(*))::integer AS of_households,
        round(100.0 * coalesce(sum(area) FILTER (WHERE handed_over <= d.day), 0) / sum(area))::integer AS of_area
    FROM households WHERE households.project = d.project
) AS h
WHERE h.households >= 3;

-- Consents that hold now: rows of their own, and what a file says beside a party of being named. A withdrawal ends
-- whatever was consented to before it.
CREATE VIEW derived.consents_now AS
WITH told AS (
    SELECT party, purpose, cons_date, withdrawn FROM layers.consents_states WHERE upper_inf(valid)
    UNION ALL
    SELECT code, 'name', cons_date, NULL FROM layers.parties_states WHERE consent AND upper_inf(valid)
),
known AS (
    SELECT party, purpose,
        max(cons_date) FILTER (WHERE cons_date <= today) AS given,
        max(withdrawn) FILTER (WHERE withdrawn <= today) AS withdrawn
    FROM told
    CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today) AS t
    GROUP BY party, purpose
)
SELECT party, purpose FROM known WHERE given IS NOT NULL AND (withdrawn IS NULL OR withdrawn < given);

-- What there is to thank for: land that was handed over, money, labour and goods.
CREATE VIEW derived.gifts AS
SELECT d.owner AS party, d.seg_code, 'land' AS kind, e.day, NULL::numeric AS value_vnd, NULL::numeric AS days,
    NULL::text AS goods
FROM layers.donations_states AS d
JOIN (
    SELECT id, min(day) FILTER (WHERE state IN ('handed_over', 'recorded')) AS day,
        bool_or(state IN ('declined', 'withdrawn')) AS taken_back
    FROM layers.donation_events GROUP BY id
) AS e USING (id)
WHERE upper_inf(d.valid) AND e.day IS NOT NULL AND NOT e.taken_back AND d.owner IS NOT NULL
UNION ALL
SELECT party, seg_code, kind, given_on, value_vnd, days, goods FROM layers.contributions_states
WHERE party IS NOT NULL AND upper_inf(valid);

CREATE FUNCTION public_map.month_end(day date) RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (date_trunc('month', day) + interval '1 month - 1 day')::date
$$;

-- The thank-you roll: names of those who consent today. How much land somebody gave it never tells, for the figures of
-- roads are public and could be subtracted; other gifts are told where the consent covers them.
CREATE VIEW public_map.thanks AS
WITH consents AS MATERIALIZED (SELECT party, purpose FROM derived.consents_now)
SELECT DISTINCT p.name, g.seg_code, g.kind, public_map.month_end(g.day) AS since,
    CASE WHEN amount.party IS NOT NULL THEN g.value_vnd END AS value_vnd,
    CASE WHEN amount.party IS NOT NULL THEN g.days END AS days,
    CASE WHEN amount.party IS NOT NULL THEN g.goods END AS goods
FROM derived.gifts AS g
JOIN consents AS named ON named.party = g.party AND named.purpose = 'name'
LEFT JOIN consents AS amount ON amount.party = g.party AND amount.purpose = 'amount'
JOIN layers.parties_states AS p ON p.code = g.party AND upper_inf(p.valid)
WHERE p.name IS NOT NULL;

-- How many are not named; fewer than three are not told of.
CREATE VIEW public_map.thanks_withheld AS
WITH named AS MATERIALIZED (SELECT party FROM derived.consents_now WHERE purpose = 'name'),
first AS MATERIALIZED (
    SELECT g.party, public_map.month_end(min(g.day)) AS since FROM derived.gifts AS g
    WHERE g.party NOT IN (SELECT party FROM named)
    GROUP BY g.party
)
SELECT d.since, CASE WHEN count(*) >= 3 THEN count(*) END AS withheld
FROM (SELECT DISTINCT since FROM first) AS d JOIN first ON first.since <= d.since
GROUP BY d.since;

-- Sums of what the town was given beside land, by the ends of months; of fewer than three givers nothing is told.
CREATE VIEW public_map.contribution_sums AS
WITH given AS (
    SELECT kind, coalesce(party, contr_no) AS giver, public_map.month_end(given_on) AS day, value_vnd, days
    FROM layers.contributions_states WHERE upper_inf(valid)
)
SELECT d.day, d.kind, count(DISTINCT g.giver) AS givers, sum(g.value_vnd) AS value_vnd, sum(g.days) AS days
FROM (SELECT DISTINCT day, kind FROM given) AS d
JOIN given AS g ON g.kind = d.kind AND g.day <= d.day
GROUP BY d.day, d.kind HAVING count(DISTINCT g.giver) >= 3;

-- Counts of surveys; of fewer than ten people asked nothing is told.
CREATE VIEW public_map.survey_counts AS
SELECT content, sub_no, taken_on, asked, satisfied FROM layers.surveys_states WHERE asked >= 10 AND upper_inf(valid);

CREATE VIEW public_map.survey_contents AS SELECT code, valid, label_vi, label_en, least_pct FROM reference.survey_contents;
