"""Soft rules: what is stored, but told."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.widening.centrelines import BAD_WIDTH, NOT_SIMPLE, TOO_SHORT, refusal
from geo.widening.surveyed_roads import between_edges
from geo.widths import WIDEST_M, BadWidths, Fault, parse_widths, widths_or_none
from layers.donations import EVENT_COLUMNS
from layers.errors import Message, Remark, _
from layers.importing.remarks import day, days, decimal
from layers.local_time import LOCAL
from layers.paper_areas import TOLERATED_M2, TOLERATED_SHARE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.declaration import Layer
    from layers.importing.keys import Values
    from layers.importing.problems import Problems

_PAPER: Final = {"parcels": ("surv_area", "cert_area"), "donations": ("paper_m2", "surv_m2")}
_SIDE_STATES: Final = ("declined", "withdrawn")
_SPANS: Final = {
    "projects": (("plan_from", "plan_to"), ("real_from", "real_to")),
    "campaign_phases": (("from_date", "to_date"),),
    "obstacles": (("since", "due"), ("since", "solved")),
    "consents": (("cons_date", "withdrawn"),),
}
_REFUSED_SPANS: Final = frozenset({"campaign_phases", "obstacles", "consents"})
"""Layers whose days the database refuses in the wrong order."""

_NO_WIDTH: Final = {TOO_SHORT: _("its centreline is too short"), NOT_SIMPLE: _("its centreline crosses itself")}
_BAD_WIDTHS: Final[dict[Fault, Message]] = {
    "not three numbers": _("row {number} of its widths, “{row}”, is not three numbers"),
    "negative": _("row {number} of its widths, “{row}”, has a negative half-width"),
    "wider than any road": _("row {number} of its widths, “{row}”, has a half-width of over {most} m"),
}


def check_plausible(
    layer: Layer,
    values: Values,
    geometries: NDArray[Any] | None,
    problems: Problems,
    rows: NDArray[np.int64],
) -> None:
    """Note what is doubtful in rows that are otherwise good."""
    if geometries is not None:
        for name in _PAPER.get(layer.name, ()):
            _areas(values[name], name, geometries, problems, rows)
    if layer.name == "road_segments" and geometries is not None:
        _roads(values["widths"], geometries, problems, rows)
    if layer.name == "present_roads" and geometries is not None:
        _edges(values, geometries, problems, rows)
    for first, last in _SPANS.get(layer.name, ()):
        kind = "period_reversed" if layer.name in _REFUSED_SPANS else "dates_reversed"
        both = np.flatnonzero(~pd.isna(values[first]) & ~pd.isna(values[last]))
        bad = both[values[first][both] > values[last][both]]
        problems.add(kind, rows[bad], [days(values[first][at], values[last][at]) for at in bad], column=last)
    _to_come(layer, values, problems, rows)
    if layer.name == "campaign_phases":
        _phases(values, problems, rows)
    if layer.events:
        _events(values, problems, rows)


def _to_come(layer: Layer, values: Values, problems: Problems, rows: NDArray[np.int64]) -> None:
    """Note days of the future for what has happened."""
    today = datetime.now(LOCAL).date().isoformat()
    happened = [column.name for column in layer.columns if column.happened]
    for name in (*happened, *(EVENT_COLUMNS.values() if layer.events else ())):
        given = values.get(name)
        if given is not None:
            later = [at for at, iso in enumerate(given) if iso is not None and iso > today]
            problems.add("day_to_come", rows[later], [Remark("{day}", day=day(given[at])) for at in later], column=name)


def _roads(widths: NDArray[np.object_], lines: NDArray[Any], problems: Problems, rows: NDArray[np.int64]) -> None:
    """Note roads that the widening engine refuses, each with its reason."""
    for at, line in enumerate(lines):
        if line is not None and (reason := refusal(line, widths_or_none(widths[at]))):
            problems.add(
                "no_width", [rows[at]], [_why_unread(widths[at]) if reason == BAD_WIDTH else _NO_WIDTH[reason]]
            )


def _edges(values: Values, geometries: NDArray[Any], problems: Problems, rows: NDArray[np.int64]) -> None:
    """Note the two edge lines of a road that enclose no surface; of several on a side, none: others may be stored."""
    from_date = values.get("from_date", np.full(len(rows), None))
    sides = pd.DataFrame({"road": values["seg_code"], "kind": values["kind"], "day": from_date})
    edges = sides[sides["kind"].isin(["left", "right"]) & ~shapely.is_missing(geometries)]
    for _key, of_road in edges.groupby(["road", "day"], dropna=False):
        if sorted(of_road["kind"]) != ["left", "right"]:
            continue
        both = of_road.index.to_numpy()
        left, right = shapely.line_merge(geometries[both])
        if between_edges(left, right, None) is None:
            problems.add("no_width", rows[both], [_("its edge lines cross")] * 2)


def _why_unread(widths: str | None) -> str:
    """Return what is wrong with a width table that has no row or can't be read."""
    try:
        parse_widths(widths or "")
    except BadWidths as error:
        return Remark(_BAD_WIDTHS[error.fault], number=error.number, row=error.row, most=f"{WIDEST_M:.0f}")
    return _("no widths are given")


def _phases(values: Values, problems: Problems, rows: NDArray[np.int64]) -> None:
    """Note phases that begin before another one of the file ends."""
    dated = [at for at in range(len(rows)) if values["from_date"][at] and values["to_date"][at]]
    dated.sort(key=lambda at: str(values["from_date"][at]))
    for earlier, later in pairwise(dated):
        if values["from_date"][later] <= values["to_date"][earlier]:
            name, until = (values[column][earlier] for column in ("phase_no", "to_date"))
            told = Remark(_("phase {name} goes on until {day}"), name=name, day=day(until))
            problems.add("phases_overlap", [rows[later]], [told], column="from_date")


def _areas(
    paper: NDArray[np.object_],
    name: str,
    geometries: NDArray[Any],
    problems: Problems,
    rows: NDArray[np.int64],
) -> None:
    given = np.array([np.nan if value is None else float(value) for value in paper], dtype=float)
    measured = shapely.area(geometries)
    off = np.abs(given - measured) > np.maximum(TOLERATED_M2, TOLERATED_SHARE * measured)
    bad = np.flatnonzero(off & ~shapely.is_missing(geometries))
    problems.add(
        "area_on_paper",
        rows[bad],
        [
            Remark(_("{paper} m², measured {area} m²"), paper=decimal(given[at], 1), area=decimal(measured[at], 1))
            for at in bad
        ],
        column=name,
    )


def _events(values: Values, problems: Problems, rows: NDArray[np.int64]) -> None:
    names = [name for name in EVENT_COLUMNS.values() if name in values]
    if not names:
        return
    main = [values[column] for state, column in EVENT_COLUMNS.items() if state not in _SIDE_STATES and column in values]
    none = np.logical_and.reduce([pd.isna(values[name]) for name in names])
    problems.add("no_events", rows[none], [_("no day")] * int(none.sum()))
    for at in range(len(rows)):
        dated = [column[at] for column in main if column[at] is not None]
        if dated != sorted(dated):
            problems.add("events_out_of_order", [rows[at]], [days(*dated)])
