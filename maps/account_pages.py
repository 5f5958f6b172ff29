"""Pages of who signs in: the door, the own account, and why something is refused. They work without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maps.colours import COLOURS
from maps.office_pages import pages_of
from maps.pages import RequestContext, environment
from maps.static_files import static_path
from maps.words import LANGUAGES, translate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from layers.access import Token
    from layers.signing_in import Session

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What somebody sees of the own account.

    Attributes
    ----------
    name, role, subdistrict
        Of the user; the role as people read it in English, a message id.
    csrf
        What each form shows.
    sessions, tokens
        Those that are good.
    new_token
        A token that was just made: shown this once.
    done, refused
        What was just done, or why it was not, in the reader's language.
    field
        By which field it is told why not; empty for none.
    """

    name: str
    role: str
    subdistrict: str
    csrf: str
    sessions: Sequence[Session]
    tokens: Sequence[Token]
    new_token: str = ""
    done: str = ""
    refused: str = ""
    field: str = ""


def browser_named(agent: str) -> str:
    """Return what people call a browser, by what it calls itself.

    Examples
    --------
    >>> browser_named("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0")
    'Firefox · Windows'
    >>> browser_named("curl/8.5.0")
    'curl/8.5.0'
    """
    names = [name for mark, name in _BROWSERS if mark in agent][:1]
    systems = [system for system in _SYSTEMS if system in agent][:1]
    return " · ".join(names + systems) or agent[:40] or "–"


def moment(at: datetime) -> str:
    """Return a moment as people in Viet Nam write it."""
    return at.astimezone(_ZONE).strftime("%d/%m/%Y %H:%M")


def sign_in_page(
    context: RequestContext, place: str, *, name: str = "", onward: str = "", refused: str = "", provider: bool = False
) -> str:
    """Return the page to sign in.

    Parameters
    ----------
    context
        Language and path of the request.
    place
        Name of the place.
    name
        As typed before.
    onward
        Path of the page that follows.
    refused
        Why it did not work, in the reader's language.
    provider
        Whether an OpenID provider is set up.
    """
    return _page("signin.html", context, place, name=name, onward=onward, refused=refused, provider=provider)


def account_page(context: RequestContext, place: str, account: Account) -> str:
    """Return the page of the own account."""
    return _page("account.html", context, place, account=account, moment=moment, browser_named=browser_named)


def refusal_page(
    context: RequestContext,
    place: str,
    title: str,
    detail: str,
    *,
    onward: str = "",
    sign_in: bool = False,
    to_work: bool = False,
) -> str:
    """Return the page that says, in one sentence, why something is not to be had.

    Parameters
    ----------
    context, place
        As of `sign_in_page`.
    title, detail
        In the reader's language.
    onward
        Path that was asked for.
    sign_in
        Whether signing in may help.
    to_work
        Whether the reader has signed in, and has pages of their own to go to.
    """
    values = {"title": title, "detail": detail, "onward": onward, "sign_in": sign_in, "to_work": to_work}
    return _page("refusal.html", context, place, **values)


def _page(template: str, context: RequestContext, place: str, **values: object) -> str:
    base = context.base.rstrip("/")
    return (
        environment()
        .get_template(template)
        .render(
            language=context.language,
            languages=LANGUAGES,
            base=base,
            place=place,
            theme_colours=COLOURS["surface"],
            static=lambda name: f"{base}/static/{static_path(name)}",
            t=lambda msgid: translate(msgid, context.language),
            office_pages=pages_of(context.role),
            **values,
        )
    )
