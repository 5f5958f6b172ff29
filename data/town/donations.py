"""Donations: for each parcel in a strip the part given, its papers, and the dated course of the year 2023."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import shapely

from data.town.curves import chance, polygons
from data.town.shapefiles import Column, Row

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from data.town.cadastre import Parcel
    from data.town.segments import Segment

STATES = ("identif", "approach", "agreed", "survey", "signed", "approved", "handed", "recorded", "declined", "withdraw")
COLUMNS = [
    Column("don_no"), Column("seg_code"), Column("sheet"), Column("parcel"), Column("owner"), Column("track"),
    Column("paper_m2", "N", 8, 1), Column("pledged_m2", "N", 8, 1), Column("fence_m", "N", 6, 1),
    Column("value_vnd", "N", 12, 0), Column("min_no"), Column("min_date", "D"),
    *(Column(f"d_{state}", "D") for state in STATES),
]  # fmt: skip
PHASES = (
    (date(2023, 3, 1), date(2023, 4, 30)),
    (date(2023, 5, 1), date(2023, 9, 2)),
    (date(2023, 9, 3), date(2023, 12, 31)),
)
END = PHASES[2][1]
OPEN = {
    "identif": 12,
    "approach": 12,
    "agreed": 15,
    "survey": 15,
    "signed": 17,
    "approved": 14,
    "declined": 9,
    "withdraw": 6,
}
"""Weights of the last state of donations that were not handed over within the year."""
DETAILED = 4
"""The subdistrict whose campaign is told in full."""
NO_LAND = {"DGT", "DTL", "SON"}


def course(rng: np.random.Generator, pace: tuple[float, float, float], latest: date | None) -> dict[str, date]:
    """Return the dated states of one donation.

    Parameters
    ----------
    rng
        Its own chance.
    pace
        Shares handed over in each phase.
    latest
        Day before which the land has to be handed over, where the road was built on it.
    """
    u = float(rng.random())
    phase = int(np.searchsorted(np.cumsum(pace), u, side="right"))
    if latest is not None or phase < 3:  # three phases
        first, last = PHASES[phase] if phase < 3 else PHASES[0]
        handed = first + timedelta(days=int(rng.integers(28 if first.month == 3 else 4, (last - first).days + 1)))
        if latest is not None and handed > latest - timedelta(days=4):
            handed = latest - timedelta(days=int(rng.integers(4, 16)))
        begin = date(2023, 3, 1) + timedelta(
            days=int(rng.integers(0, max(2, min((40, 50, 120)[min(phase, 2)], (handed - PHASES[0][0]).days - 24))))
        )
        path = list(STATES[:7])
        days = _spread(rng, begin, handed, len(path))
        events = dict(zip(path, days, strict=True))
        record = handed + timedelta(days=int(rng.integers(24, 130)))
        if rng.random() < 0.72 and record <= END:  # many never reach the register
            events["recorded"] = record
        return events
    names = list(OPEN)
    weights = np.array([OPEN[name] for name in names], dtype=float)
    final = names[int(rng.choice(len(names), p=weights / weights.sum()))]
    begin = date(2023, 3, 1) + timedelta(days=int(rng.integers(0, 110)))
    stop = begin + timedelta(days=int(rng.integers(25, 120)))
    if final in {"declined", "withdraw"}:
        path = ["identif", "approach", *(["agreed"] if final == "withdraw" or rng.random() < 0.2 else []), final]
    else:
        path = list(STATES[: STATES.index(final) + 1])
    if len(path) == 1:
        return {"identif": begin}
    return dict(zip(path, _spread(rng, begin, stop, len(path)), strict=True))


def _spread(rng: np.random.Generator, first: date, last: date, count: int) -> list[date]:
    """Return days in order from the first to the last, with uneven gaps."""
    gaps = rng.gamma(2.0, 1.0, count - 1) + 0.15
    at = np.concatenate([[0], np.cumsum(gaps)]) / gaps.sum()
    return [first + timedelta(days=round(float(f) * (last - first).days)) for f in at]


def donations(now: list[Parcel], segments: list[Segment]) -> list[Row]:
    """Return the donations of all segments."""
    held = [parcel for parcel in now if parcel.row["land_use"] not in NO_LAND]
    tree = shapely.STRtree([parcel.face.shape for parcel in held])
    rows: list[Row] = []
    for seg in segments:
        narrow = seg.corridor(less=0.6)
        for k in sorted(tree.query(seg.strip, predicate="intersects")):
            rows.extend(_donation(held[int(k)], seg, narrow))
    rows.sort(key=lambda row: (row["d_identif"], row["seg_code"], row["sheet"], int(row["parcel"])))
    minutes: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        row["don_no"] = f"HD-2023-{number:04d}"
        if row["min_date"] is not None:
            part = row["seg_code"].split("-")[0]
            minutes[part] = minutes.get(part, 0) + 1
            row["min_no"] = f"{minutes[part]:02d}/BB-{part}"
    return rows


def _donation(parcel: Parcel, seg: Segment, narrow: BaseGeometry) -> list[Row]:
    rng = chance("donation", seg.plan.code, *parcel.key)
    inside = parcel.face.shape.buffer(-0.001, join_style="mitre")
    given = seg.strip.intersection(inside)
    parts = [part for part in polygons(given) if part.area > 0.15 and not part.buffer(-0.03).is_empty]
    if not parts or (parcel.face.kind == "site" and rng.random() < 0.3):
        return []
    given = shapely.union_all(parts)
    at = seg.line.project(given.centroid) / seg.line.length
    latest = next((when for low, high, when in seg.plan.built if low - 0.02 <= at <= high + 0.02), None)
    silent = 0.05 if parcel.subdistrict == DETAILED else 0.45  # some were not yet spoken to
    if latest is None and rng.random() < silent:
        return []
    if latest is None and rng.random() < 0.05:  # some give less than was asked
        less = [part for part in polygons(given.intersection(narrow)) if part.area > 0.5]
        given = shapely.union_all(less) if less else given
    events = course(rng, seg.plan.pace, latest)
    area = float(given.area)
    front = float(seg.line.project(given.centroid) * 0 + given.length / 2 - area / max(given.length / 2, 0.1))
    off = rng.normal(0, 0.2) if rng.random() < 0.09 else rng.normal(0, 0.006)  # papers that are off
    agreed = events.get("agreed")
    price = rng.uniform(1.4, 6.5) * 1e6
    signed = events.get("signed")
    row: Row = {
        "geometry": given,
        "seg_code": seg.plan.code,
        "sheet": parcel.row["sheet"],
        "parcel": parcel.row["parcel"],
        "owner": parcel.row["owner"],
        "track": "return" if rng.random() < 0.16 else "gift",
        "paper_m2": round(max(area * (1 + off), 0.1), 1) if signed else None,
        "pledged_m2": max(0.5, round(2 * area * (1 + rng.normal(0, 0.05))) / 2) if agreed else None,
        "fence_m": round(front, 1) if agreed and rng.random() < 0.55 else None,
        "value_vnd": round(area * price, -4) if "survey" in events else None,
        "min_no": None,
        "min_date": signed or (agreed if agreed and rng.random() < 0.5 else None),
    }
    row.update({f"d_{state}": events.get(state) for state in STATES})
    return [row]
