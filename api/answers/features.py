"""What the feature API answers with and is sent (OGC API Features), and features wherever else they are told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

from api.answers.values import Described, Geometry, State


class Link(Described):
    """A link (RFC 8288)."""

    rel: str
    type: str
    href: str
    title: NotRequired[str]


class Landing(Described):
    """The front door."""

    title: str
    description: str
    links: list[Link]


class Conformance(Described):
    """Parts of the standards that are kept."""

    conformsTo: list[str]


class OpenApi(Described):
    """The description of the service (OpenAPI 3.0)."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]
    security: list[dict[str, list[str]]]


class SpatialExtent(Described):
    """Boxes around all features."""

    bbox: list[Annotated[list[float], Field(min_length=4, max_length=4)]]
    crs: str


class Extent(Described):
    """Where features are."""

    spatial: SpatialExtent


class Collection(Described):
    """A layer."""

    id: str
    title: str
    description: str
    itemType: Literal["feature"]
    crs: list[str]
    """Systems of coordinates in which it is answered."""
    links: list[Link]
    storageCrs: NotRequired[str]
    extent: NotRequired[Extent]
    """Missing where it has no feature, or no shapes."""


class Collections(Described):
    """What the caller can read."""

    links: list[Link]
    crs: list[str]
    collections: list[Collection]


Schema = TypedDict(
    "Schema",
    {"$schema": str, "$id": str, "type": Literal["object"], "title": str, "properties": dict[str, dict[str, Any]]},
)
Schema.__doc__ = "A JSON Schema of the properties of a layer's features."


class PlainFeature(Described):
    """A feature of GeoJSON; which properties it has says the schema of its layer."""

    type: Literal["Feature"]
    id: str
    """In one state of several: `id@` and the state's first day."""
    geometry: Geometry | None
    properties: dict[str, Any]


class GivenFeature(Described):
    """A feature of GeoJSON as it is sent to be written; what else it has is passed over."""

    type: NotRequired[Literal["Feature"]]
    geometry: NotRequired[Geometry | None]
    """In the system of `Content-Crs`. Null or left out: none of a new feature, as it is of one that is there."""
    properties: NotRequired[dict[str, Any] | None]
    """By the schema of its layer."""


class LinkedFeature(Described):
    """A feature of GeoJSON, with links."""

    type: Literal["Feature"]
    id: str
    geometry: Geometry | None
    properties: dict[str, Any]
    links: list[Link]


class FeaturePage(Described):
    """A page of a layer's features; a link `next` where there are more."""

    type: Literal["FeatureCollection"]
    numberReturned: int
    links: list[Link]
    features: list[PlainFeature]


class DatedState(Described):
    """A step of a donation."""

    state: State
    day: date


class Version(Described):
    """A feature as a change left it, and who wrote it when and why."""

    version: int | None
    """Null for the change that deleted it."""
    change: int
    who: str
    at: datetime
    kind: str
    reason: str
    changed: list[str]
    """Properties (and `geometry`, `events`) that differ from the version before."""
    features: list[PlainFeature]
    """Its states by their first day."""
    events: NotRequired[list[DatedState]]


class History(Described):
    """All versions of a feature, the oldest first."""

    layer: str
    id: UUID
    versions: list[Version]


class VectorLayer(Described):
    """What is in a tile under one name."""

    id: str
    description: NotRequired[str]
    minzoom: int
    maxzoom: int
    fields: dict[str, str]


class TileJson(Described):
    """Where a layer's tiles are, and what is in them (TileJSON 3.0.0)."""

    tilejson: Literal["3.0.0"]
    name: str
    description: str
    scheme: Literal["xyz"]
    tiles: list[str]
    minzoom: int
    maxzoom: int
    bounds: Annotated[list[float], Field(min_length=4, max_length=4)]
    vector_layers: list[VectorLayer]
