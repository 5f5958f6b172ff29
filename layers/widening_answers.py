"""The engine's answers as the API and the command line give them, made of kept figures and rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, mapping

from geo.crs import WGS_84, transform
from geo.widening.answers import stations_answer
from geo.widening.profile import Profile
from geo.widening.stations import stations

if TYPE_CHECKING:
    from collections.abc import Mapping

    Figure = Mapping[str, Any]

DECIMALS = 3
NOWHERE = MultiPolygon()
"""Where nothing is required: to GeoJSON, other shapes without a point are collections, which have no coordinates."""
DEGREE_DIGITS = 7
"""Digits of a degree: a centimetre."""
SUMS = (
    "length_m",
    "measurable_length_m",
    "target_width_m",
    "corridor_area_m2",
    "required_area_m2",
    "public_area_m2",
    "sliver_area_m2",
    "donated_area_m2",
    "donated_outside_m2",
    "length_at_target_m",
    "min_width_m",
)


def widening_answer(figure: Figure, on: str, state: str) -> dict[str, Any]:
    """Return the answer of ``/api/roads/{code}/widening``.

    Parameters
    ----------
    figure
        Of the road, not a refusal.
    on
        The day, ISO.
    state
        What bottlenecks are measured to.
    """
    found: dict[str, Any] = rounded(
        {
            "code": figure["widening"]["code"],
            "on": on,
            **sums(figure),
            "parcels": figure["widening"]["parcels"],
            "bottlenecks_state": state,
            "bottlenecks": figure["bottlenecks"][state],
            "junctions": figure["widening"]["junctions"],
        }
    )
    return found


def sums(figure: Figure) -> dict[str, Any]:
    """Return the sums of `widening_answer`: everything but its code and its lists."""
    return {name: figure["widening"][name] for name in SUMS}


def profile_answer(figure: Figure, on: str, step: float) -> dict[str, Any]:
    """Return the answer of ``/api/roads/{code}/profile``."""
    table = stations_answer(stations(kept_profile(figure), 0, step))
    return {"code": figure["widening"]["code"], "on": on, "stations": rounded(table)}


def kept_profile(figure: Figure) -> Profile:
    """Return the profile of a figure, of one segment with row 0."""
    kept = figure["profile"]
    count = len(kept["s0"])
    return Profile(
        segment=np.zeros(count, dtype=np.int64),
        s0=np.array(kept["s0"], dtype=float),
        s1=np.array(kept["s1"], dtype=float),
        target=np.array(kept["target"], dtype=float).reshape(-1, 2, 2),
        meaning=np.array(kept["meaning"], dtype=bool).reshape(-1, 2),
        free={series: np.array(values, dtype=float).reshape(-1, 2, 2) for series, values in kept["free"].items()},
        first=np.full((count, 2), -1, dtype=np.int64),
        depth=np.zeros((count, 2, 2)),
    )


def shapes_answer(figure: Figure, on: str, srid: int) -> dict[str, Any]:
    """Answer of ``/api/roads/{code}/shapes``: corridor, strip, land between edge lines, as GeoJSON in degrees.

    Parameters
    ----------
    figure
        Of the road, in whole or in public form.
    on, srid
        The day, ISO, and the project's zone.
    """
    names = list(figure["shapes"])
    kept = shapely.from_wkb(np.array([figure["shapes"][name] for name in names]))
    kept[shapely.is_empty(kept)] = NOWHERE
    drawn = transform(kept, srid, WGS_84)
    return {
        "type": "FeatureCollection",
        "on": on,
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": name},
                "geometry": mapping(shapely.transform(shape, lambda points: points.round(DEGREE_DIGITS))),
            }
            for name, shape in zip(names, drawn, strict=True)
        ],
    }


def rounded(value: Any) -> Any:
    """Return a value with all its numbers rounded as they leave the service."""
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0  # no -0.0
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return value
