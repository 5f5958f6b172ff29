"""Two of one, and one of several: what belongs to a parcel follows its land.

The remainder keeps the parcel's number and identity, the part that is cut off gets the next free number of its sheet
(docs/decisions/007). The new parcel keeps owner and land use and blocks the road as the old one did, so that no figure
of any day changes but the parcel's number; whoever had a say in the old parcel has one in the new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import shapely
from shapely import LineString
from sqlalchemy import text

from geo.subdivision import cut_by_line, cut_by_polygon
from layers.editing.draft import State
from layers.editing.properties import read_properties
from layers.editing.refusals import DonationAcross, KeyTaken, NotDivisible, NothingCut, NothingLeft
from layers.errors import Message
from layers.interests import INTERESTS
from layers.parcels import PARCELS

if TYPE_CHECKING:
    from geo.subdivision import Subdivision
    from layers.declaration import Layer
    from layers.editing.draft import Draft
    from layers.editing.operations import Split

_NEXT_NUMBER = text(
    """
    SELECT coalesce(max(parcel::bigint), 0) FROM layers.parcels
    WHERE (commune, sheet) = (:commune, :sheet) AND parcel ~ '^[0-9]{1,9}$'
    """
)
_BLOCKS = text(
    """
    SELECT coalesce((
        SELECT r.blocks FROM reference.land_uses AS r WHERE r.code = :land_use AND r.valid @> cast(:day AS date)
    ), true)
    """
)
_KNOWN = "SELECT EXISTS (SELECT FROM layers.{layer} WHERE {is_it})"


def refuse_indivisible(layer: Layer) -> None:
    """Refuse to split, merge or cut what has no surface, or a course of its own."""
    if layer.geometry != "MultiPolygon" or layer.events:
        raise NotDivisible(layer=Message(layer.label))


def split(draft: Draft, state: State, operation: Split) -> None:
    """Make two of one.

    Raises
    ------
    Refusal
        When the cut takes nothing or all, or a donation lies across it.
    """
    layer, cut = state.layer, operation.cut
    refuse_indivisible(layer)
    parts = cut_by_line(state.geometry, cut) if isinstance(cut, LineString) else cut_by_polygon(state.geometry, cut)
    if parts.given.is_empty:
        raise NothingCut(name=state.name)
    if parts.remainder.is_empty:
        raise NothingLeft(name=state.name)
    given = dict(operation.properties)
    stands = dict(state.values)
    if layer is PARCELS:
        stands |= {"cert_no": None, "cert_area": None, "surv_area": None}
        stands |= {"parent": f"{state.values['sheet']}/{state.values['parcel']}", "blocks": _blocks(draft, state)}
        given.setdefault("parcel", str(_next_number(draft, state)))
    else:
        # Nobody but the caller knows what the new one is to be known by.
        stands |= dict.fromkeys(layer.key)
    values = read_properties(layer, given, stands)
    _refuse_known(draft, layer, values)
    remainder = draft.put(state, geometry=parts.remainder)
    new = draft.put(
        State(
            layer=layer,
            id=operation.new_id or uuid4(),
            version=0,
            first=draft.when.begins(state.first),
            until=state.until,
            values=values,
            geometry=parts.given,
        )
    )
    if layer is PARCELS:
        draft.lineage.append((state.id, new.id))
        follow_cut(draft, remainder, new, parts)


def follow_cut(draft: Draft, old: State, new: State, parts: Subdivision) -> None:
    """Let the donations on the part that was cut off be of the new parcel, and let interests be in both."""
    _copy_interests(draft, old, new)
    for donation in draft.on_parcel("donations", old):
        on_given, on_remainder = (
            shapely.covers(shapely.buffer(part, draft.tolerance, join_style="mitre"), donation.geometry)
            for part in parts
        )
        if on_given:
            draft.put(donation, values={**donation.values, "parcel": new.values["parcel"]})
        elif not on_remainder:
            raise DonationAcross(don_no=donation.name)


def follow_merge(draft: Draft, other: State, into: State) -> None:
    """Let what belongs to a parcel that is merged belong to the one that stays."""
    if into.layer is not PARCELS:
        return
    draft.lineage.append((other.id, into.id))
    named = into.known_as()
    for donation in draft.on_parcel("donations", other):
        draft.put(donation, values={**donation.values, **named})
    _copy_interests(draft, other, into)
    for interest in draft.on_parcel("interests", other):
        draft.end(interest)


def _copy_interests(draft: Draft, of: State, to: State) -> None:
    made: dict[str, UUID] = {}
    there = {interest.values["holder"] for interest in draft.on_parcel("interests", to)} if to.version else set()
    for interest in draft.on_parcel("interests", of):
        holder = interest.values["holder"]
        if holder not in there:
            draft.put(
                State(
                    layer=INTERESTS,
                    id=made.setdefault(holder, uuid4()),
                    version=0,
                    first=draft.when.begins(interest.first),
                    until=interest.until,
                    values={**interest.values, **to.known_as()},
                    geometry=None,
                )
            )


def _next_number(draft: Draft, state: State) -> int:
    named = {"commune": state.values["commune"], "sheet": state.values["sheet"]}
    taken = int(draft.connection.scalar(_NEXT_NUMBER, named) or 0)
    made = [
        int(one.values["parcel"])
        for one in draft.standing("parcels")
        if named.items() <= one.values.items() and str(one.values["parcel"]).isdecimal()
    ]
    return max([taken, *made]) + 1


def _blocks(draft: Draft, state: State) -> Any:
    if state.values["blocks"] is not None:
        return state.values["blocks"]
    return draft.connection.scalar(_BLOCKS, {"land_use": state.values["land_use"], "day": draft.when.day})


def _refuse_known(draft: Draft, layer: Layer, values: dict[str, Any]) -> None:
    named = {name: values[name] for name in layer.key}
    is_it = " AND ".join(f'"{name}" = :{name}' for name in layer.key)
    known = draft.connection.scalar(text(_KNOWN.format(layer=layer.name, is_it=is_it)), named)
    if known or any(state.known_as() == named for state in draft.standing(layer.name)):
        raise KeyTaken(layer=Message(layer.label), key=layer.called(values))
