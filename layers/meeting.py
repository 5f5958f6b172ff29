"""What a meeting shows: on which days, which roads in which chapter, and of each road on a day all that a slide has."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, text

from geo.widening.answers import stations_answer
from geo.widening.stations import stations
from layers.agendas import Chapter
from layers.readable import Audience
from layers.recorded import rows as recorded_rows
from layers.road_figures import REFUSED
from layers.road_names import told_apart
from layers.road_summary import road_summary
from layers.widening_answers import kept_profile, rounded, shapes_answer
from layers.widening_series import series_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Figures = Mapping[str, Mapping[str, Any]]
    Phase = tuple[str, int, int]
    """Its number, and the ordinals of its first and last day, as `Reading.phases` has them."""

LEVEL: Final = "handed_over"
"""What counts in a meeting."""
NO_SUCH_ROAD: Final = "no-such-road"
"""Why a road that there is none of has no figures."""
WIDE_STEP_M: Final = 100_000.0
"""Distance of stations that leaves those alone at which a value bends or jumps: a chart draws lines between them."""
DRAWN_DIGITS: Final = 2
"""A chart draws centimetres."""
SERIES: Final = ("target", "signed", "handed_over", "built")
SIDES: Final = ("left", "right")

_ROADS: Final = (
    "SELECT code, coalesce(name, code) AS name, subdist FROM {segments} AS r"
    ' WHERE valid @> cast(:day AS date) ORDER BY name COLLATE "vi-x-icu", code'
)


def roads_of(connection: Connection, day: date, change: int | None = None) -> dict[str, dict[str, Any]]:
    """Return name and subdistrict of the roads of a day by code, in the order of names.

    Parameters
    ----------
    connection
        As the officer.
    day, change
        The day, and the number of the change as of which to read; None for now.
    """
    placeholder = "" if change is None else "cast(:change AS bigint)"
    segments = recorded_rows("road_segments_states", ("code", "name", "subdist", "valid"), placeholder)
    bound = {"day": day} if change is None else {"day": day, "change": change}
    found = connection.execute(text(_ROADS.format(segments=segments)), bound).all()
    names = told_apart({row.code: row.name for row in found})
    return {row.code: {"code": row.code, "name": names[row.code], "subdist": row.subdist} for row in found}


def meeting_days(phases: Sequence[Phase], day: date, since: date | None, today: date) -> list[date]:
    """Return the days of a meeting's slider: ends of months and phases, the day before all phases, and its own days.

    Parameters
    ----------
    phases
        Of the campaign; without any, the slider has the year up to the day.
    day, since, today
        Of the meeting, of the one before, and now: nothing is told of days to come but the meeting's own.

    Examples
    --------
    >>> phases = [("1", date(2023, 3, 1).toordinal(), date(2023, 4, 15).toordinal())]
    >>> [str(one) for one in meeting_days(phases, date(2023, 4, 10), None, date(2024, 1, 1))]
    ['2023-02-28', '2023-03-31', '2023-04-10', '2023-04-15']
    """
    ends = [date.fromordinal(end) for *_, end in phases] or [day]
    first = min([date.fromordinal(begun - 1) for _, begun, _ in phases] or [_year_before(day)])
    last = min(max(ends), max(today, day))
    found = {first, day, *(end for end in ends if end <= last), *([since] if since else [])}
    return sorted(found | set(series_days(first, last)) if first < last else found)


def _year_before(day: date) -> date:
    """Return the day a year before; the first of all days where there is none."""
    try:
        return day - timedelta(days=365)
    except OverflowError:
        return date.min


def proposed_chapters(figures: Figures, codes: Iterable[str], phases: Sequence[Phase], day: date) -> list[Chapter]:
    """Return a chapter for each phase, with the roads that had most of their land handed over in it.

    Parameters
    ----------
    figures
        Of the roads, as late as is known.
    codes
        The roads, in order.
    phases, day
        Of the campaign and of the meeting. A road of which nothing is handed over stands in the phase of that day.
    """
    begun = [number for number, first, _ in phases if first <= day.toordinal()]
    current = begun[-1] if begun else phases[0][0] if phases else None
    roads: dict[str | None, list[str]] = {number: [] for number, *_ in phases} or {None: []}
    for code in codes:
        given = figures.get(code, {}).get("given", {}).get(LEVEL, {})
        most = {
            number: sum(area for when, area in given.items() if first <= int(when) <= last)
            for number, first, last in phases
        }
        best = max(most, key=lambda number: most[number]) if any(most.values()) else current
        roads[best].append(code)
    return [Chapter(phase, tuple(listed)) for phase, listed in roads.items()]


def meeting_roads(
    connection: Connection, figures: Figures, codes: Iterable[str], day: date, srid: int
) -> list[dict[str, Any]]:
    """Return what the slides of roads show of a day; ``{"code", "refused"}`` of a road that has no figures then.

    Parameters
    ----------
    connection
        As the officer.
    figures
        Of the roads on the day, by code.
    codes
        The roads, in order.
    day, srid
        The day, and the EPSG code of the project's zone.
    """
    named = roads_of(connection, day)
    told = []
    for code in codes:
        figure, about = figures.get(code), named.get(code, {"code": code, "name": code, "subdist": None})
        if figure is None or REFUSED in figure:
            told.append({**about, "refused": figure[REFUSED] if figure else NO_SUCH_ROAD})
            continue
        blocked = road_summary(connection, Audience.OFFICE, code, day, figure["shapes"]["strip"], srid) or {"zones": []}
        told.append(
            {
                **about,
                **_numbers(figure),
                "bottlenecks": rounded(figure["bottlenecks"][LEVEL]),
                "zones": [zone for zone in blocked["zones"] if zone["state"] != "done"],
                "profile": drawn_profile(figure),
                "shapes": shapes_answer(figure, day.isoformat(), srid)["features"],
            }
        )
    return told


def _numbers(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Return a road's numbers, each under the name that it has in the answers of the engine."""
    widening, sums = figure["widening"], figure["progress"]
    found: dict[str, Any] = rounded(
        {
            **{name: widening[name] for name in ("length_m", "measurable_length_m", "target_width_m")},
            **{name: widening[name] for name in ("length_at_target_m", "min_width_m")},
            **{name: sums[name] for name in ("required_m2", "donated_m2", "households")},
        }
    )
    return found


def drawn_profile(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Return a road's profile as columns: the stations at which anything bends or jumps, to the centimetre."""
    rows = stations_answer(stations(kept_profile(figure), 0, WIDE_STEP_M))

    def column(values: Iterable[Any]) -> list[Any]:
        return [None if value is None else round(value, DRAWN_DIGITS) for value in values]

    return {
        "s": column(row["s"] for row in rows),
        **{name: {side: column(row[name][side] for row in rows) for side in SIDES} for name in SERIES},
    }
