"""Visits to households, which the head of a subdistrict enters in the own one."""

from __future__ import annotations

from importlib import resources

from alembic import context, op

from layers.migrations.two_times import tracking, versioning
from layers.tables import metadata_for

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("visits", "visits_states")
OWN = {
    "visits_states": "don_no IN (SELECT d.don_no FROM layers.donations_states AS d)",
    "visits": "EXISTS (SELECT FROM layers.visits_states AS s WHERE s.id = visits.id)",
}
"""Which rows the head of a subdistrict reads. What a condition asks for itself is cut the same way."""


def upgrade() -> None:
    """Make the tables with their two times, and what holds them."""
    # A table that earlier migrations of this transaction wrote to still has triggers to run, and can't be altered.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    metadata = metadata_for(context.config.attributes["srid"])
    for name in TABLES:
        table = metadata.tables[f"layers.{name}"]
        table.create(op.get_bind())
        columns = [column.name for column in table.columns if column.computed is None]
        for statement in tracking("layers", name, columns):
            op.execute(statement)
        op.execute(f"CREATE INDEX {name}_id ON history.{name} (id)")
    for statement in (
        *versioning("visits", "visits_states"),
        "CREATE INDEX visits_states_key ON layers.visits_states (don_no, visit_no)",
    ):
        op.execute(statement)
    script = resources.files("layers.migrations").joinpath("visits.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    tables = ", ".join(f"layers.{name}" for name in TABLES)
    for statement in (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO moduong_officer",
        f"GRANT SELECT ON {', '.join(f'history.{name}' for name in TABLES)} TO moduong_officer",
        "GRANT SELECT ON layers.written_by_heads TO moduong_officer",
        f"GRANT SELECT ON {tables} TO moduong_head",
    ):
        op.execute(statement)
    for name, rows in OWN.items():
        op.execute(f"ALTER TABLE layers.{name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY office ON layers.{name} TO moduong_officer USING (true) WITH CHECK (true)")
        op.execute(f"CREATE POLICY own_subdistrict ON layers.{name} FOR SELECT TO moduong_head USING ({rows})")
