"""How far the campaign is: sums of the roads' figures by road, by subdistrict and by phase."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from geo.widening.donation_states import LEVELS
from layers.road_figures import LACKING, REFUSED, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.widening_divisions import Divisions

    Figures = Mapping[str, Mapping[str, Any]]

PARTS: Final = {
    "road": ("progress", REFUSED),
    "subdistrict": ("subdistricts", "households", REFUSED),
    "phase": ("given", REFUSED),
}
"""What each report reads of the roads' figures."""
_SUMMED: Final = tuple(dict.fromkeys(part for parts in PARTS.values() for part in parts))


def summed(figure: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that reports read of a road's figures: a small part of them."""
    return {part: figure[part] for part in _SUMMED if part in figure}


def progress(reading: Divisions, figures: Figures, by: str, day: int) -> list[dict[str, Any]]:
    """Return the rows of a progress report.

    Parameters
    ----------
    reading
        Where subdistricts, phases and homes are read.
    figures
        Of all roads on the day, by code.
    by
        One of `PARTS`.
    day
        Ordinal of the day.
    """
    return progress_over(reading, {day: figures}, by)[day]


def progress_over(reading: Divisions, figures: Mapping[int, Figures], by: str) -> dict[int, list[dict[str, Any]]]:
    """Return the rows of a progress report for each of several days, given the roads' figures on each."""
    if by == "road":
        return {day: [figure["progress"] for figure in _measured(found)] for day, found in figures.items()}
    if by == "phase":
        return {day: by_phase(reading.phases(day), found) for day, found in figures.items()}
    households = {day: household_states(found) for day, found in figures.items()}
    homes = reading.homes(set().union(*households.values()), list(figures))
    return {
        day: by_subdistrict(reading.subdistricts(day)[0], found, households[day], homes[day])
        for day, found in figures.items()
    }


def by_subdistrict(
    numbers: list[str], figures: Figures, households: Mapping[str, int], homes: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return a row for each subdistrict; a household is counted once, where most of all its parcels is."""
    living = Counter((homes.get(household), bits) for household, bits in households.items())
    rows = []
    for number in numbers:
        parts = [figure["subdistricts"][number] for figure in _measured(figures) if number in figure["subdistricts"]]
        here = {bits: count for (home, bits), count in living.items() if home == number}
        rows.append(
            {
                "key": number,
                "required_m2": _total(part["required_m2"] for part in parts),
                "donated_m2": _totals(parts, "donated_m2"),
                "length_m": _total(part["length_m"] for part in parts),
                "measurable_length_m": _total(part["measurable_length_m"] for part in parts),
                "length_at_target_m": _totals(parts, "length_at_target_m"),
                "households": {
                    "total": sum(here.values()),
                    **{
                        level: sum(count for bits, count in here.items() if not bits & lacking)
                        for level, lacking in LACKING.items()
                    },
                },
            }
        )
    return rows


def household_states(figures: Figures) -> dict[str, int]:
    """Return the bits (`road_figures.LACKING`) of each household whose land is required, of all roads together."""
    states: dict[str, int] = {}
    for figure in _measured(figures):
        for household, bits in figure["households"].items():
            states[household] = states.get(household, 0) | bits
    return {household: bits for household, bits in states.items() if bits & REQUIRED}


def by_phase(phases: list[tuple[str, int, int]], figures: Figures) -> list[dict[str, Any]]:
    """Return a row for each phase, and one without a key for days outside all; a day of two counts to the first."""
    rows: list[dict[str, Any]] = [
        {"key": key, "donated_m2": dict.fromkeys(LEVELS, 0.0)} for key in [*(number for number, *_ in phases), None]
    ]
    for figure in _measured(figures):
        for level in LEVELS:
            for when, area in figure["given"][level].items():
                inside = [place for place, (_, first, last) in enumerate(phases) if first <= int(when) <= last]
                rows[inside[0] if inside else -1]["donated_m2"][level] += area
    return rows


def _measured(figures: Figures) -> list[Mapping[str, Any]]:
    return [figure for _, figure in sorted(figures.items()) if REFUSED not in figure]


def _total(values: Iterable[float]) -> float:
    return float(sum(values))


def _totals(parts: list[Mapping[str, Any]], name: str) -> dict[str, float]:
    return {level: _total(part[name][level] for part in parts) for level in LEVELS}
