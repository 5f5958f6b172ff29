"""What a write of one feature is sent as: which feature, the version of it that was read, and what it is to be."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from fastapi import Request

from api.editing import Tongue
from api.errors import BadParameter, NoVersionShown, UnknownFeature, WrongMediaType, _
from api.media_types import GEOJSON, JSON, MERGE_PATCH
from layers.catalogue import layer_named
from layers.errors import Message

_TAG = re.compile(r'(?:W/)?"(?:(?P<version>\d{1,9})-)?[^"]*"')
_NONE_OF_OURS = 0
"""Version that an ETag shows which was never given here: no feature has it (RFC 9110, section 13.1.1)."""


def feature_id(layer: str, feature: str) -> UUID:
    """Return the id of a feature of a layer, read from its address.

    Raises
    ------
    UnknownFeature
        When it is none.
    """
    try:
        return UUID(feature)
    except ValueError as error:
        raise UnknownFeature(name=Message(layer_named(layer).label)) from error


def version_shown(request: Request) -> int | None:
    """Return the version that the caller has read; None for whatever there is (`*`), on purpose.

    Raises
    ------
    NoVersionShown
        When nothing is shown: nobody overwrites by accident.
    """
    shown = request.headers.get("if-match", "").strip()
    if not shown:
        raise NoVersionShown
    if shown == "*":
        return None
    tag = _TAG.fullmatch(shown)
    if tag is None:
        raise BadParameter(name="If-Match", value=shown[:100], hint=_("write the ETag that you were given"))
    return int(tag["version"] or _NONE_OF_OURS)


async def feature_sent(request: Request, tongue: Tongue) -> tuple[Any, dict[str, Any]]:
    """Return shape and properties of a GeoJSON feature.

    Raises
    ------
    WrongMediaType, BadParameter
        When it is none.
    """
    kind = request.headers.get("content-type", GEOJSON).partition(";")[0].strip().lower()
    if kind != JSON and not kind.endswith("+json"):
        raise WrongMediaType(given=kind[:100], wanted=MERGE_PATCH if request.method == "PATCH" else GEOJSON)
    hint = _("send a GeoJSON feature")
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError) as error:  # the latter: nested too deep
        raise BadParameter(name="body", value="…", hint=hint) from error
    if not isinstance(given, dict) or given.get("type", "Feature") != "Feature":
        raise BadParameter(name="body", value="…", hint=hint)
    properties = given.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadParameter(name="properties", value="…", hint=hint)
    geometry = given.get("geometry")
    return None if geometry is None else tongue.shape("geometry", geometry), properties
