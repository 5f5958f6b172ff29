"""The part that is given becomes a parcel of its own: nothing else changes, and an undo restores all of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
import shapely
from shapely import LineString, box
from sqlalchemy import text

from layers.changes import change
from layers.database import engine
from layers.donation_moves import Mover, move_donation
from layers.donation_record import read_donation
from layers.donation_refusals import PapersMissing
from layers.editing import Split, When, apply
from layers.editing.refusals import ChangesLater, DonationAcross, NoSuchThing, NothingCut, NothingLeft
from layers.papers import Paper
from layers.parcels import PARCELS
from layers.periods import begin_period
from layers.undoing import NothingToUndo, RestsOnIt, UnknownChange, WrittenSince, undo
from layers.widening_figures import figures
from tests.conftest import make_token
from tests.scenes import PLOT_M, SOUTH, WEST, Street, put, scene

ON = date(2023, 9, 1)
BEFORE = ON - timedelta(days=1)
PLOT = ("15271", "R1", "11")
STRIP = box(WEST - 10, SOUTH, WEST + 400, SOUTH + 5)
"""2 m of each plot on the left."""
TODAY = date(2023, 12, 31)


@scene
def street(database, tmp_path):
    """A street with numbered plots, whose household gives 2 m of plot 11, with a neighbour on each side."""
    put(database, "parties", [{"code": "H1", "name": "Nguyễn Văn An"}], tmp_path)
    street = Street(plots=3)
    for number, parcel in enumerate(street.parcels):
        parcel |= {"parcel": str(10 + number), "from_date": "2020-01-01", "owner": "H1" if number == 1 else None}
    name = street.give("L", 1, owner="H1", d_identif="2023-03-01", d_agreed="2023-04-01")
    street.donations[0]["parcel"] = "11"
    assert name == "D-R1-L1"
    make_token(database, "an", "officer")
    return street.build(database, tmp_path)


@pytest.fixture
def connection(database, street):
    with engine(database.officer).connect() as connection:
        yield connection


class Cut(NamedTuple):
    change: int
    number: str
    given_m2: float
    remainder_m2: float


def cut(connection, parcel=PLOT, shape=STRIP, on=ON) -> Cut:
    """Cut a part off a parcel, as an officer does by the strip of a road or by a line."""
    found = connection.execute(
        text("SELECT id FROM layers.parcels WHERE (commune, sheet, parcel) = (:commune, :sheet, :parcel)"),
        dict(zip(PARCELS.key, parcel, strict=True)),
    ).scalar()
    connection.rollback()
    operation = Split(layer="parcels", id=found or uuid4(), version=None, cut=shape)
    edit = apply(connection, [operation], when=When(on), who="an", reason="for the road")
    drawn = [one for one in edit.changes if one.state.layer is PARCELS]
    new = next(one.after for one in drawn if one.before is None)
    old = next(one.after for one in drawn if one.state.id == found)
    return Cut(edit.change, new.values["parcel"], new.geometry.area, old.geometry.area)


def parcels(connection, on: date) -> dict[str, shapely.Geometry]:
    rows = connection.execute(
        text("SELECT parcel, ST_AsBinary(geom) FROM layers.parcels_states WHERE valid @> cast(:on AS date)"), {"on": on}
    ).all()
    connection.rollback()
    return {number: shapely.from_wkb(bytes(shape)) for number, shape in rows}


def everything(connection) -> dict[str, list[tuple]]:
    """Every row of every layer with its geometry as WKB; without versions and numbers of changes."""
    tables = connection.execute(
        text(
            "SELECT t.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class AS t"
            " JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND a.attname NOT IN ('change', 'version')"
            " WHERE t.relnamespace = 'layers'::regnamespace AND t.relkind = 'r' AND t.relname <> 'changes' GROUP BY 1"
        )
    ).all()
    found = {
        name: sorted(
            str(tuple(row)) for row in connection.execute(text(f"SELECT {', '.join(columns)} FROM layers.{name}"))
        )
        for name, columns in tables
    }
    connection.rollback()
    return found


def told(client, collection: str, on: date) -> list[dict]:
    features = client.get(f"/ogc/collections/{collection}/items", params={"datetime": on.isoformat()}).json()[
        "features"
    ]
    return [feature["properties"] for feature in features]


def without_parcel(donation: dict) -> dict:
    """Leave out the parcel's number, and the period that begins where it changes."""
    return {name: value for name, value in donation.items() if name not in {"parcel", "from_date", "to_date"}}


def test_two_parcels_from_the_day_on(connection) -> None:
    old = parcels(connection, BEFORE)["11"]
    found = cut(connection)
    assert (found.number, round(found.given_m2, 6), round(found.remainder_m2, 6)) == ("16", 40, 560)
    before, after = parcels(connection, BEFORE), parcels(connection, ON)
    assert before["11"].equals_exact(old)
    assert "16" not in before
    assert after["16"].area + after["11"].area == pytest.approx(old.area, abs=0.01)
    assert after["16"].equals(old.intersection(STRIP))
    for on in (before, after):
        assert shapely.coverage_is_valid([shape for number, shape in on.items()])
    corners = {(WEST + PLOT_M, SOUTH + 5), (WEST + 2 * PLOT_M, SOUTH + 5)}
    for part in ("10", "12"):
        assert corners & {tuple(point) for point in shapely.get_coordinates(after[part])}
        assert not corners & {tuple(point) for point in shapely.get_coordinates(before[part])}
    lineage = connection.execute(
        text(
            "SELECT old.parcel, new.parcel, l.day, s.parent FROM layers.parcel_lineage AS l"
            " JOIN layers.parcels AS old ON old.id = l.parent JOIN layers.parcels AS new ON new.id = l.child"
            " JOIN layers.parcels_states AS s ON s.id = new.id"
        )
    ).all()
    assert [tuple(row) for row in lineage] == [("11", "16", ON, "R1/11")]


def test_no_figure_of_any_day_changes_but_the_parcels_number(connection, office_client, public_client) -> None:
    days = [date(2023, 2, 1), date(2023, 3, 15), date(2023, 4, 2), BEFORE, ON, TODAY]

    def figures() -> dict[date, object]:
        return {
            on: (
                [without_parcel(one) for one in told(office_client, "donations", on)],
                sorted(
                    (str(owner), blocks, round(area, 3))
                    for owner, blocks, area in connection.execute(
                        text(
                            "SELECT owner, coalesce(blocks, true), sum(ST_Area(geom)) FROM layers.parcels_states"
                            " WHERE valid @> cast(:on AS date) GROUP BY 1, 2"
                        ),
                        {"on": on},
                    )
                ),
                told(public_client, "donations", on),
            )
            for on in days
        }

    before = figures()
    connection.rollback()
    cut(connection)
    assert figures() == before
    connection.rollback()
    assert [[one["parcel"] for one in told(office_client, "donations", on)] for on in days[-3:]] == [
        ["11"],
        ["16"],
        ["16"],
    ]
    with change(connection, "an", "edit", "it is road now"):
        connection.execute(text("UPDATE layers.parcels_states SET land_use = 'DGT' WHERE parcel = '16'"))
    assert figures() == before


def test_no_figure_of_the_widening_changes_but_the_parcels_number(connection, database) -> None:
    """What was asked of the old parcel and given by it is the new one's; what is left of each is its own affair."""
    own = {"share", "remaining_m2", "remainder", "small_before", "on_road_m2"}

    def renamed(value: object) -> object:
        if isinstance(value, dict):
            return {name: renamed(one) for name, one in value.items() if name not in own}
        if isinstance(value, list):
            return sorted((renamed(one) for one in value), key=str)
        if isinstance(value, float):
            return round(value, 6)
        return "11" if value == "16" else value

    def figures_on(on: date) -> object:
        return renamed(json.loads(json.dumps(figures(engine(database.officer), on.toordinal()), default=str)))

    days = [date(2023, 3, 15), date(2023, 5, 1), BEFORE, ON, TODAY]
    before = [figures_on(on) for on in days]
    assert "11" in str(before)
    cut(connection)
    assert [figures_on(on) for on in days] == before


def test_an_undo_restores_everything_and_can_be_undone(connection) -> None:
    start = everything(connection)
    version = read_donation(connection, "D-R1-L1").version
    connection.rollback()
    found = cut(connection)
    after = everything(connection)
    assert after != start
    undone = undo(connection, found.change, who="an", reason="the wrong strip")
    assert everything(connection) == start
    assert read_donation(connection, "D-R1-L1").version > version
    connection.rollback()
    undo(connection, undone, who="an", reason="it was right")
    assert everything(connection) == after


def test_undoing_a_chain_backwards_ends_where_it_began(connection) -> None:
    start = everything(connection)
    changes = [cut(connection).change]
    changes.append(cut(connection, shape=LineString([(WEST + 80, SOUTH + 9), (WEST - 5, SOUTH + 9)]), on=ON).change)
    changes.append(cut(connection, parcel=("15271", "R1", "10"), on=TODAY).change)
    with pytest.raises(WrittenSince):
        undo(connection, changes[0], who="an", reason="out of turn")
    for number in reversed(changes):
        undo(connection, number, who="an", reason="all of it")
    assert everything(connection) == start


def test_a_move_and_its_papers_are_undone_too(connection) -> None:
    start = everything(connection)
    number = move_donation(
        connection,
        "D-R1-L1",
        "surveyed",
        ON,
        papers=[Paper(kind="survey_extract", number="7")],
        reason="measured",
        by=Mover("an"),
        today=TODAY,
    )
    undone = undo(connection, number, who="an", reason="not yet")
    assert everything(connection) == start
    undo(connection, undone, who="an", reason="yes, it was")
    assert read_donation(connection, "D-R1-L1").events[-1].papers == (Paper(kind="survey_extract", number="7"),)


def test_an_undo_takes_nothing_along_that_came_later(connection) -> None:
    number = cut(connection).change
    move_donation(connection, "D-R1-L1", "surveyed", TODAY, reason="measured", by=Mover("an"), today=TODAY)
    with change(connection, "an", "edit", "another donation on the new parcel"):
        connection.execute(text("INSERT INTO layers.donations (don_no) VALUES ('D-2')"))
        connection.execute(
            text(
                "INSERT INTO layers.donations_states (id, valid, don_no, commune, sheet, parcel, geom)"
                " SELECT i.id, daterange('2023-10-01', NULL), 'D-2', s.commune, s.sheet, s.parcel, s.geom"
                " FROM layers.donations AS i, layers.parcels_states AS s WHERE i.don_no = 'D-2' AND s.parcel = '16'"
            )
        )
    before = everything(connection)
    with pytest.raises(RestsOnIt):
        undo(connection, number, who="an", reason="too late")
    assert everything(connection) == before


def test_what_can_not_be_undone_is_said(connection) -> None:
    with pytest.raises(UnknownChange):
        undo(connection, 999, who="an", reason="?")
    with change(connection, "an", "edit", "nothing") as number:
        pass
    with pytest.raises(NothingToUndo):
        undo(connection, number, who="an", reason="?")


def test_to_cut_first_and_sign_later_spares_nobodys_consent(connection, database, tmp_path) -> None:
    interest = {"commune": "15271", "sheet": "R1", "parcel": "11", "holder": "Ngân hàng", "kind": "mortgage"}
    put(database, "interests", [interest], tmp_path)
    cut(connection)
    with change(connection, "an", "import", "the past"):
        connection.execute(text("UPDATE layers.donations_states SET track = 'gift'"))
        connection.execute(
            text(
                "INSERT INTO layers.donation_events (id, seq, state, day)"
                " SELECT id, 4, 'surveyed', '2023-09-02' FROM layers.donations"
            )
        )
    with pytest.raises(PapersMissing, match="Ngân hàng"):
        move_donation(
            connection,
            "D-R1-L1",
            "signed",
            TODAY,
            papers=[Paper(kind="gift_deed")],
            reason="signed",
            by=Mover("an"),
            today=TODAY,
        )


@pytest.mark.parametrize(
    ("parcel", "shape", "on", "refusal"),
    [
        (("15271", "R1", "99"), STRIP, ON, NoSuchThing),
        (PLOT, STRIP, date(2019, 12, 31), NoSuchThing),
        (PLOT, box(WEST, SOUTH - 9, WEST + 400, SOUTH + 3), ON, NothingCut),
        (PLOT, LineString([(WEST + 25, SOUTH + 9), (WEST + 35, SOUTH + 9)]), ON, NothingCut),
        (PLOT, box(WEST, SOUTH, WEST + 400, SOUTH + 99), ON, NothingLeft),
        (PLOT, box(WEST, SOUTH, WEST + 400, SOUTH + 4), ON, DonationAcross),
    ],
)
def test_a_cut_that_can_not_be_is_refused_and_nothing_is_written(connection, parcel, shape, on, refusal) -> None:
    before = everything(connection)
    with pytest.raises(refusal):
        cut(connection, parcel, shape, on)
    assert everything(connection) == before


def test_a_parcel_that_changes_later_is_cut_after_that(connection) -> None:
    with change(connection, "an", "edit", "another state"):
        plot = connection.execute(text("SELECT id FROM layers.parcels WHERE parcel = '11'")).scalar()
        begin_period(connection, PARCELS, plot, TODAY)
    with pytest.raises(ChangesLater):
        cut(connection)
    cut(connection, on=TODAY)
