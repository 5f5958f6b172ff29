"""`moduong widening`, `profile` and `progress`: JSON a line a road, a table for people, CSV for spreadsheets."""

from __future__ import annotations

import csv
import json

import pytest
from shapely import LineString

from tests.scenes import SOUTH, WEST, Street, put


@pytest.fixture
def town(database, tmp_path):
    street = Street("R1", plots=4)
    street.give("L", 0, d_identif="2023-03-01", d_signed="2023-04-10")
    street.build(database, tmp_path)
    stub = LineString([(WEST, SOUTH), (WEST + 0.4, SOUTH)])
    put(database, "road_segments", [{"code": "SHORT", "widths": "0 5 5", "geometry": stub}], tmp_path)
    return {"database_url": database.libpq(database.owner)}


def test_every_road_is_a_line_of_json_a_refused_one_with_its_reason(moduong, town):
    lines = moduong("widening", "--on", "2023-06-30", "--state", "signed", "--json", **town).answer.splitlines()

    first, refused = map(json.loads, lines)
    assert (first["code"], first["on"], first["bottlenecks_state"]) == ("R1", "2023-06-30", "signed")
    assert first["donated_area_m2"]["signed"] == 40.0
    assert refused == {"code": "SHORT", "refused": "too-short"}


def test_stations_come_as_a_table_and_as_csv(moduong, town, tmp_path):
    shown = moduong("profile", "R1", "--on", "2023-06-30", "--step", "40", **town).answer.splitlines()
    assert shown[0].split()[:4] == ["code", "s", "target.left", "target.right"]
    assert [line.split()[1] for line in shown[1:]] == ["0.0", "20.0", "20.0", "40.0", "80.0"]

    moduong("profile", "R1", "--on", "2023-06-30", "--step", "40", "--csv", tmp_path / "r1.csv", **town)
    with (tmp_path / "r1.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["signed.left"] for row in csv.DictReader(file)] == ["5.0", "5.0", "3.0", "3.0", "3.0"]


def test_progress_is_one_line_and_an_unknown_road_one_sentence(moduong, town):
    answer = json.loads(moduong("progress", "--by", "road", "--on", "2023-06-30", "--json", **town).answer)
    assert [row["key"] for row in answer["rows"]] == ["R1"]

    assert moduong("widening", "NONE", **town).fault.startswith("There is no road with the code “NONE”")
