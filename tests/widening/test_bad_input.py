"""What a drawing should not hold, and what it gets: a defined answer or a refusal; nothing is spoilt for the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from shapely import LineString, MultiPolygon, box

from tests.widening import engine
from tests.widening.scene import Donation, Parcel, Scene, Segment, Surface

ON = date(2023, 6, 30)
ROAD = Segment("A", LineString([(0, 0), (100, 0)]), ((0.0, 5.0, 5.0),), "first")
SURVEYED = Surface("A", "surface", box(-1, -3, 101, 3))
PLOTS = tuple(Parcel("1", str(number), box(20 * number, 3, 20 * number + 20, 30), "ODT") for number in range(5))
STREET = Scene((ROAD,), (SURVEYED,), PLOTS, class_ranks={"first": 1, "second": 2})


def told(scene: Scene, on: date = ON, code: str = "A", state: str = "handed_over"):
    return engine.answers(scene, on, state)[0][code]


def given(number: str, shape, *events: tuple[str, date], parcel: str = "0") -> Donation:
    return Donation(number, "A", "1", parcel, shape, events or (("signed", date(2023, 4, 1)),))


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (replace(ROAD, code="B", line=LineString([(0, 50), (0.5, 50)])), "too-short"),
        (replace(ROAD, code="B", line=LineString([(0, 0), (50, 40), (50, 0), (0, 40)])), "not-simple"),
        (replace(ROAD, code="B", widths=((0.0, -1.0, 5.0),)), "bad-width"),
        (replace(ROAD, code="B", widths=((0.0, 0.0, 0.0), (50.0, 0.0, 0.0))), "bad-width"),
        (replace(ROAD, code="B", widths=()), "bad-width"),
    ],
)
def test_a_bad_segment_is_refused_alone_with_its_reason(bad, reason):
    good = told(STREET)
    found, _, progress = engine.answers(replace(STREET, segments=(bad, ROAD)), ON)

    assert found["B"] == {"code": "B", "refused": reason}
    assert found["A"] == good
    assert [row["key"] for row in progress["road"]["rows"]] == ["A"]


def test_edge_lines_that_cross_refuse_their_segment_and_leave_its_surfaces_road():
    other = Segment("B", LineString([(0, 40), (100, 40)]), ((0.0, 5.0, 5.0),))
    crossed = (
        Surface("B", "left", LineString([(0, 43), (100, 37)])),
        Surface("B", "right", LineString([(0, 37), (100, 43)])),
        Surface("B", "surface", box(40, 3, 60, 5)),
    )
    found = engine.answers(replace(STREET, segments=(ROAD, other), surfaces=(SURVEYED, *crossed)), ON)[0]

    assert found["B"] == {"code": "B", "refused": "edges-cross"}
    # Its surface, 20 m by 2 m in front of plot 2, is road all the same: nothing is asked of that plot.
    assert found["A"]["required_area_m2"] == pytest.approx(100 * 2 * 2 - 40)
    assert [parcel["parcel"] for parcel in found["A"]["parcels"]] == ["0", "1", "3", "4"]


def test_duplicate_vertices_change_nothing():
    stuttering = LineString([(0, 0), (0.0002, 0), (50, 0), (50, 0), (50.0004, 0), (100, 0)])
    one, other = told(STREET), told(replace(STREET, segments=(replace(ROAD, line=stuttering),)))
    for name in ("length_m", "required_area_m2", "corridor_area_m2"):
        assert one[name] == pytest.approx(other[name])
    assert [row["frontage_m"] for row in one["parcels"]] == pytest.approx(
        [row["frontage_m"] for row in other["parcels"]]
    )


def test_a_road_outside_every_parcel_asks_nobody_for_land():
    answer = told(replace(STREET, parcels=()))
    assert (answer["parcels"], answer["bottlenecks"]) == ([], [])
    assert answer["public_area_m2"] == answer["required_area_m2"] == pytest.approx(400)
    assert answer["length_at_target_m"]["signed"] == pytest.approx(100), "nothing stands in the way"


def test_a_corridor_that_swallows_a_parcel_leaves_no_piece_of_it():
    tiny = Parcel("1", "9", box(40, 3.5, 42, 4.5), "ODT")
    (row,) = [row for row in told(replace(STREET, parcels=(tiny,)))["parcels"] if row["parcel"] == "9"]
    assert (row["remainder"], row["remaining_m2"], row["share"]) == ("whole", 0.0, pytest.approx(1.0))
    assert row["small_before"], "2 m² is under the smallest plot already"


def test_a_parcel_of_two_parts_was_small_before_only_if_both_together_were():
    in_front, behind = box(40, 2.5, 60, 22.5), box(40, 30, 50, 33)
    two_parts = Parcel("1", "9", MultiPolygon([in_front, behind]), "ODT")
    (row,) = told(replace(STREET, parcels=(two_parts,)))["parcels"]
    assert (row["remainder"], row["small_before"]) == ("below_both", False), "what is left lies in two plots"
    alone = Parcel("1", "9", box(40, 2.5, 50, 5.5), "ODT")
    (row,) = told(replace(STREET, parcels=(alone,)))["parcels"]
    assert row["small_before"], "30 m², 3 m wide"


def test_a_donation_larger_than_its_parcel_counts_where_the_strip_is():
    answer = told(replace(STREET, donations=(given("1", box(-50, -50, 150, 50)),)))
    assert answer["donated_area_m2"]["signed"] == pytest.approx(answer["required_area_m2"])
    assert answer["donated_outside_m2"]["signed"] == pytest.approx(200 * 100 - 400)


def test_where_donations_overlap_each_square_metre_counts_once_for_the_more_advanced():
    strip = box(0, 3, 20, 5)
    both = (given("2", strip), given("1", strip, ("signed", date(2023, 4, 1)), ("handed_over", date(2023, 5, 1))))
    answer = told(replace(STREET, donations=both))
    assert answer["donated_area_m2"]["handed_over"] == pytest.approx(40)
    assert answer["donated_area_m2"]["signed"] == 0.0


@pytest.mark.parametrize("on", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_before_all_records_or_far_ahead_is_a_day_like_any_other(on):
    answer = told(replace(STREET, donations=(given("1", box(0, 3, 20, 5)),)), on)
    assert answer["donated_area_m2"]["signed"] == (40.0 if on.year == 9999 else 0.0)
    assert answer["required_area_m2"] == pytest.approx(400)


def test_a_scene_without_anything_has_no_answers():
    assert engine.answers(Scene(()), ON) == (
        {},
        {},
        {by: {"by": by, "on": ON.isoformat(), "rows": []} for by in ("road", "subdistrict", "phase")},
    )
