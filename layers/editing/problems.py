"""What an edit breaks or leaves doubtful, each in one sentence, with the edit that mends it where that is safe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from sqlalchemy import text

from geo.coverage import overlaps
from geo.edit_findings import edit_findings, outside_parcel
from geo.town import town_ground
from geo.widening.tolerances import SLIVER_M2
from layers.donation_course import SIDE_STATES
from layers.donations import DONATIONS
from layers.errors import Message, _, told
from layers.paper_areas import compare
from layers.parcels import PARCELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.box import Box
    from geo.edit_findings import Finding
    from layers.editing.draft import Draft, State
    from layers.errors import Translate

HARD: Final = frozenset({"self_crossing", "outside_parcel"})
"""Kinds that the database refuses; the others are saved when they are acknowledged."""

_SAYS: Final = {
    "self_crossing": _("The boundary of {one} crosses itself."),
    "overlap": _("{one} and {other} overlap on {area} m²."),
    "gap": _("A gap of {area} m² is left beside {one}."),
    "sliver": _("{one} has a part that is a sliver of {area} m²."),
    "outside_parcel": _("Donation {one} sticks out of its parcel by {area} m²."),
    "donation_left": _("{area} m² of donation {one} would lie outside of the parcel that it was given from."),
    "area_on_paper": _("The paper of {one} says {paper} m², its shape has {area} m²."),
    "outside_town": _("{one} lies outside of the town, at X {north} m, Y {east} m."),
    "exchanged": _("{one} lies outside of the town, at X {north} m, Y {east} m: perhaps X and Y are exchanged."),
    "unknown_code": _("“{value}” is no code that the office has for {name}."),
}
_MENDS: Final = {
    "self_crossing": _("Leave the small loops out"),
    "overlap": _("Take the common land off {one}"),
    "gap": _("Give the gap to {one}"),
    "outside_parcel": _("Cut donation {one} to its parcel"),
}
_PAPERS: Final = {"parcels": ("surv_area", "cert_area"), "donations": ("paper_m2", "surv_m2")}

_DONATIONS: Final = text(
    """
    SELECT d.id, lower(d.valid) AS first, greatest(course.day, lower(d.valid)) AS day
    FROM layers.donations_states AS d
    CROSS JOIN LATERAL (SELECT min(e.day) AS day FROM layers.donation_events AS e WHERE e.id = d.id) AS course
    WHERE d.id = ANY (:ids)
    """
)
_GIVEN_UP: Final = text(
    """
    SELECT id FROM (
        SELECT DISTINCT ON (id) id, state FROM layers.donation_events
        WHERE id = ANY (:ids) ORDER BY id, day DESC, seq DESC
    ) AS course
    WHERE state = ANY (:states)
    """
)
_CODES: Final = """
    SELECT EXISTS (
        SELECT FROM unnest(string_to_array(:value, '+')) AS part
        WHERE NOT EXISTS (SELECT FROM reference.{table} AS r WHERE r.code = trim(part))
    )
"""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with the values that stand in it."""

    message: Message
    values: Mapping[str, object]

    def told(self, translate: Translate) -> str:
        """Return it in the reader's language."""
        return told(self.message, self.values, translate)


@dataclass(frozen=True, slots=True)
class Mend:
    """How the thing would stand without the problem."""

    says: Phrase
    state: State


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an edit.

    Attributes
    ----------
    kind
        Stable name.
    says
        What is wrong.
    geometry
        Where, in the project's zone; None for what has no place.
    mend
        None where nothing is safe.
    """

    kind: str
    says: Phrase
    geometry: Any = None
    mend: Mend | None = None

    @property
    def hard(self) -> bool:
        """Whether it can't be saved with it."""
        return self.kind in HARD


def metres(value: float, digits: int = 2) -> Decimal:
    """Return a measure as it stands in a sentence: in m or m², rounded."""
    return round(Decimal(value), digits)


def problems_of(draft: Draft, town: Box | None) -> list[Problem]:
    """Return what is wrong with a draft that was not so before, the worst first; of the town see `preview`."""
    changed = [(was, now) for was, now in draft.changed() if now is not None and now.key not in draft.settled]
    found = [*_of_parcels(draft), *_of_other_surfaces(changed), *_of_donations(draft), *_given_twice(draft)]
    for was, now in changed:
        if now.key in draft.drawn:
            found += _papers(was, now) + _codes(draft, was, now)
    if town is not None:
        found += _outside_town(changed, town_ground(town, draft.srid))
    return sorted(found, key=lambda problem: not problem.hard)


def _problem(kind: str, state: State, found: Finding, other: str = "") -> Problem:
    values = {"one": state.name, "other": other, "area": metres(found.measure)}
    mend = None
    if found.mended is not None:
        mend = Mend(Phrase(_MENDS[kind], values), replace(state, geometry=found.mended))
    return Problem(kind, Phrase(_SAYS[kind], values), found.geometry, mend)


def _redrawn(was: State | None, now: State) -> bool:
    return was is None or was.geometry != now.geometry


def _of_parcels(draft: Draft) -> list[Problem]:
    both = [(was, now) for was, now in draft.changed() if (was or now).layer is PARCELS]  # type: ignore[union-attr]
    drawn = [now for was, now in both if now is not None and now.key not in draft.settled and _redrawn(was, now)]
    if not drawn:
        return []
    keys = {state.key for state in drawn}
    old = [was for was, now in both if was is not None and (now is None or now.key not in draft.settled)]
    shapes = [state.geometry for state in (*drawn, *old)]
    around = [state for state in draft.near("parcels", shapes) if state.key not in keys]
    states = [*drawn, *around]
    found = edit_findings(
        np.array([state.geometry for state in drawn], dtype=object),
        np.array([state.geometry for state in around], dtype=object),
        np.array([state.geometry for state in (*old, *around)], dtype=object),
    )
    return [
        _problem(one.kind, states[one.rows[0]], one, states[one.rows[1]].name if len(one.rows) > 1 else "")
        for one in found
    ]


def _of_other_surfaces(changed: list[tuple[State | None, State]]) -> list[Problem]:
    drawn = [
        now
        for was, now in changed
        if now.layer is not PARCELS and now.geometry is not None and _redrawn(was, now) and not now.geometry.is_valid
    ]
    none = np.empty(0, dtype=object)
    return [
        _problem("self_crossing", state, one)
        for state in drawn
        for one in edit_findings(np.array([state.geometry], dtype=object), none, none)
        if one.kind == "self_crossing"
    ]


def _outside_town(changed: list[tuple[State | None, State]], town: Any) -> list[Problem]:
    found = []
    for was, now in changed:
        shape = now.geometry
        if shape is None or not _redrawn(was, now) or shapely.intersects(town, shape):
            continue
        if was is not None and not shapely.intersects(town, was.geometry):
            continue
        (east, north), *_rest = shapely.get_coordinates(shape)
        values = {"one": now.name, "north": metres(north, 1), "east": metres(east, 1)}
        exchanged = shapely.intersects(town, shapely.transform(shape, lambda places: places[:, ::-1]))
        says = _SAYS["exchanged" if exchanged else "outside_town"]
        found.append(Problem("outside_town", Phrase(says, values), shape))
    return found


def _of_donations(draft: Draft) -> list[Problem]:
    """Look at the donations that are edited, and at those on parcels that are redrawn."""
    both = draft.changed()
    parcels = [
        (was, now) for was, now in both if now is not None and now.layer is PARCELS and now.key not in draft.settled
    ]
    concerned = {state.key: state for state in draft.standing("donations")}
    for was, now in parcels:
        if was is not None and _redrawn(was, now):
            concerned |= {state.key: state for state in draft.on_parcel("donations", now)}
    if not concerned:
        return []
    rows = draft.connection.execute(_DONATIONS, {"ids": [state.id for state in concerned.values()]})
    days = {(row.id, row.first): row.day for row in rows}
    found = []
    for state in concerned.values():
        if not state.geometry.is_valid:
            continue
        begins = draft.when.begins(state.first)
        # A state that begins with the edit is looked at on its first day, as the database does.
        fresh = state.key in draft.after and begins != state.first
        day = begins if fresh or state.version == 0 else days.get((state.id, state.first))
        parcel = _parcel_on(draft, state, day)
        outside = outside_parcel(state.geometry, parcel, draft.tolerance)
        if outside is not None:
            found.append(_problem("outside_parcel", state, outside))
            continue
        now = _parcel_on(draft, state, draft.when.day)
        left = outside_parcel(state.geometry, now, draft.tolerance) if now is not None else None
        if left is not None:
            values = {"one": state.name, "area": metres(left.measure)}
            found.append(Problem("donation_left", Phrase(_SAYS["donation_left"], values), left.geometry))
    return found


def _given_twice(draft: Draft) -> list[Problem]:
    """Look at donations that are drawn over others; one that was given up is no longer in the way."""
    drawn = [
        (was, now)
        for was, now in draft.changed()
        if now is not None and now.layer is DONATIONS and _redrawn(was, now) and now.geometry.is_valid
    ]
    mine = {now.key for _, now in drawn}
    around = [state for state in draft.near("donations", [now.geometry for _, now in drawn]) if state.key not in mine]
    states = [*(now for _, now in drawn), *around]
    common = overlaps(np.array([state.geometry for state in states], dtype=object))
    if not len(common.area):
        return []
    asked = {"ids": [state.id for state in states], "states": list(SIDE_STATES)}
    given_up = set(draft.connection.scalars(_GIVEN_UP, asked))
    found = []
    for i, j, land in zip(common.i, common.j, common.geometry, strict=True):
        if i >= len(drawn) or states[i].id == states[j].id or given_up & {states[i].id, states[j].id}:
            continue
        was, now = drawn[i]
        fresh = land if was is None else shapely.difference(land, was.geometry)
        if fresh.area >= SLIVER_M2:
            values = {"one": now.name, "other": states[j].name, "area": metres(land.area)}
            found.append(Problem("overlap", Phrase(_SAYS["overlap"], values), land))
    return found


def _parcel_on(draft: Draft, donation: State, day: Any) -> Any:
    """Return the shape of a donation's parcel on a day; without a day the one that stands now."""
    key = {name: donation.values[name] for name in PARCELS.key}
    for state in draft.standing("parcels"):
        begins = draft.when.begins(state.first)
        holds = day is None or ((begins is None or begins <= day) and (state.until is None or day < state.until))
        if holds and key.items() <= state.values.items():
            return state.geometry if state.geometry.is_valid else None
    stored = draft.connection.execute(
        text(
            "SELECT ST_AsBinary(geom) FROM layers.parcels_states"
            " WHERE (commune, sheet, parcel) = (:commune, :sheet, :parcel)"
            " AND (cast(:on AS date) IS NULL OR valid @> cast(:on AS date)) ORDER BY lower(valid) DESC LIMIT 1"
        ),
        {**key, "on": day},
    ).scalar()
    return None if stored is None else shapely.from_wkb(bytes(stored))


def _papers(was: State | None, now: State) -> list[Problem]:
    """Compare the areas that papers give where they, or the shape, were typed or drawn anew."""
    if now.geometry is None:
        return []
    found = []
    for name in _PAPERS.get(now.layer.name, ()):
        paper = now.values[name]
        if paper is None:
            continue
        area = compare(name, float(paper), now.geometry.area)
        before = None
        if was is not None and was.values[name] is not None:
            before = compare(name, float(was.values[name]), was.geometry.area)
        if not area.tolerated and (before is None or before.tolerated):
            values = {"one": now.name, "paper": metres(area.paper_m2), "area": metres(now.geometry.area)}
            found.append(Problem("area_on_paper", Phrase(_SAYS["area_on_paper"], values), now.geometry))
    return found


def _codes(draft: Draft, was: State | None, now: State) -> list[Problem]:
    found = []
    for column in now.layer.columns:
        value = now.values[column.name]
        if column.codes and value and (was is None or was.values[column.name] != value):
            unknown = draft.connection.scalar(text(_CODES.format(table=column.codes)), {"value": value})
            if unknown:
                says = Phrase(_SAYS["unknown_code"], {"value": value, "name": Message(column.label)})
                found.append(Problem("unknown_code", says))
    return found
