"""The service's description as OpenAPI 3.0, the version that the standard names and its clients look for.

The framework writes 3.1. Of what it uses two things are said otherwise in 3.0: what may be null, and a single value. A
third can't be said: which names the properties of an object may have.
"""

from __future__ import annotations

from typing import Any

_NULL = {"type": "null"}


def openapi_30(described: dict[str, Any]) -> dict[str, Any]:
    """Return a description in the older version.

    Examples
    --------
    >>> openapi_30({"openapi": "3.1.0", "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "On"}})
    {'openapi': '3.0.3', 'schema': {'title': 'On', 'nullable': True, 'anyOf': [{'type': 'string'}]}}
    >>> openapi_30({"openapi": "3.1.0", "schema": {"const": "split"}})
    {'openapi': '3.0.3', 'schema': {'enum': ['split']}}
    """
    return {**_older(described), "openapi": "3.0.3"}


def _older(part: Any) -> Any:
    if isinstance(part, list):
        return [_older(one) for one in part]
    if not isinstance(part, dict):
        return part
    older = {name: _older(value) for name, value in part.items() if name != "propertyNames"}
    if "const" in older:
        older["enum"] = [older.pop("const")]
    if _NULL in older.get("anyOf", ()):
        choices = [one for one in older.pop("anyOf") if one != _NULL]
        older |= {"nullable": True, "anyOf": choices}
    return older
