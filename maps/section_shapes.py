"""What a long section shows, in metres: a road's profile as bands from the centreline out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")
BANDS = {"needed": "target", "signed": "signed", "handed_over": "handed_over", "built": "built"}
"""Looks of the bands in the order in which they are painted, each over the one before, and the value they reach to."""

PRESENT_SHARE = 0.5
"""How far the road reaches in a section that is not to scale: the public's cells have states and no widths."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """A part of one side in one look.

    Attributes
    ----------
    look
        Key of `BANDS`.
    side
        `left` or `right`.
    corners
        (chainage, distance from the centreline) in metres, a polygon that begins and ends at the centreline.
    """

    look: str
    side: Side
    corners: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A road opened along its chainage.

    Attributes
    ----------
    length_m
        Its length.
    half_m
        The largest target half-width, to which the drawing is scaled; 1 where it has none.
    to_scale
        Whether distances from the centreline are metres.
    bands
        In the order in which they are painted.
    targets
        Lines of the target, one for each stretch with meaning.
    gaps
        Stretches that tell nothing: side, from and to in metres, distance of their outline from the centreline.
    """

    length_m: float
    half_m: float
    to_scale: bool
    bands: tuple[Band, ...]
    targets: tuple[tuple[Side, tuple[Point, ...]], ...]
    gaps: tuple[tuple[Side, float, float, float], ...]


def section(profile: Mapping[str, Any]) -> Section:
    """Return what a profile's long section shows.

    Parameters
    ----------
    profile
        An answer of `/api/roads/{code}/profile`: `stations` (the office's) or `cells` (the public's).

    Examples
    --------
    >>> one = {"left": 2.0, "right": None}
    >>> station = {"target": {"left": 3.0, "right": 3.0}, "signed": one, "handed_over": one, "built": one}
    >>> drawn = section({"stations": [{"s": 0.0, **station}, {"s": 10.0, **station}]})
    >>> drawn.half_m, drawn.gaps
    (3.0, (('right', 0.0, 10.0, 3.0),))
    """
    if "stations" in profile:
        return _of_stations(profile["stations"])
    return _of_cells(profile.get("cells", ()))


def _value(station: Mapping[str, Any], name: str, side: Side) -> float | None:
    found = (station.get(name) or {}).get(side)
    return None if found is None else float(found)


def _told(station: Mapping[str, Any], side: Side) -> bool:
    """Return whether a side of a station has meaning."""
    return _value(station, "handed_over", side) is not None


def _runs(points: Iterable[tuple[float, float | None]]) -> list[list[Point]]:
    """Return the stretches of (chainage, value) without a gap; a single point is none."""
    runs: list[list[Point]] = [[]]
    for at, value in points:
        if value is not None:
            runs[-1].append((at, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _of_stations(stations: Sequence[Mapping[str, Any]]) -> Section:
    bands: list[Band] = []
    targets: list[tuple[Side, tuple[Point, ...]]] = []
    gaps: list[tuple[Side, float, float, float]] = []
    widths = [_value(station, "target", side) or 0.0 for station in stations for side in SIDES]
    half = max(widths, default=0.0) or 1.0
    for look, name in BANDS.items():
        for side in SIDES:
            values = (
                (float(station["s"]), _value(station, name, side) if _told(station, side) else None)
                for station in stations
            )
            for run in _runs(values):
                if name == "target":
                    targets.append((side, tuple(run)))
                bands.append(Band(look, side, ((run[0][0], 0.0), *run, (run[-1][0], 0.0))))
    for side in SIDES:
        silent = (
            (float(station["s"]), None if _told(station, side) else (_value(station, "target", side) or half))
            for station in stations
        )
        gaps += [(side, run[0][0], run[-1][0], max(y for _, y in run)) for run in _runs(silent)]
    length = float(stations[-1]["s"]) if stations else 0.0
    return Section(length, half, to_scale=True, bands=tuple(bands), targets=tuple(targets), gaps=tuple(gaps))


def joined(cells: Sequence[Mapping[str, Any]], side: Side) -> list[tuple[str | None, float, float]]:
    """Return the stretches of one state on one side: neighbours of the same state as one.

    Parameters
    ----------
    cells
        Of the public's profile, with `from_m`, `to_m` and the `state` of each side.
    side
        Which.

    Returns
    -------
    list of tuple
        State, None where nothing is told, and first and last metre, in the order of the chainage.
    """
    stretches: list[tuple[str | None, float, float]] = []
    for cell in sorted(cells, key=lambda one: float(one["from_m"])):
        found = (cell.get("state") or {}).get(side)
        state = found if found in BANDS else None
        start, end = float(cell["from_m"]), float(cell["to_m"])
        if stretches and stretches[-1][0] == state and stretches[-1][2] == start:
            stretches[-1] = (state, stretches[-1][1], end)
        else:
            stretches.append((state, start, end))
    return stretches


def _of_cells(cells: Sequence[Mapping[str, Any]]) -> Section:
    bands: list[Band] = []
    targets: list[tuple[Side, tuple[Point, ...]]] = []
    gaps: list[tuple[Side, float, float, float]] = []
    length = max((float(cell["to_m"]) for cell in cells), default=0.0)
    for side in SIDES:
        for state, start, end in joined(cells, side):
            if state is None:
                gaps.append((side, start, end, 1.0))
            else:
                bands.append(Band(state, side, ((start, 0.0), (start, 1.0), (end, 1.0), (end, 0.0))))
                targets.append((side, ((start, 1.0), (end, 1.0))))
    reach = PRESENT_SHARE
    bands += [Band("built", side, ((0.0, 0.0), (0.0, reach), (length, reach), (length, 0.0))) for side in SIDES]
    return Section(length, 1.0, to_scale=False, bands=tuple(bands), targets=tuple(targets), gaps=tuple(gaps))
