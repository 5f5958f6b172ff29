-- The limit: features of a rectangle as GeoJSON, aggregated in the database, with what the public's tell.
\set x random(:west, :east)
\set y random(:south, :north)
SELECT '{"type":"FeatureCollection","features":[' || string_agg(
    '{"type":"Feature","id":"' || id || '","geometry":' || ST_AsGeoJSON(ST_Transform(geom, 4326), 8, 0)
    || ',"properties":' || json_build_object('sheet', NULL, 'parcel', NULL, 'land_use', land_use,
        'from_date', lower(valid), 'to_date', upper(valid))
    || '}', ',') || ']}'
FROM layers.parcels_states
WHERE ST_Intersects(display, ST_MakeEnvelope(:x::float8, :y::float8, :x::float8 + :side::float8, :y::float8 + :side::float8, 3857)) AND valid @> date '2023-04-30';
