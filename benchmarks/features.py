"""Features as GeoJSON: a thousand of a rectangle against raw SQL, and one by its id against tipg."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import servers
from benchmarks.finding import Finding, Ratio
from benchmarks.grid import extent, middle
from benchmarks.load import Load, http, in_turns, sql
from geo.crs import WGS_84, transformer
from layers.database import engine

if TYPE_CHECKING:
    from geo.box import Box
    from layers.database import Addresses

PAGE = 1_000
_STATEMENT = (Path(__file__).parent / "sql" / "page.sql").read_text("utf-8")
_PATHS = 2_000
_LIMIT = "limit=2000"
"""More than a rectangle has: whoever answers, answers all of it."""
_OURS = "/ogc/collections/parcels/items"
_TIPG = "/collections/layers.parcels_states/items"
_COUNT = """
    SELECT count(*) FROM layers.parcels_states
    WHERE ST_Intersects(display, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 3857))
"""

_SOME = "SELECT id::text FROM layers.parcels_states ORDER BY md5(id::text) LIMIT 2000"


def measure_page(to: Addresses, load: Load) -> Finding:
    """Return what the service, raw SQL and tipg reach for about a thousand features of a rectangle."""
    west, south, east, north = box = middle(extent(to))
    side = math.sqrt(PAGE * (east - west) * (north - south) / _count(to, box))
    corners = {"west": west, "south": south, "east": east - side, "north": north - side}
    # pgbench draws whole numbers.
    whole = {name: round(value) for name, value in corners.items()} | {"side": side}
    boxes = _boxes(corners, side)
    with servers.moduong(to) as ours, servers.tipg(to) as tipg:
        speeds = in_turns(
            {
                "service": http(ours, [f"{_OURS}?bbox={text}&{_LIMIT}" for text in boxes]),
                "raw SQL": sql(to.libpq(to.owner), _STATEMENT, whole),
                "tipg tuned": http(tipg, [f"{_TIPG}?bbox={text}&{_LIMIT}&properties=land_use" for text in boxes]),
            },
            load,
        )
    rate = speeds["service"].rate
    ratios = [
        Ratio("to raw SQL", rate / speeds["raw SQL"].rate, 0.85),
        Ratio("to tipg, tuned", rate / speeds["tipg tuned"].rate),
    ]
    return Finding(f"{PAGE:,} features of a rectangle as GeoJSON", ratios, speeds)


def measure_one(to: Addresses, load: Load) -> Finding:
    """Return what the service and tipg reach for one feature by its id."""
    with engine(to.owner).connect() as connection:
        ids = connection.exec_driver_sql(_SOME).scalars().all()
    with servers.moduong(to) as ours, servers.tipg(to) as tipg:
        speeds = in_turns(
            {
                "service": http(ours, [f"{_OURS}/{one}" for one in ids]),
                "tipg tuned": http(tipg, [f"{_TIPG}/{one}?properties=land_use" for one in ids]),
                "tipg": http(tipg, [f"{_TIPG}/{one}" for one in ids]),
            },
            load,
        )
    rate = speeds["service"].rate
    ratios = [
        Ratio("to tipg", rate / speeds["tipg"].rate, 5),
        Ratio("to tipg, tuned", rate / speeds["tipg tuned"].rate),
    ]
    return Finding("One feature by its id", ratios, speeds)


def _count(to: Addresses, box: Box) -> int:
    with engine(to.owner).connect() as connection:
        named = dict(zip(("west", "south", "east", "north"), box, strict=True))
        return int(connection.exec_driver_sql(_COUNT, named).scalar_one())


def _boxes(corners: dict[str, float], side: float) -> list[str]:
    """Return random squares as `bbox` takes them, in degrees."""
    drawn, degrees = random.Random(PAGE), transformer(3857, WGS_84)
    found = []
    for _ in range(_PATHS):
        x, y = drawn.uniform(corners["west"], corners["east"]), drawn.uniform(corners["south"], corners["north"])
        (west, east), (south, north) = degrees.transform((x, x + side), (y, y + side))
        found.append(f"{west:.7f},{south:.7f},{east:.7f},{north:.7f}")
    return found
