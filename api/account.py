"""`/signin`, `/signout`, `/account`: signing in with a form, and what everybody can do about the own account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from sqlalchemy import Connection

from api.answers import service as kinds
from api.description import answers
from api.errors import PROBLEMS, SessionOver
from api.pages import remember_language
from api.principal import Principal, ThePrincipal, principal_of
from api.problems import asked_for, language, place_of
from api.service import Service, TheService
from api.session_cookie import drop_session, form, put_session, require_our_origin, shown_session
from api.writing import connected
from layers.access import RIGHTS, ROLE_LABELS, create_own_token, list_tokens, revoke_own_token
from layers.errors import Sentence
from layers.passwords import UnfitPassword
from layers.signing_in import (
    TooManyTries,
    Visitor,
    WrongPassword,
    WrongSignIn,
    csrf_token,
    end_one_session,
    end_session,
    list_sessions,
    require_password,
    set_password,
    sign_in,
)
from maps.account_pages import Account, account_page, sign_in_page
from maps.pages import RequestContext
from maps.words import translate

router = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["account"])

ACCOUNT = "/account"
HOME = "/home"
HOMES = {"administrator": "/workbench", "chair": "/approvals", "officer": "/workbench", "head": "/field"}
"""The page that each role works on; the own account for others."""
_NO_STORE = {"Cache-Control": "no-store"}
_SEE_OTHER = 303


class SignInFirst(Exception):
    """A page is for people who have signed in: the browser is sent to the door and comes back."""


async def somebody(request: Request) -> Principal:
    """Return who has signed in with this browser.

    Raises
    ------
    SignInFirst
        When nobody has, or not any more.
    """
    try:
        principal = await principal_of(request)
    except SessionOver:
        raise SignInFirst from None
    if not principal.session:
        raise SignInFirst
    return principal


Somebody = Annotated[Principal, Depends(somebody)]


def to_the_door(request: Request, _error: Exception) -> Response:
    """Send a browser to the page to sign in, and from there back to the page that it wanted."""
    wanted = asked_for(request) or ACCOUNT
    base = request.scope.get("root_path", "")
    found = RedirectResponse(f"{base}/signin?next={quote(wanted)}", _SEE_OTHER, _NO_STORE)
    remember_language(request, found)
    if shown_session(request):
        drop_session(request, found)
    return found


def own_path(path: str) -> str:
    """Return a path of ours to go on to; for anything else the page that leads to the own work.

    Examples
    --------
    >>> own_path("/workbench?state=signed"), own_path("//elsewhere.example"), own_path("https://elsewhere.example")
    ('/workbench?state=signed', '/home', '/home')
    """
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else HOME


def visitor_of(request: Request) -> Visitor:
    """Return who knocks."""
    return Visitor(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def _context(request: Request) -> RequestContext:
    return RequestContext(language(request), request.scope.get("root_path", ""))


@router.get("/signin")
async def door(request: Request, service: TheService) -> Response:
    """Answer the page to sign in."""
    onward = request.query_params.get("next", "")
    return _door(request, service, onward=own_path(onward) if onward else "")


def _door(request: Request, service: Service, *, refusal: Sentence | None = None, **shown: str) -> Response:
    context = _context(request)
    refused = refusal.sentence(lambda message: translate(message, context.language)) if refusal else ""
    provider = bool(service.settings.oidc_issuer)
    page = sign_in_page(context, place_of(request), refused=refused, provider=provider, **shown)
    found = HTMLResponse(page, int(PROBLEMS[type(refusal)][0]) if refusal else 200, _NO_STORE)
    remember_language(request, found)
    if isinstance(refusal, TooManyTries):
        found.headers["Retry-After"] = str(int(str(refusal.values["minutes"])) * 60)
    return found


@router.post("/signin")
async def come_in(request: Request, service: TheService) -> Response:
    """Sign in with name and password. A session that the browser had before ends."""
    require_our_origin(request)
    given = await form(request)
    name, onward = given.get("name", "")[:200], own_path(given.get("next", ""))

    def work() -> str:
        with connected(service.addresses.officer) as connection:
            begun = sign_in(connection, name, given.get("password", ""), visitor_of(request))
            if (before := shown_session(request)) is not None:
                end_session(connection, before)
            return begun

    try:
        session = await run_in_threadpool(work)
    except (WrongSignIn, TooManyTries) as refusal:
        return _door(request, service, refusal=refusal, name=name, onward=onward)
    return welcome(request, session, onward)


def welcome(request: Request, session: str, onward: str) -> Response:
    """Let the browser keep a new session, and send it on."""
    found = RedirectResponse(request.scope.get("root_path", "") + onward, _SEE_OTHER, _NO_STORE)
    put_session(request, found, session)
    return found


@router.post("/signout")
async def go_out(request: Request, service: TheService, principal: Somebody) -> Response:
    """End this browser's session."""
    await _write(service, lambda connection: end_session(connection, principal.session))
    found = RedirectResponse(request.scope.get("root_path", "") + "/signin", _SEE_OTHER, _NO_STORE)
    drop_session(request, found)
    return found


@router.get(HOME)
async def home(request: Request, principal: Somebody) -> Response:
    """Send who has signed in to the page that the role works on."""
    base = request.scope.get("root_path", "")
    return RedirectResponse(base + HOMES.get(principal.role, ACCOUNT), _SEE_OTHER, _NO_STORE)


@router.get(ACCOUNT)
async def account(request: Request, service: TheService, principal: Somebody) -> Response:
    """Answer the page of the own account."""
    return await _account(request, service, principal)


@router.post(f"{ACCOUNT}/password")
async def change_password(request: Request, service: TheService, principal: Somebody) -> Response:
    """Change the own password; all other sessions end."""
    given = await form(request)

    def write(connection: Connection) -> None:
        try:
            require_password(connection, principal.name, given.get("old", ""), visitor_of(request))
        except WrongSignIn:
            raise WrongPassword from None
        set_password(connection, principal.name, given.get("new", ""), keep=principal.session)

    try:
        await _write(service, write)
    except (WrongPassword, TooManyTries, UnfitPassword) as refusal:
        field = "new" if isinstance(refusal, UnfitPassword) else "old"
        return await _account(request, service, principal, refusal=refusal, field=field)
    return await _account(request, service, principal, done=translate("The password is changed.", language(request)))


@router.post(f"{ACCOUNT}/tokens")
async def make_token(request: Request, service: TheService, principal: Somebody) -> Response:
    """Make a token, and show it this once."""
    label = (await form(request)).get("label", "").strip()[:100] or "–"

    def work() -> str:
        with connected(service.addresses.officer) as connection, connection.begin():
            return create_own_token(connection, principal.name, label)

    return await _account(request, service, principal, new_token=await run_in_threadpool(work))


@router.post(f"{ACCOUNT}/tokens/{{token}}/revoke")
async def revoke_token(token: UUID, request: Request, service: TheService, principal: Somebody) -> Response:
    """Take one of the own tokens back."""

    def write(connection: Connection) -> None:
        with connection.begin():
            revoke_own_token(connection, principal.name, token)

    await _write(service, write)
    return await _account(request, service, principal, done=translate("The token is taken back.", language(request)))


@router.post(f"{ACCOUNT}/sessions/{{session}}/end")
async def end_other_session(session: UUID, request: Request, service: TheService, principal: Somebody) -> Response:
    """End one of the own sessions."""
    await _write(service, lambda connection: end_one_session(connection, principal.name, session))
    return await _account(request, service, principal, done=translate("Signed out there.", language(request)))


async def _write(service: Service, write: Callable[[Connection], None]) -> None:
    def work() -> None:
        with connected(service.addresses.officer) as connection:
            write(connection)

    await run_in_threadpool(work)


async def _account(
    request: Request,
    service: Service,
    principal: Principal,
    *,
    refusal: Sentence | None = None,
    field: str = "",
    done: str = "",
    new_token: str = "",
) -> Response:
    context = replace(_context(request), role=principal.role)

    def work() -> Account:
        with connected(service.addresses.officer) as connection:
            return Account(
                name=principal.name,
                role=ROLE_LABELS[principal.role],
                subdistrict=principal.subdistrict,
                csrf=csrf_token(principal.session),
                sessions=list_sessions(connection, principal.name, principal.session),
                tokens=list_tokens(connection, principal.name),
                new_token=new_token,
                done=done,
                refused=refusal.sentence(lambda message: translate(message, context.language)) if refusal else "",
                field=field,
            )

    page = account_page(context, place_of(request), await run_in_threadpool(work))
    found = HTMLResponse(page, int(PROBLEMS[type(refusal)][0]) if refusal else 200, _NO_STORE)
    remember_language(request, found)
    return found


@api.get("/me", responses=answers(kinds.Me))
async def me(principal: ThePrincipal) -> JSONResponse:
    """Answer who asks and what they may, and the token that our pages send in the header `Moduong-Csrf`."""
    rights = sorted(right.name.lower() for right in RIGHTS.get(principal.role, frozenset()))
    told: dict[str, object] = {
        "name": principal.name or None,
        "role": principal.role,
        "subdistrict": principal.subdistrict or None,
        "rights": rights,
    }
    if principal.session:
        told["csrf"] = csrf_token(principal.session)
    return JSONResponse(told, headers=principal.headers)
