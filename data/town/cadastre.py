"""The cadastre: faces become numbered parcels with land use, owner, certificate and their earlier states."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import shapely
from shapely import Polygon

from data.town import sites
from data.town.curves import chance
from data.town.people import household, organisations
from data.town.shapefiles import Column, Row

if TYPE_CHECKING:
    import numpy as np

    from data.town.land import Face
    from data.town.network import Way

COMMUNE = "15271"
COLUMNS = [
    Column("commune"), Column("sheet"), Column("parcel"), Column("land_use"), Column("blocks", "L"), Column("owner"),
    Column("cert_no"), Column("cert_area", "N", 10, 1), Column("from_date", "D"), Column("to_date", "D"),
]  # fmt: skip
CELL = (390.0, 465.0)
"""Width and height of a map sheet in metres."""
SPECK_M2 = 1.0
"""What is smaller is nobody's parcel."""


@dataclass
class Parcel:
    """A parcel as it is now, with the face it is made of."""

    row: Row
    face: Face
    subdistrict: int

    @property
    def key(self) -> tuple[str, str]:
        """Sheet and number."""
        return self.row["sheet"], self.row["parcel"]


def sheet(x: float, y: float) -> str:
    """Return the map sheet of a place in the drawing; the middle of the town has sheets of an older survey, "P7-73"."""
    column = int((x + 60) // CELL[0])
    rank = int((4740 - y) // CELL[1])
    if 3 <= rank <= 5 and column < 3:  # the rows of the older survey
        return f"P{rank + 3}-{72 + column}"
    return str(rank * 5 + column + 1)


def land_use(face: Face, old_town: bool, rng: np.random.Generator, way: Way | None) -> str:
    """Return the land-use code of a face."""
    if face.kind == "way" and way is not None:
        return {"CANAL": "DTL", "DITCH": "DTL", "RIVER": "SON"}.get(way.key, "DGT")
    fixed = {"track": "DGT", "ditch": "DTL", "pond": "NTS", "verge": "BCS", "site": sites.SITES[face.site].land_use}
    if face.kind in fixed:
        return fixed[face.kind]
    home = "ODT" if old_town else "ONT"
    u = rng.random()
    if face.kind == "house":
        plain = f"{home}+CLN" if face.shape.area > 260 + 120 * u else home
        return "T" if u < 0.012 else "TMD" if u < 0.03 else plain  # old papers, shops
    if face.kind == "garden":
        return "CLN" if u < 0.66 else f"{home}+CLN" if u < 0.88 else "HNK"
    low = face.shape.centroid.y < 270  # between dyke and river
    return "HNK" if low or u < 0.05 else "NTS" if u < 0.07 else "LUK" if u < 0.1 else "LUC"


def parcels(faces: list[Face], found: dict[str, Way], districts: dict[int, Polygon]) -> tuple[list[Parcel], list[Row]]:
    """Return the parcels of today, numbered by sheet from north-west to south-east, and the parties."""
    spots = [face.shape.point_on_surface() for face in faces]
    tree = shapely.STRtree(list(districts.values()))
    numbers = list(districts)
    inside = dict(tree.query(spots, predicate="within").T.tolist())
    old = shapely.union_all([districts[n] for n in (1, 4, 5, 6)])
    ancient = [old.contains(spot) for spot in spots]
    order = sorted(
        range(len(faces)), key=lambda k: (sheet(spots[k].x, spots[k].y), -round(spots[k].y / 26), spots[k].x)
    )
    counters: dict[str, int] = {}
    people: list[Row] = []
    homes: dict[int, list[str]] = {}
    result: list[Parcel] = []
    for k in order:
        face, spot = faces[k], spots[k]
        where = numbers[inside[k]] if k in inside else _nearest(spot, districts)
        on = sheet(spot.x, spot.y)
        counters[on] = counters.get(on, 0) + 1
        rng = chance("parcel", on, counters[on])
        use = land_use(face, bool(ancient[k]), rng, found.get(face.way))
        row: Row = {
            "geometry": face.shape,
            "commune": COMMUNE,
            "sheet": on,
            "parcel": str(counters[on]),
            "land_use": use,
        }
        row["blocks"] = False if use in {"DTL", "SON"} else None
        row["from_date"] = date(2013, 1, 1) + timedelta(days=31 * (sum(map(ord, on)) % 20))
        row["to_date"] = None
        if face.kind == "house":
            mine = homes.setdefault(where, [])
            if mine and rng.random() < 0.09:  # some households hold two plots
                row["owner"] = mine[-1]
            else:
                people.append(household(len(people) + 1, where))
                row["owner"] = people[-1]["code"]
                mine.append(row["owner"])
        elif face.kind == "site":
            row["owner"] = sites.SITES[face.site].owner
        elif face.kind in {"way", "track", "ditch", "verge"}:
            row["owner"] = "UB-00" if use == "BCS" else None
        _certificate(row, face, rng)
        result.append(Parcel(row, face, where))
    for parcel in result:
        if parcel.face.kind in {"garden", "field", "pond"}:
            rng = chance("holder", *parcel.key)
            near = homes.get(parcel.subdistrict) or [people[0]["code"]]
            parcel.row["owner"] = near[int(rng.integers(len(near)))]
    return result, [*organisations(), *people]


def _nearest(spot: shapely.Point, districts: dict[int, Polygon]) -> int:
    return min(districts, key=lambda n: districts[n].distance(spot))


def _certificate(row: Row, face: Face, rng: np.random.Generator) -> None:
    """Add a certificate (series XX, which doesn't exist) whose area sometimes differs from the measured one."""
    row["cert_no"] = row["cert_area"] = None
    if face.kind in {"way", "track", "ditch", "verge"} or rng.random() < 0.12:  # not yet certified
        return
    row["cert_no"] = f"XX {rng.integers(0, 1_000_000):06d}"
    u = rng.random()
    off = rng.normal(0, 0.06) if u < 0.14 else rng.normal(0, 0.004) if u < 0.5 else 0.0
    row["cert_area"] = round(face.shape.area * (1 + off), 1)


def history(now: list[Parcel], every: int = 31) -> list[Row]:
    """Return all periods: today's parcels, and before them some that were split or changed hands.

    A split keeps the number on one part; the other takes the next free number of its sheet.
    """
    rows = [parcel.row for parcel in now]
    last: dict[str, int] = {}
    for parcel in now:
        last[parcel.row["sheet"]] = max(last.get(parcel.row["sheet"], 0), int(parcel.row["parcel"]))
    houses = [parcel for parcel in now if parcel.face.kind == "house"]
    tree = shapely.STRtree([parcel.face.shape for parcel in houses])
    used: set[int] = set()
    earlier: list[Row] = []
    for k in range(7, len(houses), every):
        first = houses[k]
        rng = chance("split", *first.key)
        when = date(2015, 2, 1) + timedelta(days=int(rng.integers(0, 2600)))
        mates = [
            int(j) for j in sorted(tree.query(first.face.shape, predicate="touches"))
            if houses[j].face.way == first.face.way and houses[j].face.block == first.face.block
            and houses[j].row["sheet"] == first.row["sheet"] and int(j) not in used
            and houses[j].face.shape.intersection(first.face.shape).length > 5  # a real border
        ]  # fmt: skip
        if k in used:
            continue
        before = dict(first.row)
        before["to_date"] = when
        if mates and rng.random() < 0.65:  # splits more than changes of hands
            other = houses[mates[0]]
            both = shapely.coverage_union_all([first.face.shape, other.face.shape])
            if not isinstance(both, Polygon):
                continue
            used.update((k, mates[0]))
            last[first.row["sheet"]] += 1
            other.row["parcel"] = str(last[first.row["sheet"]])
            before["geometry"] = both
            if before["cert_area"] is not None:
                before["cert_area"] = round(both.area, 1)
            other.row["from_date"] = first.row["from_date"] = when
        else:
            used.add(k)
            before["owner"] = houses[k - 1].row["owner"]
            before["cert_no"] = f"XX {rng.integers(0, 1_000_000):06d}" if before["cert_no"] else None
            first.row["from_date"] = when
        earlier.append(before)
    everything = [*rows, *earlier]
    return sorted(everything, key=lambda row: (row["sheet"], int(row["parcel"]), row["from_date"]))


def without_specks(rows: list[Row]) -> list[Row]:
    """Return periods of parcels without the specks where the drawing's lines just miss each other.

    A speck's ground goes to the parcel with which it has the longest border.
    """
    tree = shapely.STRtree([row["geometry"] for row in rows])
    specks = {k for k, row in enumerate(rows) if row["geometry"].area < SPECK_M2}
    for k in sorted(specks):
        ground = rows[k]["geometry"]
        borders = {
            int(j): rows[j]["geometry"].intersection(ground).length
            for j in tree.query(ground, predicate="touches")
            if int(j) not in specks and rows[j]["to_date"] is None
        }
        host = rows[max(borders, key=lambda j: borders[j])]
        host["geometry"] = shapely.coverage_union_all([host["geometry"], ground])
    return [row for k, row in enumerate(rows) if k not in specks]
