"""Errors as problem details (RFC 9457): a stable type, and a text in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.errors import PROBLEMS, ServiceError, SessionOver
from api.media_types import HTML
from api.methods import allow, methods_at
from api.request_faults import told_of
from api.session_cookie import drop_session, shown_session
from layers.errors import Sentence
from maps.account_pages import refusal_page
from maps.pages import RequestContext
from maps.words import LANGUAGES, Language, translate

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "2"
"""Seconds after which to try again when the database is away."""

log = structlog.get_logger()


def language(request: Request) -> Language:
    """Return the language of a request: its `lang`, the cookie, what the browser prefers, else Vietnamese."""
    asked = [request.query_params.get("lang"), request.cookies.get("lang")]
    preferred = request.headers.get("accept-language", "")
    asked += [part.split(";")[0].strip()[:2].lower() for part in preferred.split(",")]
    return next((known for want in asked for known in LANGUAGES if want == known), "vi")


def place_of(request: Request) -> str:
    """Return the name of the place in the reader's language."""
    settings = request.app.state.service.settings
    return str(settings.place_en if language(request) == "en" else settings.place)


def asked_for(request: Request) -> str:
    """Return the address below the service's that a browser opens, to come back to from the door; empty where it sends.

    Without `lang`: the door is told it, and may be told another.
    """
    if request.method != "GET":
        return ""
    url = request.url.remove_query_params("lang")
    path = url.path.removeprefix(request.scope.get("root_path", ""))
    return f"{path}?{url.query}" if url.query else path


def _opens_a_page(request: Request) -> bool:
    """Return whether a browser opens an address: scripts, QGIS and our own pages' requests don't ask for HTML."""
    return "text/html" in request.headers.get("accept", "")


def problem(
    request: Request,
    status: int,
    reason: str,
    title: str,
    detail: str,
    headers: dict[str, str] | None = None,
    members: Mapping[str, object] = MappingProxyType({}),
) -> Response:
    """Return the answer for one problem, its texts already translated: a page where a person opens one.

    What the caller wrote may be no text (half of a surrogate pair), and is told all the same.
    """
    if _opens_a_page(request):
        context = RequestContext(language(request), request.scope.get("root_path", ""))
        # Who has signed in and lacks a right finds no other by signing in again.
        lacks = status == HTTPStatus.FORBIDDEN and shown_session(request) is not None
        refused = status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} and not lacks
        onward = asked_for(request)
        page = refusal_page(context, place_of(request), title, detail, onward=onward, sign_in=refused, to_work=lacks)
        content, media_type = page.encode(errors="replace"), HTML
        return Response(content, int(status), {"Cache-Control": "no-store", **(headers or {})}, media_type)
    body = {
        "type": f"/problems/{reason}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "instance": request.url.path,
        **members,
    }
    content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    return Response(content, int(status), {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


def _service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, Sentence)  # noqa: S101  # registered for it alone
    status, reason, title = PROBLEMS[type(error)]
    tongue = language(request)
    headers = {}
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = RETRY_AFTER
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    detail = error.sentence(lambda message: translate(message, tongue))
    told = problem(request, status, reason, translate(title, tongue), detail, headers, error.members)
    if isinstance(error, SessionOver):
        drop_session(request, told)  # from now on the browser asks as the public
    return told


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for it alone
    return _service_error(request, told_of(error.errors()[0]))


def _http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses: an unknown path, a wrong method."""
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for it alone
    if isinstance(error.__cause__, Sentence):  # raised while the framework read the body
        return _service_error(request, error.__cause__)
    status = HTTPStatus(error.status_code)
    title = translate(status.phrase, language(request))
    detail = title
    if status is HTTPStatus.NOT_FOUND:
        detail = translate("Nothing is at this address; the link may have a fault.", language(request))
    headers = dict(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:  # the framework names those of one route
        headers |= allow(methods_at(request.app, request.scope))
    return problem(request, status, status.phrase.lower().replace(" ", "-"), title, detail, headers)


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected", path=request.url.path, exc_info=error)
    return _service_error(request, ServiceError())


def problem_of(request: Request, error: Exception) -> Response:
    """Return the problem document of whatever was raised outside of the framework."""
    return (_service_error if isinstance(error, Sentence) else _unexpected)(request, error)


def add_problems(app: FastAPI) -> None:
    """Make the application answer every error with a problem document."""
    app.add_exception_handler(Sentence, _service_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)
