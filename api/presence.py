"""`/api/presence`: a tab of the workbench tells what it has open for editing, and learns who else has."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from api.answers import edits as kinds
from api.description import answers
from api.principal import Principal, ThePrincipal
from api.service import TheService
from api.writing import connected
from layers.access import Right
from layers.presence import others, tell

router = APIRouter(prefix="/api/presence", tags=["edits"])

MOST = 200
Tab = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Made by the tab itself, by chance.")]


def editor(principal: ThePrincipal) -> Principal:
    """Return who asks, if that is somebody who edits."""
    principal.require(Right.EDIT_PARCELS)
    return principal


TheEditor = Annotated[Principal, Depends(editor)]


class Thing(BaseModel):
    """A feature."""

    model_config = ConfigDict(extra="forbid")

    layer: str = Field(max_length=100)
    id: UUID


class Present(BaseModel):
    """What a tab has open."""

    model_config = ConfigDict(extra="forbid")

    editing: list[Thing] = Field(default_factory=list, max_length=MOST)
    shown: list[Thing] = Field(default_factory=list, max_length=MOST, description="Asked about as well.")


@router.put("/{tab}", responses=answers(kinds.Others))
async def being_here(tab: Tab, present: Present, service: TheService, principal: TheEditor) -> JSONResponse:
    """Note what the tab has open for editing; answer who else has any of it open, and since when."""
    editing = {(one.layer, one.id) for one in present.editing}
    asked = editing | {(one.layer, one.id) for one in present.shown}

    def work() -> list[dict[str, Any]]:
        with connected(service.addresses.officer) as connection, connection.begin():
            tell(connection, principal.name, tab, editing)
            return [
                {"layer": one.layer, "id": str(one.id), "who": one.who, "since": one.since.isoformat()}
                for one in others(connection, principal.name, asked)
            ]

    return JSONResponse({"others": await run_in_threadpool(work)}, headers=principal.headers)


@router.delete("/{tab}", status_code=204)
async def leaving(tab: Tab, service: TheService, principal: TheEditor) -> Response:
    """Note that the tab is closed."""

    def work() -> None:
        with connected(service.addresses.officer) as connection, connection.begin():
            tell(connection, principal.name, tab, ())

    await run_in_threadpool(work)
    return Response(status_code=204, headers=principal.headers)
