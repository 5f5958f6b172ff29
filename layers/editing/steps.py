"""Each operation of an edit, done on the draft."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
import shapely
from shapely import MultiPolygon
from sqlalchemy import text

from geo.editing import REACH_M, cut_hole, hang_together, merge, move_boundary
from layers.catalogue import layer_named
from layers.donation_course import BINDING
from layers.donations import DONATIONS
from layers.editing.dividing import follow_merge, refuse_indivisible, split
from layers.editing.draft import Draft, State
from layers.editing.operations import Create, CutHole, Delete, Merge, MoveBoundary, Replace, Split
from layers.editing.properties import read_properties, refuse_to_come, refuse_unknown
from layers.editing.refusals import (
    ApprovedDonation,
    CourseNeedsDay,
    HoldsDonation,
    KeyOfOneDay,
    KeyTaken,
    NothingCut,
    NothingLeft,
    NothingMoved,
    NotTogether,
    TrackBound,
)
from layers.editing.shapes import fit_shape, meet_neighbours
from layers.errors import Message
from layers.importing.columns import COMPUTED
from layers.importing.keys import fingerprints
from layers.parcels import PARCELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from layers.declaration import Layer


@singledispatch
def do(operation: object, draft: Draft) -> None:  # noqa: ARG001  # each operation has its own
    """Do an operation on a draft.

    Raises
    ------
    Refusal
        With what stands against it.
    """
    raise TypeError(operation)


@do.register
def _create(operation: Create, draft: Draft) -> None:
    layer = layer_named(operation.layer)
    if layer.events and draft.when.correction:
        raise CourseNeedsDay
    values = read_properties(layer, operation.properties, {})
    refuse_to_come(draft.connection, layer, values, {})
    shape = fit_shape(layer, operation.geometry, values)
    first = None if draft.when.correction else draft.when.day
    if "print" in COMPUTED & set(layer.key):
        values["print"] = _fingerprint(values, shape, first)
    refuse_unknown(draft.connection, layer, values)
    identifier, version = _identity(draft, layer, values, operation.id)
    state = State(layer=layer, id=identifier, version=version, first=first, until=None, values=values, geometry=shape)
    draft.drawn.add(draft.put(state).key)
    meet_neighbours(draft, state, None)


def _fingerprint(values: Mapping[str, Any], shape: Any, first: date | None) -> str:
    columns = {name: np.array([values[name]], dtype=object) for name in ("seg_code", "kind")}
    columns["from_date"] = np.array([first], dtype=object)
    return str(fingerprints(columns, np.array([shape], dtype=object))[0])


def _identity(draft: Draft, layer: Layer, values: Mapping[str, Any], wanted: UUID | None) -> tuple[UUID, int]:
    """Return id and version of a new thing; a key whose thing has ended is the same thing again."""
    is_it = " AND ".join(f'i."{name}" = :{name}' for name in layer.key)
    begin = None if draft.when.correction else draft.when.day
    named = {name: values[name] for name in layer.key}
    found = draft.connection.execute(
        text(
            f"SELECT i.id, EXISTS (SELECT FROM layers.{layer.name}_states AS s WHERE s.id = i.id"
            " AND s.valid && daterange(cast(:begin AS date), NULL)) AS stands"
            f" FROM layers.{layer.name} AS i WHERE {is_it}"
        ),
        {**named, "begin": begin},
    ).one_or_none()
    here = any(state.known_as() == named for state in draft.standing(layer.name))
    if here or (found is not None and found.stands):
        raise KeyTaken(layer=Message(layer.label), key=layer.called(named))
    return (found.id if found else wanted or uuid4()), 0


@do.register
def _replace(operation: Replace, draft: Draft) -> None:
    state = draft.take(operation.layer, operation.id, operation.version)
    layer = state.layer
    kept = {name: state.values[name] for name in layer.key} if operation.whole else state.values
    values = read_properties(layer, operation.properties, kept)
    refuse_to_come(draft.connection, layer, values, state.values)
    renamed = [name for name in layer.key if values[name] != state.values[name]]
    if renamed:
        if not draft.when.correction:
            raise KeyOfOneDay(layer=Message(layer.label), key=", ".join(renamed))
        _identity(draft, layer, values, None)
    refuse_unknown(draft.connection, layer, values)
    if layer is DONATIONS and values["track"] != state.values["track"]:
        _refuse_bound(draft, state)
    new = draft.put(state, values=values)
    draft.drawn.add(new.key)
    if operation.geometry is not None:
        shape = fit_shape(layer, operation.geometry, values)
        meet_neighbours(draft, draft.put(new, geometry=shape), state.geometry)


def _refuse_bound(draft: Draft, donation: State) -> None:
    """Refuse another track for what was signed here: its papers are of the other; what was imported needed none."""
    if _entered_here(draft, donation, BINDING):
        raise TrackBound(don_no=donation.name)


@do.register
def _delete(operation: Delete, draft: Draft) -> None:
    state = draft.take(operation.layer, operation.id, operation.version)
    if state.layer is PARCELS:
        for donation in draft.on_parcel("donations", state):
            raise HoldsDonation(name=state.name, don_no=donation.name)
        for interest in draft.on_parcel("interests", state):
            draft.end(interest)
    if state.layer is DONATIONS:
        _refuse_approved(draft, state)
    draft.end(state)


def _refuse_approved(draft: Draft, donation: State) -> None:
    """Refuse that what was approved here goes: it would take the approval with it; what was imported needed none."""
    if _entered_here(draft, donation, ["approved"]):
        raise ApprovedDonation(don_no=donation.name)


def _entered_here(draft: Draft, donation: State, states: Iterable[str]) -> bool:
    """Return whether one of the donation's states was entered in the program, not imported."""
    entered = text(
        "SELECT EXISTS (SELECT FROM layers.donation_events"
        " WHERE id = :id AND source = 'program' AND state = ANY (:states))"
    )
    return bool(draft.connection.scalar(entered, {"id": donation.id, "states": list(states)}))


@do.register
def _split(operation: Split, draft: Draft) -> None:
    state = draft.take(operation.layer, operation.id, operation.version)
    split(draft, state, operation)


@do.register
def _merge(operation: Merge, draft: Draft) -> None:
    states = [
        draft.take(operation.layer, one, version)
        for one, version in zip(operation.ids, operation.versions, strict=True)
    ]
    stays, *others = states
    refuse_indivisible(stays.layer)
    shapes = np.array([state.geometry for state in states], dtype=object)
    if len({state.id for state in states}) < 2 or not hang_together(shapes):  # noqa: PLR2004 - two are merged
        raise NotTogether(names=", ".join(state.name for state in states))
    merged = draft.put(stays, geometry=merge(shapes))
    for other in others:
        follow_merge(draft, other, merged)
        draft.end(other)


@do.register
def _move(operation: MoveBoundary, draft: Draft) -> None:
    layer = layer_named(operation.layer)
    refuse_indivisible(layer)
    named = [
        draft.take(operation.layer, one, version)
        for one, version in zip(operation.ids, operation.versions, strict=True)
    ]
    places = np.asarray(shapely.points(np.array(operation.origin)))
    near = draft.near(operation.layer, list(places))
    others = [state for state in near if state.id not in {one.id for one in named}]
    states = [*named, *others]
    shapes = np.array([state.geometry for state in states], dtype=object)
    on_it = shapely.dwithin(shapely.boundary(shapes[: len(named)])[:, None], places[None, :], REACH_M)
    for lost in np.flatnonzero(~on_it.any(axis=0)):
        raise NothingMoved(place=", ".join(f"{number:.2f}" for number in operation.origin[lost]))
    moved = move_boundary(shapes, np.array(operation.origin), np.array(operation.to))
    for state, shape in zip(states, moved, strict=True):
        if shape is not state.geometry:
            if state.until is not None:
                draft.take(operation.layer, state.id, None)  # refuses who is another one later
            draft.drawn.add(draft.put(state, geometry=shape).key)


@do.register
def _hole(operation: CutHole, draft: Draft) -> None:
    state = draft.take(operation.layer, operation.id, operation.version)
    refuse_indivisible(state.layer)
    left = cut_hole(state.geometry, operation.hole)
    if left.is_empty:
        raise NothingLeft(name=state.name)
    if left.area >= state.geometry.area:
        raise NothingCut(name=state.name)
    draft.put(state, geometry=MultiPolygon(list(left.geoms)))
