"""Export of layers: shapefile, GeoPackage and GeoJSON, with the columns that every import knows."""

from layers.exporting.exporter import export_layer
from layers.exporting.files import in_the_way
from layers.exporting.options import ExportOptions, ExportRefused

__all__ = ["ExportOptions", "ExportRefused", "export_layer", "in_the_way"]
