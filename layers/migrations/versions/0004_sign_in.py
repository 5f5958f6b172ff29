"""Signing in, and the head of a subdistrict, who reads and writes in the own subdistrict alone."""

from __future__ import annotations

from importlib import resources

import sqlalchemy as sa
from alembic import op

from layers.access import Right
from layers.donation_course import MOVES
from layers.groundwork import make_roles

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = (
    "subdistricts",
    "road_segments",
    "present_roads",
    "projects",
    "campaign_phases",
)
"""Layers that tell nothing of a household: their tables are the same for everybody who has signed in."""

OWN_GROUND = (
    "display && (SELECT layers.own_display()) AND ST_Contains((SELECT layers.own_ground()), ST_PointOnSurface(geom))"
)
_OF_STATE = "EXISTS (SELECT FROM layers.{layer}_states AS s WHERE s.id = {layer}.id)"
_OF_DONATION = "EXISTS (SELECT FROM layers.donations_states AS d WHERE d.id = {table}.id)"

OWN: dict[str, str] = {
    "parcels_states": OWN_GROUND,
    "donations_states": OWN_GROUND,
    "clearance_zones_states": "display && (SELECT layers.own_display()) AND"
    " ST_Intersects((SELECT layers.own_ground()), geom)",
    "parties_states": "code IN (SELECT p.owner FROM layers.parcels_states AS p WHERE p.owner IS NOT NULL"
    " UNION ALL SELECT d.owner FROM layers.donations_states AS d WHERE d.owner IS NOT NULL)",
    "interests_states": "(commune, sheet, parcel) IN (SELECT p.commune, p.sheet, p.parcel"
    " FROM layers.parcels_states AS p)",
    "documents_states": "sha256 IN (SELECT p.sha256 FROM layers.donation_papers AS p WHERE p.sha256 IS NOT NULL)"
    " OR layer = 'donations' AND row_key IN (SELECT d.don_no FROM layers.donations_states AS d)",
    **{
        layer: _OF_STATE.format(layer=layer)
        for layer in ("parcels", "donations", "clearance_zones", "parties", "interests", "documents")
    },
    "donation_events": _OF_DONATION.format(table="donation_events"),
    "donation_papers": _OF_DONATION.format(table="donation_papers"),
    "parcel_lineage": "EXISTS (SELECT FROM layers.parcels_states AS s WHERE s.id = parcel_lineage.child)",
    "changes": "number IN (SELECT e.change FROM layers.donation_events AS e)",
}
"""Which rows the head of a subdistrict reads. What a condition asks for itself is cut the same way."""


def upgrade() -> None:
    """Make the tables, the role, its policies and the triggers."""
    # A table that earlier migrations of this transaction wrote to still has triggers to run, and can't be altered.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in ("sign_in.sql", "heads.sql"):
        script = resources.files("layers.migrations").joinpath(name).read_text("utf-8")
        op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    for move in MOVES:
        if move.right is Right.RECORD_VISIT:
            op.get_bind().execute(
                sa.text("UPDATE layers.donation_moves SET head_may = true WHERE (from_state, to_state) = (:a, :b)"),
                {"a": move.origin, "b": move.to},
            )
    make_roles(op.get_bind())
    _grants()
    for table, rows in OWN.items():
        op.execute(f"ALTER TABLE layers.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY office ON layers.{table} TO moduong_officer USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY own_subdistrict ON layers.{table} FOR SELECT TO moduong_head USING ({rows})")


def _grants() -> None:
    tables = [*OWN, *(f"{layer}{part}" for layer in OPEN for part in ("", "_states")), "donation_moves"]
    for statement in (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON office.passwords, office.sessions TO moduong_officer",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON office.sign_in_tries, office.provider_visits TO moduong_officer",
        "GRANT INSERT, UPDATE ON office.tokens TO moduong_officer",
        "GRANT USAGE ON SCHEMA layers, reference, public_map TO moduong_head",
        f"GRANT SELECT ON {', '.join(f'layers.{table}' for table in tables)} TO moduong_head",
        "GRANT SELECT ON ALL TABLES IN SCHEMA reference, public_map TO moduong_head",
        # Of a function that belongs to its owner, everybody may ask: nobody but the head has a use for it.
        "REVOKE EXECUTE ON FUNCTION layers.own_subdistrict(), layers.own_ground(), layers.own_display() FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION layers.own_subdistrict(), layers.own_ground(), layers.own_display() TO moduong_head",
    ):
        op.execute(statement)
