"""Each operation of an edit, and things of every layer: what it keeps, and whom it concerns."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from uuid import uuid4

import pytest
from shapely import LineString, box
from sqlalchemy import text

from layers.catalogue import LAYERS
from layers.editing import Create, CutHole, CutStrip, Delete, Replace, When
from layers.editing.refusals import ChangesLater, KeyOfOneDay, NoStrip, NothingMoved, NotTogether
from tests.layers.plots import ON, WRONG, apply, covered_once, id_of, merge, move, row, shapes, split, version_of
from tests.layers.test_subdividing import everything
from tests.scenes import DEPTH_M, PLOT_M, SOUTH, WEST


def test_a_split_keeps_land_owner_lineage_and_everybodys_say(connection) -> None:
    before = shapes(connection)
    edit = apply(connection, split(connection))
    after = shapes(connection)
    assert after["11"].area + after["16"].area == pytest.approx(before["11"].area, abs=0.01)
    new = row(connection, "parcels", "16")
    assert (new["owner"], new["land_use"], new["parent"], new["blocks"]) == ("H1", "ODT", "R1/11", True)
    assert shapes(connection, ON - timedelta(days=1)).keys() == before.keys()
    covered_once(connection)
    covered_once(connection, ON - timedelta(days=1))
    interests = connection.execute(text("SELECT parcel, holder FROM layers.interests_states ORDER BY parcel")).all()
    assert [tuple(one) for one in interests] == [("11", "Ngân hàng"), ("16", "Ngân hàng")]
    lineage = connection.execute(text("SELECT count(*) FROM layers.parcel_lineage")).scalar()
    assert lineage == 1
    connection.rollback()
    changed = {(one.state.layer.name, one.state.name): one for one in edit.changes}
    assert changed["parcels", "R1/16"].before is None
    assert changed["parcels", "R1/11"].version == 2
    assert edit.change > 0
    assert not edit.problems


def test_a_merge_gives_land_and_donations_to_the_first(connection) -> None:
    before = shapes(connection)
    apply(connection, merge(connection, "10", "11"))
    after = shapes(connection)
    assert after["10"].area == pytest.approx(before["10"].area + before["11"].area, abs=0.01)
    assert "11" not in after
    assert "11" in shapes(connection, ON - timedelta(days=1))
    assert row(connection, "donations", "D-R1-L1")["parcel"] == "10"
    covered_once(connection)
    with pytest.raises(NotTogether):
        apply(connection, merge(connection, "10", "12", "13"))


def test_a_moved_boundary_moves_for_all_who_share_it(connection) -> None:
    before = shapes(connection)
    apply(connection, move(connection, "10", by=-2.0))
    after = shapes(connection)
    assert after["10"].area == pytest.approx(before["10"].area - 2 * DEPTH_M)
    assert after["11"].area == pytest.approx(before["11"].area + 2 * DEPTH_M)
    covered_once(connection)
    with pytest.raises(NothingMoved):
        apply(connection, move(connection, "12", "10"), move(connection, "13"))


def test_the_strip_of_a_road_is_cut_off_and_the_donation_goes_along(connection) -> None:
    parcel = id_of(connection, "11")
    edit = apply(connection, CutStrip(id=parcel, version=1, road="R1"))
    after = shapes(connection)
    assert after["16"].area == pytest.approx(2 * PLOT_M, abs=0.01)
    assert row(connection, "donations", "D-R1-L1")["parcel"] == "16"
    assert not edit.problems
    covered_once(connection)
    with pytest.raises(NoStrip):
        apply(connection, CutStrip(id=parcel, version=2, road="R1"))


def test_a_hole_is_cut_and_filled_by_a_new_parcel(connection) -> None:
    hole = box(WEST + 5, SOUTH + 10, WEST + 9, SOUTH + 14)
    key = {"commune": "15271", "sheet": "R1", "parcel": "77", "land_use": "ODT"}
    apply(
        connection,
        CutHole(layer="parcels", id=id_of(connection, "10"), version=1, hole=hole),
        Create(layer="parcels", geometry=hole, properties=key),
    )
    after = shapes(connection)
    assert after["77"].area == 16
    assert after["10"].area == 600 - 16
    covered_once(connection)


def test_a_correction_keeps_the_period_and_a_date_begins_one(connection) -> None:
    plot = id_of(connection, "10")
    apply(connection, Replace(layer="parcels", id=plot, version=1, properties={"land_use": "CLN"}))
    before, after = (row(connection, "parcels", "10", on)["land_use"] for on in (ON - timedelta(days=1), ON))
    assert (before, after) == ("ODT", "CLN")
    apply(connection, Replace(layer="parcels", id=plot, version=2, properties={"cert_no": "BĐ 1"}), when=WRONG)
    assert row(connection, "parcels", "10")["cert_no"] == "BĐ 1"
    assert row(connection, "parcels", "10", ON - timedelta(days=1))["cert_no"] is None
    earlier = When(ON - timedelta(days=1))
    with pytest.raises(ChangesLater):
        apply(connection, Replace(layer="parcels", id=plot, version=3, properties={"cert_no": "2"}), when=earlier)
    renamed = Replace(layer="parcels", id=plot, version=3, properties={"parcel": "99"})
    with pytest.raises(KeyOfOneDay):
        apply(connection, renamed)
    apply(connection, renamed, when=WRONG)
    assert row(connection, "parcels", "99", date(2021, 1, 1))["id"] == plot


def test_what_ends_can_come_back_under_its_number(connection) -> None:
    plot = id_of(connection, "15")
    apply(connection, Delete(layer="parcels", id=plot, version=1))
    assert row(connection, "parcels", "15") is None
    key = {"commune": "15271", "sheet": "R1", "parcel": "15"}
    later = When(ON + timedelta(days=30))
    shape = box(WEST + 40, SOUTH - 33, WEST + 60, SOUTH - 3)
    edit = apply(connection, Create(layer="parcels", geometry=shape, properties=key), when=later)
    assert edit.changes[0].after.id == plot
    assert version_of(connection, plot) == edit.changes[0].version == 3
    apply(connection, Delete(layer="parcels", id=plot, version=3), when=When(later.day, correction=True))
    assert row(connection, "parcels", "15", ON - timedelta(days=1)) is not None


SAMPLES = {
    "parties": ({"code": "H9", "name": "Lê Thị Bưởi"}, None, {"phone": "0373 000 000"}),
    "subdistricts": ({"sub_no": "9"}, box(WEST, SOUTH, WEST + 9, SOUTH + 9), {"name": "Tiểu khu 9"}),
    "projects": ({"code": "P9"}, None, {"budget": 12.5}),
    "road_segments": (
        {"code": "R9", "widths": "0 5 5"},
        LineString([(WEST, SOUTH - 200), (WEST + 50, SOUTH - 200)]),
        {"name": "Đường R9"},
    ),
    "present_roads": (
        {"seg_code": "R1", "kind": "surface"},
        box(WEST, SOUTH - 3, WEST + 60, SOUTH + 3),
        {"seg_code": "R1"},
    ),
    "parcels": (
        {"commune": "15271", "sheet": "R1", "parcel": "50"},
        box(WEST + 500, SOUTH, WEST + 520, SOUTH + 30),
        {"land_use": "ODT"},
    ),
    "interests": (
        {"commune": "15271", "sheet": "R1", "parcel": "10", "holder": "Ngân hàng", "kind": "mortgage"},
        None,
        {"doc_no": "7"},
    ),
    "donations": (
        {"don_no": "D9", "commune": "15271", "sheet": "R1", "parcel": "10", "seg_code": "R1"},
        box(WEST, SOUTH + 3, WEST + 20, SOUTH + 5),
        {"trees": 3},
    ),
    "clearance_zones": ({"zone_no": "Z9"}, box(WEST, SOUTH, WEST + 9, SOUTH + 9), {"name": "Z"}),
    "campaign_phases": ({"phase_no": "9", "from_date": "2023-01-01"}, None, {"target_m2": "1.234,5"}),
    "documents": ({"sha256": "0" * 64}, None, {"title": "Biên bản"}),
    "clearance_households": (
        {"zone_no": "Z8", "owner": "H1", "land_kind": "farm"},
        box(WEST, SOUTH, WEST + 9, SOUTH + 9),
        {"note": "Đã hẹn"},
    ),
    "project_steps": (
        {"project": "P8", "step": "2", "day": "2023-02-02", "paper": "meeting_minutes"},
        None,
        {"paper_no": "7"},
    ),
    "household_steps": (
        {"zone_no": "Z8", "owner": "H1", "step": "5", "day": "2023-02-09", "paper": "draft_plan"},
        None,
        {"paper_no": "8"},
    ),
    "obstacles": (
        {"obst_no": "O9", "zone_no": "Z8", "kind": "price", "since": "2023-02-02"},
        None,
        {"resp": "Nguyễn Văn An", "due": "2023-04-02"},
    ),
    "progress_readings": ({"project": "P8", "read_on": "2023-02-02", "percent": 20}, None, {"percent": 25.5}),
    "campaign_targets": ({"phase_no": "8", "sub_no": "8", "target_m2": 100}, None, {"target_m": 40}),
    "contributions": (
        {"contr_no": "C9", "giver": "household", "kind": "labour", "days": 2, "given_on": "2023-02-02"},
        None,
        {"party": "H1"},
    ),
    "tidy_readings": (
        {"seg_code": "R1", "kind": "drain", "read_on": "2023-02-02", "length_m": 60, "tidy_m": 20},
        None,
        {"tidy_m": 30},
    ),
    "surveys": (
        {"content": "road", "sub_no": "8", "taken_on": "2023-02-02", "asked": 50, "satisfied": 40},
        None,
        {"satisfied": 41},
    ),
    "consents": ({"party": "H1", "purpose": "name", "cons_date": "2023-02-02"}, None, {"withdrawn": "2023-03-02"}),
    "visits": (
        {"don_no": "D9", "visit_no": 1, "visited_on": "2023-02-02", "result": "absent"},
        None,
        {"note": "Hẹn buổi tối"},
    ),
}
_PROJECT = Create(layer="projects", properties={"code": "P8"})
_ZONE = Create(
    layer="clearance_zones",
    properties={"zone_no": "Z8", "project": "P8"},
    geometry=box(WEST, SOUTH, WEST + 9, SOUTH + 9),
)
_STEPS = [
    Create(layer="project_steps", properties={"project": "P8", "step": step, "day": "2023-02-01", "paper": paper})
    for step, paper in (("1", "survey_plan"), ("3", "recovery_notice"), ("4", "inventory_minutes"))
]
_SUBDISTRICT = Create(layer="subdistricts", properties={"sub_no": "8"}, geometry=box(WEST, SOUTH, WEST + 9, SOUTH + 9))
RESTS_ON = {
    "clearance_households": [_PROJECT, _ZONE],
    "project_steps": [_PROJECT, _STEPS[0]],
    "household_steps": [
        _PROJECT,
        _ZONE,
        *_STEPS,
        Create(
            layer="clearance_households",
            properties={"zone_no": "Z8", "owner": "H1", "land_kind": "farm"},
            geometry=box(WEST, SOUTH, WEST + 9, SOUTH + 9),
        ),
    ],
    "obstacles": [_PROJECT, _ZONE],
    "progress_readings": [_PROJECT],
    "campaign_targets": [_SUBDISTRICT, Create(layer="campaign_phases", properties={"phase_no": "8"})],
    "surveys": [_SUBDISTRICT],
    "visits": [Create(layer="donations", properties=SAMPLES["donations"][0], geometry=SAMPLES["donations"][1])],
}
"""What has to be there before a sample can be."""


@pytest.mark.parametrize("layer", LAYERS)
def test_things_of_every_layer_come_change_and_go(connection, layer) -> None:
    for rested_on in RESTS_ON.get(layer, ()):
        apply(connection, rested_on)
    start = everything(connection)
    properties, shape, changed = SAMPLES[layer]
    identifier = uuid4()
    made = apply(connection, Create(layer=layer, properties=properties, geometry=shape, id=identifier))
    assert [one.state.id for one in made.changes] == [identifier]
    if layer != "present_roads":
        apply(connection, Replace(layer=layer, id=identifier, version=1, properties=changed))
        assert version_of(connection, identifier, layer) == 2
    apply(connection, Delete(layer=layer, id=identifier, version=None), when=WRONG)
    assert everything(connection) == start


def test_a_neighbour_that_only_a_later_state_of_is_told_can_be_edited_in_the_same_edit(connection) -> None:
    """Until a month later the neighbour stands back: only what it is then gets the new corner of the split."""
    neighbour, later = id_of(connection, "14"), When(ON + timedelta(days=30))
    full = shapes(connection)["14"]
    back = full.intersection(box(WEST + PLOT_M + 2, SOUTH - 100, WEST + 2 * PLOT_M, SOUTH))
    apply(
        connection,
        Replace(layer="parcels", id=neighbour, version=1, geometry=back),
        when=WRONG,
        acknowledged=["overlap", "gap"],
    )
    apply(
        connection,
        Replace(layer="parcels", id=neighbour, version=2, geometry=full),
        when=later,
        acknowledged=["overlap", "gap"],
    )
    use = Replace(layer="parcels", id=neighbour, version=3, properties={"land_use": "CLN"})
    apply(connection, split(connection, "13", SOUTH - 20), use, when=WRONG, acknowledged=["overlap", "gap"])
    assert row(connection, "parcels", "14")["land_use"] == "CLN"


def test_text_is_stored_in_one_form_however_its_marks_and_spaces_are_typed(connection) -> None:
    typed = {"code": "H-\u200b99", "name": unicodedata.normalize("NFD", "Hộ\u00a0mẫu"), "phone": "\u00a0"}
    apply(connection, Create(layer="parties", properties=typed))
    found = connection.execute(text("SELECT code, name, phone FROM layers.parties_states WHERE code = 'H-99'")).one()
    assert tuple(found) == ("H-99", "Hộ mẫu", None)
