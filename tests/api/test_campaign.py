"""The office's campaign: made ready beside the service, known to a worker until the next change, and never stale."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from layers.campaign_figures import keep_campaign
from layers.campaign_report import campaign_answer
from layers.database import engine
from layers.readable import Audience
from tests.scenes import Street, put, scene

DAYS = [date(2023, 2, 28), date(2023, 4, 30)]
_KEPT = text("SELECT EXISTS (SELECT FROM derived.figures WHERE valid @> CAST(:day AS date))")


@scene
def street(database, tmp_path):
    """Four plots whose land is signed for, all in subdistrict 4, and one phase."""
    street = Street("R1", plots=4)
    for number in range(4):
        street.give("L", number, d_signed="2023-03-10")
    street.build(database, tmp_path)
    ground = street.centreline.buffer(60)
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": ground}], tmp_path)
    phase = {"phase_no": "1", "from_date": "2023-03-01", "to_date": "2023-04-30", "target_m2": 400}
    put(database, "campaign_phases", [phase], tmp_path)
    put(database, "campaign_targets", [{"phase_no": "1", "sub_no": "4", "target_m2": 400}], tmp_path)
    return street


def reached(client):
    told = client.get("/api/campaign").json()
    return told["phases"][0]["reached_m2"], told["targets"][0]["reached_m2"]


def test_what_was_just_written_is_in_the_next_answer(database, office_client, street, tmp_path):
    assert reached(office_client) == reached(office_client) == (0, 0)
    for donation in street.donations[:3]:
        donation["d_handed"] = "2023-04-20"
    put(database, "donations", street.donations, tmp_path)
    assert reached(office_client) == (120, 120)
    put(database, "subdistricts", [{"sub_no": "4", "geometry": street.plot("L", 0).buffer(5)}], tmp_path)
    assert reached(office_client)[1] < 120


def test_before_it_is_worked_out_nothing_is_told_to_be_reached_and_not_zero(database, street):
    with engine(database.public).connect() as connection:
        told = campaign_answer(connection, Audience.PUBLIC, DAYS[1], lambda _day: [])
    (phase,), (target,) = told["phases"], told["targets"]
    assert (phase["reached_m2"], phase["percent_m2"], phase["reached_hh"]) == (None, None, None)
    assert (target["reached_m2"], target["percent_m2"], target["reached_m"]) == (None, None, None)


def test_the_days_that_it_is_summed_up_from_are_made_ready(database, street):
    def kept():
        with engine(database.officer).connect() as connection:
            return [connection.scalar(_KEPT, {"day": day}) for day in DAYS]

    assert kept() == [False, False]
    keep_campaign(database.officer)
    assert kept() == [True, True]
