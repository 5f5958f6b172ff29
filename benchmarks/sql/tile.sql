-- The limit: the best statement known for a tile of single parcels, with the attributes that the public's have.
-- From the table itself, without the order that gives the service's tiles their ETag. OFFSET 0 keeps the outer
-- condition from being pulled in, where it would cut every shape twice; the tile's box is made once, not for each row.
\set x random(:west, :east)
\set y random(:north, :south)
SELECT ST_AsMVT(tile, 'parcels', 4096, 'shape', 'fid') FROM (
    SELECT fid, land_use, ST_AsMVTGeom(
        CASE WHEN :zoom > 15 THEN display ELSE ST_Simplify(display, 4891.97 / 2 ^ :zoom, true) END,
        (SELECT ST_TileEnvelope(:zoom, :x, :y)::box2d), 4096, 64
    ) AS shape
    FROM layers.parcels_states
    WHERE display && ST_TileEnvelope(:zoom, :x, :y, margin => 0.015625) AND valid @> date '2023-04-30'
    OFFSET 0
) AS tile
WHERE shape IS NOT NULL;
