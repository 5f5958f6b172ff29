"""What can be read of each layer, by whom: its columns, and the SQL of its dated rows.

Every relation here has `id`, `fid`, `valid`, the columns, and for a layer with geometry `geom` (in the project's
zone) and `display` (EPSG:3857). The public's are the views of `public_map`, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from layers.catalogue import LAYERS
from layers.declaration import Column, Kind, Layer
from layers.donation_cells import LEVEL_LABELS
from layers.donations import EVENT_COLUMNS, STATE_LABELS
from layers.recorded import rows

if TYPE_CHECKING:
    from collections.abc import Mapping


class Audience(StrEnum):
    """For whom an answer is: each has a database role, and with that a pool, of its own."""

    PUBLIC = "public"
    OFFICE = "office"
    HEAD = "head"
    """The head of a subdistrict: the office's layers, of which the database shows the rows of the own subdistrict."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Collection:
    """A layer as one audience reads it; there is one of each, so they compare and hash by identity.

    Attributes
    ----------
    name, label, about, geometry
        As the layer declares them.
    audience
        Who reads it.
    columns
        What its features tell.
    dated
        Whether features tell their period of validity.
    tiled
        Columns that its tiles carry.
    timeline
        Whether its tiles can carry all periods, with their first and last day.
    """

    name: str
    label: str
    about: str
    geometry: str
    audience: Audience
    columns: tuple[Column, ...]
    dated: bool
    tiled: tuple[Column, ...]
    timeline: bool

    @property
    def follows(self) -> bool:
        """Whether a feature tells what follows from rows of other layers: no version of its own counts that."""
        return self.name == "clearance_zones"

    def relation(self, change: str = "") -> str:
        """Return the SQL of its dated rows.

        Parameters
        ----------
        change
            Placeholder of the number of a change, to read as recorded then. The office's collections only.
        """
        if self.audience is Audience.PUBLIC:
            return f"public_map.{self.name}"
        layer = LAYERS[self.name]
        if self.audience is Audience.HEAD and self.name == "documents":
            return "layers.documents_for_heads"
        if layer.events:
            return _courses(layer, change)
        if self.follows and not change:
            return _zones(layer)
        return rows(f"{layer.name}_states", _read(layer), change)


def _read(layer: Layer) -> list[str]:
    geometry = ["geom", "display"] if layer.geometry else []
    return ["id", "fid", "valid", *(column.name for column in layer.columns), *geometry]


def _courses(layer: Layer, change: str) -> str:
    """Return donations by the periods of their states: one row from each event's day to the next one's.

    Events are looked up by donation, by their primary key: a tile or a page has few of a town's donations.
    """
    names = ", ".join(f"d.{name}" for name in _read(layer) if name != "valid")
    days = ",\n                ".join(
        f"max(day) FILTER (WHERE state = '{state}') OVER course AS {column}" for state, column in EVENT_COLUMNS.items()
    )
    shown = ", ".join(("state", "since", "source", *EVENT_COLUMNS.values()))
    return f"""(
        SELECT {names}, d.valid * held AS valid, {shown}
        FROM {rows("donations_states", _read(layer), change)} AS d
        CROSS JOIN LATERAL (
            SELECT state, day AS since, source, daterange(day, lead(day) OVER course) AS held,
                {days}
            FROM {rows("donation_events", ("id", "seq", "state", "day", "source"), change)} AS e WHERE e.id = d.id
            WINDOW course AS (PARTITION BY id ORDER BY day, seq)
        ) AS states
        -- of several events on one day the last holds: the others' periods are empty
        WHERE NOT isempty(d.valid * held)
    )"""  # identifiers of our own declarations


def _zones(layer: Layer) -> str:
    """Return zones by the periods of the states that follow from their households' steps and from obstacles.

    What the zone's own file says stands where it has neither. As recorded in the past only that is read.
    """
    shown = {
        "valid": "z.valid * coalesce(c.valid, '(,)')",
        "state": "CASE WHEN c.state IS NULL OR (c.households = 0 AND z.state = 'done') THEN z.state ELSE c.state END",
    }
    names = ", ".join(f"{shown[name]} AS {name}" if name in shown else f"z.{name}" for name in _read(layer))
    return f"""(
        SELECT {names}
        FROM layers.clearance_zones_states AS z
        -- by zone: a tile has few of a town's
        LEFT JOIN LATERAL (
            SELECT * FROM derived.zone_courses AS one WHERE one.zone_no = z.zone_no AND one.valid && z.valid
        ) AS c ON true
    )"""  # identifiers of our own declarations


_STATE = Column(name="state", label="State", tile=True, choices=STATE_LABELS)
_COURSE = (
    _STATE,
    Column(name="since", label="In this state since", kind=Kind.DATE),
    Column(
        name="source",
        label="How its state was entered",
        choices={"import": "Imported: history, without papers", "program": "Entered here, with its papers"},
    ),
    *(Column(name=name, label=STATE_LABELS[state], kind=Kind.DATE) for state, name in EVENT_COLUMNS.items()),
)
_CELLS = (
    Column(name="seg_code", label="Road", refers="road_segments"),
    Column(name="side", label="Side", choices={"left": "Left", "right": "Right"}, tile=True),
    Column(name="from_m", label="From", kind=Kind.DECIMAL, unit="m", digits=0),
    Column(name="to_m", label="To", kind=Kind.DECIMAL, unit="m", digits=0),
    Column(name="state", label="State", choices=LEVEL_LABELS, tile=True),
)
"""The public form of donations: cells along the road, with ids of their own."""
PERIOD = (
    Column(name="from_date", label="Valid from", kind=Kind.DATE),
    Column(name="to_date", label="Valid until", kind=Kind.DATE),
)
"""What features of a dated collection tell of their period: the first day, and the first day after it."""


NUMBERED = ("sheet", "parcel")
"""Columns of parcels that the public's view leaves empty until a setting of the office shows them."""


def _public_columns(layer: Layer) -> tuple[Column, ...]:
    if layer.events:
        return _CELLS
    numbers = NUMBERED if layer.name == "parcels" else ()
    return (*(layer.column(name) for name in numbers), *layer.public_columns)


def _collection(layer: Layer, audience: Audience) -> Collection:
    if audience is Audience.PUBLIC:
        columns = _public_columns(layer)
    else:
        columns = (*layer.columns, *(_COURSE if layer.events else ()))
    return Collection(
        name=layer.name,
        label=layer.label,
        about=layer.about,
        geometry="Polygon" if layer.events and audience is Audience.PUBLIC else layer.geometry,
        audience=audience,
        columns=columns,
        dated=layer.dated or layer.events,
        tiled=tuple(column for column in columns if column.tile),
        timeline=layer.events,
    )


FOR_HEADS = frozenset(
    {
        "parties",
        "subdistricts",
        "projects",
        "road_segments",
        "present_roads",
        "parcels",
        "interests",
        "donations",
        "clearance_zones",
        "campaign_phases",
        "documents",
        "clearance_households",
        "project_steps",
        "household_steps",
        "obstacles",
        "progress_readings",
        "campaign_targets",
        "contributions",
        "tidy_readings",
        "surveys",
        "consents",
        "visits",
    }
)
"""Layers of which the database shows the head of a subdistrict something: a migration has opened each, the others are
not there for a head."""


@cache
def collections(audience: Audience) -> Mapping[str, Collection]:
    """Return what an audience can read, by name, in the catalogue's order."""
    return MappingProxyType(
        {
            layer.name: _collection(layer, audience)
            for layer in LAYERS.values()
            if {
                Audience.PUBLIC: layer.public,
                Audience.OFFICE: True,
                Audience.HEAD: layer.name in FOR_HEADS,
            }[audience]
        }
    )
