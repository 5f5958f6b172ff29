-- Who imports has PostgreSQL count what was written before anything is made of it, which only the owner may: of a table
-- that it takes for empty it reads every row for each that is asked for, and a first import of 30,000 donations did not end.
CREATE FUNCTION layers.count_rows(layer text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    EXECUTE 'ANALYZE layers.' || quote_ident(layer) || ', layers.' || quote_ident(layer || '_states');
    IF layer = 'donations' THEN
        ANALYZE layers.donation_events;
    END IF;
END $$;
REVOKE EXECUTE ON FUNCTION layers.count_rows FROM PUBLIC;
GRANT EXECUTE ON FUNCTION layers.count_rows TO moduong_officer;
