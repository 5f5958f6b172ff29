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
