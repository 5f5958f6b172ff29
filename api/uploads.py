"""The body of a request that takes long to come."""

from __future__ import annotations

from fastapi import Request
from starlette.requests import ClientDisconnect

from api.errors import UploadBroken


async def read_upload(request: Request) -> bytes:
    """Return the body of a request, which `api.body_limit` limits.

    Raises
    ------
    UploadBroken
        When the connection breaks off.
    """
    try:
        return await request.body()
    except ClientDisconnect as error:
        raise UploadBroken from error
