-- What holds now is what holds today: a period whose end is entered ahead has not ended, one that begins ahead has not begun.
CREATE FUNCTION layers.today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
$$;

CREATE OR REPLACE FUNCTION layers.own_ground() RETURNS public.geometry
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT geom FROM layers.subdistricts_states WHERE sub_no = layers.own_subdistrict() AND valid @> layers.today()
$$;

CREATE OR REPLACE FUNCTION layers.own_display() RETURNS public.geometry
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT display FROM layers.subdistricts_states WHERE sub_no = layers.own_subdistrict() AND valid @> layers.today()
$$;

-- The ground of the head of a subdistrict who writes: no row for anybody else, NULL for a head without one.
CREATE FUNCTION layers.head_ground() RETURNS SETOF public.geometry
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT s.geom
    FROM layers.changes AS c
    JOIN office.users AS u ON u.name = c.who AND u.role = 'head'
    LEFT JOIN layers.subdistricts_states AS s ON s.sub_no = u.subdistrict AND s.valid @> layers.today()
    WHERE c.number = layers.current_change()
$$;

CREATE OR REPLACE FUNCTION layers.check_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ground geometry;
BEGIN
    SELECT * INTO ground FROM layers.head_ground();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM layers.donations_states AS d
        WHERE d.id = NEW.id AND ST_Contains(ground, ST_PointOnSurface(d.geom))
    ) THEN
        RAISE EXCEPTION 'The donation lies in another subdistrict than its head''s.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own_subdistrict';
    END IF;
    IF NOT EXISTS (
        SELECT FROM layers.donation_events AS e
        JOIN layers.donation_moves AS m ON m.to_state = e.state AND m.head_may
        WHERE (e.id, e.seq) = (NEW.id, NEW.seq)
    ) THEN
        RAISE EXCEPTION 'The head of a subdistrict does not enter this state.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'head_may';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION layers.check_head_attaches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ground geometry;
BEGIN
    SELECT * INTO ground FROM layers.head_ground();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM layers.donations_states AS d
        WHERE NEW.layer = 'donations' AND d.don_no = NEW.row_key AND ST_Contains(ground, ST_PointOnSurface(d.geom))
        UNION ALL
        SELECT FROM layers.parcels_states AS p
        WHERE NEW.layer = 'parcels' AND concat_ws('/', p.commune, p.sheet, p.parcel) = NEW.row_key
        AND ST_Contains(ground, ST_PointOnSurface(p.geom))
    ) THEN
        RAISE EXCEPTION 'The head of a subdistrict attaches to donations and parcels of the own one.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own_subdistrict';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION layers.check_head_visits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ground geometry;
BEGIN
    SELECT * INTO ground FROM layers.head_ground();
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM layers.donations_states AS d
        WHERE d.don_no = NEW.don_no AND ST_Contains(ground, ST_PointOnSurface(d.geom))
    ) THEN
        RAISE EXCEPTION 'The donation lies in another subdistrict than its head''s.'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'own_subdistrict';
    END IF;
    RETURN NULL;
END $$;

-- Consents, donations and parties by their state of today.
CREATE OR REPLACE VIEW derived.consents_now AS
WITH told AS (
    SELECT party, purpose, cons_date, withdrawn FROM layers.consents_states WHERE upper_inf(valid)
    UNION ALL
    SELECT code, 'name', cons_date, NULL FROM layers.parties_states WHERE consent AND valid @> layers.today()
),
known AS (
    SELECT party, purpose,
        max(cons_date) FILTER (WHERE cons_date <= layers.today()) AS given,
        max(withdrawn) FILTER (WHERE withdrawn <= layers.today()) AS withdrawn
    FROM told
    GROUP BY party, purpose
)
SELECT party, purpose FROM known WHERE given IS NOT NULL AND (withdrawn IS NULL OR withdrawn < given);

CREATE OR REPLACE VIEW derived.gifts AS
SELECT d.owner AS party, d.seg_code, 'land' AS kind, e.day, NULL::numeric AS value_vnd, NULL::numeric AS days,
    NULL::text AS goods
FROM layers.donations_states AS d
JOIN (
    SELECT id, min(day) FILTER (WHERE state IN ('handed_over', 'recorded')) AS day,
        bool_or(state IN ('declined', 'withdrawn')) AS taken_back
    FROM layers.donation_events GROUP BY id
) AS e USING (id)
WHERE d.valid @> layers.today() AND e.day IS NOT NULL AND NOT e.taken_back AND d.owner IS NOT NULL
UNION ALL
SELECT party, seg_code, kind, given_on, value_vnd, days, goods FROM layers.contributions_states
WHERE party IS NOT NULL AND upper_inf(valid);

CREATE OR REPLACE VIEW public_map.thanks AS
WITH consents AS MATERIALIZED (SELECT party, purpose FROM derived.consents_now)
SELECT DISTINCT p.name, g.seg_code, g.kind, public_map.month_end(g.day) AS since,
    CASE WHEN amount.party IS NOT NULL THEN g.value_vnd END AS value_vnd,
    CASE WHEN amount.party IS NOT NULL THEN g.days END AS days,
    CASE WHEN amount.party IS NOT NULL THEN g.goods END AS goods
FROM derived.gifts AS g
JOIN consents AS named ON named.party = g.party AND named.purpose = 'name'
LEFT JOIN consents AS amount ON amount.party = g.party AND amount.purpose = 'amount'
JOIN layers.parties_states AS p ON p.code = g.party AND p.valid @> layers.today()
WHERE p.name IS NOT NULL;
