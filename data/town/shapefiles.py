"""Shapefiles as an office hands them over: TCVN3 text, no .cpg, language byte 0, the same bytes each time."""

from __future__ import annotations

import struct
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio

import geo.encodings  # noqa: F401 - registers the codec tcvn3

CRS = "EPSG:5897"
WRITTEN = date(2023, 12, 31)
"""Day in the headers of the .dbf files; a fixed one, so that the bytes don't change with the calendar."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of a .dbf: its name (ten letters at most), its type C, N, D or L, its width and decimals."""

    name: str
    kind: str = "C"
    width: int = 0
    decimals: int = 0


def cell(value: Any, column: Column, width: int) -> bytes:
    """Return one value as the bytes of its cell.

    Raises
    ------
    ValueError
        When the value is wider than its column.
    """
    if value is None:
        text = b"?" if column.kind == "L" else b""
    elif column.kind == "N":
        text = f"{value:.{column.decimals}f}".encode()
    elif column.kind == "D":
        text = value.strftime("%Y%m%d").encode()
    elif column.kind == "L":
        text = b"T" if value else b"F"
    else:
        text = str(value).encode("tcvn3")
    if len(text) > width:
        raise ValueError(f"The value {value!r} is wider than column {column.name}.")
    return text.rjust(width) if column.kind == "N" else text.ljust(width)


def write_dbf(path: Path, rows: list[Row], columns: list[Column]) -> None:
    """Write a dBase III table; text columns without a width become as wide as their longest value."""
    fixed = {"D": 8, "L": 1}
    widths = []
    for column in columns:
        longest = max((len(str(row.get(column.name) or "").encode("tcvn3")) for row in rows), default=1)
        widths.append(fixed.get(column.kind) or column.width or max(longest, 1))
    head = struct.pack(
        "<BBBBLHH20x",
        3,
        WRITTEN.year - 1900,
        WRITTEN.month,
        WRITTEN.day,
        len(rows),
        33 + 32 * len(columns),
        1 + sum(widths),
    )
    fields = b"".join(
        struct.pack("<11sc4xBB14x", column.name.encode(), column.kind.encode(), width, column.decimals)
        for column, width in zip(columns, widths, strict=True)
    )
    body = b"".join(
        b" " + b"".join(cell(row.get(c.name), c, w) for c, w in zip(columns, widths, strict=True)) for row in rows
    )
    path.write_bytes(head + fields + b"\r" + body + b"\x1a")


def write_layer(folder: Path, name: str, rows: list[Row], columns: list[Column]) -> None:
    """Write one layer: rows with a ``geometry`` as .shp, .shx, .prj and .dbf, rows without as .dbf alone."""
    if rows and "geometry" in rows[0]:
        frame = gpd.GeoDataFrame(geometry=[row["geometry"] for row in rows], crs=CRS)
        with tempfile.TemporaryDirectory() as scratch:
            pyogrio.write_dataframe(frame, Path(scratch) / f"{name}.shp", encoding="ISO-8859-1")
            for ending in ("shp", "shx", "prj"):
                (folder / f"{name}.{ending}").write_bytes((Path(scratch) / f"{name}.{ending}").read_bytes())
    write_dbf(folder / f"{name}.dbf", rows, columns)
