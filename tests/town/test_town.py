"""The demonstration town keeps what data/README.md promises."""

from __future__ import annotations

import codecs
import hashlib
import re
import struct
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

import geo.encodings
from data.town.make import HOME, make
from layers.donations import EVENT_COLUMNS

STATES = list(EVENT_COLUMNS.values())
LAYERS = sorted(path.stem for path in HOME.glob("*.dbf"))


def read(name: str) -> pd.DataFrame:
    """Read a committed layer as an office's program would: bytes first, TCVN3 then."""
    assert geo.encodings
    ending = "shp" if (HOME / f"{name}.shp").exists() else "dbf"
    frame = pyogrio.read_dataframe(HOME / f"{name}.{ending}", encoding="ISO-8859-1")
    for column in frame.columns:
        if column != "geometry" and pd.api.types.is_string_dtype(frame[column]):
            frame[column] = [v.encode("latin-1").decode("tcvn3") if isinstance(v, str) else None for v in frame[column]]
    return frame


@pytest.fixture(scope="module")
def parcels() -> gpd.GeoDataFrame:
    return read("parcels")


@pytest.fixture(scope="module")
def today(parcels: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return parcels[parcels.to_date.isna()].reset_index(drop=True)


@pytest.fixture(scope="module")
def donations() -> gpd.GeoDataFrame:
    return read("donations")


def last_state(row: pd.Series, day: str) -> str | None:
    """The state of the latest event up to a day; of two on one day the later in sequence."""
    known = [(row[c], k) for k, c in enumerate(STATES) if pd.notna(row[c]) and row[c] <= pd.Timestamp(day)]
    return STATES[max(known)[1]] if known else None


def test_the_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    make(tmp_path)
    made = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir()}
    kept = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in HOME.iterdir() if p.suffix != ".txt"}
    assert made == kept


def test_the_files_are_small_and_without_a_code_page() -> None:
    assert sum(path.stat().st_size for path in HOME.iterdir()) < 8_000_000
    assert not list(HOME.glob("*.cpg"))
    for path in HOME.glob("*.dbf"):
        head = path.read_bytes()[:32]
        assert head[1:4] == bytes([123, 12, 31]), path.name
        assert head[29] == 0, path.name


@pytest.mark.parametrize("layer", LAYERS)
def test_column_names_have_ten_ascii_letters_at_most(layer: str) -> None:
    data = (HOME / f"{layer}.dbf").read_bytes()
    end = struct.unpack("<H", data[8:10])[0]
    for at in range(32, end - 1, 32):
        name = data[at : at + 11].rstrip(b"\0").decode("ascii")
        assert re.fullmatch("[a-z][a-z0-9_]{0,9}", name)


def test_no_parcel_is_a_speck(parcels: gpd.GeoDataFrame) -> None:
    assert parcels.area.min() >= 1.0  # m²


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_with_geometry_is_valid_and_in_vn2000(layer: str) -> None:
    frame = read(layer)
    assert len(frame) > 0
    if "geometry" in frame:
        assert frame.crs.to_epsg() == 5897
        assert frame.geometry.is_valid.all()
        west, south, east, north = frame.total_bounds
        assert 587_400 < west < east < 589_400
        assert 2_210_000 < south < north < 2_215_000


def test_text_is_tcvn3() -> None:
    assert codecs.encode("Đường Đồng Sậy", "tcvn3") in (HOME / "road_segments.dbf").read_bytes()
    names = set(read("road_segments").name)
    assert {"Đường Đồng Sậy", "Ngõ 3 Bến Lau", "Phố Chợ Hạ"} <= names
    assert set(read("subdistricts").name) == {f"Tiểu khu {n}" for n in range(1, 11)}


def test_the_town_has_its_size(today: gpd.GeoDataFrame, donations: gpd.GeoDataFrame) -> None:
    assert 5_500 <= len(today) <= 6_600
    fourth = read("subdistricts").set_index("sub_no").geometry["4"]
    assert 850 <= today.geometry.representative_point().within(fourth).sum() <= 1_150
    codes = read("road_segments").code
    assert codes.str.startswith("TK4-").sum() >= 12
    assert (~codes.str.startswith("TK4-")).sum() >= 10
    assert donations.seg_code.str.startswith("TK4-").sum() >= 250
    assert {"ODT", "ODT+CLN", "ONT", "CLN", "LUC", "NTS", "DGT", "DTL", "SON", "TSC", "TMD", "NTD"} <= set(
        today.land_use
    )


@pytest.mark.parametrize("day", ["2014-09-01", "2017-05-20", "2020-02-29", "2023-04-30"])
def test_parcels_cover_the_town_without_gap_or_overlap(parcels: gpd.GeoDataFrame, day: str) -> None:
    on = pd.Timestamp(day)
    there = parcels[(parcels.from_date <= on) & (parcels.to_date.isna() | (parcels.to_date > on))]
    shapes = there.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes, gap_width=0.001)
    whole = shapely.coverage_union_all(shapes)
    assert isinstance(whole, shapely.Polygon)
    assert not whole.interiors
    outline = read("subdistricts").geometry.union_all()
    assert whole.hausdorff_distance(outline) < 0.002
    assert not there.duplicated(["commune", "sheet", "parcel"]).any()


def test_periods_of_one_parcel_follow_each_other(parcels: gpd.GeoDataFrame) -> None:
    twice = parcels[parcels.duplicated(["sheet", "parcel"], keep=False)]
    assert len(twice) >= 100
    for _, rows in twice.sort_values("from_date").groupby(["sheet", "parcel"]):
        assert rows.to_date.iloc[:-1].tolist() == rows.from_date.iloc[1:].tolist()
        assert pd.isna(rows.to_date.iloc[-1])


def test_each_donation_lies_inside_its_parcel(today: gpd.GeoDataFrame, donations: gpd.GeoDataFrame) -> None:
    both = donations.merge(
        today[["sheet", "parcel", "owner", "geometry"]], on=["sheet", "parcel"], suffixes=("", "_of")
    )
    assert len(both) == len(donations)
    assert shapely.covers(both.geometry_of.to_numpy(), both.geometry.to_numpy()).all()
    assert (both.owner == both.owner_of).all()
    assert set(donations.seg_code) <= set(read("road_segments").code)
    assert not donations.don_no.duplicated().any()


def test_donations_tell_the_year_2023(donations: gpd.GeoDataFrame) -> None:
    fourth = donations[donations.seg_code.str.startswith("TK4-")]
    final = fourth.apply(last_state, axis=1, day="2023-12-31")
    assert set(final) == set(STATES)
    assert 0.4 < final.isin(["d_handed", "d_recorded"]).mean() < 0.7
    spring = fourth.apply(last_state, axis=1, day="2023-04-30").value_counts()
    assert len(spring) >= 6
    for row in donations[STATES[:8]].itertuples(index=False):
        days = [day for day in row if pd.notna(day)]
        assert days == sorted(days)
    for first, last in (("03-01", "04-30"), ("05-01", "09-02"), ("09-03", "12-31")):
        handed = fourth.d_handed.between(f"2023-{first}", f"2023-{last}")
        assert handed.sum() >= 20


def test_papers_are_near_the_measured_area_and_some_are_off(donations: gpd.GeoDataFrame) -> None:
    signed = donations[donations.paper_m2.notna()]
    off = (signed.paper_m2 / signed.area - 1).abs()
    assert off.median() < 0.02
    assert (off > 0.1).sum() >= 10


def test_people_are_clearly_made_up() -> None:
    people = read("parties")
    homes = people[people.kind == "hộ gia đình"]
    assert homes.name.str.endswith("(hư cấu)").all()
    assert homes.spouse.dropna().str.endswith("(hư cấu)").all()
    assert people.phone.dropna().str.fullmatch(r"0000 \d{3} \d{3}").all()
    assert read("parcels").cert_no.dropna().str.fullmatch(r"XX \d{6}").all()
    assert set(read("consents").party) <= set(people.code)


def test_owners_are_parties(parcels: gpd.GeoDataFrame) -> None:
    codes = read("parties").code
    assert not codes.duplicated().any()
    assert set(parcels.owner.dropna()) <= set(codes)


def test_roads_meet_in_exact_ends_and_have_readable_widths() -> None:
    roads = read("road_segments")
    assert roads.geometry.is_simple.all()
    ends: dict[tuple[float, float], list[str]] = {}
    for road in roads.itertuples():
        for at in (0, -1):
            ends.setdefault(road.geometry.coords[at], []).append(road.code)
        rows = [[float(value) for value in row.split()] for row in road.widths.split(";")]
        assert all(len(row) == 3 for row in rows)
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert ["TK4-01", "TK4-02"] in ends.values()
    assert sum(len(codes) > 1 for codes in ends.values()) >= 8
    present = set(read("present_roads").seg_code) | set(read("present_roads_edges").seg_code)
    assert set(roads.code) - present, "some roads were never measured"


def test_zones_and_projects_show_every_state() -> None:
    zones, projects = read("clearance_zones"), read("projects")
    assert set(zones.state) == {"done", "paid", "proc", "inv", "stuck", "none"}
    assert set(zones["project"]) <= set(projects.code)
    assert set(projects.kind) == {"road", "school", "canal", "bridge", "water", "lighting", "culture_house", "park"}
    assert len(read("campaign_phases")) == 3
