"""Who asks: the public, or the bearer of a token. Every request has a principal."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.errors import BadToken, Message, NotAllowed, UnknownCollection
from api.pools import Pool
from api.service import Service, service_of
from layers.access import RIGHTS, USER_OF_TOKEN, Right, token_hash
from layers.readable import Audience, Collection, collections


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
    """

    audience: Audience = Audience.PUBLIC
    name: str = ""
    role: str = "public"
    subdistrict: str = ""

    def require(self, right: Right) -> None:
        """Refuse who lacks a right.

        Raises
        ------
        NotAllowed
            Naming the right.
        """
        if right not in RIGHTS.get(self.role, frozenset()):
            raise NotAllowed(right=Message(right.value), role=self.role)

    def collection(self, name: str) -> Collection:
        """Return a layer as this principal reads it.

        Raises
        ------
        UnknownCollection
            When there is none; what one may not see is not there.
        """
        try:
            return collections(self.audience)[name]
        except KeyError:
            raise UnknownCollection(name=name) from None

    def pool(self, service: Service) -> Pool:
        """Return the connections of this principal's database role."""
        return service.pools[self.audience]

    @property
    def headers(self) -> dict[str, str]:
        """Headers that say who may keep an answer. The public's is asked for again each time: a 304 is short."""
        cached = "no-cache" if self.audience is Audience.PUBLIC else "private, no-store"
        return {"Cache-Control": cached, "Vary": "Authorization"}


PUBLIC = Principal()


async def principal_of(request: Request) -> Principal:
    """Return who sends a request. A token is looked up each time, so that one revoked is worthless at once.

    Raises
    ------
    BadToken
        When a token is shown that is not good: nobody is silently taken for the public.
    """
    shown = request.headers.get("authorization")
    if shown is None:
        return PUBLIC
    user = await service_of(request).pools[Audience.OFFICE].row(USER_OF_TOKEN, (token_hash(_token(shown)),))
    if user is None:
        raise BadToken
    principal = Principal(Audience.OFFICE, user["name"], user["role"], user["subdistrict"] or "")
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
