"""Import of files: shapefile, GeoPackage, GeoJSON to the layers, with a report first."""

from layers.importing.faults import FileRefused, ImportEnded
from layers.importing.importer import import_file
from layers.importing.options import ImportOptions, Limits
from layers.importing.problems import KINDS, Problem
from layers.importing.report import Counts, Report

__all__ = [
    "KINDS",
    "Counts",
    "FileRefused",
    "ImportEnded",
    "ImportOptions",
    "Limits",
    "Problem",
    "Report",
    "import_file",
]
