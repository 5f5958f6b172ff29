"""Export a layer: read it in one snapshot, write it apart, put it in place."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from geo.crs import WGS_84, CrsError, transform
from layers.database import Addresses, engine
from layers.exporting.files import DRIVERS, put_in_place, write_dataset
from layers.exporting.options import ExportOptions, ExportRefused
from layers.exporting.selection import select
from layers.exporting.text import CODE_PAGES

if TYPE_CHECKING:
    from layers.declaration import Layer
    from layers.exporting.selection import Selection


def export_layer(to: Addresses, layer: Layer, path: Path, options: ExportOptions) -> dict[Path, int]:
    """Write a layer to a file with the columns that every import knows; return its files, with the rows of each.

    Coordinates keep the micrometre to which they are stored, in any CRS, so that an import of the file finds nothing
    changed. A file of that name is replaced when the new one is whole, and not before.

    Parameters
    ----------
    to
        The database; the officer's role reads.
    layer
        What is written. Donations have a day for each state.
    path
        File to write: .shp, .zip (a zipped shapefile), .gpkg, .geojson, or .dbf for a layer without geometry. Of a
        layer that mixes polygons, lines and points a .shp holds the first; the others are beside it, or with it in
        the .zip, as …_lines.shp and …_points.shp.
    options
        Day, moment, CRS and encoding.

    Raises
    ------
    ExportRefused
        When that kind of file can't hold the layer as it is, or can't be written there.
    """
    suffix = path.suffix.lower()
    path = path.with_suffix(suffix)
    encoding = "utf-8" if options.encoding == "auto" else options.encoding
    _check(layer, path, encoding)
    crs = options.crs or (WGS_84 if DRIVERS[suffix] == "GeoJSON" and layer.geometry else options.srid)
    with engine(to.officer).connect() as connection, connection.begin():
        rows = select(connection, layer, options)
    rows = _in_crs(rows, options.srid, crs)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
            written = Path(folder) / path.name
            files = write_dataset(written, layer, rows, crs, encoding)
            put_in_place(written, path)
    except OSError as fault:
        raise ExportRefused(f"{path} can't be written: {fault.strerror or fault}.") from fault
    return {path.with_name(name): count for name, count in files.items()}


def _check(layer: Layer, path: Path, encoding: str) -> None:
    suffix = path.suffix.lower()
    if suffix not in DRIVERS:
        raise ExportRefused(f"{path} has no ending that is written: take .shp, .zip, .gpkg, .geojson or .dbf.")
    if encoding not in CODE_PAGES:
        raise ExportRefused(f"There is no encoding “{encoding}”: take {', '.join(CODE_PAGES)}.")
    if DRIVERS[suffix] != "ESRI Shapefile" and encoding != "utf-8":
        raise ExportRefused(f"{path.name} is written in utf-8 by its standard: leave the encoding out, or take .shp.")
    if suffix == ".shp" and not layer.geometry:
        raise ExportRefused(f"{layer.name} have no geometry: take .dbf, .zip, .gpkg or .geojson instead of .shp.")
    if suffix == ".dbf" and layer.geometry:
        raise ExportRefused(f"{layer.name} have a geometry, which a .dbf doesn't hold: take .shp, .gpkg or .geojson.")
    if not path.parent.is_dir():
        raise ExportRefused(f"There is no folder {path.parent} to write {path.name} to: make it first.")


def _in_crs(rows: Selection, srid: int, crs: int) -> Selection:
    if rows.geometries is None or crs == srid:
        return rows
    try:
        moved = transform(rows.geometries, srid, crs)
    except (CRSError, CrsError, ProjError) as fault:
        raise ExportRefused(f"The layer can't be given in EPSG:{crs}: {fault}") from fault
    if CRS.from_epsg(crs).is_geocentric:
        raise ExportRefused(
            f"EPSG:{crs} has three axes from the middle of the earth, of which a map has two: take another CRS."
        )
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise ExportRefused(f"The layer lies outside of where EPSG:{crs} is defined: take another CRS.")
    return replace(rows, geometries=moved)
