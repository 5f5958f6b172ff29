"""Waiting for the public form of what was just written: it is worked out beside the service, within moments."""

from __future__ import annotations

import asyncio
import time

from api.service import Service
from layers.readable import Audience
from layers.widening_public import JUST_WRITTEN

PATIENCE_SECONDS = 5.0
"""Longest wait: after the import of a town the public is told of what was before for a while."""
LOOK_SECONDS = 0.1


async def published(service: Service) -> None:
    """Return when all changes are in what is published, or patience is at an end."""
    pool, end = service.pools[Audience.PUBLIC], time.monotonic() + PATIENCE_SECONDS
    while await pool.value(JUST_WRITTEN) and time.monotonic() < end:  # noqa: ASYNC110  # the database is asked
        await asyncio.sleep(LOOK_SECONDS)
