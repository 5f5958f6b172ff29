"""Who asks: the public, the bearer of a token, or who has signed in. Every request has a principal."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import asyncpg
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from api.errors import BadToken, Message, NotAllowed, SessionOver, UnknownCollection
from api.pools import Pool
from api.service import Service, service_of
from api.session_cookie import CSRF_HEADER, SAFE, require_our_page, shown_session
from api.writing import connected
from layers.access import RIGHTS, ROLE_LABELS, USER_OF_TOKEN, Right, token_hash
from layers.readable import Audience, Collection, collections
from layers.signing_in import USER_OF_SESSION, touch_session
from maps.office_pages import OfficePage


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Attributes
    ----------
    audience
        What may be read, and by which role of the database.
    name, role
        Of the user; empty for the public.
    subdistrict
        Of the head of one; empty for others.
    session
        What the browser shows of who has signed in; empty for the bearer of a token.
    bearer
        Hash of what is shown, in hexadecimal digits: by it the database knows whose subdistrict it is.
    """

    audience: Audience = Audience.PUBLIC
    name: str = ""
    role: str = "public"
    subdistrict: str = ""
    session: str = ""
    bearer: str = ""

    def may(self, right: Right) -> bool:
        """Return whether this principal's role has a right."""
        return right in RIGHTS.get(self.role, frozenset())

    def require(self, right: Right) -> None:
        """Refuse who lacks a right.

        Raises
        ------
        NotAllowed
            Naming the right.
        """
        if not self.may(right):
            raise NotAllowed(right=Message(right.value), role=ROLE_LABELS[self.role])

    def open(self, page: OfficePage) -> None:
        """Refuse who may not work at a page.

        Raises
        ------
        NotAllowed
            Naming a right that is lacking.
        """
        for right in sorted(page.rights):
            self.require(right)

    def collection(self, name: str) -> Collection:
        """Return a layer as this principal reads it.

        Raises
        ------
        UnknownCollection
            When there is none; what one may not see is not there.
        """
        return collection_of(self.audience, name)

    def pool(self, service: Service) -> Pool:
        """Return the connections of this principal's database role."""
        pool = service.pools[self.audience]
        return pool.showing(self.bearer) if self.audience is Audience.HEAD else pool

    @contextmanager
    def reading(self, service: Service) -> Iterator[Connection]:
        """Yield a connection of this principal's database role, for what asks many things in a thread.

        Raises
        ------
        DatabaseDown
            When the database is away.
        """
        to = service.addresses
        url = {Audience.PUBLIC: to.public, Audience.OFFICE: to.officer, Audience.HEAD: to.head}[self.audience]
        with connected(url, self.bearer if self.audience is Audience.HEAD else "") as connection:
            yield connection

    @property
    def headers(self) -> dict[str, str]:
        """Headers that say who may keep an answer. The public's is asked for again each time: a 304 is short."""
        cached = "no-cache" if self.audience is Audience.PUBLIC else "private, no-store"
        return {"Cache-Control": cached, "Vary": "Authorization, Cookie, Moduong-Csrf"}


PUBLIC = Principal()


def collection_of(audience: Audience, name: str) -> Collection:
    """Return a layer as an audience reads it.

    Raises
    ------
    UnknownCollection
        When there is none; what one may not see is not there.
    """
    try:
        return collections(audience)[name]
    except KeyError:
        raise UnknownCollection(name=name) from None


async def principal_of(request: Request) -> Principal:
    """Return who sends a request. What is shown is looked up each time, so that it is worthless once it is revoked.

    Raises
    ------
    BadToken, SessionOver
        When a token or a session is shown that is not good: nobody is silently taken for the public.
    NotOurPage
        When a request with a cookie changes something, and no page of ours has sent it.
    """
    shown = request.headers.get("authorization")
    if shown is not None:
        token = _token(shown)
        user = await service_of(request).pools[Audience.OFFICE].row(USER_OF_TOKEN, (token_hash(token),))
        if user is None:
            raise BadToken
        return _principal(user, token)
    session = shown_session(request)
    if session is None:
        return _stranger(request)
    return await _signed_in(request, session)


def _stranger(request: Request) -> Principal:
    """Return the public; a page that still shows its proof has lost its session, as to another tab that signed out."""
    if CSRF_HEADER in request.headers:
        raise SessionOver
    return PUBLIC


async def refuse_strangers(request: Request) -> None:
    """Refuse changes of who shows nothing, before what was sent is looked into: it may be made of millions of faults.

    Raises
    ------
    NotAllowed, SessionOver
        When a request changes something and shows neither a token nor a session.
    """
    if request.method in SAFE or "authorization" in request.headers or shown_session(request) is not None:
        return
    _stranger(request).require(Right.READ_OFFICE)


async def _signed_in(request: Request, session: str) -> Principal:
    service = service_of(request)
    user = await service.pools[Audience.OFFICE].row(USER_OF_SESSION, (token_hash(session),))
    if user is None:
        raise SessionOver
    await require_our_page(request, session)
    if user["due"]:
        await run_in_threadpool(_touch, service, session)
    return _principal(user, session, session)


def _touch(service: Service, session: str) -> None:
    with connected(service.addresses.officer) as connection:
        touch_session(connection, session)


def _principal(user: asyncpg.Record, shown: str, session: str = "") -> Principal:
    audience = Audience.HEAD if user["role"] == "head" else Audience.OFFICE
    principal = Principal(
        audience, user["name"], user["role"], user["subdistrict"] or "", session, token_hash(shown).hex()
    )
    principal.require(Right.READ_OFFICE)
    return principal


def _token(shown: str) -> str:
    """Return the token of an Authorization header; for clients that know names and passwords only, as a password."""
    scheme, _, credentials = shown.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
        except ValueError as error:
            raise BadToken from error
    raise BadToken


ThePrincipal = Annotated[Principal, Depends(principal_of)]
