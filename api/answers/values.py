"""What answers of every subject are made of: values by level, shapes, and enumerations that are declared elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema, with_config
from typing_extensions import TypedDict

from geo.widening.donation_states import STATES


def one_of(*values: str) -> WithJsonSchema:
    """Return what makes a text of an answer one of some."""
    return WithJsonSchema({"type": "string", "enum": list(values)})


State = Annotated[str, one_of(*STATES)]


@with_config(use_attribute_docstrings=True)
class Described(TypedDict):
    """A part of an answer; what stands below a field describes it."""


class ByLevel(Described):
    """Square metres or metres by what counts as given: a signed deed, or the land itself."""

    signed: float
    handed_over: float


class Geometry(Described):
    """A geometry of GeoJSON (RFC 7946)."""

    type: str
    coordinates: list[Any]


Interval = Annotated[list[float], Field(min_length=2, max_length=2)]
"""From and to, metres from the beginning of the road."""


class Changed(Described):
    """What was written; of a write that is sent again it may be all that is known."""

    change: int
    """Its number: who shows it in `change` is answered with nothing older."""
