"""The course of a donation: what the table allows goes, all else is refused, by the program and by the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError

from layers.access import RIGHTS
from layers.changes import change
from layers.database import engine
from layers.donation_course import BINDING, MAIN_STATES, MOVES, PAPERS, RIGHT_TO_ENTER, SIDE_STATES, START, moves_from
from layers.donation_moves import Mover, move_donation, take_back
from layers.donation_record import UnknownDonation, read_donation
from layers.donation_refusals import (
    DayToCome,
    DayTooEarly,
    NoMoveLeft,
    NoSuchMove,
    NothingToTakeBack,
    OtherSubdistrict,
    PapersMissing,
    PapersUnsigned,
    PaperTooLate,
    TrackMissing,
    UnknownScan,
)
from layers.donations import STATES
from layers.papers import Paper
from tests.conftest import make_token
from tests.scenes import Street, put, scene

FIRST = date(2023, 3, 1)
TODAY = date(2023, 12, 31)
TRACKS = ("gift", "return", None)
SPOUSE, BANK, BROTHER = "Trần Thị Bình", "Ngân hàng Nông nghiệp", "Nguyễn Văn Em"
GIVEN = {
    ("gift", "signed"): [Paper(kind="gift_deed", number="12/TC")],
    ("gift", "handed_over"): [Paper(kind="handover_minutes", number="3/BB")],
    ("gift", "recorded"): [Paper(kind="corrected_certificate", number="BK 376308")],
    ("return", "signed"): [Paper(kind="return_request", number="5/Đ")],
    ("return", "approved"): [Paper(kind="recovery_decision", number="88/QĐ-UBND")],
    ("return", "handed_over"): [Paper(kind="handover_minutes", number="4/BB")],
    ("return", "recorded"): [Paper(kind="register_decision", number="9/QĐ")],
}
"""What each move needs when nobody but the owner has a say."""
OFFICER, COLLEAGUE, CHAIR = Mover("an"), Mover("chi"), Mover("chủ tịch")


def donation_name(track: str | None) -> str:
    return f"D-{track or 'none'}"


@scene
def street(database, tmp_path):
    """A street where one donation of each track has no event yet, its owner alone having a say."""
    put(database, "parties", [{"code": f"H{n}", "name": f"Hộ {n}"} for n in range(4)], tmp_path)
    street = Street(plots=4)
    for number, track in enumerate(TRACKS):
        street.give("L", number, don_no=donation_name(track), track=track, owner=f"H{number}")
    street.build(database, tmp_path)
    make_token(database, CHAIR.name, "chair")
    for officer in (OFFICER, COLLEAGUE):
        make_token(database, officer.name, "officer")
    return street


@pytest.fixture
def connection(database, street):
    with engine(database.officer).connect() as connection:
        yield connection


def by(to: str) -> Mover:
    return CHAIR if to == "approved" else OFFICER


def bring_to(connection, state: str, track: str | None) -> date:
    """Bring a donation to a state as an import of the past would; return the day of its last event."""
    day = FIRST
    with change(connection, "an", "import", "the past"):
        connection.exec_driver_sql("DELETE FROM layers.donation_events")
        for number, past in enumerate(course_to(state), start=1):
            day = FIRST + timedelta(days=number)
            connection.exec_driver_sql(
                "INSERT INTO layers.donation_events (id, seq, state, day, source)"
                " SELECT id, %s, %s, %s, 'import' FROM layers.donations WHERE don_no = %s",
                (number, past, day, donation_name(track)),
            )
    return day


def course_to(state: str) -> list[str]:
    if state in SIDE_STATES:
        return ["identified", state]
    return list(MAIN_STATES[: MAIN_STATES.index(state) + 1]) if state else []


def move(connection, name: str, to: str, on: date, papers=(), mover: Mover | None = None) -> int:
    return move_donation(connection, name, to, on, papers=papers, reason="a test", by=mover or by(to), today=TODAY)


def state_of(connection, name: str) -> str:
    state = read_donation(connection, name).state
    connection.rollback()
    return state


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert " ".join(MAIN_STATES) == "identified approached agreed surveyed signed approved handed_over recorded"
    steps = {(START, "identified"), *pairwise(MAIN_STATES)}
    sides = {
        (state, side)
        for state in ("identified", "approached", "agreed", "surveyed")
        for side in ("declined", "withdrawn")
    }
    assert {(move.origin, move.to) for move in MOVES} == steps | sides
    assert set(RIGHT_TO_ENTER) == set(STATES)


@pytest.mark.parametrize("track", TRACKS)
def test_every_state_to_every_state_on_each_track(connection, track) -> None:
    name = donation_name(track)
    for origin in (START, *STATES):
        for to in STATES:
            day = bring_to(connection, origin, track)
            papers = GIVEN.get((track, to), [])
            allowed = to in {one.to for one in moves_from(origin)}
            if not allowed:
                with pytest.raises((NoSuchMove, NoMoveLeft)):
                    move(connection, name, to, day, papers)
            elif track is None and to in BINDING:
                with pytest.raises(TrackMissing):
                    move(connection, name, to, day, papers)
            else:
                if papers:
                    with pytest.raises(PapersMissing):
                        move(connection, name, to, day)
                move(connection, name, to, day, papers)
                assert state_of(connection, name) == to
                continue
            assert state_of(connection, name) == origin, (origin, to)


def test_the_database_refuses_the_same_by_itself(connection, database, street) -> None:
    """Whoever writes past the program: every pair of states, with no paper at all."""
    for origin in (START, *STATES):
        for to in STATES:
            day = bring_to(connection, origin, "gift")
            fine = to in {one.to for one in moves_from(origin)} and not GIVEN.get(("gift", to)) and to != "approved"
            statement = (
                "INSERT INTO layers.donation_events (id, seq, state, day, source)"
                " SELECT id, 50, %s, %s, 'program' FROM layers.donations WHERE don_no = 'D-gift'"
            )
            if fine:
                with change(connection, "an", "edit", "past the program"):
                    connection.exec_driver_sql(statement, (to, day))
            else:
                with (
                    pytest.raises(Exception, match=r"does not move|lacks papers|the chair's"),
                    change(connection, "an", "edit", "past the program"),
                ):
                    connection.exec_driver_sql(statement, (to, day))


def test_the_database_holds_what_a_move_rests_on(connection, database) -> None:
    bring_to(connection, "surveyed", "gift")
    move(connection, "D-gift", "signed", TODAY, GIVEN["gift", "signed"])
    move(connection, "D-gift", "approved", TODAY)
    for statement in (
        "DELETE FROM layers.donation_papers",
        "UPDATE layers.donation_papers SET kind = 'other'",
        "DELETE FROM layers.donation_events WHERE state = 'signed'",
        "UPDATE layers.donation_events SET state = 'recorded' WHERE state = 'approved'",
        "UPDATE layers.donation_events SET day = '2999-01-01' WHERE state = 'approved'",
    ):
        with (
            pytest.raises(Exception, match=r"A donation|lacks papers|not happened"),
            change(connection, "an", "edit", "past the program"),
        ):
            connection.exec_driver_sql(statement)
    assert state_of(connection, "D-gift") == "approved"


def test_only_the_chair_approves_and_the_database_knows_who_that_is(connection) -> None:
    day = bring_to(connection, "signed", "gift")
    with pytest.raises(Exception, match="chair"):
        move(connection, "D-gift", "approved", day, mover=COLLEAGUE)
    with pytest.raises(Exception, match="nobody approves the own change"):
        move(connection, "D-gift", "approved", day, mover=OFFICER)
    assert state_of(connection, "D-gift") == "signed"
    move(connection, "D-gift", "approved", day, mover=CHAIR)


def test_all_who_have_a_say_must_consent(connection, database, tmp_path) -> None:
    put(database, "parties", [{"code": "H0", "name": "Hộ 0", "spouse": SPOUSE}], tmp_path)
    plot = {"commune": "15271", "sheet": "R1", "parcel": "L0"}
    put(
        database,
        "interests",
        [
            {**plot, "holder": BANK, "kind": "mortgage", "from_date": "2020-01-01", "to_date": None},
            {**plot, "holder": BROTHER, "kind": "co_user", "from_date": "2020-01-01", "to_date": None},
            {**plot, "holder": "Ngân hàng cũ", "kind": "mortgage", "from_date": "2010-01-01", "to_date": "2015-01-01"},
        ],
        tmp_path,
    )
    day = bring_to(connection, "surveyed", "gift")
    deed = Paper(kind="gift_deed", number="12/TC")
    wife = Paper(kind="consent", holder=SPOUSE, dated=FIRST)
    brother = Paper(kind="power_of_attorney", holder=BROTHER, number="31/CC")
    bank = Paper(kind="bank_consent", holder=BANK, dated=FIRST)
    for papers, missing in (
        ([deed], (SPOUSE, BROTHER, BANK)),
        ([deed, wife, bank], (BROTHER,)),
        ([deed, wife, brother], (BANK,)),
        ([deed, wife, brother, Paper(kind="consent", holder=BANK)], (BANK,)),
        ([wife, brother, bank], ("Deed of gift",)),
    ):
        with pytest.raises(PapersMissing) as refused:
            move(connection, "D-gift", "signed", day, papers)
        told = str(refused.value)
        assert {name for name in (SPOUSE, BROTHER, BANK, "Deed of gift", "Ngân hàng cũ") if name in told} == set(
            missing
        )
    move(connection, "D-gift", "signed", day, [deed, wife, brother, bank])
    kept = read_donation(connection, "D-gift").events[-1]
    assert set(kept.papers) == {deed, wife, brother, bank}
    assert (kept.who, kept.reason, kept.source) == ("an", "a test", "program")


@pytest.mark.parametrize(("track", "to"), GIVEN)
def test_a_paper_without_a_number_or_a_day_is_no_signed_paper(connection, track, to) -> None:
    """Nor one of a later day: the program says what is lacking, the database refuses it whoever writes."""
    name, day = donation_name(track), bring_to(connection, MAIN_STATES[MAIN_STATES.index(to) - 1], track)
    (numbered,) = GIVEN[track, to]
    bare = Paper(kind=numbered.kind, number=" ")
    label = PAPERS[numbered.kind]
    with pytest.raises(PapersUnsigned, match=f"number nor a day of signing: .*{label}"):
        move(connection, name, to, day, [bare, Paper(kind="other", number="1")])
    with pytest.raises(PaperTooLate, match=label):
        move(connection, name, to, day, [replace(bare, dated=day + timedelta(days=1))])
    move(connection, name, to, day, [bare, replace(numbered, dated=day)])
    for statement in (
        "UPDATE layers.donation_papers SET number = '', dated = NULL",
        f"UPDATE layers.donation_papers SET dated = '{day + timedelta(days=1)}'",
    ):
        with (
            pytest.raises(Exception, match="lacks papers"),
            change(connection, "an", "edit", "past the program"),
        ):
            connection.exec_driver_sql(statement)
    assert state_of(connection, name) == to


def test_an_interest_in_a_parcel_that_is_not_there_is_refused(database, street, tmp_path) -> None:
    row = {"commune": "15271", "sheet": "R1", "parcel": "L99", "holder": BANK, "kind": "mortgage"}
    with pytest.raises(AssertionError, match="L99"):
        put(database, "interests", [row], tmp_path)


def test_the_office_edits_what_is_needed_from_a_day_on(connection) -> None:
    with change(connection, "an", "edit", "the province's decision of July"):
        connection.exec_driver_sql(
            "INSERT INTO reference.required_papers (code, valid, label_vi, label_en, track, state, any_of) VALUES"
            " ('gift-agreed', '[2023-07-01,)', 'Đơn tự nguyện', 'Pledge', 'gift', 'agreed', 'pledge')"
        )
    bring_to(connection, "approached", "gift")
    with pytest.raises(PapersMissing):
        move(connection, "D-gift", "agreed", date(2023, 7, 1))
    move(connection, "D-gift", "agreed", date(2023, 6, 30))


def test_days_go_forward_and_end_today(connection) -> None:
    day = bring_to(connection, "agreed", "gift")
    with pytest.raises(DayTooEarly):
        move(connection, "D-gift", "surveyed", day - timedelta(days=1))
    with pytest.raises(DayToCome):
        move(connection, "D-gift", "surveyed", TODAY + timedelta(days=1))
    move(connection, "D-gift", "surveyed", day)  # the same day: the later in sequence holds
    assert state_of(connection, "D-gift") == "surveyed"


def test_what_is_not_there_is_named(connection) -> None:
    bring_to(connection, "surveyed", "gift")
    with pytest.raises(UnknownDonation):
        move(connection, "D-nowhere", "signed", TODAY)
    with pytest.raises(UnknownScan):
        move(connection, "D-gift", "signed", TODAY, [Paper(kind="gift_deed", number="12/TC", sha256="0" * 64)])


def test_taking_back_is_a_correction_that_recorded_time_remembers(connection, office_client) -> None:
    def told(**asked):
        asked = {"datetime": TODAY.isoformat(), "don_no": "D-gift", **asked}
        features = office_client.get("/ogc/collections/donations/items", params=asked).json()["features"]
        return [(one["properties"]["state"], one["properties"]["source"]) for one in features]

    bring_to(connection, "surveyed", "gift")
    assert told() == [("surveyed", "import")]
    number = move(connection, "D-gift", "signed", TODAY, GIVEN["gift", "signed"])
    moment = connection.exec_driver_sql("SELECT at FROM layers.changes WHERE number = %s", (number,)).scalar()
    connection.rollback()
    assert told() == [("signed", "program")]
    take_back(connection, "D-gift", reason="the wrong household", by=OFFICER)
    assert told() == [("surveyed", "import")]
    assert told(recorded=moment.isoformat()) == [("signed", "program")]
    kept = connection.exec_driver_sql("SELECT kind, number FROM history.donation_papers").all()
    assert [tuple(paper) for paper in kept] == [("gift_deed", "12/TC")]


def test_nothing_is_taken_back_from_a_donation_without_events(connection) -> None:
    with pytest.raises(NothingToTakeBack):
        take_back(connection, "D-none", reason="?", by=OFFICER)


def test_a_head_enters_the_own_subdistrict_alone(connection, database, tmp_path, street) -> None:
    west = street.plot("L", 0).union(street.plot("L", 1)).buffer(1.0)
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": west}], tmp_path)
    head = Mover("head", subdistrict="4")
    move(connection, "D-gift", "identified", TODAY, mover=head)
    with pytest.raises(OtherSubdistrict):
        move(connection, "D-none", "identified", TODAY, mover=head)
    with pytest.raises(OtherSubdistrict):
        move(connection, "D-gift", "approached", TODAY, mover=Mover("head", subdistrict=""))


def test_a_donation_lies_in_its_parcel_as_that_was_on_the_day_of_its_first_event(connection, street) -> None:
    numbers = count(1)

    def enter(*days: date) -> None:
        with change(connection, "an", "import", "the past"):
            for day in days:
                connection.exec_driver_sql(
                    "INSERT INTO layers.donation_events (id, seq, state, day, source)"
                    " SELECT id, %s, 'identified', %s, 'import' FROM layers.donations WHERE don_no = 'D-gift'",
                    (next(numbers), day),
                )

    with change(connection, "an", "import", "the parcel was made later"):
        connection.exec_driver_sql(
            "UPDATE layers.parcels_states SET valid = daterange(%s, NULL) WHERE parcel = 'L0'", (FIRST,)
        )
    enter(FIRST + timedelta(days=9), FIRST + timedelta(days=1))
    enter(FIRST + timedelta(days=3))
    with pytest.raises(IntegrityError, match="outside its parcel"):
        enter(FIRST + timedelta(days=5), FIRST - timedelta(days=1), FIRST + timedelta(days=2))


def test_areas_of_papers_stand_beside_the_measured_one(connection, database, tmp_path) -> None:
    street = Street(plots=4)
    street.give("L", 0, don_no="D-gift", track="gift", pledged_m2=40, paper_m2=45, handed_m2=38.5)
    put(database, "donations", street.donations, tmp_path)
    donation = read_donation(connection, "D-gift")
    assert donation.measured_m2 == pytest.approx(40)
    assert {one.column: (one.paper_m2, one.difference_m2, one.tolerated) for one in donation.areas} == {
        "pledged_m2": (40, 0, True),
        "paper_m2": (45, 5, False),
        "handed_m2": (38.5, -1.5, True),
    }


def test_the_database_has_the_moves_and_papers_of_the_code(connection) -> None:
    moves = connection.exec_driver_sql("SELECT from_state, to_state FROM layers.donation_moves").all()
    assert {tuple(row) for row in moves} == {(one.origin, one.to) for one in MOVES}
    rows = connection.exec_driver_sql("SELECT track, state, any_of, of_each FROM reference.required_papers").all()
    for track, state, any_of, of_each in rows:
        assert track in TRACKS
        assert state in STATES
        assert set(any_of.split()) <= set(PAPERS)
        assert of_each in {None, "co_user", "mortgage"}


def test_the_documentation_has_the_table() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "donation-course.md").read_text("utf-8")
    told = [
        [cell.strip(" `") for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")
    ]
    roles = {
        right: ", ".join(role for role, rights in RIGHTS.items() if right in rights)
        for right in RIGHT_TO_ENTER.values()
    }
    assert told == [[move.origin or "-", move.to, move.right.value, roles[move.right]] for move in MOVES]


def test_a_connection_of_the_publics_sees_no_paper_and_no_consent(database, street) -> None:
    with psycopg.connect(database.libpq(database.public), autocommit=True) as connection:
        for table in (
            "layers.donation_papers",
            "layers.interests",
            "layers.interests_states",
            "history.interests_states",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}")
