"""Read a dataset with GDAL into plain columns, text as its raw bytes: whether they decode is told by the row."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyogrio
from pyogrio.errors import CRSError, DataSourceError

from layers.importing.dbf import read_dbf
from layers.importing.drivers import ALLOWED
from layers.importing.faults import FileRefused, too_many_rows
from layers.importing.geopackage import read_geopackage
from layers.importing.shapefile import check_shapefile
from layers.importing.source import parts
from layers.importing.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from layers.importing.options import Limits

    Read = tuple[dict[str, NDArray[np.object_]], NDArray[np.object_] | None, str | None]
    """Columns, geometries and CRS."""

_HEAD: Final = 4096
_OF_QGIS: Final = frozenset({"layer_styles", "qgis_projects"})
"""Tables in which QGIS keeps how a GeoPackage's layers are drawn."""
_INEXACT: Final = 2**53
_SQLITE: Final = b"SQLite format 3\0"
BYTES: Final = "ISO-8859-1"
"""The encoding in which each byte is a character, so that none is lost."""


class Source(NamedTuple):
    """One of the files that hold a table: its name, the CRS that it says, and its rows."""

    name: str
    crs: str | None
    rows: int


@dataclass(slots=True)
class Table:
    """A file's rows.

    Attributes
    ----------
    columns
        Values by column name, missing ones None, all of one length; names and text as their bytes, a character each.
        NaN stands for asterisks, see `dbf.read_dbf`.
    wkb
        Geometry of each row as WKB or None; None when the file has no geometry.
    sources
        The files that hold them, in the order of the rows, each with its CRS as it has it.
    unicode
        Whether its text has to be UTF-8, by what the format says; that of a shapefile is in any encoding.
    said_encoding
        What the .cpg says, empty for nothing.
    numbers
        Number of each row in the file, from 1; rows that are deleted in a .dbf count.
    """

    columns: dict[str, NDArray[np.object_]]
    wkb: NDArray[np.object_] | None
    sources: list[Source]
    unicode: bool
    said_encoding: str
    numbers: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.numbers)


def read_table(path: Path, layer: str, limits: Limits) -> Table:
    """Read a shapefile, a .dbf, a GeoPackage or a GeoJSON file.

    Parameters
    ----------
    path
        One of `source.datasets`.
    layer
        Name of the layer, to find it among several of a GeoPackage.
    limits
        Most rows.

    Raises
    ------
    FileRefused
        When it can't be read, it isn't what its name says, or has too many rows.
    """
    suffix = path.suffix.lower()
    if suffix in {".shp", ".dbf"}:
        return _read_shapefile(path, limits)
    _check_start(path, suffix)
    with _refused_with_a_sentence(path):
        read = _of_geopackage if suffix == ".gpkg" else _of_geojson
        columns, wkb, crs = read(path, layer, limits.rows)
    rows = len(next(iter(columns.values()), wkb if wkb is not None else ()))
    if rows > limits.rows:
        raise too_many_rows(path, limits.rows)
    return Table(
        columns, wkb, [Source(path.name, crs, rows)], unicode=True, said_encoding="", numbers=np.arange(1, rows + 1)
    )


def _of_geopackage(path: Path, layer: str, most: int) -> Read:
    names = [str(name) for name, _ in pyogrio.list_layers(path) if name not in _OF_QGIS]
    # Programs differ in the case of a table's name; SQLite takes both for the same.
    named = names if len(names) == 1 else [name for name in names if name.lower() == layer]
    if len(named) == 1:
        return read_geopackage(path, named[0], most)
    raise FileRefused(f"{path} holds the layers {', '.join(names)}: name one of them {layer}, or keep one.")


def _of_geojson(path: Path, _layer: str, most: int) -> Read:
    _refuse_other_drivers(path)
    # As text, days keep what GDAL drops: their offset, and whether they are days at all.
    meta, _, wkb, fields = pyogrio.raw.read(path, max_features=most + 1, encoding=BYTES, DATE_AS_STRING="YES")
    told = zip(meta["fields"], meta["dtypes"], fields, strict=True)
    columns = {str(name): _exact(kind, values) for name, kind, values in told}
    return columns, wkb, meta["crs"]


def _read_shapefile(path: Path, limits: Limits) -> Table:
    """Read the .dbf from its bytes, and with GDAL the geometries of the rows that are not deleted."""
    check_shapefile(path, limits.rows)
    found = parts(path)
    wkb = records = crs = None
    if ".shp" in found:
        with _refused_with_a_sentence(path):
            _refuse_other_drivers(found[".shp"])
            _, records, wkb, _ = pyogrio.raw.read(found[".shp"], columns=[], return_fids=True, encoding=BYTES)
        # GDAL's own reading hides what is wrong with a .prj.
        crs = found[".prj"].read_text("latin-1")[:20_000] if ".prj" in found else None
    columns, records = read_dbf(found[".dbf"], records)
    said = found[".cpg"].read_text("ascii", "replace").strip()[:40] if ".cpg" in found else ""
    return Table(
        columns, wkb, [Source(path.name, crs, len(records))], unicode=False, said_encoding=said, numbers=records + 1
    )


@contextmanager
def _refused_with_a_sentence(path: Path) -> Iterator[None]:
    try:
        yield
    except CRSError as error:
        raise FileRefused(
            f"{path} says its CRS in words that can't be read ({_sentence(error)}): copy it again with its .prj, or"
            " take the .prj away and let the coordinates decide."
        ) from error
    except (DataSourceError, sqlite3.Error, ValueError, RuntimeError) as error:
        raise FileRefused(f"{path} can't be read: {_sentence(error)}.") from error


def joined(tables: list[Table]) -> Table:
    """Return the rows of several tables of the same columns as one, numbered on from table to table."""
    if len(tables) == 1:
        return tables[0]
    before = np.cumsum([0, *(table.numbers.max(initial=0) for table in tables[:-1])])
    names = dict.fromkeys(name for table in tables for name in table.columns)
    return Table(
        {
            name: np.concatenate([table.columns.get(name, np.full(table.rows, None, dtype=object)) for table in tables])
            for name in names
        },
        np.concatenate([table.wkb for table in tables if table.wkb is not None]),
        [source for table in tables for source in table.sources],
        tables[0].unicode,
        tables[0].said_encoding,
        np.concatenate([start + table.numbers for start, table in zip(before, tables, strict=True)]),
    )


def _check_start(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if suffix == ".gpkg" and not head.startswith(_SQLITE):
        raise FileRefused(f"{path} is no GeoPackage: have it written again.")
    if suffix in {".geojson", ".json"}:
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start.startswith(b"{") or b'"type"' not in head or b"gdal_streamed_alg" in head:
            raise FileRefused(f"{path} is no GeoJSON: have it written again as a FeatureCollection.")


def _refuse_other_drivers(path: Path) -> None:
    driver = pyogrio.read_info(path, encoding=BYTES)["driver"]
    if driver not in ALLOWED:
        raise FileRefused(f"{path} is read as {driver}, which is not what its name says: refused.")


def _objects(values: NDArray[Any]) -> NDArray[np.object_]:
    """Return values as Python's own objects, missing ones None, lists of a GeoJSON file as their text."""
    if values.dtype.kind == "f":
        plain = values.astype(object)
        plain[np.isnan(values)] = None
        return plain
    plain = values.astype(object)
    for at in np.flatnonzero([isinstance(value, np.ndarray) for value in plain]):
        plain[at] = json.dumps(plain[at].tolist(), ensure_ascii=False)
    return plain


def _exact(kind: str, values: NDArray[Any]) -> NDArray[np.object_]:
    """Return values as Python has them, where none has lost digits: whole numbers with gaps between come as floats."""
    plain = _objects(values)
    if kind.startswith("int") and values.dtype.kind == "f" and (np.abs(values) >= _INEXACT).any():
        plain[:] = Unread(
            "it has numbers of more than 15 digits, which would lose their last ones: have them written as"
            " text, in quotes"
        )
    return plain


def _sentence(error: Exception) -> str:
    """Return GDAL's first sentence without its advice about options."""
    return " ".join(str(error).split()).split(";")[0].rstrip(".")[:200]
