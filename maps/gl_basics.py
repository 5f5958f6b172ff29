"""What MapLibre's layers are put together of: expressions of the style language, and a layer of a group's tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maps.colours import COLOURS, Theme

if TYPE_CHECKING:
    from maps.style_table import Group, Look

Json = dict[str, Any]
Expression = list[Any]
NO_COLOUR = "rgba(0,0,0,0)"


def zooming(*stops: tuple[float, float | Expression]) -> Expression:
    """Return a value that grows evenly between the zooms of (zoom, value) pairs."""
    return ["interpolate", ["linear"], ["zoom"], *(part for stop in stops for part in stop)]


def by_look(group: Group, theme: Theme, what: str) -> Expression | str:
    """Return the colour of each value's look, `what` being `fill` or `line`."""
    cases: list[Any] = []
    for look in group.looks:
        colour = COLOURS[getattr(look, what)].on(theme)
        cases += [list(look.values), colour]
    return ["match", ["get", group.attribute], *cases, NO_COLOUR]


def is_look(group: Group, look: Look) -> Expression:
    """Return whether a feature has one of the look's values."""
    return ["in", ["get", group.attribute], ["literal", list(look.values)]]


def tile_layer(name: str, kind: str, group: Group, source_layer: str = "", **rest: Any) -> Json:
    """Return a layer that draws a group from its tiles; `rest` is what MapLibre calls filter, layout, paint."""
    source = group.name
    return {
        "id": name,
        "type": kind,
        "source": source,
        "source-layer": source_layer or source,
        "metadata": {"group": group.name},
        **rest,
    }


def marking_layer(
    name: str, kind: str, group: Group, state: str, shown: tuple[str, float], paint: Json, **rest: Any
) -> Json:
    """Return a layer that draws one feature of all: the one under the pointer, or the selected one.

    MapLibre has no layer of one feature: it draws all of a source, those unmarked clear. That would be most of the work
    of every frame, so the layer has no width, or no opacity, and costs nothing, until `tiles.js` marks a feature.

    Parameters
    ----------
    name, kind, group, rest
        As in `tile_layer`.
    state
        ``hover`` or ``selected``.
    shown
        Name and value of the paint that the layer has while a feature is marked.
    paint
        All other paint.
    """
    wide, value = shown
    return tile_layer(
        name,
        kind,
        group,
        metadata={"group": group.name, "marks": {"state": state, "paint": wide, "value": value}},
        paint={wide: 0, f"{wide}-transition": {"duration": 0}, **paint},
        **rest,
    )


def if_marked(state: str, value: Any, otherwise: Any) -> list[Any]:
    """Return an expression that has one value for marked features and another for all others."""
    return ["case", ["boolean", ["feature-state", state], False], value, otherwise]


def dash(look: Look) -> Json:
    """Return the dash as MapLibre counts it: in widths of the line."""
    return {"line-dasharray": [length / look.width for length in look.dash]} if look.dash else {}
