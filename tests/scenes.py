"""Scenes for tests: streets with plots and donations, drawn in EPSG:5897 where the town lies."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Polygon, box

from layers.catalogue import LAYERS
from layers.database import Addresses
from layers.importing import ImportOptions, Report, import_file

WEST, SOUTH = 588_500.0, 2_211_500.0
"""Where scenes begin: 105.84759 E, 19.99117 N."""
PLOT_M = 20.0
DEPTH_M = 30.0
STRIP_M = 2.0
ROAD_M = 3.0
"""Half the width of the road as it is; plots begin there."""


@dataclass
class Scene:
    """What a file's tests begin with.

    Attributes
    ----------
    build
        Makes it in a database that has empty layers; what it returns is the fixture's value.
    kept_in
        The name of the database that it was built in, once it was.
    value
        What `build` returned.
    """

    build: Callable[[Addresses, Path], Any]
    kept_in: str = ""
    value: Any = None


_SCENES: dict[object, Scene] = {}
"""By their fixtures."""


def scene(build: Callable[[Addresses, Path], Any] | None = None, *, autouse: bool = False) -> Any:
    """Make a fixture of what builds a scene in a database and a folder.

    It is built once; the `database` of each test that asks for it is a copy. Importing it takes half a second and more.
    """
    if build is None:
        return partial(scene, autouse=autouse)
    built = Scene(build)

    @pytest.fixture(name=build.__name__, autouse=autouse)
    def value(database: Addresses) -> Any:
        return copy.deepcopy(built.value)

    _SCENES[value] = built
    return value


def scene_of(request: pytest.FixtureRequest) -> Scene | None:
    """Return the scene that a test asks for: one of its own file, or of a conftest.py around it."""
    places = [request.module, *_conftests(request)]
    fixtures = (getattr(place, name, None) for place in places for name in request.fixturenames)
    return next((_SCENES[one] for one in fixtures if one in _SCENES), None)


def _conftests(request: pytest.FixtureRequest) -> list[object]:
    plugins = request.config.pluginmanager.get_plugins()
    files = [(plugin, Path(getattr(plugin, "__file__", None) or "")) for plugin in plugins]
    return [plugin for plugin, file in files if file.name == "conftest.py" and file.parent in request.path.parents]


def put(database: Addresses, layer: str, rows: Sequence[Mapping[str, Any]], folder: Path, **options: Any) -> Report:
    """Import rows into a layer; those with a `geometry` are in EPSG:5897."""
    if any("geometry" in row for row in rows):
        frame = gpd.GeoDataFrame(list(rows), geometry="geometry", crs="EPSG:5897")
        path = folder / f"{layer}.gpkg"
        path.unlink(missing_ok=True)
        frame.to_file(path, driver="GPKG")
    else:
        path = folder / f"{layer}.gpkg"
        path.unlink(missing_ok=True)
        gpd.GeoDataFrame(pd.DataFrame(list(rows)), geometry=[None] * len(rows), crs="EPSG:5897").to_file(
            path, driver="GPKG"
        )
    report = import_file(database, LAYERS[layer], path, ImportOptions(**{"who": "an", "reason": "a scene", **options}))
    assert not report.refused, report.to_text(str)
    return report


@dataclass
class Street:
    """A straight street from west to east with plots on both sides, 20 m of frontage each.

    Attributes
    ----------
    code
        Of the road; its plots are `code-L0`, `code-R0`, … on sheet `code`.
    plots
        How many on each side.
    north
        Metres north of the scene's corner.
    parcels, donations
        Rows as a file has them.
    """

    code: str = "R1"
    plots: int = 12
    north: float = 0.0
    parcels: list[dict[str, Any]] = field(default_factory=list)
    donations: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for side in "LR":
            for number in range(self.plots):
                self.parcels.append(
                    {
                        "commune": "15271",
                        "sheet": self.code,
                        "parcel": f"{side}{number}",
                        "land_use": "ODT",
                        "geometry": self.plot(side, number),
                    }
                )

    @property
    def centreline(self) -> LineString:
        y = SOUTH + self.north
        return LineString([(WEST, y), (WEST + PLOT_M * self.plots, y)])

    def _piece(self, side: str, number: int, depth: float) -> Polygon:
        y, sign = SOUTH + self.north, 1 if side == "L" else -1
        x = WEST + PLOT_M * number
        near, far = sorted((y + sign * ROAD_M, y + sign * (ROAD_M + depth)))
        return box(x, near, x + PLOT_M, far)

    def plot(self, side: str, number: int) -> Polygon:
        """Return a plot's shape: 20 m along the street, 30 m deep."""
        return self._piece(side, number, DEPTH_M)

    def strip(self, side: str, number: int, depth: float = STRIP_M) -> Polygon:
        """Return the part of a plot that is given: 2 m along the street."""
        return self._piece(side, number, depth)

    def give(self, side: str, number: int, depth: float = STRIP_M, **columns: Any) -> str:
        """Add a donation, its events as columns like `d_signed`; return its number."""
        name = columns.pop("don_no", f"D-{self.code}-{side}{number}")
        self.donations.append(
            {
                "don_no": name,
                "seg_code": self.code,
                "commune": "15271",
                "sheet": self.code,
                "parcel": f"{side}{number}",
                "track": "gift",
                "geometry": self.strip(side, number, depth),
                **columns,
            }
        )
        return str(name)

    def road(self, **columns: Any) -> dict[str, Any]:
        """Return the row of the road."""
        return {
            "code": self.code,
            "name": f"Đường {self.code}",
            "widths": "0 5 5",
            "geometry": self.centreline,
            **columns,
        }

    def build(self, database: Addresses, folder: Path) -> Street:
        """Import the street."""
        put(database, "road_segments", [self.road()], folder)
        put(database, "parcels", self.parcels, folder)
        if self.donations:
            put(database, "donations", self.donations, folder)
        return self
