"""An edit is looked at first: all of it in one change or nothing, and what is wrong with it in one sentence."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from shapely import LineString, MultiPolygon, Polygon, box

from layers import editing
from layers.editing import Create, Delete, Replace, Split
from layers.editing.refusals import (
    BadValue,
    CourseNeedsDay,
    DonationAcross,
    HoldsDonation,
    KeyTaken,
    MissingValue,
    NoSuchThing,
    NotDivisible,
    NothingAsked,
    NothingCut,
    Stale,
    Unacknowledged,
    UnfitGeometry,
    UnknownProperty,
    UnknownReference,
    Unsound,
)
from tests.layers.plots import FAR, FROM, NEAR, WRONG, apply, covered_once, id_of, move, split, version_of
from tests.layers.test_editing import SAMPLES
from tests.layers.test_subdividing import everything
from tests.scenes import PLOT_M, SOUTH, WEST


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
    with pytest.raises(Unacknowledged, match=r"saved: R1/10 and R1/11 overlap on 6.00 m²"):
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


def test_what_is_drawn_outside_of_the_town_is_told_before_it_is_saved(connection) -> None:
    town = (105.79, 19.96, 105.89, 20.03)
    here, exchanged = box(WEST + 300, SOUTH + 300, WEST + 310, SOUTH + 310), box(SOUTH, WEST, SOUTH + 10, WEST + 10)
    north = box(WEST, SOUTH + 60_000, WEST + 10, SOUTH + 60_010)
    turned, far, near = (
        Create(layer="parcels", geometry=shape, properties={"commune": "15271", "sheet": "S", "parcel": "1"})
        for shape in (exchanged, north, here)
    )
    for one, perhaps in ((turned, True), (far, False)):
        (problem,) = editing.preview(connection, [one], when=FROM, town=town).problems
        assert (problem.kind, problem.hard) == ("outside_town", False)
        assert ("perhaps X and Y are exchanged" in str(problem.says)) == perhaps
    assert not editing.preview(connection, [near], when=FROM, town=town).problems
    with pytest.raises(Unacknowledged, match="outside of the town"):
        editing.apply(connection, [far], when=FROM, who="an", reason="as measured", town=town)


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
        (Replace(layer="parcels", id=plot, version=1, properties={"cert_area": "-5"}), BadValue),
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
