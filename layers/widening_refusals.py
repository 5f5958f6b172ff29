"""Why a road has no figures, each reason with one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.widening.centrelines import BAD_WIDTH, EDGES_CROSS, NOT_SIMPLE, TOO_SHORT
from layers.errors import Refusal, _
from layers.road_figures import NOT_VALID, REFUSED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class NoSuchRoad(Refusal):
    """No road has the code."""

    detail = _("There is no road with the code “{code}”: /ogc/collections/road_segments/items lists them.")


class FiguresAwaited(Refusal):
    """There is such a road, and its public figures are not worked out yet."""

    detail = _("The public's figures are just being worked out: ask again in a few seconds.")


class NotValidOnDate(Refusal):
    """The road is not of that day."""

    detail = _("The road {code} is not valid on {on}: its dates stand in /ogc/collections/road_segments/items.")


class TooShort(Refusal):
    """The centreline is shorter than a metre."""

    detail = _("The centreline of road {code} is shorter than a metre: draw it again.")


class NotSimple(Refusal):
    """The centreline crosses itself."""

    detail = _("The centreline of road {code} crosses itself: cut it into two segments, or mend its vertices.")


class BadWidth(Refusal):
    """The target half-widths make no corridor."""

    detail = _("The target half-widths of road {code} are missing, negative or all zero: mend its table of widths.")


class EdgesCross(Refusal):
    """The surveyed edge lines enclose no polygon."""

    detail = _("The edge lines surveyed for road {code} enclose no valid surface: both are needed, and must not cross.")


REASONS: dict[str, type[Refusal]] = {
    TOO_SHORT: TooShort,
    NOT_SIMPLE: NotSimple,
    BAD_WIDTH: BadWidth,
    EDGES_CROSS: EdgesCross,
    NOT_VALID: NotValidOnDate,
}
"""Refusal by the engine's reason."""


def measured(figure: Mapping[str, Any] | None, code: str, on: date) -> Mapping[str, Any]:
    """Return a road's figures.

    Raises
    ------
    Refusal
        When there are none; the reason's own class.
    """
    if figure is None:
        raise NoSuchRoad(code=code)
    if REFUSED in figure:
        raise REASONS[figure[REFUSED]](code=code, on=on)
    return figure
