"""Changes drawn at random, replayed in plain Python: parcels and donations on any day, as recorded after any change."""

from __future__ import annotations

import copy
import random
from datetime import date, timedelta

import pytest
from psycopg.types.range import DateRange

from layers.changes import change
from layers.database import engine
from layers.donations import STATES
from tests.scenes import Street

FIRST = date(2023, 1, 1)
LAND_USES = ("ODT", "CLN", "LUC", "TMD", "ODT+CLN")
DAYS_IN_STORY = 400

Periods = dict[str, list[tuple[date, date | None, str]]]
"""By parcel: first day, the day after the last, land use."""
Courses = dict[str, list[tuple[int, str, date]]]
"""By donation: number of the event, state, day."""


def some_day(dice: random.Random) -> date:
    return FIRST + timedelta(days=dice.randrange(DAYS_IN_STORY))


class Teller:
    """Changes the database and its own dictionaries alike, and keeps what stood after each change."""

    def __init__(self, database, dice: random.Random, parcels: list[str], donations: list[str]) -> None:
        self.owner = engine(database.owner)
        self.dice = dice
        self.periods: Periods = {name: [(FIRST, None, "ODT")] for name in parcels}
        self.courses: Courses = {name: [(1, "identified", FIRST)] for name in donations}
        self.past: list[tuple[int, Periods, Courses]] = []
        self.kinds = [self.divide, self.correct, self.forget, self.step, self.step, self.unstep]

    def tell(self, changes: int) -> None:
        for _ in range(changes):
            with self.owner.connect() as connection, change(connection, "an", "edit", "at random") as number:
                for _ in range(self.dice.randrange(1, 4)):
                    self.dice.choice(self.kinds)(connection)
            self.past.append((number, copy.deepcopy(self.periods), copy.deepcopy(self.courses)))

    def divide(self, connection) -> None:
        """From a day on the land use is another one: the period that holds the day ends there."""
        name, periods = self.dice.choice(list(self.periods.items()))
        day, use = some_day(self.dice), self.dice.choice(LAND_USES)
        held = [(first, last, was) for first, last, was in periods if first < day and (last is None or day < last)]
        if not held:
            return
        ((first, last, was),) = held
        connection.exec_driver_sql(
            "UPDATE layers.parcels_states SET valid = %s WHERE parcel = %s AND valid = %s",
            (DateRange(first, day), name, DateRange(first, last)),
        )
        connection.exec_driver_sql(
            "INSERT INTO layers.parcels_states (id, valid, commune, sheet, parcel, land_use, geom)"
            " SELECT id, %s, commune, sheet, parcel, %s, geom FROM layers.parcels_states"
            " WHERE parcel = %s AND lower(valid) = %s",
            (DateRange(day, last), use, name, first),
        )
        periods.remove((first, last, was))
        periods += [(first, day, was), (day, last, use)]

    def correct(self, connection) -> None:
        """A land use never was as recorded."""
        name, periods = self.dice.choice(list(self.periods.items()))
        if not periods:
            return
        first, last, was = self.dice.choice(periods)
        use = self.dice.choice(LAND_USES)
        connection.exec_driver_sql(
            "UPDATE layers.parcels_states SET land_use = %s WHERE parcel = %s AND valid = %s",
            (use, name, DateRange(first, last)),
        )
        periods[periods.index((first, last, was))] = (first, last, use)

    def forget(self, connection) -> None:
        """A period of a parcel never was."""
        name, periods = self.dice.choice(list(self.periods.items()))
        if len(periods) < 2:
            return
        gone = self.dice.choice(periods)
        connection.exec_driver_sql(
            "DELETE FROM layers.parcels_states WHERE parcel = %s AND valid = %s", (name, DateRange(*gone[:2]))
        )
        periods.remove(gone)

    def step(self, connection) -> None:
        """A donation takes a step, whenever that was."""
        name, events = self.dice.choice(list(self.courses.items()))
        seq = max((seq for seq, _, _ in events), default=0) + 1
        event = (seq, self.dice.choice(STATES), some_day(self.dice))
        connection.exec_driver_sql(
            "INSERT INTO layers.donation_events (id, seq, state, day, source)"
            " SELECT id, %s, %s, %s, 'import' FROM layers.donations WHERE don_no = %s",
            (*event, name),
        )
        events.append(event)

    def unstep(self, connection) -> None:
        """A step was typed in by mistake."""
        name, events = self.dice.choice(list(self.courses.items()))
        if len(events) < 2:
            return
        gone = self.dice.choice(events[1:])
        connection.exec_driver_sql(
            "DELETE FROM layers.donation_events WHERE seq = %s"
            " AND id = (SELECT id FROM layers.donations WHERE don_no = %s)",
            (gone[0], name),
        )
        events.remove(gone)


def land_uses(periods: Periods, on: date) -> dict[str, str]:
    return {
        name: use
        for name, held in periods.items()
        for first, last, use in held
        if first <= on and (last is None or on < last)
    }


def states(courses: Courses, on: date) -> dict[str, str]:
    """The state of the latest event up to and with the day; of two on one day the later in sequence."""
    found = {}
    for name, events in courses.items():
        past = [(day, seq, state) for seq, state, day in events if day <= on]
        if past:
            found[name] = max(past)[2]
    return found


@pytest.fixture
def teller(database, tmp_path, seed) -> Teller:
    street = Street(plots=6)
    for parcel in street.parcels:
        if parcel["parcel"].startswith("R"):
            parcel["from_date"] = FIRST.isoformat()
    for number in range(6):
        street.give("L", number, d_identif=FIRST.isoformat())
    street.build(database, tmp_path)
    parcels = [parcel["parcel"] for parcel in street.parcels if parcel["parcel"].startswith("R")]
    return Teller(database, random.Random(seed), parcels, [donation["don_no"] for donation in street.donations])


def test_every_day_as_recorded_after_every_change_equals_the_replay(teller, office_client, proving) -> None:
    teller.tell(40 if proving else 12)
    with teller.owner.connect() as connection:
        moments = dict(connection.exec_driver_sql("SELECT number, at::text FROM layers.changes").all())
    days = [FIRST + timedelta(days=step) for step in range(-1, DAYS_IN_STORY + 1, 9 if proving else 45)]
    for number, periods, courses in teller.past:
        for on in days:
            asked = {"datetime": on.isoformat(), "recorded": moments[number].replace(" ", "T"), "limit": 1000}
            parcels = office_client.get("/ogc/collections/parcels/items", params=asked).json()["features"]
            found = {f["properties"]["parcel"]: f["properties"]["land_use"] for f in parcels}
            assert {k: v for k, v in found.items() if k.startswith("R")} == land_uses(periods, on), (number, on)
            donations = office_client.get("/ogc/collections/donations/items", params=asked).json()["features"]
            found = {f["properties"]["don_no"]: f["properties"]["state"] for f in donations}
            assert found == states(courses, on), (number, on)


def test_history_can_be_neither_changed_nor_taken_away(teller, database) -> None:
    teller.tell(3)
    for statement in (
        "UPDATE history.parcels_states SET land_use = 'LUC'",
        "DELETE FROM history.donation_events",
        "TRUNCATE history.parcels_states",
        "UPDATE layers.changes SET who = 'nobody'",
        "DELETE FROM layers.changes",
        "TRUNCATE layers.parcels_states CASCADE",
        "UPDATE layers.parcels_states SET land_use = 'LUC'",  # without a change
    ):
        for url in (database.owner, database.officer):
            with (
                pytest.raises(Exception, match=r"append-only|permission denied|needs a change"),
                engine(url).begin() as connection,
            ):
                connection.exec_driver_sql(statement)
