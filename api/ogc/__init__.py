"""OGC API Features, Parts 1, 2 and 4, under `/ogc`: one way to a layer's features, for our pages as for QGIS."""

from fastapi import APIRouter

from api.ogc import collections, items, landing

by_hand = items.by_hand
router = APIRouter(tags=["features"])
for part in (landing, collections):
    router.include_router(part.router)
