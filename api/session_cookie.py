"""The cookie that a signed-in browser shows, and the proof that a page of ours sent a request with it.

A cookie goes along with every request, those that another site makes too. So who changes something and shows a cookie
proves where the request comes from: by what the browser says of that, and by a token that only our own pages know.
"""

from __future__ import annotations

import hmac
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request, Response

from api.errors import FormTooLarge, NotOurPage
from api.settings import Settings
from layers.signing_in import MOST_DAYS, csrf_token

PLAIN = "moduong"
SECURE = "__Host-moduong"
"""Of an address with https: a browser takes this name from nobody but this very host."""
CSRF_HEADER = "moduong-csrf"
CSRF_FIELD = "csrf"
FOR_EVERYBODY = ("/tiles/", "/ogc", "/api/roads/", "/api/progress")
"""Where data begins that the public's map reads too."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM = "application/x-www-form-urlencoded"
MOST_FORM_BYTES = 20_000


def _settings(request: Request) -> Settings:
    return cast("Settings", request.app.state.service.settings)


def is_secure(request: Request) -> bool:
    """Return whether the browser reached us by https; a server before us may end it without saying so."""
    if request.url.scheme == "https":
        return True
    public = urlsplit(_settings(request).public_address)
    return public.scheme == "https" and request.headers.get("host") == public.netloc


def shown_session(request: Request) -> str | None:
    """Return the session that a request shows, None for none.

    The public's map is the public's for everybody: of data that it reads too, a cookie alone asks as the public does. A
    page for who has signed in sends the header with the session's token, with what it reads as with what it writes.
    """
    if PLAIN not in request.headers.get("cookie", ""):
        return None
    if request.method in SAFE and CSRF_HEADER not in request.headers and _is_for_everybody(request):
        return None
    return request.cookies.get(SECURE if is_secure(request) else PLAIN)


def _is_for_everybody(request: Request) -> bool:
    path: str = request.scope["path"]
    return path.removeprefix(request.scope.get("root_path", "")).startswith(FOR_EVERYBODY)


def put_session(request: Request, response: Response, session: str) -> None:
    """Let the browser keep a session."""
    secure = is_secure(request)
    response.set_cookie(
        SECURE if secure else PLAIN,
        session,
        max_age=MOST_DAYS * 86_400,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def drop_session(request: Request, response: Response) -> None:
    """Let the browser forget its session."""
    secure = is_secure(request)
    response.delete_cookie(SECURE if secure else PLAIN, path="/", secure=secure, httponly=True, samesite="lax")


def require_our_origin(request: Request) -> None:
    """Refuse what the browser says another site has sent.

    Raises
    ------
    NotOurPage
        When it does.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise NotOurPage
        return
    origin = request.headers.get("origin")
    ours = {request.headers.get("host"), urlsplit(_settings(request).public_address).netloc}
    if origin is not None and (not urlsplit(origin).netloc or urlsplit(origin).netloc not in ours):
        raise NotOurPage


async def require_our_page(request: Request, session: str) -> None:
    """Refuse a request that changes something and does not prove that a page of ours has sent it.

    Raises
    ------
    NotOurPage
        When it comes from elsewhere, or does not show the session's token, in the header or a form's field.
    """
    if request.method in SAFE:
        return
    require_our_origin(request)
    shown = request.headers.get(CSRF_HEADER) or (await form(request)).get(CSRF_FIELD, "")
    if not hmac.compare_digest(shown.encode(), csrf_token(session).encode()):
        raise NotOurPage


async def form(request: Request) -> dict[str, str]:
    """Return a form's fields; none where the request is no form.

    Raises
    ------
    FormTooLarge
        When it has more than our forms can have.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return {}
    if int(request.headers.get("content-length") or 0) > MOST_FORM_BYTES:
        raise FormTooLarge
    content = await request.body()
    if len(content) > MOST_FORM_BYTES:
        raise FormTooLarge
    return dict(parse_qsl(content.decode(errors="replace"), keep_blank_values=True, max_num_fields=50))
