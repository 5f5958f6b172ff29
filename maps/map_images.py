"""Images that the map's style names, as drawings in data: the browser draws them on a canvas at its own density."""

from __future__ import annotations

from typing import Any

from maps.assets import icon_path
from maps.colours import COLOURS, Theme
from maps.style_table import (
    CLEARANCE,
    DONATIONS,
    OTHER_PROJECT_ICON,
    PROJECT_ICONS,
    PROJECTS,
    REQUIRED,
    Look,
    Pattern,
)

TILE_PX = 8
"""Side of a pattern, px."""

PILL = "bottleneck"
"""Image behind the missing metres of a bottleneck: it stretches with what is written on it."""

RULE = "rule"
"""Line between a parcel's number and its area."""

PILL_PX = 28
BADGE_PX = 20
SQUARE_PX = 26


def _pattern(look: Look, theme: Theme) -> dict[str, Any]:
    return {
        "form": look.pattern.value,
        "size": TILE_PX,
        "fill": COLOURS[look.fill].on(theme),
        "line": COLOURS[look.line].on(theme),
    }


def _badge(look: Look, theme: Theme) -> dict[str, Any]:
    light_on = {"c_done", "c_inv", "c_stuck"}
    ink = "#FFFFFF" if look.fill in light_on else "#16211F"
    return {
        "form": "badge",
        "size": BADGE_PX,
        "fill": COLOURS[look.fill].on(theme),
        "line": COLOURS[look.line].on(theme),
        "ink": ink,
        "path": icon_path(look.icon),
    }


def _square(look: Look, icon: str, theme: Theme) -> dict[str, Any]:
    return {
        "form": "square",
        "size": SQUARE_PX,
        "fill": COLOURS[look.fill].on(theme),
        "line": COLOURS[look.line].on(theme),
        "ink": COLOURS["surface" if look.name == "done" else "ink"].on(theme),
        "lower": COLOURS["moedge" if theme == "dark" else "mo1"].on(theme) if look.name == "under_way" else "",
        "dash": list(look.dash),
        "path": icon_path(icon),
    }


def _pill(theme: Theme) -> dict[str, Any]:
    """Return a box with two triangles tip to tip on its left; `stretch` and `content` are px, for MapLibre."""
    return {
        "form": "pill",
        "size": PILL_PX,
        "fill": COLOURS["stuck"].on(theme),
        "line": COLOURS["parcel"].on(theme),
        "ink": COLOURS["surface"].on(theme),
        "stretch": [[21, 23], [13, 15]],
        "content": [20, 5, 23, 23],
    }


def images(theme: Theme) -> dict[str, dict[str, Any]]:
    """Return the drawings by the name under which the style asks for them.

    Parameters
    ----------
    theme
        Light or dark.

    Returns
    -------
    dict
        `form` (`hatch`, `dots`, `cross`, `badge`, `square`, `pill`, `rule`), `size` in px, colours as `#rrggbb`, and
        the outline of an icon in a box of 256.
    """
    patterns = {
        f"{group.name}-{look.name}": _pattern(look, theme)
        for group in (DONATIONS, REQUIRED)
        for look in group.looks
        if look.pattern is not Pattern.PLAIN
    }
    badges = {f"{CLEARANCE.name}-{look.name}": _badge(look, theme) for look in CLEARANCE.looks}
    squares = {
        f"{PROJECTS.name}-{look.name}-{kind}": _square(look, icon, theme)
        for look in PROJECTS.looks
        for kind, icon in {**PROJECT_ICONS, "other": OTHER_PROJECT_ICON}.items()
    }
    rule = {"form": "rule", "size": TILE_PX, "fill": "", "line": COLOURS["pline"].on(theme)}
    return patterns | badges | squares | {PILL: _pill(theme), RULE: rule}
