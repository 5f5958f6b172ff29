"""Tables that follow from the declarations: for each layer its identities and their dated states.

A thing and its states are two tables. `layers.parcels` holds what never changes about a parcel (its id) with
its business key and version; `layers.parcels_states` holds one row a period of valid time. Foreign keys point
to identities, by their business key, so that a row reads like the paper it came from.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, UUID, ExcludeConstraint

from layers.catalogue import LAYERS
from layers.declaration import Kind, Layer
from layers.donation_course import PAPERS
from layers.donations import STATES
from layers.reference import add_reference_tables

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from layers import declaration

SCHEMA = "layers"
DISPLAY_SRID = 3857
"""Web Mercator: what tiles are cut from, stored beside the project's own geometry."""


def column_type(column: declaration.Column) -> TypeEngine[Any]:
    """Return the SQL type of a declared column."""
    if column.kind is Kind.DECIMAL:
        return Numeric(18, column.digits)
    simple: dict[Kind, type[TypeEngine[Any]]] = {
        Kind.TEXT: Text,
        Kind.INTEGER: BigInteger,
        Kind.BOOLEAN: Boolean,
        Kind.DATE: Date,
    }
    return simple[column.kind]()


def _sql_column(column: declaration.Column, *, nullable: bool) -> Column[object]:
    return Column(column.name, column_type(column), nullable=nullable)


def _stamp() -> Column[int]:
    """Return the column with the number of the change that wrote the row; a trigger fills it."""
    return Column("change", BigInteger, nullable=False, server_default=text("0"))


def _identity(layer: Layer, metadata: MetaData) -> Table:
    return Table(
        layer.name,
        metadata,
        Column("id", UUID(as_uuid=True), primary_key=True, server_default=text("gen_random_uuid()")),
        *(_sql_column(column, nullable=False) for column in layer.key_columns),
        Column("version", Integer, nullable=False, server_default=text("1")),
        _stamp(),
        UniqueConstraint(*layer.key, name=f"{layer.name}_key"),
        UniqueConstraint("id", *layer.key, name=f"{layer.name}_id_key"),
        schema=SCHEMA,
    )


def _references(layer: Layer) -> list[ForeignKeyConstraint]:
    keys = [
        ForeignKeyConstraint(
            [column.name],
            [f"{SCHEMA}.{column.refers}.{LAYERS[column.refers].key[0]}"],
            name=f"{layer.name}_{column.name}_fkey",
            onupdate="CASCADE",
            deferrable=True,
        )
        for column in layer.columns
        if column.refers
    ]
    if layer.in_parcels:
        parcel = LAYERS["parcels"].key
        keys.append(
            ForeignKeyConstraint(
                parcel,
                [f"{SCHEMA}.parcels.{name}" for name in parcel],
                name=f"{layer.name}_parcel_fkey",
                onupdate="CASCADE",
                deferrable=True,
            )
        )
    return keys


def _checks(layer: Layer) -> list[CheckConstraint]:
    checks = [
        CheckConstraint(
            f"{column.name} IN ({', '.join(repr(choice) for choice in column.choices)})",
            name=f"{layer.name}_{column.name}_choice",
        )
        for column in layer.columns
        if column.choices
    ]
    checks.append(CheckConstraint("NOT isempty(valid)", name=f"{layer.name}_period"))
    if layer.geometry:
        checks.append(CheckConstraint("ST_IsValid(geom) AND NOT ST_IsEmpty(geom)", name=f"{layer.name}_valid_geometry"))
    if layer.name == "present_roads":
        checks.append(
            CheckConstraint(
                "(kind IN ('surface', 'asbuilt')) = (ST_Dimension(geom) = 2)"
                " AND (kind IN ('left', 'right')) = (ST_Dimension(geom) = 1)",
                name="present_roads_kind_of_geometry",
            )
        )
    if layer.name == "campaign_phases":
        checks.append(CheckConstraint("from_date <= to_date", name="campaign_phases_order"))
    return checks


def _geometry(layer: Layer, srid: int) -> list[Column[object]]:
    if not layer.geometry:
        return []
    required = layer.name != "projects"
    return [
        Column(
            "geom",
            Geometry(layer.geometry.upper(), srid=srid, spatial_index=False),
            nullable=not required,
        ),
        Column(
            "display",
            Geometry("GEOMETRY", srid=DISPLAY_SRID, spatial_index=False),
            Computed(f"ST_Transform(geom, {DISPLAY_SRID})", persisted=True),
        ),
    ]


def _states(layer: Layer, metadata: MetaData, srid: int) -> Table:
    return Table(
        f"{layer.name}_states",
        metadata,
        Column("id", UUID(as_uuid=True), primary_key=True),
        Column("valid", DATERANGE, primary_key=True, server_default=text("'(,)'")),
        *(_sql_column(column, nullable=False) for column in layer.key_columns),
        *(_sql_column(column, nullable=not column.required) for column in layer.attributes),
        *_geometry(layer, srid),
        # Stored: worked out in each request it is a tenth of a tile's cost.
        Column("fid", BigInteger, Computed("layers.fid(id)", persisted=True)),
        _stamp(),
        ForeignKeyConstraint(
            ["id", *layer.key],
            [f"{SCHEMA}.{layer.name}.{name}" for name in ("id", *layer.key)],
            name=f"{layer.name}_identity_fkey",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        *_references(layer),
        *_checks(layer),
        ExcludeConstraint(("id", "="), ("valid", "&&"), name=f"{layer.name}_one_state_a_day"),
        schema=SCHEMA,
    )


def _events(metadata: MetaData) -> Table:
    """Dated events of donations; the state on a day is that of the latest event up to and with it."""
    return Table(
        "donation_events",
        metadata,
        Column("id", UUID(as_uuid=True), primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("state", Text, nullable=False),
        Column("day", Date, nullable=False),
        Column("source", Text, nullable=False, server_default=text("'import'")),
        Column("paper", Text),
        _stamp(),
        ForeignKeyConstraint(["id"], [f"{SCHEMA}.donations.id"], ondelete="CASCADE", name="donation_events_fkey"),
        CheckConstraint(
            "state IN (" + ", ".join(repr(state) for state in STATES) + ")",
            name="donation_events_state",
        ),
        CheckConstraint("source IN ('import', 'program')", name="donation_events_source"),
        schema=SCHEMA,
    )


def _papers(metadata: MetaData) -> Table:
    """Papers of the moves that were made in the program."""
    return Table(
        "donation_papers",
        metadata,
        Column("id", UUID(as_uuid=True), primary_key=True),
        Column("seq", Integer, primary_key=True),
        Column("no", Integer, primary_key=True),
        Column("kind", Text, nullable=False),
        # Whose consent it is.
        Column("holder", Text),
        Column("number", Text),
        Column("dated", Date),
        Column("sha256", Text),
        _stamp(),
        ForeignKeyConstraint(
            ["id", "seq"],
            [f"{SCHEMA}.donation_events.id", f"{SCHEMA}.donation_events.seq"],
            ondelete="CASCADE",
            name="donation_papers_fkey",
        ),
        ForeignKeyConstraint(
            ["sha256"], [f"{SCHEMA}.documents.sha256"], name="donation_papers_document_fkey", deferrable=True
        ),
        CheckConstraint(
            "kind IN (" + ", ".join(repr(kind) for kind in PAPERS) + ")",
            name="donation_papers_kind",
        ),
        schema=SCHEMA,
    )


def _attachments(metadata: MetaData) -> Table:
    """Further rows that a document belongs to, beside the one that its own row names."""
    return Table(
        "attachments",
        metadata,
        Column("id", UUID(as_uuid=True), primary_key=True),
        Column("layer", Text, primary_key=True),
        Column("row_key", Text, primary_key=True),
        _stamp(),
        ForeignKeyConstraint(["id"], [f"{SCHEMA}.documents.id"], ondelete="CASCADE", name="attachments_fkey"),
        schema=SCHEMA,
    )


def _lineage(metadata: MetaData) -> Table:
    """Which parcel came from which, and on what day."""
    return Table(
        "parcel_lineage",
        metadata,
        Column("parent", UUID(as_uuid=True), primary_key=True),
        Column("child", UUID(as_uuid=True), primary_key=True),
        Column("day", Date, nullable=False),
        _stamp(),
        *(
            ForeignKeyConstraint(
                [name], [f"{SCHEMA}.parcels.id"], ondelete="CASCADE", name=f"parcel_lineage_{name}_fkey"
            )
            for name in ("parent", "child")
        ),
        CheckConstraint("parent <> child", name="parcel_lineage_two"),
        schema=SCHEMA,
    )


@cache
def metadata_for(srid: int) -> MetaData:
    """Return the tables of all layers for a project whose geometry is stored in `srid`.

    Parameters
    ----------
    srid
        EPSG code of the project's VN-2000 zone (Hà Trung: 5897).
    """
    metadata = MetaData()
    for layer in LAYERS.values():
        _identity(layer, metadata)
        _states(layer, metadata, srid)
    _events(metadata)
    _papers(metadata)
    _attachments(metadata)
    _lineage(metadata)
    add_reference_tables(metadata)
    return metadata


def identity(layer: Layer, srid: int) -> Table:
    """Return the table of a layer's identities."""
    return metadata_for(srid).tables[f"{SCHEMA}.{layer.name}"]


def states(layer: Layer, srid: int) -> Table:
    """Return the table of a layer's dated states."""
    return metadata_for(srid).tables[f"{SCHEMA}.{layer.name}_states"]
