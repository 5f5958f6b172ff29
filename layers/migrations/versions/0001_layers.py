"""The layers, their two times, the reference tables and what the public may read."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import context, op

from layers import catalogue
from layers.groundwork import add_missing_zones, make_extensions, make_roles
from layers.migrations.two_times import announcing, first_rows_of, tracking, versioning
from layers.reference import LAND_USES, ROAD_CLASSES, UNITS
from layers.schema import VERSION_TABLE
from layers.tables import metadata_for

if TYPE_CHECKING:
    from layers.declaration import Layer

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What there was when this migration was written: later ones bring the rest.
LAYERS = {
    name: catalogue.LAYERS[name]
    for name in (
        "parties",
        "subdistricts",
        "projects",
        "road_segments",
        "present_roads",
        "parcels",
        "donations",
        "clearance_zones",
        "campaign_phases",
        "documents",
    )
}
REFERENCES = (UNITS, LAND_USES, ROAD_CLASSES)
SCHEMAS = ("layers", "history", "reference", "derived", "office", "public_map")


def upgrade() -> None:
    """Make everything that the first release needs."""
    srid: int = context.config.attributes["srid"]
    make_extensions(op.get_bind())
    for schema in SCHEMAS:
        op.execute(f"CREATE SCHEMA {schema}")
    add_missing_zones(op.get_bind(), srid)
    _script("functions.sql")
    _script("office.sql")
    metadata_for(srid).create_all(op.get_bind(), tables=_tables(srid))
    _script("inside_parcel.sql")
    _indexes()
    _two_times(srid)
    _script("derived.sql", srid=srid)
    _derived_triggers()
    _script("public_map.sql")
    for layer in LAYERS.values():
        if layer.public and not layer.events:
            op.execute(_public_view(layer))
    _first_rows()
    op.execute(
        sa.text(
            "INSERT INTO office.settings VALUES ('srid', :srid, true), ('public_parcel_numbers', 'off', true)"
        ).bindparams(srid=str(srid))
    )
    _grants()


def _tables(srid: int) -> list[sa.Table]:
    names = {f"layers.{name}{part}" for name in LAYERS for part in ("", "_states")}
    names |= {"layers.donation_events", *(f"reference.{reference.name}" for reference in REFERENCES)}
    return [table for table in metadata_for(srid).sorted_tables if table.fullname in names]


def _script(name: str, **values: object) -> None:
    """Run a file of statements as one; `{name}` in it are replaced, nothing else is."""
    text = resources.files("layers.migrations").joinpath(name).read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    op.get_bind().exec_driver_sql(text.replace("%", "%%"))


def _indexes() -> None:
    for layer in LAYERS.values():
        states = f"layers.{layer.name}_states"
        keys = ", ".join(layer.key)
        op.execute(f"CREATE INDEX {layer.name}_states_key ON {states} ({keys})")
        if layer.geometry:
            op.execute(f"CREATE INDEX {layer.name}_states_geom ON {states} USING gist (geom)")
            op.execute(f"CREATE INDEX {layer.name}_states_display ON {states} USING gist (display)")
    op.execute("CREATE INDEX donations_states_parcel ON layers.donations_states (commune, sheet, parcel)")


def _two_times(srid: int) -> None:
    for table in _tables(srid):
        columns = [column.name for column in table.columns if column.computed is None]
        for statement in tracking(str(table.schema), table.name, columns):
            op.execute(statement)
        if "id" in columns:
            op.execute(f"CREATE INDEX {table.name}_id ON history.{table.name} (id)")
    for layer in LAYERS.values():
        for statement in versioning(layer.name, f"{layer.name}_states"):
            op.execute(statement)
        if layer.geometry:
            for statement in announcing("layers", f"{layer.name}_states", layer.name):
                op.execute(statement)
    through = "JOIN layers.donations_states USING (id)"
    for statement in (
        *versioning("donations", "donation_events"),
        *announcing("layers", "donation_events", "donations", through),
    ):
        op.execute(statement)


def _derived_triggers() -> None:
    for table, function in (
        ("donations_states", "cells_of_donations_went_stale"),
        ("road_segments_states", "cells_of_segments_went_stale"),
        ("donation_events", "cells_of_events_went_stale"),
    ):
        for event, age in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER cells_{event.lower()}_{age.lower()} AFTER {event} ON layers.{table}"
                f" REFERENCING {age} TABLE AS touched_rows"
                f" FOR EACH STATEMENT EXECUTE FUNCTION derived.{function}()"
            )
    for table, layer in (("parcel_blocks", "parcels"), ("donation_cells", "donations")):
        for statement in announcing("derived", table, layer):
            op.execute(statement)
    for table, function in (
        ("donations_states", "check_donation"),
        ("donation_events", "check_donation"),
    ):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER inside_parcel AFTER INSERT OR UPDATE ON layers.{table}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers.{function}()"
        )
    op.execute(
        "CREATE CONSTRAINT TRIGGER holds_its_donations AFTER UPDATE OR DELETE ON layers.parcels_states"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers.check_donations_of_parcel()"
    )


def _public_view(layer: Layer) -> str:
    columns = ["id", "fid", "valid", *(f'"{column.name}"' for column in layer.public_columns)]
    if layer.name == "parcels":
        shown = "(SELECT value FROM office.settings WHERE name = 'public_parcel_numbers') = 'on'"
        columns += [f"CASE WHEN {shown} THEN {name} END AS {name}" for name in ("sheet", "parcel")]
    if layer.geometry:
        columns += ["geom", "display"]
    return f"CREATE VIEW public_map.{layer.name} AS SELECT {', '.join(columns)} FROM layers.{layer.name}_states"


def _first_rows() -> None:
    op.execute("SELECT layers.begin_change('moduong', 'migration', 'first rows of the reference tables')")
    for reference in REFERENCES:
        for statement in first_rows_of(reference):
            op.get_bind().exec_driver_sql(statement)


def _grants() -> None:
    make_roles(op.get_bind())
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA layers, history, reference, derived, office, public_map TO moduong_officer",
        "GRANT USAGE ON SCHEMA public_map TO moduong_public",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public_map TO moduong_public, moduong_officer",
        ("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA layers, reference, derived TO moduong_officer"),
        "REVOKE INSERT, UPDATE, DELETE ON layers.changes FROM moduong_officer",
        "GRANT SELECT ON ALL TABLES IN SCHEMA history, office TO moduong_officer",
        "GRANT INSERT, UPDATE ON office.column_maps TO moduong_officer",
        f"GRANT SELECT ON {VERSION_TABLE} TO moduong_officer",
    ):
        op.execute(statement)
