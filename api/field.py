"""`/field`: the phone page of who visits households, its files, and what makes it an app of its own."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.account import Somebody
from api.conditional import packed_answer
from api.kept_pages import KeptPages
from api.problems import language
from api.service import TheService
from maps.field_app import FIELD, app_manifest, app_worker
from maps.field_page import field_page
from maps.office_pages import VISITS
from maps.pages import RequestContext
from maps.static_files import MEDIA_TYPES

router = APIRouter(include_in_schema=False)

_kept = KeptPages(field_page)
_ASK_AGAIN = {"Cache-Control": "no-cache"}


@router.get(f"/{FIELD}")
async def field(request: Request, service: TheService, principal: Somebody) -> Response:
    """Answer the page; whose households it shows comes by requests of its own."""
    principal.open(VISITS)
    return await _kept.answer(request, service, principal)


@router.get(f"/{FIELD}/files/{{name}}")
async def file(name: str, request: Request, service: TheService) -> Response:
    """Answer a file of the page, which holds nothing of the office's data."""
    return await _kept.file(name, request, service)


@router.get(f"/{FIELD}/worker.js")
async def worker(request: Request, service: TheService) -> Response:
    """Answer the service worker, under one name for ever; the browser looks whether its text has changed."""
    base = request.scope.get("root_path", "")
    script = app_worker(base, await _kept.files(request, service))
    headers = {**_ASK_AGAIN, "Service-Worker-Allowed": f"{base}/{FIELD}"}
    return packed_answer(request, script, MEDIA_TYPES[".js"], headers)


@router.get(f"/{FIELD}/manifest.webmanifest")
async def manifest(request: Request) -> Response:
    """Answer what the phone's home screen has to know."""
    context = RequestContext(language(request), request.scope.get("root_path", ""))
    headers = {**_ASK_AGAIN, "Vary": "Accept-Language, Cookie"}
    return Response(app_manifest(context), headers=headers, media_type="application/manifest+json")
