"""The course of donations, its papers, whose consent it needs, and where parcels came from."""

from __future__ import annotations

from importlib import resources

from alembic import context, op

from layers.access import Right
from layers.donation_course import BINDING, MOVES
from layers.migrations.two_times import first_rows_of, tracking, versioning
from layers.reference import REQUIRED_PAPERS
from layers.tables import metadata_for

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "layers.interests",
    "layers.interests_states",
    "layers.donation_papers",
    "layers.parcel_lineage",
    "reference.required_papers",
)


def upgrade() -> None:
    """Make the tables with their two times, the moves, and the triggers that hold them."""
    metadata = metadata_for(context.config.attributes["srid"])
    tables = [metadata.tables[name] for name in TABLES]
    metadata.create_all(op.get_bind(), tables=tables)
    for table in tables:
        columns = [column.name for column in table.columns if column.computed is None]
        for statement in tracking(str(table.schema), table.name, columns):
            op.execute(statement)
        if "id" in columns:
            op.execute(f"CREATE INDEX {table.name}_id ON history.{table.name} (id)")
    for identity, of in (("interests", "interests_states"), ("donations", "donation_papers")):
        for statement in versioning(identity, of):
            op.execute(statement)
    op.execute("CREATE INDEX interests_states_key ON layers.interests_states (commune, sheet, parcel)")
    script = resources.files("layers.migrations").joinpath("donation_course.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    for move in MOVES:
        op.get_bind().exec_driver_sql(
            "INSERT INTO layers.donation_moves VALUES (%s, %s, %s, %s)",
            (move.origin, move.to, move.to in BINDING, move.right is Right.APPROVE),
        )
    op.execute("SELECT layers.begin_change('moduong', 'migration', 'papers that the moves of donations need')")
    for statement in first_rows_of(REQUIRED_PAPERS):
        op.get_bind().exec_driver_sql(statement)
    _grants()


def _grants() -> None:
    writable = ", ".join(TABLES)
    kept = ", ".join(f"history.{name.partition('.')[2]}" for name in TABLES)
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {writable} TO moduong_officer")
    op.execute(f"GRANT SELECT ON layers.donation_moves, {kept} TO moduong_officer")
