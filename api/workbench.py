"""`/workbench`: the officer's page, for who has signed in, and the files that it is made of."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.account import Somebody
from api.kept_pages import KeptPages
from api.service import TheService
from maps.office_pages import WORKBENCH
from maps.workbench import FILES, workbench_page

router = APIRouter(include_in_schema=False)

_kept = KeptPages(workbench_page)


@router.get("/workbench")
async def workbench(request: Request, service: TheService, principal: Somebody) -> Response:
    """Answer the workbench."""
    principal.open(WORKBENCH)
    return await _kept.answer(request, service, principal)


@router.get(f"/{FILES}/{{name}}")
async def file(name: str, request: Request, service: TheService) -> Response:
    """Answer a file of the page: the style of its map and folium's script, which hold nothing of the office's data."""
    return await _kept.file(name, request, service)
