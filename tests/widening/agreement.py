"""Where two programs' answers for one scene differ by more than both can err."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from tests.widening.oracle import Answers

ALLOWED = {
    "length_m": 1e-5,
    "target_width_m": 1e-3,
    "corridor_area_m2": 1e-4,
    "required_area_m2": 1e-4,
    "public_area_m2": 1e-4,
    "sliver_area_m2": 1e-4,
    "donated_area_m2": 1e-4,
    "donated_outside_m2": 1e-4,
    "donated_m2": 1e-4,
    "required_m2": 1e-4,
    "remaining_m2": 1e-4,
    "on_road_m2": 1e-4,
    "share": 1e-6,
    "measurable_length_m": 3e-3,
    "length_at_target_m": 3e-3,
    "frontage_m": 3e-3,
    "junctions": 1e-3,
    "from_m": 2e-3,
    "to_m": 2e-3,
    "min_width_m": 3e-3,
    "missing_m": 3e-3,
    "missing_m2": 5e-3,
    "blocked_m2": 5e-3,
    "profile": 1e-3,
}
"""By figure, in metres and square metres; the oracle says why."""
SHORT = 4e-3
"""Between stations nearer than this, profiles aren't compared: a jump may be at either."""
NEAR = 1e-3
"""A value may stand this far along the road from where the other program has it: the same vertex."""
LEVELS = ("signed", "handed_over", "built")
SIDES = ("left", "right")


@dataclass(frozen=True)
class Difference:
    """A figure on which two programs don't agree."""

    path: str
    ours: Any
    theirs: Any
    allowed: float


def compare(ours: Answers, theirs: Answers, step: float = 1.0) -> list[Difference]:
    """Return all differences between two programs' answers for the same scene, day, state and step."""
    found = list(differences("widening", on_the_day(ours.widening), on_the_day(theirs.widening), 0.0))
    found += differences("progress", by_key(ours.progress), by_key(theirs.progress), 0.0)
    for code in sorted(ours.profile.keys() | theirs.profile.keys()):
        if code not in ours.profile or code not in theirs.profile:
            found.append(Difference(f"profile.{code}", code in ours.profile, code in theirs.profile, 0.0))
        else:
            one, two = (program.profile[code]["stations"] for program in (ours, theirs))
            found += profile_differences(code, one, two, step)
    return found


def on_the_day(widening: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers without roads that aren't valid on the day, which a program may leave out."""
    return {code: row for code, row in widening.items() if row.get("refused") != "not-valid-on-date"}


def by_key(progress: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the rows of progress by key; a phase has one figure, and in no phase needs no row without land."""
    rows = {by: {str(row["key"]): row for row in answer["rows"]} for by, answer in progress.items()}
    rows["phase"] = {
        key: {"donated_m2": row["donated_m2"]}
        for key, row in rows["phase"].items()
        if row["key"] is not None or max(row["donated_m2"].values()) > ALLOWED["donated_m2"]
    }
    return rows


def differences(path: str, ours: Any, theirs: Any, allowed: float) -> Iterator[Difference]:
    """Yield the differences of two values; what is allowed comes from the name of the figure above them."""
    name = path.rsplit(".", 1)[-1]
    allowed = ALLOWED.get(name, allowed)
    ours, theirs = in_one_order(name, ours, theirs)
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key in sorted(ours.keys() | theirs.keys(), key=str):
            below = f"{path}.{'/'.join(key) if isinstance(key, tuple) else key}"
            if key in ours and key in theirs:
                yield from differences(below, ours[key], theirs[key], allowed)
            else:
                yield Difference(below, ours.get(key, "absent"), theirs.get(key, "absent"), allowed)
    elif is_list(ours) and is_list(theirs):
        if len(ours) != len(theirs):
            yield Difference(path, ours, theirs, allowed)
        else:
            for i, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                yield from differences(f"{path}.{i}", one, other, allowed)
    elif not agree(ours, theirs, allowed):
        yield Difference(path, ours, theirs, allowed)


def in_one_order(name: str, ours: Any, theirs: Any) -> tuple[Any, Any]:
    """Return parcels by their names, and bottlenecks by their sides: two may begin at one place but for rounding."""
    if name == "parcels":
        ours, theirs = ({(row["sheet"], row["parcel"]): row for row in rows} for rows in (ours, theirs))
        if ours and "blocked_m2" in next(iter(ours.values())):
            return without_the_least(ours, theirs), without_the_least(theirs, ours)
    if name == "bottlenecks":
        ours, theirs = (sorted(rows, key=lambda row: (row["side"], row["from_m"])) for rows in (ours, theirs))
    return ours, theirs


def without_the_least(rows: Mapping[Any, Any], others: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return rows without those that are near the least area that is listed, where the other has none."""
    return {key: row for key, row in rows.items() if key in others or row["blocked_m2"] > 0.01 + ALLOWED["blocked_m2"]}


def is_list(value: Any) -> bool:
    """Return whether a value is a list and no text."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def agree(ours: Any, theirs: Any, allowed: float) -> bool:
    """Return whether two plain values are the same, numbers as nearly as is allowed."""
    if isinstance(ours, bool) or isinstance(theirs, bool) or not (is_number(ours) and is_number(theirs)):
        return text(ours) == text(theirs)
    return abs(ours - theirs) <= allowed + 1e-7 * abs(theirs)


def is_number(value: Any) -> bool:
    """Return whether a value is a number."""
    return isinstance(value, (int, float))


def text(value: Any) -> Any:
    """Return a day as it is written, anything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


Stations = Sequence[Mapping[str, Any]]


def profile_differences(code: str, ours: Stations, theirs: Stations, step: float) -> Iterator[Difference]:
    """Yield where two profiles differ as functions of chainage, and steps at which one has no station."""
    cuts = sorted({station["s"] for station in (*ours, *theirs)})
    for a, b in pairwise(cuts):
        if b - a < SHORT:
            continue
        for s in (a + SHORT / 3, (a + b) / 2, b - SHORT / 3):
            around = [value_at(theirs, place) for place in (s - NEAR, s, s + NEAR)]
            yield from value_differences(f"profile.{code}.{s:.3f}", value_at(ours, s), around)
    for stations, name in ((ours, "ours"), (theirs, "theirs")):
        places = [station["s"] for station in stations]
        for number in range(math.floor(places[-1] / step) + 1):
            place = bisect_right(places, number * step)
            if min(abs(s - number * step) for s in places[max(place - 1, 0) : place + 1]) > NEAR:
                yield Difference(f"profile.{code}.{number * step}", f"no station in {name}", None, 0.0)


def value_differences(path: str, ours: Mapping[str, Any], theirs: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    """Yield where a profile's value at a chainage is none of another's just before, at and just after it."""
    for name in ("target", "meaning", *LEVELS):
        for side in SIDES:
            one, several = ours[name][side], [values[name][side] for values in theirs]
            if name == "meaning":
                one, several = bool(one), [bool(two) for two in several]
            numbers = [two for two in several if is_number(two) and not isinstance(two, bool)]
            if is_number(one) and not isinstance(one, bool) and len(numbers) == len(several):
                several.append(min(max(one, min(numbers)), max(numbers)))
            if not any(agree(one, two, ALLOWED["profile"]) for two in several):
                yield Difference(f"{path}.{name}.{side}", one, several[1], ALLOWED["profile"])


def value_at(stations: Stations, s: float) -> dict[str, dict[str, Any]]:
    """Return the values between two stations."""
    after = bisect_right([station["s"] for station in stations], s)
    one, two = stations[after - 1], stations[min(after, len(stations) - 1)]
    part = (s - one["s"]) / ((two["s"] - one["s"]) or 1.0)

    def between(a: Any, b: Any) -> Any:
        return a if a is None or b is None or isinstance(a, bool) else a + part * (b - a)

    return {
        name: {side: between(one[name][side], two[name][side]) for side in SIDES}
        for name in ("target", "meaning", *LEVELS)
    }
