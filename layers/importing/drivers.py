"""What GDAL may do in the reading process, told by the environment with which that process is born.

A GeoJSON file may be a pipeline for GDAL to run, a "layer" may be a web service: those drivers are left out,
and what is left has a proxy that answers nobody.
"""

from __future__ import annotations

from typing import Final

ALLOWED: Final = ("ESRI Shapefile", "GPKG", "GeoJSON")
_LEFT_OUT: Final = (
    "GDALG OGR_VRT HTTP WFS OAPIF OGCAPI CSW EEDA PLSCENES Carto AmigoCloud NGW Elasticsearch ADBC GTFS VDV"
    " ESRIJSON TopoJSON JSONFG GeoJSONSeq SQLite MBTiles PMTiles MVT PDF GML LIBKML KML GPX GeoRSS CSV DXF DGN"
    " OSM PGDUMP VFK S57 LVBAG OGR_GMT WAsP OpenFileGDB FlatGeobuf GPSBabel OGR_PDS EDIGEO Idrisi ODS XLSX SXF"
    " Selafin JML MapML MiraMonVector AVCBin AVCE00 AIVector VICAR PDS4 PCIDSK"
)

ENVIRONMENT: Final = {
    "GDAL_SKIP": _LEFT_OUT,
    "OGR_SKIP": "MapInfo File",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "OGR_ENABLE_PARTIAL_REPROJECTION": "NO",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
