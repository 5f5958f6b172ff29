"""The bytes of scans and photos, and the further rows that one is attached to."""

from __future__ import annotations

from importlib import resources

from alembic import context, op

from layers.migrations.two_times import tracking, versioning
from layers.tables import metadata_for

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OWN_ROW = (
    "layer = 'donations' AND row_key IN (SELECT d.don_no FROM layers.donations_states AS d)"
    " OR layer = 'parcels' AND row_key IN"
    " (SELECT concat_ws('/', p.commune, p.sheet, p.parcel) FROM layers.parcels_states AS p)"
)
OWN = {
    "attachments": OWN_ROW,
    "documents_states": "sha256 IN (SELECT p.sha256 FROM layers.donation_papers AS p WHERE p.sha256 IS NOT NULL)"
    f" OR {OWN_ROW} OR id IN (SELECT a.id FROM layers.attachments AS a)",
    "document_scans": "sha256 IN (SELECT d.sha256 FROM layers.documents_states AS d)",
}
"""Which rows the head of a subdistrict reads. What a condition asks for itself is cut the same way."""


def upgrade() -> None:
    """Make the tables and what holds them."""
    # A table that earlier migrations of this transaction wrote to still has triggers to run, and can't be altered.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    table = metadata_for(context.config.attributes["srid"]).tables["layers.attachments"]
    table.create(op.get_bind())
    for statement in (
        *tracking("layers", "attachments", [column.name for column in table.columns]),
        *versioning("documents", "attachments"),
        "CREATE INDEX attachments_row ON layers.attachments (layer, row_key)",
        "CREATE INDEX documents_states_row ON layers.documents_states (layer, row_key)",
    ):
        op.execute(statement)
    script = resources.files("layers.migrations").joinpath("attachments.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    for statement in (
        "GRANT SELECT, INSERT, DELETE ON layers.attachments TO moduong_officer",
        "GRANT SELECT, INSERT, DELETE ON layers.document_scans TO moduong_officer",
        "GRANT SELECT ON history.attachments TO moduong_officer",
        "GRANT SELECT ON layers.attachments, layers.document_scans TO moduong_head",
        "GRANT SELECT ON layers.attached TO moduong_officer, moduong_head",
        "DROP POLICY own_subdistrict ON layers.documents_states",
    ):
        op.execute(statement)
    for name, rows in OWN.items():
        if name != "documents_states":
            op.execute(f"ALTER TABLE layers.{name} ENABLE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY office ON layers.{name} TO moduong_officer USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY own_subdistrict ON layers.{name} FOR SELECT TO moduong_head USING ({rows})")
