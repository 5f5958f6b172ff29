"""Apply an edit in one change, or say what it would do."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import psycopg
import shapely
from sqlalchemy import text
from sqlalchemy.exc import DataError, IntegrityError

from layers.catalogue import layer_named
from layers.changes import change
from layers.derived import refresh
from layers.editing.draft import Draft, State
from layers.editing.operations import CutStrip, Operation, Split, When
from layers.editing.problems import Problem, problems_of
from layers.editing.refusals import AgainstRules, HeldByDatabase, NoStrip, NothingAsked, Unacknowledged, Unsound
from layers.editing.shapes import tell_neighbours
from layers.editing.steps import do
from layers.editing.strips import required_strip
from layers.editing.writing import write

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from geo.box import Box
    from layers.declaration import Layer
    from layers.once import Once


@dataclass(frozen=True, slots=True)
class Changed:
    """A thing that an edit changes: its state before and after, None where there is none, and its version then."""

    version: int
    before: State | None
    after: State | None

    @property
    def state(self) -> State:
        """The one of the two that there is, the later first."""
        state = self.after or self.before
        assert state is not None  # noqa: S101  # a change is of something
        return state


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit did, or would do.

    Attributes
    ----------
    change
        Number of the change; 0 for a preview.
    when
        From when on.
    changes, problems
        All of them.
    """

    change: int
    when: When
    changes: tuple[Changed, ...]
    problems: tuple[Problem, ...]


def preview(connection: Connection, operations: Sequence[Operation], *, when: When, town: Box | None = None) -> Edit:
    """Return what an edit would do, with its problems; nothing is written and nobody is kept waiting.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    operations
        Done in their order, each on what those before it leave.
    when
        From when on it is so.
    town
        West, south, east, north in WGS 84 degrees: what is drawn elsewhere is a problem. None where it may be anywhere.

    Raises
    ------
    Refusal
        When an operation can't be done at all.
    """
    with connection.begin():
        draft = _drafted(connection, _cut_by_strips(connection, operations, when), when)
        return Edit(0, when, _changes(draft), tuple(problems_of(draft, town)))


def apply(
    connection: Connection,
    operations: Sequence[Operation],
    *,
    when: When,
    who: str,
    reason: str,
    acknowledged: Collection[str] = (),
    town: Box | None = None,
    once: Once | None = None,
) -> Edit:
    """Write an edit in a change of its own.

    Parameters
    ----------
    connection, operations, when, town
        As of `preview`.
    who, reason
        Who edits and why.
    acknowledged
        Kinds of soft problems that the editor has seen.
    once
        The request, where it may come twice.

    Raises
    ------
    Refusal
        With what stands against it: nothing is written then.
    """
    with connection.begin():  # what is slow comes before the lock
        simple = _cut_by_strips(connection, operations, when)
    layers = [layer_named(name) for name in dict.fromkeys(one.layer for one in operations)]
    with _held(layers), change(connection, who, "edit", reason, once) as number:
        draft = _drafted(connection, simple, when)
        problems = problems_of(draft, town)
        _refuse(problems, acknowledged)
        changes = _changes(draft)
        if not changes:
            raise NothingAsked
        known = write(draft)
        changes = _as_written(connection, [_renamed(one, known) for one in changes])
        refresh(connection)
    return Edit(number, when, changes, tuple(problems))


@contextmanager
def _held(layers: Collection[Layer]) -> Iterator[None]:
    """Say it in a sentence where the database holds against an edit of some layers."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        cause = error.orig
        name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
        if isinstance(cause, psycopg.errors.CheckViolation) and any(layer.hard for layer in layers):
            raise AgainstRules(name or "?", layers) from error
        raise HeldByDatabase(what=name or type(cause).__name__) from error


def _drafted(connection: Connection, operations: Sequence[Operation], when: When) -> Draft:
    draft = Draft(connection, when)
    for operation in operations:
        do(operation, draft)
        tell_neighbours(draft)
    return draft


def _cut_by_strips(connection: Connection, operations: Sequence[Operation], when: When) -> list[Operation]:
    """Return the operations, those that cut a strip as the splits that they are."""
    return [_split_of(connection, one, when) if isinstance(one, CutStrip) else one for one in operations]


def _split_of(connection: Connection, operation: CutStrip, when: When) -> Split:
    parcel = Draft(connection, when).take("parcels", operation.id, None)
    strip = required_strip(connection, operation.road, when.day)
    met = shapely.intersection(strip, parcel.geometry)
    if met.is_empty or not met.area:
        raise NoStrip(road=operation.road, name=parcel.name, on=when.day)
    return Split(layer="parcels", id=operation.id, version=operation.version, cut=strip, new_id=operation.new_id)


def _refuse(problems: list[Problem], acknowledged: Collection[str]) -> None:
    if any(problem.hard for problem in problems):
        raise Unsound(problems)
    unseen = sorted({problem.kind for problem in problems} - set(acknowledged))
    if unseen:
        raise Unacknowledged(problems, unseen)


def _changes(draft: Draft) -> tuple[Changed, ...]:
    def version(was: State | None, now: State | None) -> int:
        return was.version + 1 if was is not None else now.version + 1 if now is not None else 0

    return tuple(Changed(version(was, now), was, now) for was, now in draft.changed())


def _as_written(connection: Connection, changes: list[Changed]) -> tuple[Changed, ...]:
    """Return changes with the versions that their things have now."""
    versions: dict[UUID, int] = {}
    for layer in {one.state.layer.name for one in changes}:
        ids = [one.state.id for one in changes if one.state.layer.name == layer]
        found = connection.execute(text(f"SELECT id, version FROM layers.{layer} WHERE id = ANY (:ids)"), {"ids": ids})
        versions |= {row.id: row.version for row in found}
    return tuple(replace(one, version=versions.get(one.state.id, one.version)) for one in changes)


def _renamed(one: Changed, known: dict[UUID, UUID]) -> Changed:
    """Return a change under the id that its thing has: one that comes back has its old one."""
    if one.after is None or known.get(one.after.id, one.after.id) == one.after.id:
        return one
    return replace(one, after=replace(one.after, id=known[one.after.id]))
