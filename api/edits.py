"""`/api/edits`: an edit of several features in one transaction, its preview, and its undo."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.answers import edits as kinds
from api.answers.values import Changed
from api.description import answers
from api.editing import Tongue, read_when, told_in
from api.errors import BadParameter, NotAnEdit, _
from api.ogc.systems import CRS84, system
from api.once import Answer, TheOnce, answer_once, written
from api.parameters import Whole
from api.principal import Principal, ThePrincipal
from api.problems import language
from api.service import Service, TheService
from api.writing import connected
from layers import editing
from layers.changes import read_change, things_of
from layers.editing import Operation
from layers.editing.rights import right_to_edit
from layers.undoing import undo

router = APIRouter(prefix="/api/edits", tags=["edits"])

MOST = 500
"""Most operations of one edit."""
UNDOABLE = ("edit", "undo")
"""Kinds of changes that are undone here; imports and moves of donations are taken back elsewhere."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Shape = dict[str, Any]
# The first that is none is told: a list of a million of them would be a million faults in memory.
Pair = Annotated[list[float], Field(min_length=2, max_length=3)]
Points = dict[str, Any] | Annotated[list[Pair], Field(fail_fast=True)]


class _Operation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    layer: Line


class _OfOne(_Operation):
    id: UUID
    version: int = Field(ge=0, description="As it was read: when somebody has written since, nothing is done.")


class _OfSeveral(_Operation):
    ids: list[UUID] = Field(min_length=1, max_length=100)
    versions: list[int] = Field(min_length=1, max_length=100)

    def named(self) -> tuple[tuple[UUID, ...], tuple[int, ...]]:
        """Return ids and versions, as many of each."""
        if len(self.ids) != len(self.versions):
            raise BadParameter(name="versions", value=str(self.versions), hint=_("give one for each of ids"))
        return tuple(self.ids), tuple(self.versions)


class CreateOne(_Operation):
    """A new thing."""

    op: Literal["create"]
    id: UUID | None = Field(None, description="Where the caller wants to speak of it before it is saved.")
    geometry: Shape | None = None
    properties: dict[str, Any] = Field(default_factory=dict)

    def read(self, tongue: Tongue) -> Operation:
        """Return it with its shape in the project's zone."""
        shape = None if self.geometry is None else tongue.shape("geometry", self.geometry)
        return editing.Create(layer=self.layer, id=self.id, geometry=shape, properties=self.properties)


class ReplaceOne(_OfOne):
    """Another shape or other properties; what is not named stays."""

    op: Literal["replace"]
    geometry: Shape | None = None
    properties: dict[str, Any] = Field(default_factory=dict)

    def read(self, tongue: Tongue) -> Operation:
        """Return it with its shape in the project's zone."""
        shape = None if self.geometry is None else tongue.shape("geometry", self.geometry)
        return editing.Replace(
            layer=self.layer, id=self.id, version=self.version, geometry=shape, properties=self.properties
        )


class DeleteOne(_OfOne):
    """A thing ends."""

    op: Literal["delete"]

    def read(self, _tongue: Tongue) -> Operation:
        """Return it."""
        return editing.Delete(layer=self.layer, id=self.id, version=self.version)


class SplitOne(_OfOne):
    """Two of one: what lies to the left of the line becomes a thing of its own."""

    op: Literal["split"]
    line: Points = Field(description="A GeoJSON line, or pairs of coordinates, from side to side through the shape.")
    new_id: UUID | None = None
    properties: dict[str, Any] = Field(default_factory=dict, description="Of the new thing, where they differ.")

    def read(self, tongue: Tongue) -> Operation:
        """Return it with its line in the project's zone."""
        line = {"type": "LineString", "coordinates": self.line} if isinstance(self.line, list) else self.line
        shape = tongue.shape("line", line)
        if shape.geom_type != "LineString":
            raise BadParameter(name="line", value=shape.geom_type, hint=_("draw one line"))
        return editing.Split(
            layer=self.layer,
            id=self.id,
            version=self.version,
            cut=shape,
            new_id=self.new_id,
            properties=self.properties,
        )


class CutStripOff(_OfOne):
    """The part of a parcel that a road needs becomes a parcel of its own."""

    op: Literal["cut_strip"]
    layer: Literal["parcels"] = "parcels"
    road: Line = Field(description="Its code.")
    new_id: UUID | None = None

    def read(self, _tongue: Tongue) -> Operation:
        """Return it."""
        return editing.CutStrip(id=self.id, version=self.version, road=self.road, new_id=self.new_id)


class CutHoleInto(_OfOne):
    """A hole in a shape."""

    op: Literal["cut_hole"]
    hole: Shape

    def read(self, tongue: Tongue) -> Operation:
        """Return it with the hole in the project's zone."""
        hole = tongue.shape("hole", self.hole)
        if hole.geom_type not in {"Polygon", "MultiPolygon"} or not hole.is_valid:
            raise BadParameter(name="hole", value=hole.geom_type, hint=_("draw a polygon that does not cross itself"))
        return editing.CutHole(layer=self.layer, id=self.id, version=self.version, hole=hole)


class MergeSome(_OfSeveral):
    """One of several neighbours: the first stays."""

    op: Literal["merge"]

    def read(self, _tongue: Tongue) -> Operation:
        """Return it."""
        ids, versions = self.named()
        return editing.Merge(layer=self.layer, ids=ids, versions=versions)


class MovePoints(_OfSeveral):
    """Points of a boundary move, in all things that share them."""

    op: Literal["move_boundary"]
    origin: Points = Field(alias="from", description="Points on the boundary: pairs, or a GeoJSON geometry.")
    to: Points = Field(description="Where each of them comes to lie.")

    def read(self, tongue: Tongue) -> Operation:
        """Return it with its points in the project's zone."""
        ids, versions = self.named()
        origin, to = tongue.points("from", self.origin), tongue.points("to", self.to)
        if len(origin) != len(to):
            raise BadParameter(name="to", value=f"{len(to)}", hint=_("give as many points as in from"))
        return editing.MoveBoundary(layer=self.layer, ids=ids, versions=versions, origin=origin, to=to)


AnyOperation = Annotated[
    CreateOne | ReplaceOne | DeleteOne | SplitOne | CutStripOff | CutHoleInto | MergeSome | MovePoints,
    Field(discriminator="op"),
]


class Previewed(BaseModel):
    """An edit that is looked at."""

    model_config = ConfigDict(extra="forbid")

    reason: Line | None = None
    crs: Line = Field(CRS84, description="System of all coordinates, those of the answer too.")
    start: date | None = Field(None, alias="from", description="First day on which it is so.")
    correction: bool = Field(False, description="It never was as recorded: the period stays.")
    on: date | None = Field(None, description="Of a correction: a day of the period; today when left out.")
    acknowledged: list[Line] = Field(
        default_factory=list, max_length=MOST, description="Kinds of soft problems that were seen."
    )
    operations: list[AnyOperation] = Field(min_length=1, max_length=MOST)


class Wanted(Previewed):
    """An edit that is to be saved."""

    reason: Line


class Reason(BaseModel):
    """Why something is undone."""

    model_config = ConfigDict(extra="forbid")

    reason: Line


@router.post("/preview", responses=answers(kinds.Edit))
async def previewing(wanted: Previewed, request: Request, service: TheService, principal: ThePrincipal) -> JSONResponse:
    """Tell what an edit would do and what is wrong with it; nothing is written."""
    _require(principal, [operation.layer for operation in wanted.operations])
    tongue = _tongue(request, service, wanted.crs)
    when = read_when(wanted.start, wanted.on, service.today(), correction=wanted.correction)

    def work() -> dict[str, Any]:
        operations = [operation.read(tongue) for operation in wanted.operations]
        with connected(service.addresses.officer) as connection, told_in(tongue, connection):
            return tongue.edit(editing.preview(connection, operations, when=when, town=service.settings.town_bounds))

    return JSONResponse(await run_in_threadpool(work), headers=principal.headers)


@router.post("", responses=answers(kinds.Edit, Changed))
async def saving(
    wanted: Wanted, request: Request, service: TheService, principal: ThePrincipal, once: TheOnce
) -> Response:
    """Save an edit: all of it, or nothing."""
    _require(principal, [operation.layer for operation in wanted.operations])
    tongue = _tongue(request, service, wanted.crs)
    when = read_when(wanted.start, wanted.on, service.today(), correction=wanted.correction)

    def work() -> Answer:
        operations = [operation.read(tongue) for operation in wanted.operations]

        def save() -> Answer:
            edit = editing.apply(
                connection,
                operations,
                when=when,
                who=principal.name,
                reason=wanted.reason,
                acknowledged=wanted.acknowledged,
                town=service.settings.town_bounds,
                once=once,
            )
            return Answer(edit.change, tongue.edit(edit))

        with connected(service.addresses.officer) as connection, told_in(tongue, connection):
            return answer_once(connection, principal.name, once, save)

    return await written(service, principal, await run_in_threadpool(work))


@router.post("/{edit}/undo", responses=answers(kinds.Undone, Changed))
async def undoing(edit: Whole, why: Reason, service: TheService, principal: ThePrincipal, once: TheOnce) -> Response:
    """Undo an edit, as a change of its own: to undo that is to redo the first."""
    principal.require(right_to_edit("parcels"))

    def work() -> Answer:
        def save() -> Answer:
            number = undo(connection, edit, who=principal.name, reason=why.reason, once=once)
            with connection.begin():
                things = things_of(connection, number)
            changes = [{"layer": one.layer, "id": str(one.id), "version": one.version} for one in things]
            return Answer(number, {"edit": number, "change": number, "undone": edit, "changes": changes})

        with connected(service.addresses.officer) as connection:
            with connection.begin():
                found = read_change(connection, edit)
                layers = [one.layer for one in things_of(connection, edit)]
            if found is not None and found.kind not in UNDOABLE:
                raise NotAnEdit(number=edit)
            _require(principal, layers)
            return answer_once(connection, principal.name, once, save)

    return await written(service, principal, await run_in_threadpool(work))


def _tongue(request: Request, service: Service, crs: str) -> Tongue:
    return Tongue(system(crs), language(request), service.settings.srid)


def _require(principal: Principal, layers: list[str]) -> None:
    for layer in layers or ["parcels"]:
        principal.require(right_to_edit(layer))
        principal.collection(layer)
