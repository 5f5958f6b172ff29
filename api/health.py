"""`/healthz`: 200 only when the database answers and is at the newest migration."""

from __future__ import annotations

from fastapi import APIRouter

from api.answers import service as kinds
from api.description import answers
from api.errors import DatabaseBehind
from api.service import TheService
from layers.readable import Audience
from layers.schema import VERSION_TABLE, head

router = APIRouter(tags=["service"])

_REVISION = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608  # a name of our own
_NEWEST = "SELECT number FROM public_map.latest_change"


@router.get("/healthz", response_model=None, responses=answers(kinds.Health))
async def healthz(service: TheService) -> dict[str, object]:
    """Answer 200 when the service can work; 503 says what is missing."""
    current = await service.pools[Audience.OFFICE].value(_REVISION)
    if current != head():
        raise DatabaseBehind(current=current or "-", head=head())
    return {
        "status": "ok",
        "migration": current,
        "change": await service.pools[Audience.PUBLIC].value(_NEWEST),
        "hears_changes": service.freshness.lives(),
    }
