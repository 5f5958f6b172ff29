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


def test_a_refused_road_is_in_tables_too_with_its_reason_last(moduong, town, tmp_path):
    for command in (("widening",), ("profile", "--step", "40")):
        asked = (*command, "SHORT", "R1", "--on", "2023-06-30")
        names, refused, *_ = (line.split() for line in moduong(*asked, **town).answer.splitlines())
        assert (names[0], names[1] in {"length_m", "s"}, names[-1]) == ("code", True, "refused")
        assert (refused[0], {*refused[1:-1]}, refused[-1]) == ("SHORT", {"–"}, "too-short")

        moduong(*asked, "--csv", tmp_path / f"{command[0]}.csv", **town)
        with (tmp_path / f"{command[0]}.csv").open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            assert next(table)["refused"] == "too-short"
            assert (table.fieldnames[0], table.fieldnames[-1]) == ("code", "refused")


def test_where_there_are_no_rows_people_are_told_so(moduong, database):
    empty = {"database_url": database.libpq(database.owner)}
    for command in (("widening",), ("profile",), ("progress", "--by", "road")):
        assert (
            moduong(*command, **empty).answer
            == "There is nothing to tell of that day: nothing had been entered for it.\n"
        )
    assert json.loads(moduong("progress", "--by", "road", "--json", **empty).answer)["rows"] == []


def test_progress_is_one_line_and_an_unknown_road_one_sentence(moduong, town):
    answer = json.loads(moduong("progress", "--by", "road", "--on", "2023-06-30", "--json", **town).answer)
    assert [row["key"] for row in answer["rows"]] == ["R1"]

    for command in (("widening", "NONE"), ("profile", "NONE"), ("handout", "--road", "NONE", "-o", "out.html")):
        said = moduong(*command, **town).fault
        assert said.startswith("There is no road with the code “NONE”: `moduong widening`")
        assert "/ogc" not in said


def test_days_are_read_as_people_here_write_them(moduong, town):
    for command in (("widening", "--json"), ("profile", "--json"), ("progress", "--json")):
        as_iso = moduong(*command, "--on", "2023-04-01", **town).answer
        assert moduong(*command, "--on", "1/4/2023", **town).answer == as_iso
        assert '"on": "2023-04-01"' in as_iso
    assert moduong("widening", "R1", "--recorded", "01/01/2020", **town).fault.startswith(
        "There is no road with the code “R1” in what was recorded by 2020-01-01T00:00:00+07:00"
    )
    for end in ("0001-01-01", "9999-12-31"):
        assert f'"on": "{end}"' in moduong("progress", "--json", "--on", end, **town).answer


def test_land_that_is_recorded_stays_in_the_table_of_what_is_handed_over(moduong, database, tmp_path):
    """The state alone would make the figure fall by each household whose papers are done."""
    street = Street("R1", plots=4)
    street.give("L", 0, d_signed="2023-04-10", d_handed="2023-04-20")
    street.give("L", 1, d_signed="2023-04-10", d_handed="2023-04-20", d_recorded="2023-05-10")
    street.build(database, tmp_path)
    own = {"database_url": database.libpq(database.owner)}

    def told(command, name):
        names, values = (line.split() for line in moduong(*command, "--on", "30/06/2023", **own).answer.splitlines())
        return values[names.index(name)]

    assert told(("widening",), "donated_area_m2.handed_over_or_further") == "80.0"
    assert told(("progress",), "donated_m2.handed_over") == "80.0"
