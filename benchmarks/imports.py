"""Import of a file, against COPY of the same rows into the same tables."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas

from benchmarks.databases import copy_parcels
from benchmarks.finding import Finding, Ratio
from benchmarks.town import SRID, Town
from layers.catalogue import LAYERS
from layers.changes import change
from layers.database import engine
from layers.importing import ImportOptions, import_file

if TYPE_CHECKING:
    from benchmarks.databases import Databases

_TOWN_BOUNDS = (105.0, 19.0, 107.0, 21.0)


def measure_import(databases: Databases, town: Town) -> Finding:
    """Return what the import of a shapefile and COPY reach, in rows a second.

    COPY's clock runs from its first byte to the commit, the import's from the call to its return; what the importer
    spends on its report is told apart, and left out of the ratio.
    """
    to = databases.new("by_copy", parties_of=len(town))
    with engine(to.owner).connect() as connection:
        with change(connection, "benchmarks", "import", "copied"):
            copied = copy_parcels(connection, town)
            done = time.perf_counter()
        copied += time.perf_counter() - done
    to = databases.new("by_import", parties_of=len(town))
    with tempfile.TemporaryDirectory(prefix="moduong-file-") as folder:
        path = Path(folder) / "parcels.shp"
        geopandas.GeoDataFrame(town.columns, geometry=town.geometry, crs=SRID).to_file(path, encoding="utf-8")
        began = time.perf_counter()
        report = import_file(to, LAYERS["parcels"], path, ImportOptions(town_bounds=_TOWN_BOUNDS))
        taken = time.perf_counter() - began
    if report.counts.new != len(town):
        raise ValueError(f"The import took {report.counts.new} of {len(town)} rows:\n{report.to_text(str)}")
    checked = report.seconds["report"]
    facts = {
        "COPY, rows a second": len(town) / copied,
        "import, rows a second": len(town) / (taken - checked),
        "COPY, seconds": copied,
        "import, seconds": taken,
        **{f"of that {phase}": seconds for phase, seconds in report.seconds.items()},
    }
    ratios = [
        Ratio("to COPY, the report apart", copied / (taken - checked), 0.4),
        Ratio("to COPY, the report included", copied / taken),
    ]
    return Finding(f"Import of a shapefile of {len(town):,} parcels", ratios, facts=facts)
