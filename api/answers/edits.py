"""What answers of edits have: what a write would do or has done, what is wrong with it, and who else is at work."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.answers.features import PlainFeature
from api.answers.values import Described, Geometry


class MendingOperation(Described):
    """An operation that can be added to the edit."""

    op: Literal["replace"]
    layer: str
    id: UUID
    version: int
    geometry: Geometry


class Mend(Described):
    """What would mend a problem."""

    title: str
    operation: MendingOperation


class EditProblem(Described):
    """What is wrong with an edit."""

    kind: str
    hard: bool
    """Whether it can't be saved; else its kind can be acknowledged."""
    geometry: Geometry | None
    """Where."""
    detail: str
    mend: Mend | None


class ChangedThing(Described):
    """A thing that an edit changes; null before it was, and where it is no longer."""

    layer: str
    id: UUID
    version: int | None
    before: PlainFeature | None
    after: PlainFeature | None


class Edit(Described):
    """An edit, all of it or nothing."""

    edit: int | None
    """Its number, by which it is undone; null for a preview."""
    change: int | None
    changes: list[ChangedThing]
    problems: list[EditProblem]


class UndoneThing(Described):
    """A thing that is as it was."""

    layer: str
    id: UUID
    version: int | None


class Undone(Described):
    """What undid an edit: an edit as well."""

    edit: int
    change: int
    undone: int
    changes: list[UndoneThing]


class AtWork(Described):
    """Who has a thing open for editing, and since when."""

    layer: str
    id: UUID
    who: str
    since: datetime


class Others(Described):
    """Who else is at work."""

    others: list[AtWork]
