"""An edit of several things at once: all of it in one change or nothing, looked at first, undone to the last byte."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon, box
from sqlalchemy import text

from layers import editing
from layers.catalogue import LAYERS
from layers.database import engine
from layers.editing import (
    Create,
    CutHole,
    CutStrip,
    Delete,
    Edit,
    Merge,
    MoveBoundary,
    Replace,
    Split,
    When,
)
from layers.editing.refusals import (
    BadValue,
    ChangesLater,
    CourseNeedsDay,
    DonationAcross,
    HoldsDonation,
    KeyOfOneDay,
    KeyTaken,
    MissingValue,
    NoStrip,
    NoSuchThing,
    NotDivisible,
    NothingAsked,
    NothingCut,
    NothingMoved,
    NotTogether,
    Stale,
    Unacknowledged,
    UnfitGeometry,
    UnknownProperty,
    UnknownReference,
    Unsound,
)
from layers.undoing import undo
from tests.conftest import PROVING, make_token
from tests.layers.test_subdividing import everything
from tests.scenes import DEPTH_M, PLOT_M, ROAD_M, SOUTH, WEST, Street, put

ON = date(2023, 9, 1)
FROM = When(ON)
WRONG = When(ON, correction=True)
WRITERS, WRITES = 8, 500 if PROVING else 6
NEAR, FAR = SOUTH + ROAD_M, SOUTH + ROAD_M + DEPTH_M
CORNER = (WEST + PLOT_M, NEAR)
"""Where plots 10 and 11 meet at the road; the other end of their common boundary is at `FAR`."""


@pytest.fixture
def connection(database, tmp_path):
    """A street with plots 10 to 15, three on each side; a part of 11 is given."""
    put(database, "parties", [{"code": "H1", "name": "Nguyễn Văn An"}], tmp_path)
    street = Street(plots=3)
    for number, parcel in enumerate(street.parcels):
        parcel |= {"parcel": str(10 + number), "from_date": "2020-01-01", "owner": "H1" if number == 1 else None}
    street.give("L", 1, owner="H1", d_identif="2023-03-01", d_agreed="2023-04-01")
    street.donations[0]["parcel"] = "11"
    interest = {"commune": "15271", "sheet": "R1", "parcel": "11", "holder": "Ngân hàng", "kind": "mortgage"}
    street.build(database, tmp_path)
    put(database, "interests", [interest], tmp_path)
    make_token(database, "an", "officer")
    with engine(database.officer).connect() as connection:
        yield connection


def id_of(connection, name: str, layer: str = "parcels") -> UUID:
    column = LAYERS[layer].key[-1]
    found = connection.execute(text(f"SELECT id FROM layers.{layer} WHERE {column} = :name"), {"name": name})
    identifier = found.scalar_one()
    connection.rollback()
    return identifier


def version_of(connection, identifier: UUID, layer: str = "parcels") -> int:
    version = connection.execute(text(f"SELECT version FROM layers.{layer} WHERE id = :id"), {"id": identifier})
    found = version.scalar_one()
    connection.rollback()
    return found


def apply(connection, *operations, when: When = FROM, acknowledged=()) -> Edit:
    return editing.apply(connection, operations, when=when, who="an", reason="as measured", acknowledged=acknowledged)


def shapes(connection, on: date = ON) -> dict[str, MultiPolygon]:
    rows = connection.execute(
        text("SELECT parcel, ST_AsBinary(geom) FROM layers.parcels_states WHERE valid @> cast(:on AS date)"), {"on": on}
    ).all()
    connection.rollback()
    return {number: shapely.from_wkb(bytes(shape)) for number, shape in rows}


def row(connection, layer: str, name: str, on: date = ON) -> dict | None:
    key = LAYERS[layer].key[-1]
    found = connection.execute(
        text(f"SELECT * FROM layers.{layer}_states WHERE {key} = :name AND valid @> cast(:on AS date)"),
        {"name": name, "on": on},
    ).mappings()
    state = found.one_or_none()
    connection.rollback()
    return dict(state) if state else None


def split(connection, name: str = "11", y: float = SOUTH + 20, **more) -> Split:
    line = LineString([(WEST + 200, y), (WEST - 10, y)])
    return Split(layer="parcels", id=id_of(connection, name), version=1, cut=line, **more)


def merge(connection, *names: str) -> Merge:
    ids = tuple(id_of(connection, name) for name in names)
    return Merge(layer="parcels", ids=ids, versions=tuple(version_of(connection, one) for one in ids))


def move(connection, *names: str, by: float = 1.0) -> MoveBoundary:
    ids = tuple(id_of(connection, name) for name in names)
    ends = ((CORNER[0], NEAR), (CORNER[0], FAR))
    to = tuple((x + by, y) for x, y in ends)
    return MoveBoundary(
        layer="parcels", ids=ids, versions=tuple(version_of(connection, one) for one in ids), origin=ends, to=to
    )


def covered_once(connection, on: date = ON) -> None:
    found = list(shapes(connection, on).values())
    assert shapely.coverage_is_valid(found, gap_width=0.001)


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
    assert changed["parcels", "15271/R1/16"].before is None
    assert changed["parcels", "15271/R1/11"].version == 2
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


def test_a_preview_tells_what_the_edit_will_do_and_writes_nothing(connection) -> None:
    start = everything(connection)
    new = uuid4()
    operations = [split(connection, new_id=new), move(connection, "10", "11", by=-1.0)]
    told = editing.preview(connection, operations, when=FROM)
    assert everything(connection) == start
    done = apply(connection, *operations)
    # Ids that nobody gave are made anew each time.
    as_told, as_done = (
        [(one.state.name, one.version, one.after and replace(one.after, id=new)) for one in edit.changes]
        for edit in (told, done)
    )
    assert as_told == as_done


def test_an_edit_is_whole_or_nothing(connection) -> None:
    start = everything(connection)
    with pytest.raises(Stale):
        apply(connection, split(connection), Replace(layer="parcels", id=id_of(connection, "12"), version=7))
    assert everything(connection) == start


def redraw(connection, name: str, shape: Polygon, version: int = 1) -> Replace:
    return Replace(layer="parcels", id=id_of(connection, name), version=version, geometry=shape)


def test_an_overlap_is_saved_only_when_it_is_acknowledged(connection) -> None:
    wide = redraw(connection, "10", box(WEST, NEAR, WEST + PLOT_M + 0.2, FAR))
    (problem,) = editing.preview(connection, [wide], when=FROM).problems
    assert (problem.kind, problem.hard) == ("overlap", False)
    assert problem.mend.state.geometry.area == pytest.approx(600)
    with pytest.raises(Unacknowledged, match=r"15271/R1/10 and 15271/R1/11 overlap on 6.00 m²"):
        apply(connection, wide)
    assert apply(connection, wide, acknowledged=["overlap"]).problems[0].kind == "overlap"
    mended = redraw(connection, "10", problem.mend.state.geometry, version=2)
    assert not apply(connection, mended).problems
    covered_once(connection)


def test_a_gap_a_sliver_and_a_crossing_are_told(connection) -> None:
    def kinds(shape) -> list[str]:
        return [one.kind for one in editing.preview(connection, [redraw(connection, "10", shape)], when=FROM).problems]

    assert kinds(box(WEST, NEAR, WEST + PLOT_M - 0.2, FAR)) == ["gap"]
    thin = MultiPolygon([box(WEST, NEAR, WEST + PLOT_M, FAR), box(WEST - 50, NEAR, WEST - 49.99, FAR)])
    assert kinds(thin) == ["sliver"]
    bow_tie = Polygon([(WEST, NEAR), (WEST + 20, FAR), (WEST + 20, NEAR), (WEST, FAR)])
    assert kinds(bow_tie) == ["self_crossing"]
    with pytest.raises(Unsound, match="crosses itself"):
        apply(connection, redraw(connection, "10", bow_tie), acknowledged=["self_crossing"])


def test_a_donation_stays_in_its_parcel(connection) -> None:
    donation = id_of(connection, "D-R1-L1", "donations")
    out = box(WEST + 19, NEAR, WEST + 40, NEAR + 2)
    edit = Replace(layer="donations", id=donation, version=version_of(connection, donation, "donations"), geometry=out)
    (problem,) = editing.preview(connection, [edit], when=WRONG).problems
    assert (problem.kind, problem.hard) == ("outside_parcel", True)
    assert problem.mend.state.geometry.area == pytest.approx(40)
    with pytest.raises(Unsound):
        apply(connection, edit, when=WRONG)
    away = redraw(connection, "11", box(WEST + 20, NEAR + 5, WEST + 40, FAR))
    with pytest.raises(Unsound, match="D-R1-L1"):
        apply(connection, away, when=WRONG)
    with pytest.raises(Unacknowledged, match="donation D-R1-L1"):
        apply(connection, away)
    with pytest.raises(HoldsDonation):
        apply(connection, Delete(layer="parcels", id=id_of(connection, "11"), version=1))
    with pytest.raises(DonationAcross):
        apply(connection, split(connection, y=NEAR + 1))


def test_what_is_refused_is_refused_in_one_sentence_and_nothing_is_written(connection) -> None:
    start = everything(connection)
    plot, key = id_of(connection, "10"), {"commune": "15271", "sheet": "R1", "parcel": "10"}
    shape = box(WEST, NEAR, WEST + 20, FAR)
    for operation, refusal in (
        (Replace(layer="parcels", id=uuid4(), version=1), NoSuchThing),
        (Replace(layer="parcels", id=plot, version=3), Stale),
        (Replace(layer="parcels", id=plot, version=1), NothingAsked),
        (Replace(layer="parcels", id=plot, version=1, properties={"colour": "red"}), UnknownProperty),
        (Replace(layer="parcels", id=plot, version=1, properties={"cert_area": "much"}), BadValue),
        (Replace(layer="parcels", id=plot, version=1, properties={"commune": None}), MissingValue),
        (Replace(layer="parcels", id=plot, version=1, properties={"owner": "H7"}), UnknownReference),
        (Replace(layer="parcels", id=plot, version=1, properties={"land_use": "XYZ"}), Unacknowledged),
        (Replace(layer="parcels", id=plot, version=1, geometry=LineString([(0, 0), (1, 1)])), UnfitGeometry),
        (Create(layer="parcels", properties=key, geometry=shape), KeyTaken),
        (Create(layer="parcels", properties=key | {"parcel": "60"}), MissingValue),
        (split(connection, y=SOUTH - 1), NothingCut),
        (Split(layer="donations", id=id_of(connection, "D-R1-L1", "donations"), version=None,
               cut=LineString([(0, 0), (1, 1)])), NotDivisible),
    ):  # fmt: skip
        with pytest.raises(refusal):
            apply(connection, operation)
    with pytest.raises(CourseNeedsDay):
        apply(connection, Create(layer="donations", properties=SAMPLES["donations"][0]), when=WRONG)
    assert everything(connection) == start


def test_undoing_everything_ends_where_it_began(connection, seed) -> None:
    """Random edits, one upon the other, all of them undone backwards: geometry as WKB, and every attribute."""
    start = everything(connection)
    dice = random.Random(seed)
    changes = []
    on = ON
    for _ in range(200 if PROVING else 12):
        on += timedelta(days=1)
        names = sorted(shapes(connection, on))
        name = dice.choice(names)
        plot = id_of(connection, name)
        version = version_of(connection, plot)
        shape = shapes(connection, on)[name]
        x, y = shape.representative_point().coords[0]
        way = (dice.uniform(-1, 1) * 200, dice.uniform(-1, 1) * 200)
        line = LineString([(x - way[0], y - way[1]), (x + way[0], y + way[1])])
        corner = dice.choice(list(shape.geoms[0].exterior.coords))
        operation = dice.choice(
            [
                Split(layer="parcels", id=plot, version=version, cut=line),
                Replace(layer="parcels", id=plot, version=version, properties={"cert_no": str(dice.random())}),
                MoveBoundary(
                    layer="parcels",
                    ids=(plot,),
                    versions=(version,),
                    origin=(corner,),
                    to=((corner[0] + dice.uniform(-1, 1), corner[1] + dice.uniform(-1, 1)),),
                ),
                Merge(
                    layer="parcels",
                    ids=(plot, id_of(connection, other := dice.choice(names))),
                    versions=(version, version_of(connection, id_of(connection, other))),
                ),
            ]
        )
        try:
            changes.append(apply(connection, operation, when=When(on)).change)
        except (DonationAcross, NotTogether, Unacknowledged, Unsound, NothingCut):
            continue
        covered_once(connection, on)
    assert changes
    for number in reversed(changes):
        undo(connection, number, who="an", reason="all of it")
    assert everything(connection) == start


def test_eight_who_write_at_once_lose_nothing(connection, database) -> None:
    plot = id_of(connection, "10")

    def write(writer: int) -> None:
        with engine(database.officer).connect() as own:
            for number in range(WRITES):
                while True:
                    # The version first: what is read after it may be newer, never older.
                    version = version_of(own, plot)
                    told = json.loads(row(own, "parcels", "10")["cert_no"] or "[]")
                    more = {"cert_no": json.dumps([*told, f"{writer}-{number}"])}
                    try:
                        apply(own, Replace(layer="parcels", id=plot, version=version, properties=more), when=WRONG)
                    except Stale:
                        continue
                    break

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    told = json.loads(row(connection, "parcels", "10")["cert_no"])
    assert sorted(told) == sorted(f"{writer}-{number}" for writer in range(WRITERS) for number in range(WRITES))
    assert version_of(connection, plot) == WRITERS * WRITES + 1
