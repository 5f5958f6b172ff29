"""What the small map of a road draws, as GeoJSON in degrees and in the public's form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, text

if TYPE_CHECKING:
    from datetime import date

    from geo.box import Box

AROUND_M: Final = 30.0
"""How far from the road what is drawn still meets."""
STONE_M: Final = 100
"""Metres between stones."""
_DIGITS: Final = 6
"""Of a degree: a decimetre."""

# From the bottom up. The corridor is the public figure's, shown as the edge of the road to be.
_DRAWN = text(
    """
    WITH road AS (
        SELECT geom, ST_Expand(geom, :around) AS near FROM public_map.road_segments
        WHERE code = :code AND valid @> CAST(:on AS date)
    ),
    drawn AS (
        SELECT 1 AS place, CASE WHEN u.ground = 'water' THEN 'water' ELSE 'parcel' END AS look, p.geom
        FROM road JOIN public_map.parcels AS p ON p.geom && road.near
            AND ST_DWithin(p.geom, road.geom, :around) AND p.valid @> CAST(:on AS date)
        LEFT JOIN public_map.land_uses AS u
            ON u.code = trim(split_part(p.land_use, '+', 1)) AND u.valid @> CAST(:on AS date)
        UNION ALL
        SELECT 2, 'other-road', ST_ClipByBox2D(r.geom, ST_Expand(Box2D(road.geom), 3 * :around))
        FROM road JOIN public_map.road_segments AS r ON r.geom && ST_Expand(road.geom, 3 * :around)
            AND r.code <> :code AND r.valid @> CAST(:on AS date)
        UNION ALL
        SELECT 3, 'lane-' || d.state, d.geom
        FROM public_map.donations AS d WHERE d.seg_code = :code AND d.valid @> CAST(:on AS date)
        UNION ALL
        SELECT 4, 'edge', ST_Boundary(ST_GeomFromWKB(decode(f.answer #>> '{shapes,corridor}', 'hex'), :srid))
        FROM public_map.road_figures AS f
        WHERE f.seg_code = :code AND f.valid @> CAST(:on AS date) AND f.answer #>> '{shapes,corridor}' IS NOT NULL
        UNION ALL
        SELECT 5, 'road', geom FROM road
        UNION ALL
        SELECT 6, 'dash', geom FROM road
    )
    SELECT look, ST_AsGeoJSON(ST_Transform(geom, 4326), :digits) AS shape FROM drawn
    -- by what is drawn and not as rows were found, which tells which of them were written last
    WHERE NOT ST_IsEmpty(geom) ORDER BY place, look, shape
    """
)
_STONES = text(
    """
    SELECT metres, ST_AsGeoJSON(ST_Transform(ST_LineInterpolatePoint(geom, metres / ST_Length(geom)), 4326), :digits)
        AS shape
    FROM public_map.road_segments CROSS JOIN generate_series(0, CAST(ST_Length(geom) AS integer), :step) AS metres
    WHERE code = :code AND valid @> CAST(:on AS date) AND metres <= ST_Length(geom) AND ST_Length(geom) > 0
    """
)
_BOUNDS = text(
    """
    SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
    FROM (
        SELECT ST_Transform(ST_Expand(ST_Envelope(geom), 15), 4326) AS box FROM public_map.road_segments
        WHERE code = :code AND valid @> CAST(:on AS date)
    ) AS road
    """
)


def road_surroundings(connection: Connection, code: str, on: date, srid: int) -> tuple[list[dict[str, Any]], Box]:
    """Return the features of a road's map from the bottom up, each with its `look`, and the bounds of the road.

    Parameters
    ----------
    connection
        As the public.
    code, on
        The road, which is of that day, and the day.
    srid
        EPSG code of the project's zone.

    Returns
    -------
    tuple
        GeoJSON features in degrees, points with their `metres` along the road; and west, south, east, north.
    """
    asked = {"code": code, "on": on, "digits": _DIGITS}
    drawn = connection.execute(_DRAWN, {**asked, "around": AROUND_M, "srid": srid})
    features = [_feature(row.shape, look=row.look) for row in drawn]
    stones = connection.execute(_STONES, {**asked, "step": STONE_M})
    features += [_feature(row.shape, look="stone", metres=row.metres) for row in stones]
    west, south, east, north = connection.execute(_BOUNDS, {"code": code, "on": on}).one()
    return features, (west, south, east, north)


def _feature(shape: str, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shape)}
