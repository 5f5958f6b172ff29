-- Scans and photos: their bytes, and the further rows that one document is attached to.

-- Bytes never change, and what stands here was looked at when it came: no history is kept of them.
CREATE TABLE layers.document_scans (
    sha256 text PRIMARY KEY REFERENCES layers.documents (sha256) ON DELETE CASCADE ON UPDATE CASCADE,
    media_type text NOT NULL CHECK (media_type IN ('application/pdf', 'image/jpeg', 'image/png', 'image/heic')),
    content bytea NOT NULL CHECK (encode(sha256(content), 'hex') = sha256),
    thumbnail bytea NOT NULL
);
-- They are compressed already.
ALTER TABLE layers.document_scans ALTER COLUMN content SET STORAGE EXTERNAL;
ALTER TABLE layers.document_scans ALTER COLUMN thumbnail SET STORAGE EXTERNAL;

-- Every row that a document belongs to: its own, and further ones (the minutes of one meeting are many households').
CREATE VIEW layers.attached WITH (security_invoker = true) AS
SELECT id, layer, row_key FROM layers.documents_states
WHERE upper_inf(valid) AND layer IS NOT NULL AND row_key IS NOT NULL
UNION
SELECT id, layer, row_key FROM layers.attachments;

-- A head attaches to donations and parcels of the own subdistrict.
CREATE FUNCTION layers.check_head_attaches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    ground geometry;
BEGIN
    SELECT s.geom INTO ground
    FROM layers.changes AS c
    JOIN office.users AS u ON u.name = c.who AND u.role = 'head'
    LEFT JOIN layers.subdistricts_states AS s ON s.sub_no = u.subdistrict AND upper_inf(s.valid)
    WHERE c.number = layers.current_change();
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
CREATE TRIGGER head_at_home AFTER INSERT ON layers.documents_states
FOR EACH ROW EXECUTE FUNCTION layers.check_head_attaches();
CREATE TRIGGER head_at_home AFTER INSERT ON layers.attachments
FOR EACH ROW EXECUTE FUNCTION layers.check_head_attaches();
CREATE TRIGGER head_takes_back AFTER UPDATE OR DELETE ON layers.documents_states
FOR EACH STATEMENT EXECUTE FUNCTION layers.refuse_head();
CREATE TRIGGER head_takes_back AFTER DELETE ON layers.attachments
FOR EACH STATEMENT EXECUTE FUNCTION layers.refuse_head();
CREATE TRIGGER head_takes_back AFTER DELETE ON layers.documents
FOR EACH STATEMENT EXECUTE FUNCTION layers.refuse_head();

CREATE OR REPLACE FUNCTION layers.require_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    writer text;
BEGIN
    SELECT u.role INTO writer FROM layers.changes AS c LEFT JOIN office.users AS u ON u.name = c.who
    WHERE c.number = layers.current_change() AND c.transaction = pg_current_xact_id();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A write needs a change: call layers.begin_change(who, kind, reason) first in the transaction.'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    IF writer = 'head' AND pg_trigger_depth() = 1
        AND (TG_TABLE_SCHEMA, TG_TABLE_NAME) NOT IN (
            ('layers', 'donation_events'), ('layers', 'donation_papers'),
            ('layers', 'documents'), ('layers', 'documents_states'), ('layers', 'attachments')
        )
    THEN
        RAISE EXCEPTION 'The head of a subdistrict does not write %.%.', TG_TABLE_SCHEMA, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
