"""`python -m api.answers` writes what the API answers with as one JSON Schema: the browser's types are made of it."""

from __future__ import annotations

import json
import sys

import api.application  # noqa: F401  # whose routes name what they answer with
from api.description import answered

_PLACE = "#/$defs/"
_GEOJSON = {"Geometry": "GeoJSON.Geometry", "PlainFeature": "GeoJSON.Feature"}
"""What TypeScript has exact types of."""

if __name__ == "__main__":
    kinds = answered(_PLACE) | {name: {"tsType": known} for name, known in _GEOJSON.items()}
    every = {name: {"$ref": _PLACE + name} for name in kinds}
    json.dump({"title": "Answers", "type": "object", "properties": every, "$defs": kinds}, sys.stdout)
