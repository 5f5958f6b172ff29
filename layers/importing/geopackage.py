"""The rows of a GeoPackage as SQLite holds them: a value is what it is, whatever its column is declared to hold.

GDAL makes false of "yes", nothing of "30/04/2023" and 1.2 of "1.234,5" where the column is of another type.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

import numpy as np
import pyogrio

from layers.importing.faults import FileRefused, too_many_rows

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_BYTES: Final = "latin-1"


def read_geopackage(
    path: Path, table: str, most: int
) -> tuple[dict[str, NDArray[np.object_]], NDArray[np.object_] | None, str | None]:
    """Return the values of a table by column, its geometries as WKB, and its CRS.

    Parameters
    ----------
    path, table
        The file and one of its layers.
    most
        More rows are refused.

    Returns
    -------
    columns
        Values as they are stored, None for no value; names, text and blobs as one character a byte.
    wkb
        Geometries, read by GDAL, None for none and no bytes for one that it can't read; None without geometry.
    crs
        As GDAL names it.

    Raises
    ------
    FileRefused
        When it has too many rows, or SQLite and GDAL don't see the same ones.
    pyogrio.errors.DataSourceError, sqlite3.Error
        When either can't read it.
    """
    told = pyogrio.read_info(path, layer=table)
    names, geometry, identity = list(map(str, told["fields"])), told["geometry_name"], told["fid_column"]
    wanted = [_quoted(identity) if identity else "NULL", *map(_quoted, names)]
    wanted.append(f"{_quoted(geometry)} IS NOT NULL" if geometry else "0")
    with closing(_opened(path)) as database:
        rows = database.execute(f"SELECT {', '.join(wanted)} FROM {_quoted(table)} LIMIT ?", [most + 1]).fetchall()
    if len(rows) > most:
        raise too_many_rows(path, most)
    # Asked for so many features at most, GDAL gives up at the first geometry that it can't read.
    _, ids, wkb, _ = pyogrio.raw.read(path, layer=table, columns=[], return_fids=True)
    numbers, *values, shaped = zip(*rows, strict=True) if rows else [()] * len(wanted)
    if len(rows) != len(ids) or (identity and list(numbers) != ids.tolist()):
        raise FileRefused(f"{path} gives its rows in two ways (a view?): have it written again as a plain table.")
    if wkb is not None:
        wkb[[at for at, there in enumerate(shaped) if there and wkb[at] is None]] = b""
    columns = {name.encode().decode(_BYTES): _column(column) for name, column in zip(names, values, strict=True)}
    return columns, wkb, told["crs"]


def _opened(path: Path) -> sqlite3.Connection:
    """Open a file that is not trusted, to read; without a journal beside it nothing is written beside it either."""
    how = "mode=ro" if path.with_name(path.name + "-wal").exists() else "mode=ro&immutable=1"
    database = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)
    database.execute("PRAGMA trusted_schema = OFF")
    database.text_factory = lambda raw: raw.decode(_BYTES)
    return database


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _column(values: tuple[object, ...]) -> NDArray[np.object_]:
    column = np.empty(len(values), dtype=object)
    column[:] = [value.decode(_BYTES) if isinstance(value, bytes) else value for value in values]
    return column
