"""`/base`: tiles of the office's own base map, where it has set one."""

from __future__ import annotations

from fastapi import APIRouter, Response

from api.description import files
from api.errors import NoTile
from api.parameters import Whole
from api.service import TheService
from maps.base_map import base_map, picture_tiles

router = APIRouter(tags=["tiles"])

_MAX_ZOOM = 24


@router.get("/base/{z}/{x}/{y}", response_class=Response, responses=files("image/*"))
async def base_tile(z: Whole, x: Whole, y: Whole, service: TheService) -> Response:
    """Answer a picture of the base map; 204 where it has none."""
    drawn = base_map(service.settings.base_map_url)
    inside = 0 <= z <= _MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z
    if drawn is None or drawn.file is None or not inside:
        raise NoTile(z=z, x=x, y=y, max=_MAX_ZOOM)
    tiles = picture_tiles(drawn.file)
    picture = tiles.tile(z, x, y)
    headers = {"Cache-Control": "public, max-age=86400"}
    if picture is None:
        return Response(status_code=204, headers=headers)
    return Response(picture, headers=headers, media_type=tiles.media_type)
