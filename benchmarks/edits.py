"""Previews of edits in the demonstration town, as an officer who draws asks for them: one by one, over HTTP."""

from __future__ import annotations

import http.client
import json
import random
import time
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import shapely

from benchmarks import servers
from benchmarks.finding import Finding, Ratio
from layers.access import create_token
from layers.catalogue import LAYERS
from layers.database import engine
from layers.demonstration_town import town_files
from layers.derived import catch_up
from layers.importing import ImportOptions, import_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from benchmarks.databases import Databases
    from layers.database import Addresses

TARGET_MS = 50.0
FROM = "2023-09-01"
EACH = 60
"""Previews of each operation."""
CRS = "http://www.opengis.net/def/crs/EPSG/0/5897"
NEEDED = ("parties", "subdistricts", "projects", "road_segments", "present_roads", "parcels", "donations")
_PARCELS = """
    SELECT i.id::text, i.version, ST_AsBinary(s.geom) AS geom
    FROM layers.parcels AS i JOIN layers.parcels_states AS s USING (id)
    WHERE upper_inf(s.valid) ORDER BY md5(i.id::text) LIMIT 400
"""
_GIVEN = """
    SELECT DISTINCT i.id::text, i.version, d.seg_code
    FROM layers.donations_states AS d JOIN layers.parcels AS i USING (commune, sheet, parcel)
    WHERE d.seg_code IS NOT NULL ORDER BY 1 LIMIT 400
"""

Operation = dict[str, Any]


def measure_previews(databases: Databases) -> Finding:
    """Return the time of previews by operation, and the median of all that are asked for while somebody draws."""
    to = demonstration(databases, NEEDED)
    with engine(to.owner).begin() as connection:
        token = create_token(connection, "officer", "officer")
    taken: dict[str, list[float]] = {}
    with servers.moduong(to) as port:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for name, operations in _operations(to).items():
            # The workbench has the figures of the road that it shows.
            for road in sorted({one["road"] for one in operations if "road" in one}):
                _figures(client, token, road)
            times = taken[name] = []
            for operation in operations:
                began = time.perf_counter()
                _ask(client, token, operation)
                times.append(1000 * (time.perf_counter() - began))
        client.close()
    drawn = [one for name, times in taken.items() if name != "cut_strip" for one in times]
    cut = taken["split"] + taken["cut_strip"]
    facts = {f"{name}, median ms": median(times) for name, times in taken.items()}
    facts |= {f"{name}, p95 ms": quantiles(times, n=20)[-1] for name, times in taken.items()}
    ratios = [
        Ratio(f"{TARGET_MS:g} ms to the median", TARGET_MS / median(drawn), 1),
        Ratio(f"{TARGET_MS:g} ms to the median of what splits", TARGET_MS / median(cut), 1),
    ]
    databases.drop("demonstration")
    return Finding("Previews of edits in the demonstration town", ratios, facts=facts)


def demonstration(databases: Databases, layers: Collection[str]) -> Addresses:
    """Make the database “demonstration” with some layers of the demonstration town, and all that follows from them."""
    to = databases.new("demonstration")
    for layer, path in town_files():
        if layer in layers:
            import_file(to, LAYERS[layer], path, ImportOptions(skip_bad=True))
    catch_up(to)  # else it is worked out while something is measured
    return to


def _ask(client: http.client.HTTPConnection, token: str, operation: Operation) -> None:
    body = {"from": FROM, "crs": CRS, "operations": [operation]}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    client.request("POST", "/api/edits/preview", json.dumps(body), headers)
    answer = client.getresponse()
    told = answer.read()
    if answer.status not in {http.client.OK, http.client.UNPROCESSABLE_ENTITY, http.client.CONFLICT}:
        raise ValueError(f"{answer.status}: {told!r}")


def _figures(client: http.client.HTTPConnection, token: str, road: str) -> None:
    client.request("GET", f"/api/roads/{quote(road)}/widening?on={FROM}", headers={"Authorization": f"Bearer {token}"})
    client.getresponse().read()


def _operations(to: Addresses) -> dict[str, list[Operation]]:
    dice = random.Random(EACH)
    with engine(to.owner).connect() as connection:
        rows = connection.exec_driver_sql(_PARCELS).all()
        given = connection.exec_driver_sql(_GIVEN).all()
    parcels = [(row.id, row.version, shapely.from_wkb(bytes(row.geom))) for row in rows]
    made: dict[str, Callable[[str, int, Any], Operation]] = {
        "replace": lambda name, version, shape: {
            "op": "replace",
            "layer": "parcels",
            "id": name,
            "version": version,
            "geometry": json.loads(shapely.to_geojson(_nudged(shape, dice))),
        },
        "move_boundary": lambda name, version, shape: {
            "op": "move_boundary",
            "layer": "parcels",
            "ids": [name],
            "versions": [version],
            "from": [list(shape.geoms[0].exterior.coords[0])],
            "to": [[value + dice.uniform(-0.4, 0.4) for value in shape.geoms[0].exterior.coords[0]]],
        },
        "split": lambda name, version, shape: {
            "op": "split",
            "layer": "parcels",
            "id": name,
            "version": version,
            "line": _across(shape, dice),
        },
    }
    operations = {name: [make(*parcel) for parcel in parcels[:EACH]] for name, make in made.items()}
    operations["cut_strip"] = [
        {"op": "cut_strip", "id": row.id, "version": row.version, "road": row.seg_code} for row in given[:EACH]
    ]
    return operations


def _nudged(shape: Any, dice: random.Random) -> Any:
    """Return a shape with its first vertex moved, as by a hand."""
    first = shapely.get_coordinates(shape)[0]
    by = np.array([dice.uniform(-0.4, 0.4), dice.uniform(-0.4, 0.4)])
    return shapely.transform(shape, lambda xy: np.where((xy == first).all(axis=1)[:, None], xy + by, xy))


def _across(shape: Any, dice: random.Random) -> list[list[float]]:
    (x, y), (east, north) = shape.representative_point().coords[0], (dice.uniform(-1, 1), dice.uniform(-1, 1))
    return [[x - 300 * east, y - 300 * north], [x + 300 * east, y + 300 * north]]
