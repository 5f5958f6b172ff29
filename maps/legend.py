"""The legend, which is the layer control: the style table's groups, as data for template and browser."""

from __future__ import annotations

from typing import Any

from maps.style_table import LEGEND, PUBLIC_LOOKS, Group, Look
from maps.words import Language, translate


def _looks(group: Group, *, public: bool) -> list[Look]:
    shown = PUBLIC_LOOKS.get(group.name) if public else None
    return [look for look in group.looks if shown is None or look.name in shown]


def legend(language: Language, *, public: bool = True) -> list[dict[str, Any]]:
    """Return the groups in the legend's order, each with its looks, labels and the values that they count.

    Parameters
    ----------
    language
        Of the labels.
    public
        Whether without the looks that the office alone sees.
    """
    return [
        {
            "name": group.name,
            "label": translate(group.label, language),
            "shape": group.shape.value,
            "attribute": group.attribute,
            "fromZoom": group.from_zoom,
            "looks": [
                {
                    "name": look.name,
                    "label": translate(look.label, language),
                    "shape": (look.shape or group.shape).value,
                    "values": list(look.values),
                    "fill": look.fill.replace("_", "-"),
                    "line": look.line.replace("_", "-"),
                    "pattern": look.pattern.value,
                    "width": look.width,
                    "dash": " ".join(f"{part:g}" for part in look.dash),
                    "icon": look.icon,
                    "from": look.from_share,
                }
                for look in _looks(group, public=public)
            ],
        }
        for group in LEGEND
    ]
