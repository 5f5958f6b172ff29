"""Site clearance by its legal steps, projects' progress, the rest of the campaign, and consents to be named."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from alembic import context, op

from layers.catalogue import LAYERS
from layers.clearance_course import STEPS
from layers.migrations.two_times import announcing, first_rows_of, tracking, versioning
from layers.reference import CLEARANCE_LIMITS, PUBLIC_HOLIDAYS, SURVEY_CONTENTS
from layers.tables import metadata_for

if TYPE_CHECKING:
    import sqlalchemy as sa

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REFERENCES = (CLEARANCE_LIMITS, PUBLIC_HOLIDAYS, SURVEY_CONTENTS)
OPEN = ("project_steps", "progress_readings", "campaign_targets", "tidy_readings", "surveys")
"""Layers that tell nothing of a household."""
OWN_GROUND = (
    "display && (SELECT layers.own_display()) AND ST_Contains((SELECT layers.own_ground()), ST_PointOnSurface(geom))"
)
OWN_PARTY = "party IN (SELECT p.code FROM layers.parties_states AS p)"
OWN_HOUSEHOLD = "(zone_no, owner) IN (SELECT h.zone_no, h.owner FROM layers.clearance_households_states AS h)"
OWN = {
    "clearance_households": OWN_GROUND,
    "household_steps": OWN_HOUSEHOLD,
    "obstacles": f"owner IS NULL AND zone_no IN (SELECT z.zone_no FROM layers.clearance_zones_states AS z)"
    f" OR {OWN_HOUSEHOLD}",
    "contributions": OWN_PARTY,
    "consents": OWN_PARTY,
}
"""Which rows of private layers the head of a subdistrict reads."""
NAMES = (*OPEN, *OWN)

PUBLIC_VIEWS = (
    "clearance_shares",
    "thanks",
    "thanks_withheld",
    "contribution_sums",
    "survey_counts",
    "survey_contents",
)


def upgrade() -> None:
    """Make the tables with their two times, what holds them, and what the public is told."""
    # A table that earlier migrations of this transaction wrote to still has triggers to run, and can't be altered.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    metadata = metadata_for(context.config.attributes["srid"])
    wanted = {f"layers.{name}{part}" for name in NAMES for part in ("", "_states")}
    wanted |= {f"reference.{reference.name}" for reference in REFERENCES}
    tables = [table for table in metadata.sorted_tables if table.fullname in wanted]
    metadata.create_all(op.get_bind(), tables=tables)
    for table in tables:
        _remember(table)
    _layers()
    script = resources.files("layers.migrations").joinpath("clearance.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    _course()
    _announcements()
    for name in ("project_steps", "progress_readings", "campaign_targets", "tidy_readings"):
        columns = ", ".join(f'"{column.name}"' for column in LAYERS[name].public_columns)
        op.execute(f"CREATE VIEW public_map.{name} AS SELECT id, fid, valid, {columns} FROM layers.{name}_states")
    op.execute("SELECT layers.begin_change('moduong', 'migration', 'limits, holidays, contents of surveys; consents')")
    for reference in REFERENCES:
        for statement in first_rows_of(reference):
            op.get_bind().exec_driver_sql(statement)
    _grants()


def _remember(table: sa.Table) -> None:
    columns = [column.name for column in table.columns if column.computed is None]
    for statement in tracking(str(table.schema), table.name, columns):
        op.execute(statement)
    if "id" in columns:
        op.execute(f"CREATE INDEX {table.name}_id ON history.{table.name} (id)")


def _layers() -> None:
    for name in NAMES:
        layer = LAYERS[name]
        states = f"layers.{name}_states"
        for statement in versioning(name, f"{name}_states"):
            op.execute(statement)
        op.execute(f"CREATE INDEX {name}_states_key ON {states} ({', '.join(layer.key)})")
        if layer.geometry:
            op.execute(f"CREATE INDEX {name}_states_geom ON {states} USING gist (geom)")
            op.execute(f"CREATE INDEX {name}_states_display ON {states} USING gist (display)")
            for statement in announcing("layers", f"{name}_states", name):
                op.execute(statement)


def _course() -> None:
    for step in STEPS:
        for before in step.after:
            op.execute(f"INSERT INTO layers.clearance_order VALUES ({step.number}, {before})")
        for paper in step.papers:
            op.execute(f"INSERT INTO layers.clearance_papers VALUES ({step.number}, '{paper}')")


def _announcements() -> None:
    for table in ("clearance_households_states", "household_steps_states", "obstacles_states"):
        for event, age in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER zones_{event.lower()}_{age.lower()} AFTER {event} ON layers.{table}"
                f" REFERENCING {age} TABLE AS touched_rows"
                " FOR EACH STATEMENT EXECUTE FUNCTION layers.announce_zones()"
            )
    through = "JOIN layers.clearance_zones_states USING (project)"
    for statement in announcing("layers", "project_steps_states", "clearance_zones", through):
        op.execute(statement)


def _grants() -> None:
    tables = [f"{name}{part}" for name in NAMES for part in ("", "_states")]
    references = [reference.name for reference in REFERENCES]
    writable = ", ".join([f"layers.{table}" for table in tables] + [f"reference.{name}" for name in references])
    kept = ", ".join(f"history.{name}" for name in [*tables, *references])
    public = ", ".join(
        f"public_map.{name}"
        for name in (*PUBLIC_VIEWS, "project_steps", "progress_readings", "campaign_targets", "tidy_readings")
    )
    open_tables = ", ".join(f"layers.{name}{part}" for name in OPEN for part in ("", "_states"))
    for statement in (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {writable} TO moduong_officer",
        f"GRANT SELECT ON {kept}, layers.clearance_order, layers.clearance_papers TO moduong_officer",
        "GRANT SELECT ON derived.household_courses, derived.consents_now, derived.gifts TO moduong_officer",
        "GRANT USAGE ON SCHEMA derived TO moduong_head",
        "GRANT SELECT ON derived.zone_courses TO moduong_officer, moduong_head",
        f"GRANT SELECT ON {public} TO moduong_public, moduong_officer, moduong_head",
        f"GRANT SELECT ON {open_tables} TO moduong_head",
        f"GRANT SELECT ON {', '.join(f'reference.{name}' for name in references)} TO moduong_head",
    ):
        op.execute(statement)
    for name, rows in OWN.items():
        for table, seen in (
            (f"{name}_states", rows),
            (name, f"EXISTS (SELECT FROM layers.{name}_states AS s WHERE s.id = {name}.id)"),
        ):
            op.execute(f"ALTER TABLE layers.{table} ENABLE ROW LEVEL SECURITY")
            op.execute(f"CREATE POLICY office ON layers.{table} TO moduong_officer USING (true) WITH CHECK (true)")
            op.execute(f"CREATE POLICY own_subdistrict ON layers.{table} FOR SELECT TO moduong_head USING ({seen})")
            op.execute(f"GRANT SELECT ON layers.{table} TO moduong_head")
