-- A zone's row of the public ends where what it tells does. It ended on each day on which a household took a step, or
-- on which anything else was written that the public is not told: those days were told by that.
CREATE OR REPLACE VIEW public_map.clearance_zones AS
SELECT id, fid, unnest(range_agg(valid)) AS valid, zone_no, project, name, decision, state, geom, display
FROM (
    SELECT z.id, z.fid, z.valid * coalesce(c.valid, '(,)') AS valid, z.zone_no, z.project, z.name, z.decision,
        CASE
            WHEN c.state IS NULL OR (c.households = 0 AND z.state = 'done') THEN z.state
            WHEN c.households >= 3 OR c.households = 0 THEN c.state
        END AS state,
        z.geom, z.display
    FROM layers.clearance_zones_states AS z
    LEFT JOIN LATERAL (
        SELECT * FROM derived.zone_courses AS one WHERE one.zone_no = z.zone_no AND one.valid && z.valid
    ) AS c ON true
) AS told
GROUP BY id, fid, zone_no, project, name, decision, state, geom, display;

-- The minutes of one meeting are many households': a head who has one of them learns nothing of the others' rows.
CREATE FUNCTION layers.is_shown(layer text, row_key text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_user <> 'moduong_head'
        OR (layer = 'donations' AND EXISTS (SELECT FROM layers.donations_states AS d WHERE d.don_no = row_key))
        OR (layer = 'parcels' AND EXISTS (
            SELECT FROM layers.parcels_states AS p WHERE concat_ws('/', p.commune, p.sheet, p.parcel) = row_key
        ))
$$;
GRANT EXECUTE ON FUNCTION layers.is_shown TO moduong_officer, moduong_head;

CREATE OR REPLACE VIEW layers.attached WITH (security_invoker = true) AS
SELECT id, layer, row_key FROM layers.documents_states
WHERE upper_inf(valid) AND layer IS NOT NULL AND row_key IS NOT NULL AND layers.is_shown(layer, row_key)
UNION
SELECT id, layer, row_key FROM layers.attachments;

CREATE VIEW layers.documents_for_heads WITH (security_invoker = true) AS
SELECT id, fid, valid, sha256, title, media_type, bytes, doc_date,
    CASE WHEN layers.is_shown(layer, row_key) THEN layer END AS layer,
    CASE WHEN layers.is_shown(layer, row_key) THEN row_key END AS row_key
FROM layers.documents_states;
GRANT SELECT ON layers.documents_for_heads TO moduong_head;

-- An amount that was told once is known to whoever kept the page, and is not to be told again: who withdrew is no company
-- for others, and waits for it as they do.
CREATE FUNCTION public_map.days_in_company(days date[], whose text[], withdrawn boolean[]) RETURNS SETOF date
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    one record;
    waiting text[] := '{}';
    hidden boolean := false;
BEGIN
    FOR one IN
        SELECT day, array_agg(who) FILTER (WHERE once_told IS NOT TRUE) AS people,
            coalesce(bool_or(once_told), false) AS hidden
        FROM unnest(days, whose, withdrawn) AS new (day, who, once_told) GROUP BY day ORDER BY day
    LOOP
        -- Who is NULL tells it.
        waiting := ARRAY(SELECT DISTINCT who FROM unnest(waiting || one.people) AS new (who) WHERE who IS NOT NULL);
        hidden := hidden OR one.hidden;
        IF cardinality(waiting) >= 3 OR (cardinality(waiting) = 0 AND NOT hidden) THEN
            RETURN NEXT one.day;
            waiting := '{}';
            hidden := false;
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION public_map.days_in_company(days date[], whose text[]) RETURNS SETOF date
LANGUAGE sql IMMUTABLE AS $$
    SELECT public_map.days_in_company(days, whose, '{}'::boolean[])
$$;

CREATE OR REPLACE VIEW public_map.contribution_sums AS
WITH told AS MATERIALIZED (
    SELECT n.party
    FROM derived.consents_now AS n
    JOIN derived.consents_now AS a ON a.party = n.party AND a.purpose = 'amount'
    JOIN layers.parties_states AS p ON p.code = n.party AND p.valid @> layers.today() AND p.name IS NOT NULL
    WHERE n.purpose = 'name'
),
once_told AS MATERIALIZED (
    SELECT party FROM layers.consents_states WHERE purpose = 'amount' AND cons_date <= layers.today()
),
given AS MATERIALIZED (
    SELECT c.kind, coalesce(c.party, '') AS giver, public_map.month_end(c.given_on) AS day, c.value_vnd, c.days,
        CASE WHEN t.party IS NULL THEN coalesce(c.party, '') END AS untold,
        t.party IS NULL AND (c.party IN (SELECT party FROM once_told)) IS TRUE AS withdrawn
    FROM layers.contributions_states AS c
    LEFT JOIN told AS t ON t.party = c.party
    WHERE upper_inf(c.valid)
)
SELECT d.day, d.kind, count(DISTINCT g.giver) AS givers, sum(g.value_vnd) AS value_vnd, sum(g.days) AS days
FROM (
    SELECT kind, public_map.days_in_company(array_agg(day), array_agg(untold), array_agg(withdrawn)) AS day
    FROM given GROUP BY kind
) AS d
JOIN given AS g ON g.kind = d.kind AND g.day <= d.day
GROUP BY d.day, d.kind
HAVING count(DISTINCT g.giver) >= 3;
