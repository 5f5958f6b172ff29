"""What answers of every subject are made of: values by side and level, and enumerations that are declared elsewhere."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field, WithJsonSchema, with_config
from typing_extensions import TypedDict

from geo.widening.donation_states import STATES

T = TypeVar("T")


def one_of(*values: str) -> WithJsonSchema:
    """Return what makes a text of an answer one of some."""
    return WithJsonSchema({"type": "string", "enum": list(values)})


State = Annotated[str, one_of(*STATES)]


@with_config(use_attribute_docstrings=True)
class Described(TypedDict):
    """A part of an answer; what stands below a field describes it."""


class BySide(Described, Generic[T]):
    """Left and right as one looks along the centreline."""

    left: T
    right: T


class ByLevel(Described, Generic[T]):
    """Of land that counts as given, by what it is given by: a signed deed, or the land itself."""

    signed: T
    handed_over: T


class BySeries(ByLevel[T], Generic[T]):
    """As free as what is signed would make it, as what is handed over makes it, and as the road is built."""

    built: T


class Geometry(Described):
    """A geometry of GeoJSON (RFC 7946)."""

    type: str
    coordinates: list[Any]


class NoGeometry(Described):
    """An empty geometry of GeoJSON."""

    type: Literal["GeometryCollection"]
    geometries: Annotated[list[Any], Field(max_length=0)]


Interval = tuple[float, float]
"""From and to, metres from the beginning of the road."""


class Changed(Described):
    """What was written; of a write that is sent again it may be all that is known."""

    change: int
    """Its number: who shows it in `change` is answered with nothing older."""
