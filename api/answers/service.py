"""What the service answers of itself, and of who asks."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from api.answers.values import Described, one_of
from layers.access import Right


class Health(Described):
    """The service can work."""

    status: Literal["ok"]
    migration: str
    change: int
    """Number of the newest change."""
    hears_changes: bool


class Me(Described):
    """Who asks, and what they may."""

    name: str | None
    """Null for the public."""
    role: str
    subdistrict: str | None
    rights: list[Annotated[str, one_of(*(right.name.lower() for right in Right))]]
    csrf: NotRequired[str]
    """Of a session: what our pages send in the header `Moduong-Csrf`."""
