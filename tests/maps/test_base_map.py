"""A base map is what the office sets, by an address or a file of its own, and nothing else."""

from __future__ import annotations

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import write

from maps.base_map import BadBaseMap, base_map, picture_tiles

PICTURE = b"\x89PNG a picture"


def pmtiles(path, tile_type=TileType.PNG, compression=Compression.NONE):
    with write(str(path)) as writer:
        writer.write_tile(zxy_to_tileid(3, 6, 3), PICTURE)
        header = {"tile_type": tile_type, "tile_compression": compression, "min_zoom": 3, "max_zoom": 3}
        header |= {"min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 1, "max_lat_e7": 1}
        header |= {"center_zoom": 3, "center_lon_e7": 0, "center_lat_e7": 0}
        writer.finalize(header, {})
    return path


def test_there_is_none_by_default() -> None:
    assert base_map("") is None


@pytest.mark.parametrize(
    ("setting", "tiles"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example/{z}/{x}/{y}.png"),
        (
            "https://tiles.example/wmts?layer=a&TileMatrix={TileMatrix}&TileRow={TileRow}&TileCol={TileCol}",
            "https://tiles.example/wmts?layer=a&TileMatrix={z}&TileRow={y}&TileCol={x}",
        ),
    ],
)
def test_an_address_is_xyz_or_wmts(setting, tiles) -> None:
    found = base_map(setting)
    assert (found.tiles, found.origin, found.file) == (tiles, "https://tiles.example", None)


def test_a_file_of_pictures_is_handed_out_by_the_service(tmp_path) -> None:
    file = pmtiles(tmp_path / "town.pmtiles")
    found = base_map(str(file))
    assert (found.tiles, found.origin, found.file) == ("/base/{z}/{x}/{y}", "", file)
    tiles = picture_tiles(file)
    assert (tiles.tile(3, 6, 3), tiles.tile(3, 0, 0), tiles.media_type) == (PICTURE, None, "image/png")


def test_what_is_no_base_map_is_told(tmp_path) -> None:
    for setting in ("https://tiles.example/{z}/{x}.png", "ftp://tiles.example/{z}/{x}/{y}.png", "roads.tif"):
        with pytest.raises(BadBaseMap, match="write"):
            base_map(setting)
    with pytest.raises(BadBaseMap, match="vector tiles"):
        base_map(str(pmtiles(tmp_path / "vector.pmtiles", TileType.MVT)))
    (tmp_path / "broken.pmtiles").write_bytes(b"nothing")
    with pytest.raises(BadBaseMap, match="can't be read as PMTiles"):
        base_map(str(tmp_path / "broken.pmtiles"))
    with pytest.raises(BadBaseMap, match="can't be read"):
        base_map(str(tmp_path / "missing.pmtiles"))
