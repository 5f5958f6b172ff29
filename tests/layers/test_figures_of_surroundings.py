"""A road's figures are made of what stands around it, and are the same whether the town or that alone was read."""

from __future__ import annotations

import pytest
from shapely import LineString, box
from sqlalchemy import text

from layers import widening_figures
from layers.changes import change
from layers.database import engine
from layers.road_figures import worked_out
from layers.widening_figures import figures
from layers.widening_records import Reading
from tests.layers.figures import DAY, NO_SUBDISTRICTS, STRIP_M2, figure, refuse, whole_town
from tests.scenes import PLOT_M, SOUTH, WEST, Street, put, scene


@scene
def street_behind(database, tmp_path):
    """A street whose northern plots end at the corridor of a road behind them, which the street's own does not meet.

    Nobody surveyed the road behind; on its first day another parcel was held, far to the east, and no plot yet. A third
    road lies far to the north, the edge lines of its survey on both sides of the plots.
    """
    street = Street("R1", plots=4)
    held = {"from_date": "2020-01-01"}
    street.parcels = [parcel | held for parcel in street.parcels]
    east = {"commune": "15271", "sheet": "E", "parcel": "1", "land_use": "ODT", "from_date": "2014-01-01"}
    street.parcels.append(east | {"geometry": box(WEST + 450, SOUTH + 33, WEST + 480, SOUTH + 60)})
    behind = LineString([(WEST, SOUTH + 36), (WEST + 500, SOUTH + 36)])
    far = LineString([(WEST, SOUTH + 300), (WEST + 80, SOUTH + 300)])
    put(database, "parcels", street.parcels, tmp_path)
    put(
        database,
        "road_segments",
        [
            street.road(from_date="2021-01-01"),
            {"code": "BEHIND", "widths": "0 5 5", "geometry": behind, "from_date": "2015-01-01"},
            {"code": "FAR", "widths": "0 5 5", "geometry": far, "from_date": "2021-01-01"},
        ],
        tmp_path,
    )
    edges = {"left": -5, "right": 90}
    lines = {kind: LineString([(WEST + x, SOUTH + 20), (WEST + x, SOUTH + 22)]) for kind, x in edges.items()}
    rows = [{"seg_code": "FAR", "kind": kind, "geometry": line} for kind, line in lines.items()]
    put(database, "present_roads", rows, tmp_path)


@pytest.mark.parametrize(
    ("layer", "row"),
    [
        pytest.param(
            "road_segments",
            {"code": "BEHIND", "widths": "0 5 6", "from_date": "2021-06-01",
             "geometry": LineString([(WEST, SOUTH + 36), (WEST + 500, SOUTH + 36)])},
            id="a road behind asks for more of its plots",
        ),
        pytest.param(
            "present_roads",
            {"seg_code": "BEHIND", "kind": "surface",
             "geometry": box(WEST + 480, SOUTH + 35, WEST + 500, SOUTH + 37)},
            id="a road behind is surveyed elsewhere and so asks for land of all days",
        ),
    ],
)  # fmt: skip
def test_what_changes_beyond_a_road_but_on_its_plots_is_in_its_figures(
    database, office, street_behind, tmp_path, layer, row
):
    before = figure(office)
    put(database, layer, [row], tmp_path)

    assert figure(office) == whole_town(office)["R1"]
    assert figure(office)["widening"]["parcels"] != before["widening"]["parcels"]


def test_without_one_of_its_edge_lines_the_land_between_is_no_road_whosever_plot_it_is_on(
    database, office, street_behind
):
    assert figure(office)["widening"]["parcels"][0]["on_road_m2"] == pytest.approx(PLOT_M * 2.0)
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a mend"):
        connection.execute(text("DELETE FROM layers.present_roads_states WHERE kind = 'left'"))

    assert figure(office)["widening"]["parcels"][0]["on_road_m2"] == 0.0


def test_the_first_parcel_of_all_decides_what_an_unsurveyed_road_asks_for_wherever_it_lies(database, office, tmp_path):
    street, far = Street("R1", plots=4), Street("R2", plots=4, north=900.0)
    put(database, "road_segments", [street.road(from_date="2019-01-01")], tmp_path)
    put(database, "parcels", [parcel | {"from_date": "2020-01-01"} for parcel in street.parcels], tmp_path)
    assert figure(office)["widening"]["required_area_m2"] == pytest.approx(8 * STRIP_M2)

    put(database, "parcels", [far.parcels[0] | {"from_date": "2018-01-01"}], tmp_path)
    assert figure(office)["widening"]["required_area_m2"] == 0.0

    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a mend"):
        connection.execute(text("DELETE FROM layers.parcels_states WHERE sheet = 'R2'"))
    assert figure(office)["widening"]["required_area_m2"] == pytest.approx(8 * STRIP_M2)


def test_an_edit_of_a_plot_leaves_the_figures_of_roads_whose_strips_are_elsewhere(
    database, office, street_behind, monkeypatch
):
    """A street's plots reach the road behind, the rectangle around both reaches farther."""
    figures(office, DAY)
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "a mend"):
        connection.execute(text("UPDATE layers.parcels_states SET owner = NULL WHERE parcel = 'R0'"))

    monkeypatch.setattr(widening_figures, "worked_out", refuse)
    figure(office, "BEHIND")
    figure(office, "FAR")
    with pytest.raises(AssertionError, match="worked out again"):
        figure(office)


def test_the_surroundings_of_a_road_tell_of_it_what_the_whole_town_does(database, office, tmp_path):
    streets = [Street(f"R{n}", plots=6, north=12.0 * n) for n in range(6)]
    for street in streets[::2]:
        street.build(database, tmp_path)
    crossing = LineString([(WEST + 50, SOUTH - 30), (WEST + 55, SOUTH + 100)])
    put(
        database,
        "road_segments",
        [{"code": "X", "class": "A", "widths": "0 6 4; 60 3 3", "geometry": crossing}],
        tmp_path,
    )

    with office.connect() as connection:
        reading = Reading(connection)
        town = worked_out(reading.town().on(DAY), NO_SUBDISTRICTS, reading.codes())
        for code in reading.codes():
            alone = worked_out(reading.around([code]).on(DAY), NO_SUBDISTRICTS, [code])[code]
            assert alone["widening"]["required_area_m2"] == pytest.approx(town[code]["widening"]["required_area_m2"])
            assert [row["parcel"] for row in alone["widening"]["parcels"]] == [
                row["parcel"] for row in town[code]["widening"]["parcels"]
            ]
            assert alone["profile"]["s0"] == pytest.approx(town[code]["profile"]["s0"])
