"""The law that minutes of donations name, by track and day."""

from __future__ import annotations

from alembic import context, op

from layers.migrations.two_times import first_rows_of, tracking
from layers.reference import LEGAL_BASES
from layers.tables import metadata_for

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table with its history and its first rows."""
    table = metadata_for(context.config.attributes["srid"]).tables[f"reference.{LEGAL_BASES.name}"]
    table.create(op.get_bind())
    for statement in tracking("reference", table.name, [column.name for column in table.columns]):
        op.execute(statement)
    op.execute("SELECT layers.begin_change('moduong', 'migration', 'the law that minutes name')")
    for statement in first_rows_of(LEGAL_BASES):
        op.get_bind().exec_driver_sql(statement)
    for statement in (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON reference.{table.name} TO moduong_officer",
        f"GRANT SELECT ON history.{table.name} TO moduong_officer",
        f"GRANT SELECT ON reference.{table.name} TO moduong_head",
    ):
        op.execute(statement)
