"""A thing's shape as a caller gives it: of its layer's type, its points on the vertices and edges that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from shapely import MultiPolygon

from geo.editing import settle
from geo.subdivision import with_vertices
from layers.editing.refusals import MissingValue, NotFinite, UnfitGeometry
from layers.errors import Message
from layers.parcels import PARCELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layers.declaration import Layer
    from layers.editing.draft import Draft, State

_FARTHEST_M: Final = 1e8
_SURFACES: Final = ("surface", "asbuilt")
_NOTED_M: Final = 0.01
"""Parcels this near are looked at: those with an edge on which a changed parcel has a vertex get it."""


def fit_shape(layer: Layer, shape: Any, values: Mapping[str, Any]) -> Any:
    """Return a shape as the layer stores it.

    Parameters
    ----------
    layer
        Where it goes.
    shape
        In the project's zone; None for none.
    values
        Of the thing: of a present road they say whether it is a surface or an edge.

    Raises
    ------
    UnfitGeometry, NotFinite, MissingValue
        When it is none of the layer's.
    """
    if shape is None or shape.is_empty:
        if layer.geometry and layer.name != "projects":
            raise MissingValue(name="geometry")
        return None
    xy = shapely.get_coordinates(shape)
    if not np.isfinite(xy).all() or np.abs(xy).max() > _FARTHEST_M:
        raise NotFinite(name=layer.called(values))
    shape = shapely.force_2d(shape)
    kind: str = shape.geom_type
    wanted: dict[str, Callable[[], Any]]
    if layer.geometry == "MultiPolygon":
        wanted = {"Polygon": lambda: MultiPolygon([shape]), "MultiPolygon": lambda: shape}
    elif layer.geometry == "LineString":
        wanted = {"LineString": lambda: shape, "MultiLineString": lambda: shapely.line_merge(shape)}
    elif layer.name == "present_roads":
        of = ("Polygon", "MultiPolygon") if values["kind"] in _SURFACES else ("LineString", "MultiLineString")
        wanted = dict.fromkeys(of, lambda: _single(shape))
    elif layer.geometry:
        wanted = {kind: lambda: _single(shape)}
    else:
        wanted = {}
    fitting = wanted[kind]() if kind in wanted else None
    if fitting is None or (layer.geometry == "LineString" and fitting.geom_type != "LineString"):
        raise UnfitGeometry(layer=Message(layer.label), wanted=" / ".join(wanted) or "–", given=kind)
    return fitting


def _single(shape: Any) -> Any:
    return shape.geoms[0] if hasattr(shape, "geoms") and len(shape.geoms) == 1 else shape


def meet_neighbours(draft: Draft, state: State, was: Any) -> State:
    """Let a shape that was drawn meet what it means: what stood in its place, and for a parcel its neighbours.

    Parameters
    ----------
    draft
        Where it is put.
    state
        With the new shape.
    was
        The shape before, None for a new thing.
    """
    if state.geometry is None:
        return state
    neighbours = []
    if state.layer is PARCELS:
        neighbours = [other.geometry for other in draft.near("parcels", [state.geometry]) if other.id != state.id]
    around = neighbours if was is None else [was, *neighbours]
    shape: Any = settle(state.geometry, np.array(around, dtype=object))
    if neighbours and shape.is_valid:
        shape = with_vertices(shape, *neighbours)
    return draft.put(state, geometry=shape)


def tell_neighbours(draft: Draft) -> None:
    """Give neighbours, on the edit's day and after it, the vertices that changed parcels have on their boundaries."""
    changed = [
        (was, now)
        for was, now in draft.changed()
        if now is not None and now.layer is PARCELS and (was is None or was.geometry != now.geometry)
    ]
    sound = [now for _, now in changed if now.geometry.is_valid]
    keys = {now.key for _, now in changed}
    if not sound:
        return
    shapes = np.array([now.geometry for now in sound], dtype=object)
    for neighbour in draft.near("parcels", shapes, later=True):
        if neighbour.key in keys or any(neighbour.id == now.id for now in sound):
            continue
        beside = shapes[shapely.dwithin(shapes, neighbour.geometry, _NOTED_M)]
        if not len(beside):
            continue
        noted = with_vertices(neighbour.geometry, *beside)
        if shapely.get_num_coordinates(noted) != shapely.get_num_coordinates(neighbour.geometry):
            draft.put(neighbour, geometry=noted)
            draft.settled.add(neighbour.key)
