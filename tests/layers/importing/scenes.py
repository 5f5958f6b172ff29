"""Small files as an office hands them over, and what became of them in the database."""

from __future__ import annotations

import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import pyogrio
from shapely import LineString, Polygon, box

from geo import encodings  # noqa: F401 - registers the codecs
from layers.catalogue import LAYERS
from layers.database import Addresses
from layers.importing import ImportOptions, Report, import_file

WEST, SOUTH = 588_500.0, 2_211_500.0
ZONE = "EPSG:5897"
FORMATS = (".shp", ".zip", ".gpkg", ".geojson")


def plot(column: int, width: float = 20.0, depth: float = 30.0) -> Polygon:
    """A plot on the street: plots of 20 m stand side by side, their number counts from the west."""
    return box(WEST + 20 * column, SOUTH, WEST + 20 * column + width, SOUTH + depth)


def street(plots: int = 3, **columns: list[Any]) -> gpd.GeoDataFrame:
    """A street with as many plots, on one sheet, numbered from 1."""
    rows = {
        "sheet": ["P7-73"] * plots,
        "parcel": [str(number) for number in range(1, plots + 1)],
        "land_use": ["ODT"] * plots,
    }
    shapes = columns.pop("geometry", [plot(column) for column in range(plots)])
    return gpd.GeoDataFrame(rows | columns, geometry=shapes, crs=ZONE)


def strip(column: int, depth: float = 2.0) -> Polygon:
    """What the plot of that number gives for the road: a strip along its front."""
    return plot(column, depth=depth)


def donations(numbers: list[int], **columns: list[Any]) -> gpd.GeoDataFrame:
    """Strips that plots give, visited in March and signed in May of 2023."""
    rows = {
        "don_no": [f"HD-{number}" for number in numbers],
        "sheet": ["P7-73"] * len(numbers),
        "parcel": [str(number) for number in numbers],
        "d_identif": ["2023-03-05"] * len(numbers),
        "d_signed": ["2023-05-20"] * len(numbers),
    }
    shapes = columns.pop("geometry", [strip(number - 1) for number in numbers])
    return gpd.GeoDataFrame(rows | columns, geometry=shapes, crs=ZONE)


def road(code: str = "TK4-01") -> gpd.GeoDataFrame:
    """A straight road of 200 m in front of the plots."""
    line = LineString([(WEST, SOUTH - 3), (WEST + 200, SOUTH - 3)])
    return gpd.GeoDataFrame({"code": [code], "widths": ["0 3.5 3.5"]}, geometry=[line], crs=ZONE)


def write(frame: pd.DataFrame, path: Path, encoding: str = "utf-8") -> Path:
    """Write a file; of a shapefile also its text in an office's encoding, without the .cpg that would name it."""
    shapes = isinstance(frame, gpd.GeoDataFrame)
    if path.suffix == ".zip":
        return zipped(write(frame, path.with_suffix(".shp" if shapes else ".dbf"), encoding))
    options: dict[str, Any] = {}
    if encoding != "utf-8":
        texts = [name for name in frame.columns if pd.api.types.is_string_dtype(frame[name]) and name != "geometry"]
        frame = frame.assign(
            **{name: [value and value.encode(encoding).decode("latin-1") for value in frame[name]] for name in texts}
        )
        options["encoding"] = "ISO-8859-1"
    driver = "ESRI Shapefile" if path.suffix == ".dbf" else None
    pyogrio.write_dataframe(frame, path, driver=driver, **options)
    if encoding != "utf-8":
        path.with_suffix(".cpg").unlink()
    return path


def typed_rows(path: Path, columns: dict[str, str], rows: list[list[str]], deleted: tuple[int, ...] = ()) -> Path:
    """Give a shapefile other rows, byte by byte: columns by name with type, width and decimals, such as "N 12 2".

    No program of this day writes "1.234,5" into a numeric column; those of the office's older ones do.
    """
    fields = [(name, kind[0], *map(int, kind[1:].split())) for name, kind in columns.items()]
    size = 1 + sum(width for _, _, width, _ in fields)
    data = struct.pack("<4BIHH20x", 3, 123, 1, 1, len(rows), 32 + 32 * len(fields) + 1, size)
    for name, kind, width, decimals in fields:
        data += struct.pack("11sc4xBB14x", name.encode("latin-1"), kind.encode(), width, decimals)
    data += b"\r"
    for at, row in enumerate(rows):
        data += b"*" if at in deleted else b" "
        for (_, kind, width, _), value in zip(fields, row, strict=True):
            data += (value.rjust(width) if kind == "N" else value.ljust(width)).encode("latin-1")
    path.with_suffix(".dbf").write_bytes(data + b"\x1a")
    return path


def rewritten(path: Path, *statements: str) -> Path:
    """Change a GeoPackage behind GDAL's back, as programs do that keep to SQLite's types and not to its own."""
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        for statement in statements:
            database.execute(statement)
    return path


def zipped(path: Path) -> Path:
    """Pack a shapefile with all its parts, and take the parts away."""
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as packed:
        for part in sorted(path.parent.glob(path.stem + ".*")):
            if part != archive:
                packed.write(part, part.name)
                part.unlink()
    return archive


def load(to: Addresses, layer: str, path: Path, **options: Any) -> Report:
    """Import a file."""
    return import_file(to, LAYERS[layer], path, ImportOptions(**options))


def loaded(to: Addresses, layer: str, path: Path, **options: Any) -> Report:
    """Import a file that has to go in."""
    report = load(to, layer, path, **options)
    assert not report.refused, report.to_text(str)
    return report


def ask(to: Addresses, statement: str) -> list[tuple[Any, ...]]:
    """Ask the database as its owner."""
    with psycopg.connect(to.libpq(to.owner)) as connection:
        return connection.execute(statement).fetchall()


def stored(to: Addresses, layer: str, columns: str) -> list[tuple[Any, ...]]:
    """What stands in a layer's states, in order."""
    return ask(to, f"SELECT {columns} FROM layers.{layer}_states ORDER BY {columns}")


def newest_change(to: Addresses) -> int:
    """The number of the last change."""
    return ask(to, "SELECT max(number) FROM layers.changes")[0][0]


def details(report: Report, kind: str) -> list[str]:
    """What the report says of one kind of problem."""
    return [problem.detail for problem in report.of_kind(kind)]


def rows(report: Report, kind: str) -> list[int]:
    """The rows of one kind of problem."""
    return [problem.row for problem in report.of_kind(kind)]
