"""The body of a request that may be large: read as it comes, and no further than is allowed."""

from __future__ import annotations

from fastapi import Request
from starlette.requests import ClientDisconnect

from api.errors import UploadBroken
from layers.scans import MOST_PIXELS, ScanTooLarge


async def read_upload(request: Request, most_mb: int) -> bytes:
    """Return the body of a request.

    Parameters
    ----------
    request
        Nothing of whose body was read yet.
    most_mb
        What it may have.

    Raises
    ------
    ScanTooLarge
        As soon as it has more, or says that it will.
    UploadBroken
        When the connection breaks off.
    """
    most = most_mb * 1_000_000
    too_large = ScanTooLarge(most=most_mb, pixels=MOST_PIXELS // 1_000_000)
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise too_large
    content = bytearray()
    try:
        async for part in request.stream():
            content += part
            if len(content) > most:
                raise too_large
    except ClientDisconnect as error:
        raise UploadBroken from error
    return bytes(content)
