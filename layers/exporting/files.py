"""Datasets written by GDAL into a folder of their own, and put in place only when they are whole."""

from __future__ import annotations

import warnings
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS

from geo.crs import WGS_84
from layers.declaration import Column, Kind
from layers.exporting.options import ExportRefused
from layers.exporting.text import CODE_PAGES, dbf_text
from layers.importing.dbf import blank_asterisks
from layers.importing.source import SHAPEFILE_PARTS, parts

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from layers.declaration import Layer
    from layers.exporting.selection import Selection

DRIVERS: Final = {
    ".shp": "ESRI Shapefile",
    ".dbf": "ESRI Shapefile",
    ".zip": "ESRI Shapefile",
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
}
"""GDAL's driver by the ending of a file."""

OTHER_KINDS: Final = ("", "_lines", "_points")
"""A .shp holds geometries of one kind: lines and points of a mixed layer go to files of their own beside it."""

_TYPES: Final = {2: "MultiPolygon", 1: "MultiLineString", 0: "MultiPoint"}
_INDEXES: Final = (".qix", ".sbn", ".sbx")
_DBF_LANGUAGE: Final = 29
# A hundredth of the micrometre to which coordinates are stored.
_DECIMALS_OF_DEGREES, _DECIMALS_OF_METRES = 13, 8


def write_dataset(target: Path, layer: Layer, rows: Selection, crs: int, encoding: str) -> dict[str, int]:
    """Write rows to a file in an empty folder; return the names of the files that hold them, with the rows of each.

    Parameters
    ----------
    target
        File to write; its ending says what it becomes.
    layer, rows
        What is written, coordinates in `crs`.
    crs
        EPSG code.
    encoding
        Of the text of a .dbf.

    Raises
    ------
    ExportRefused
        When that kind of file can't hold the rows as they are.
    """
    suffix = target.suffix.lower()
    if suffix == ".zip":
        inside = target.with_suffix(".shp" if layer.geometry else ".dbf")
        _write_shapefiles(inside, layer, rows, crs, encoding)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(target.parent.iterdir()):
                if part.suffix in SHAPEFILE_PARTS:
                    archive.write(part, part.name)
                    part.unlink()
    elif suffix in {".shp", ".dbf"}:
        return _write_shapefiles(target, layer, rows, crs, encoding)
    else:
        options: dict[str, str] = {}
        if DRIVERS[suffix] == "GeoJSON":
            degrees = CRS.from_epsg(crs).is_geographic
            options = {
                "RFC7946": "YES" if crs == WGS_84 and layer.geometry else "NO",
                "COORDINATE_PRECISION": str(_DECIMALS_OF_DEGREES if degrees else _DECIMALS_OF_METRES),
                "AUTODETECT_JSON_STRINGS": "NO",  # a note of “[1]” is a text, no list
            }
        texts = [values if column.kind is Kind.TEXT else None for column, values in _pairs(rows)]
        kind = {"Geometry": "Unknown"}.get(layer.geometry, layer.geometry)
        _write(target, layer.name, rows, texts, rows.geometries, kind, crs, "UTF-8", options)
    return {target.name: len(rows)}


def _pairs(rows: Selection) -> list[tuple[Column, NDArray[np.object_]]]:
    return list(zip(rows.columns, rows.values, strict=True))


def _write_shapefiles(target: Path, layer: Layer, rows: Selection, crs: int, encoding: str) -> dict[str, int]:
    texts = [
        dbf_text(values, encoding, column.name) if column.kind is Kind.TEXT else None for column, values in _pairs(rows)
    ]
    if rows.geometries is None:
        _write_one(target, layer, rows, texts, np.ones(len(rows), dtype=bool), "", crs, encoding)
        return {target.name: len(rows)}
    mixed = np.flatnonzero(shapely.get_type_id(rows.geometries) == shapely.GeometryType.GEOMETRYCOLLECTION)
    if len(mixed):
        raise ExportRefused(f"Row {mixed[0] + 1} mixes points, lines and polygons: take .gpkg or .geojson.")
    dimensions = shapely.get_dimensions(rows.geometries)
    kinds = [kind for kind in _TYPES if (dimensions == kind).any()] or [2 if layer.geometry != "LineString" else 1]
    written: dict[str, int] = {}
    for kind in kinds:
        # Rows without geometry go with the first.
        chosen = (dimensions == kind) | ((dimensions < 0) & (kind == kinds[0]))
        file = target.with_stem(target.stem + (OTHER_KINDS[2 - kind] if kind != kinds[0] else ""))
        _write_one(file, layer, rows, texts, chosen, _TYPES[kind], crs, encoding)
        written[file.name] = int(chosen.sum())
    return written


def _write_one(
    target: Path,
    layer: Layer,
    rows: Selection,
    texts: list[NDArray[np.object_] | None],
    chosen: NDArray[np.bool_],
    kind: str,
    crs: int,
    encoding: str,
) -> None:
    some = type(rows)(rows.columns, tuple(values[chosen] for values in rows.values), None)
    geometries = None if rows.geometries is None else rows.geometries[chosen]
    texts = [None if text is None else text[chosen] for text in texts]
    _write(target, layer.name, some, texts, geometries, kind, crs, "ISO-8859-1", {})
    target.with_suffix(".cpg").unlink(missing_ok=True)
    if page := CODE_PAGES[encoding]:
        target.with_suffix(".cpg").write_text(page, "ascii")
    with target.with_suffix(".dbf").open("r+b") as dbf:
        dbf.seek(_DBF_LANGUAGE)
        dbf.write(b"\0")  # GDAL has put down that it is latin-1
    blank_asterisks(target.with_suffix(".dbf"))


def _write(
    target: Path,
    name: str,
    rows: Selection,
    texts: list[NDArray[np.object_] | None],
    geometries: NDArray[Any] | None,
    kind: str,
    crs: int,
    encoding: str,
    options: dict[str, str],
) -> None:
    """Let GDAL write; what it warns of would be a loss, so it is an error."""
    fields, masks = [], []
    for (column, values), text in zip(_pairs(rows), texts, strict=True):
        field, mask = (text, None) if text is not None else _field(column, values)
        fields.append(field)
        masks.append(mask)
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            pyogrio.raw.write(
                target,
                None if geometries is None else shapely.to_wkb(geometries),
                fields,
                np.array([column.name for column in rows.columns], dtype=object),
                field_mask=masks,
                layer=name if target.suffix == ".gpkg" else None,
                driver=DRIVERS[target.suffix.lower()],
                geometry_type=None if geometries is None else kind,
                crs=None if geometries is None else f"EPSG:{crs}",
                encoding=encoding,
                promote_to_multi=kind.startswith("Multi"),
                **options,
            )
    except (CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError) as fault:
        raise ExportRefused(f"{target.name} can't be written: {fault}") from fault
    if told:
        raise ExportRefused(f"{target.name} can't be written as it is: {told[0].message}")


def _field(column: Column, values: NDArray[np.object_]) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return values as GDAL takes them, and which of them are missing."""
    absent = np.array([value is None for value in values], dtype=bool)
    if column.kind is Kind.DATE:
        return np.array(values, dtype="datetime64[D]"), None
    if column.kind is Kind.BOOLEAN:
        return np.where(absent, False, values).astype(bool), absent
    numbers = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    for given, number in zip(values[~absent], numbers[~absent].tolist(), strict=True):
        if Decimal(repr(number)) != given:
            raise ExportRefused(f"Column {column.name}: {given} has too many digits for a file's numbers: correct it.")
    if column.kind is Kind.DECIMAL and column.digits:
        return numbers, None
    return np.where(absent, 0.0, numbers).astype(np.int64), absent


def in_the_way(target: Path) -> list[Path]:
    """Return the files that `put_in_place` would replace; of a shapefile those of its other kinds too.

    Parameters
    ----------
    target
        Where an export belongs.
    """
    target = target.with_suffix(target.suffix.lower())
    if target.suffix not in {".shp", ".dbf"}:
        return [target] if target.is_file() else []
    if not target.parent.is_dir():
        return []
    return [file for stem in _stems(target) for file in parts(target.with_stem(stem)).values()]


def _stems(target: Path) -> list[str]:
    return [target.stem + ending for ending in (OTHER_KINDS if target.suffix.lower() == ".shp" else ("",))]


def put_in_place(written: Path, target: Path) -> None:
    """Move what was written beside the target over it; of a shapefile the .shp goes last.

    An export that is ended in between leaves a shapefile without its .shp: nothing reads that for a whole one.

    Parameters
    ----------
    written
        The new file, with its parts beside it in a folder of the same file system.
    target
        Where it belongs.
    """
    if target.suffix.lower() not in {".shp", ".dbf"}:
        written.replace(target)
        return
    stems = _stems(target)
    for stem in stems:
        old = parts(target.with_stem(stem))
        for suffix in sorted(old, key=lambda suffix: suffix != ".shp"):
            old[suffix].unlink()
        for suffix in _INDEXES:  # other programs' indexes of the old geometries
            target.with_name(stem + suffix).unlink(missing_ok=True)
    new = {stem: parts(written.with_stem(stem)) for stem in stems}
    for stem, found in new.items():
        for suffix in sorted(found, key=lambda suffix: suffix == ".shp"):
            found[suffix].replace(target.with_name(stem + suffix))
