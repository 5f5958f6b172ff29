"""Links between the resources of the feature API."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request

from api.media_types import JSON
from api.service import service_of

Link = dict[str, str]


def base_of(request: Request) -> str:
    """Return the address under which the caller reaches the service, without a slash at its end."""
    address = service_of(request).settings.public_address or str(request.base_url)
    return address.rstrip("/")


def link(request: Request, rel: str, path: str, media_type: str = JSON, title: str = "") -> Link:
    """Return one link to a path of the service."""
    found = {"rel": rel, "type": media_type, "href": base_of(request) + path}
    return {**found, "title": title} if title else found


def with_query(path: str, values: dict[str, str]) -> str:
    """Return a path with a query."""
    return f"{path}?{urlencode(values)}" if values else path
