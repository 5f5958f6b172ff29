"""A road as its public page tells it: what `public_map` has of it on a day, and nothing else, whoever asks.

The figures move in company and at the ends of months (docs/decisions/008); zones and projects are those of
`layers.road_summary` in the public's form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from layers.errors import LayerError
from layers.readable import Audience
from layers.road_figures import REFUSED
from layers.road_summary import road_summary
from layers.widening_public import (
    PUBLIC_CELLS,
    PUBLIC_FIGURE,
    bound,
    public_cells,
    public_progress,
    public_sums,
    unpacked,
)
from layers.widening_refusals import NoSuchRoad

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

LEAST_M = 10.0
"""A subdistrict that a road runs less far through is not named."""


_FIGURE = bound(PUBLIC_FIGURE, "code", "on")
_CELLS = bound(PUBLIC_CELLS, "code", "on")

_ROADS = text(
    """
    SELECT r.id, r.code, r.name, r.subdist, s.name AS subdistrict, ST_Length(r.geom) AS length_m
    FROM public_map.road_segments AS r
    LEFT JOIN public_map.subdistricts AS s ON s.sub_no = r.subdist AND s.valid @> CAST(:on AS date)
    WHERE r.valid @> CAST(:on AS date)
    ORDER BY r.name COLLATE "vi-x-icu", r.code
    """
)
_KNOWN = text(
    """
    SELECT name, lower(valid) AS first, upper(valid) AS until FROM public_map.road_segments
    WHERE code = :code ORDER BY upper_inf(valid) DESC, valid DESC LIMIT 1
    """
)
_ROAD = text(
    """
    SELECT r.id, r.name, r.surface, r.decision, c.label_vi, c.label_en, ST_Length(r.geom) AS length_m
    FROM public_map.road_segments AS r
    LEFT JOIN public_map.road_classes AS c ON c.code = r.class AND c.valid @> CAST(:on AS date)
    WHERE r.code = :code AND r.valid @> CAST(:on AS date)
    """
)
_SUBDISTRICTS = text(
    """
    SELECT s.name
    FROM public_map.subdistricts AS s
    JOIN public_map.road_segments AS r ON r.code = :code AND r.valid @> CAST(:on AS date)
    WHERE s.valid @> CAST(:on AS date) AND s.name IS NOT NULL
    AND ST_Intersects(s.geom, r.geom) AND ST_Length(ST_Intersection(s.geom, r.geom)) >= :least
    ORDER BY length(s.sub_no), s.sub_no
    """
)
_TIDY = text(
    """
    SELECT DISTINCT ON (kind) kind, read_on, length_m::float8 AS length_m, tidy_m::float8 AS tidy_m
    FROM public_map.tidy_readings WHERE seg_code = :code AND read_on <= :on AND upper_inf(valid)
    ORDER BY kind, read_on DESC
    """
)
_COURSE = text(
    """
    SELECT lower(valid) AS day, answer FROM public_map.road_figures
    WHERE seg_code = :code AND lower(valid) <= :on ORDER BY lower(valid)
    """
)
_THANKED = text("SELECT count(DISTINCT name) FROM public_map.thanks WHERE seg_code = :code AND since <= :on")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRoad:
    """A road of the list.

    Attributes
    ----------
    code, name, subdistrict
        Of the road, and the name of the subdistrict it is filed under; empty for none.
    length_m
        Of its centreline.
    open_m, measurable_m
        How much of it is handed over to its target width, and how much can be measured; None where nothing can.
    coming
        Whether its figures are still to be worked out.
    """

    code: str
    name: str
    subdistrict: str
    length_m: float
    open_m: float | None = None
    measurable_m: float | None = None
    coming: bool = False

    @property
    def share(self) -> float | None:
        """How much of it is wide enough, 0 to 1."""
        return share(self.open_m, self.measurable_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRoad:
    """A road on a day.

    Attributes
    ----------
    id, code, name
        Of the road; without a name the code stands for it.
    on
        The day, the last of a month.
    subdistricts
        Names of those it runs through.
    surface, decision
        As the plan has them; empty for none.
    road_class
        Name of its class by language; empty where it has none.
    length_m
        Of its centreline.
    widening
        Sums of `/api/roads/{code}/widening`; None where the road is not measured.
    refused
        Why it is not measured, a key of `layers.widening_refusals.REASONS`; empty where it is.
    row
        Its row of `/api/progress?by=road`; None where there is none yet.
    cells
        Those of `/api/roads/{code}/profile`.
    zones, projects, blocks
        Those of `/api/roads/{code}`.
    tidy
        The newest reading of each kind: corridor, drain, pavement.
    course
        Metres wide enough and m² handed over at the ends of months in which they changed, the newest last.
    thanked
        How many of those who gave for this road are named on the roll.
    """

    id: UUID
    code: str
    name: str
    on: date
    subdistricts: list[str]
    surface: str = ""
    decision: str = ""
    road_class: Mapping[str, str] = field(default_factory=dict)
    length_m: float
    widening: Mapping[str, Any] | None = None
    refused: str = ""
    row: Mapping[str, Any] | None = None
    cells: list[dict[str, Any]] = field(default_factory=list)
    zones: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    tidy: list[dict[str, Any]] = field(default_factory=list)
    course: list[dict[str, Any]] = field(default_factory=list)
    thanked: int = 0

    @property
    def share(self) -> float | None:
        """How much of it is wide enough, 0 to 1."""
        return None if self.widening is None else share(self.open_m, self.widening["measurable_length_m"])

    @property
    def open_m(self) -> float:
        """Metres that are handed over to their target width."""
        return float(self.widening["length_at_target_m"]["handed_over"]) if self.widening else 0.0

    @property
    def left_m(self) -> float:
        """Metres that can be measured and are not wide enough."""
        return max(0.0, float(self.widening["measurable_length_m"]) - self.open_m) if self.widening else 0.0


class NotThatDay(LayerError):
    """There is such a road, and not on that day.

    Attributes
    ----------
    name, first, until
        Of the road: its first day, and the first on which it is no more; None for without end.
    """

    def __init__(self, code: str, name: str, first: date | None, until: date | None) -> None:
        super().__init__(f"The road {code} is not of that day.")
        self.name, self.first, self.until = name, first, until


def share(open_m: float | None, measurable_m: float | None) -> float | None:
    """Return how much of what can be measured is wide enough, 0 to 1.

    Examples
    --------
    >>> share(50.0, 200.0), share(0.0, 0.0), share(None, None)
    (0.25, None, None)
    """
    return min(1.0, open_m / measurable_m) if measurable_m and open_m is not None else None


def public_roads(connection: Connection, on: date) -> list[ListedRoad]:
    """Return all roads of a day by name.

    Parameters
    ----------
    connection
        As the public.
    on
        The day, the last of a month.
    """
    told = public_progress(connection, "road", on)
    rows = {row["key"]: row for row in told or ()}
    found = []
    for road in connection.execute(_ROADS, {"on": on}):
        row = rows.get(road.code)
        found.append(
            ListedRoad(
                code=road.code,
                name=road.name or road.code,
                subdistrict=road.subdistrict or "",
                length_m=road.length_m,
                open_m=row["length_at_target_m"]["handed_over"] if row else None,
                measurable_m=row["measurable_length_m"] if row else None,
                coming=told is None,
            )
        )
    return found


def public_road(connection: Connection, code: str, on: date, srid: int) -> PublicRoad:
    """Return a road on a day.

    Parameters
    ----------
    connection
        As the public.
    code, on
        The road, and the day: the last of a month.
    srid
        EPSG code of the project's zone.

    Raises
    ------
    NotThatDay
        When it is not of that day.
    NoSuchRoad
        When there is none.
    """
    asked = {"code": code, "on": on}
    row = connection.execute(_ROAD, asked).one_or_none()
    if row is None:
        known = connection.execute(_KNOWN, {"code": code}).one_or_none()
        if known is None:
            raise NoSuchRoad(code=code)
        raise NotThatDay(code, known.name or code, known.first, known.until)
    figure = unpacked(connection.scalar(_FIGURE, asked)) or {}
    widening = figure.get("widening")
    cells = [dict(cell) for cell in connection.execute(_CELLS, asked).mappings()]
    summary = road_summary(connection, Audience.PUBLIC, code, on, figure.get("shapes", {}).get("strip"), srid) or {}
    return PublicRoad(
        id=row.id,
        code=code,
        name=row.name or code,
        on=on,
        subdistricts=list(connection.scalars(_SUBDISTRICTS, {**asked, "least": LEAST_M})),
        surface=row.surface or "",
        decision=row.decision or "",
        road_class={"vi": row.label_vi, "en": row.label_en} if row.label_vi else {},
        length_m=row.length_m,
        widening=widening,
        refused=figure.get(REFUSED, ""),
        row=next((one for one in public_progress(connection, "road", on) or () if one["key"] == code), None),
        cells=public_cells(cells, widening["length_m"]) if widening else [],
        zones=summary.get("zones", []),
        projects=summary.get("projects", []),
        blocks=summary.get("blocks", []),
        tidy=[dict(reading) for reading in connection.execute(_TIDY, asked).mappings()],
        course=course(connection, code, on),
        thanked=connection.scalar(_THANKED, asked) or 0,
    )


def course(connection: Connection, code: str, on: date) -> list[dict[str, Any]]:
    """Return how a road's public figures went up to a day: one entry for each month's end at which they changed.

    Parameters
    ----------
    connection
        As the public.
    code, on
        The road, and the last day.
    """
    found: list[dict[str, Any]] = []
    for row in connection.execute(_COURSE, {"code": code, "on": on}):
        entry = public_sums(row.answer)
        if entry is None:
            continue
        if not found or entry != {name: found[-1][name] for name in entry}:
            found.append({"day": row.day, **entry})
    return found
