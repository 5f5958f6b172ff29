"""OGC API Features, Parts 1 and 2, under `/ogc`: the one way to read a layer's features, for our pages as for QGIS."""

from fastapi import APIRouter

from api.ogc import collections, items, landing

router = APIRouter(tags=["features"])
for part in (landing, collections, items):
    router.include_router(part.router)
