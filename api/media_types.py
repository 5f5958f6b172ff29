"""Media types that more than one module answers with (RFC 6838)."""

from __future__ import annotations

HTML = "text/html; charset=utf-8"
JSON = "application/json"
GEOJSON = "application/geo+json"
MERGE_PATCH = "application/merge-patch+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
