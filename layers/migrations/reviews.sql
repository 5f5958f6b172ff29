-- What the chair says of what was changed: approved, or returned with a reason. Nobody approves the own change.

-- Of edits of what was approved before, and of returns; the first approval is an event of the donation's course.
-- Who, when and why are the change's.
CREATE TABLE layers.reviews (
    donation uuid NOT NULL REFERENCES layers.donations (id) ON DELETE CASCADE,
    verdict text NOT NULL CHECK (verdict IN ('approved', 'returned')),
    change bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (donation, change)
);
CREATE TRIGGER require_change BEFORE INSERT OR UPDATE OR DELETE ON layers.reviews
FOR EACH STATEMENT EXECUTE FUNCTION layers.require_change();
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON layers.reviews
FOR EACH ROW EXECUTE FUNCTION layers.stamp();

-- The newest change up to which a donation is approved; 0 for none.
CREATE FUNCTION layers.approved_up_to(donation uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT greatest(
        (SELECT max(e.change) FROM layers.donation_events AS e WHERE e.id = $1 AND e.state = 'approved'),
        (SELECT max(r.change) FROM layers.reviews AS r WHERE r.donation = $1 AND r.verdict = 'approved'),
        0
    )
$$;

-- The changes after one that an approval would vouch for: of the donation, of its parcel, and that it was signed.
CREATE FUNCTION layers.to_approve_since(donation uuid, since bigint) RETURNS TABLE (number bigint, what text)
LANGUAGE sql STABLE AS $$
    WITH parcels AS (
        SELECT p.id FROM layers.parcels AS p
        WHERE (p.commune, p.sheet, p.parcel) IN (
            SELECT d.commune, d.sheet, d.parcel FROM layers.donations_states AS d WHERE d.id = donation
        )
    )
    SELECT s.change, 'donation' FROM layers.donations_states AS s WHERE s.id = donation AND s.change > since
    UNION SELECT h.change, 'donation' FROM history.donations_states AS h WHERE h.id = donation AND h.change > since
    UNION SELECT h.replaced, 'donation' FROM history.donations_states AS h WHERE h.id = donation AND h.replaced > since
    UNION SELECT s.change, 'parcel' FROM layers.parcels_states AS s JOIN parcels USING (id) WHERE s.change > since
    UNION SELECT h.change, 'parcel' FROM history.parcels_states AS h JOIN parcels USING (id) WHERE h.change > since
    UNION SELECT h.replaced, 'parcel' FROM history.parcels_states AS h JOIN parcels USING (id) WHERE h.replaced > since
    UNION SELECT e.change, 'signed' FROM layers.donation_events AS e
    WHERE e.id = donation AND e.state = 'signed' AND e.change > since
$$;

CREATE FUNCTION layers.refuse_own_approval(donation uuid, since bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    own bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM layers.changes AS c JOIN office.users AS u ON u.name = c.who
        WHERE c.number = layers.current_change() AND u.role IN ('chair', 'administrator') AND NOT u.disabled
    ) THEN
        RAISE EXCEPTION 'An approval is the chair''s.' USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_chair';
    END IF;
    SELECT max(c.number) INTO own
    FROM layers.to_approve_since(donation, since) AS made
    JOIN layers.changes AS c USING (number)
    JOIN layers.changes AS this ON this.who = c.who AND this.number = layers.current_change()
    WHERE c.number <> this.number;
    IF own IS NOT NULL THEN
        RAISE EXCEPTION 'Nobody approves the own change: % of it is.', own
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approvals_own_change';
    END IF;
END $$;

CREATE FUNCTION layers.check_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layers.refuse_own_approval(
        NEW.donation,
        CASE NEW.verdict
            -- of what was approved up to then, this one apart
            WHEN 'approved' THEN greatest(
                (SELECT max(e.change) FROM layers.donation_events AS e WHERE e.id = NEW.donation AND e.state = 'approved'),
                (
                    SELECT max(r.change) FROM layers.reviews AS r
                    WHERE r.donation = NEW.donation AND r.verdict = 'approved' AND r.change < NEW.change
                ),
                0
            )
            -- who returns the own change does no harm
            ELSE NEW.change
        END
    );
    RETURN NULL;
END $$;
CREATE TRIGGER not_ones_own AFTER INSERT OR UPDATE ON layers.reviews
FOR EACH ROW EXECUTE FUNCTION layers.check_review();

CREATE FUNCTION layers.check_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'approved' AND NEW.source = 'program' AND NEW.change = layers.current_change() THEN
        PERFORM layers.refuse_own_approval(
            NEW.id,
            greatest(
                (SELECT max(r.change) FROM layers.reviews AS r WHERE r.donation = NEW.id AND r.verdict = 'approved'), 0
            )
        );
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER not_ones_own AFTER INSERT OR UPDATE ON layers.donation_events
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers.check_approval();

GRANT SELECT, INSERT ON layers.reviews TO moduong_officer;
