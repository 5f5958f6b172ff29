"""The engine's answers as the API and the command line give them, made of kept figures and rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.widening.answers import stations_answer
from geo.widening.profile import Profile
from geo.widening.stations import stations

if TYPE_CHECKING:
    from collections.abc import Mapping

    Figure = Mapping[str, Any]

DECIMALS = 3
_LISTS = ("parcels", "junctions")


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
    answer = dict(figure["widening"])
    junctions = answer.pop("junctions")
    found: dict[str, Any] = rounded(
        {
            "code": answer.pop("code"),
            "on": on,
            **answer,
            "bottlenecks_state": state,
            "bottlenecks": figure["bottlenecks"][state],
            "junctions": junctions,
        }
    )
    return found


def sums(figure: Figure) -> dict[str, Any]:
    """Return the sums of `widening_answer`: everything but its code and its lists."""
    return {name: value for name, value in figure["widening"].items() if name not in {"code", *_LISTS}}


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


def rounded(value: Any) -> Any:
    """Return a value with all its numbers rounded as they leave the service."""
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0  # no -0.0
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return value
