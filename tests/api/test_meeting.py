"""A meeting's figures are the engine's; an agenda is saved, shown, compared with, and frozen for good."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.conftest import make_token
from tests.scenes import Street, put, scene

DAY = "2023-04-30"


@scene
def street(database, tmp_path):
    """A street with a survey, three donations, and two phases of the campaign."""
    street = Street()
    for number, days in (
        (0, {"d_identif": "2023-03-01", "d_signed": "2023-03-20", "d_handed": "2023-04-10"}),
        (1, {"d_identif": "2023-03-01", "d_signed": "2023-04-20"}),
        (2, {"d_identif": "2023-05-01", "d_signed": "2023-06-01", "d_handed": "2023-06-20"}),
    ):
        street.give("L", number, don_no=f"D-L{number}", **days)
    street.build(database, tmp_path)
    put(
        database,
        "present_roads",
        [{"seg_code": "R1", "kind": "surface", "geometry": street.centreline.buffer(3, cap_style="flat")}],
        tmp_path,
    )
    put(
        database,
        "campaign_phases",
        [
            {"phase_no": "1", "from_date": "2023-03-01", "to_date": DAY, "target_m2": 100, "target_hh": 4},
            {"phase_no": "2", "from_date": "2023-05-01", "to_date": "2023-09-02"},
            {"phase_no": "3", "from_date": "2023-09-03", "to_date": "2023-12-31"},
        ],
        tmp_path,
    )
    return street


@pytest.fixture
def office(street, database, public_client):
    """Yield a client with an officer's token."""
    public_client.headers["Authorization"] = f"Bearer {make_token(database, 'officer', 'officer')}"
    public_client.headers["Accept-Language"] = "en"
    return public_client


def save(client, agenda=None, **more):
    """Save an agenda, and return its id and the answer."""
    agenda = agenda or str(uuid4())
    body = {"title": "Họp", "on": DAY, "chapters": [{"phase": "1", "roads": ["R1"]}], **more}
    return agenda, client.put(f"/api/agendas/{agenda}", json=body)


def figures_of(client, day, agenda=None, **more):
    """Return what a meeting tells of the road on a day."""
    answer = client.get(f"/api/meeting/days/{day}", params={"agenda": agenda} if agenda else {})
    assert answer.status_code == 200, answer.text
    return answer.json()["roads"][0]


def must_equal(client, told, day, **asked):
    """Compare every number with what the engine's own answers tell of that day."""
    widening = client.get("/api/roads/R1/widening", params={"on": day, **asked}).json()
    progress = client.get("/api/progress", params={"on": day, **asked}).json()["rows"][0]
    for name in (
        "length_m",
        "measurable_length_m",
        "target_width_m",
        "length_at_target_m",
        "min_width_m",
        "bottlenecks",
    ):
        assert told[name] == widening[name], name
    for name in ("required_m2", "donated_m2", "households"):
        assert told[name] == progress[name], name
    given = widening["donated_area_m2"]
    assert told["donated_m2"]["handed_over"] == pytest.approx(given["handed_over"] + given["recorded"], abs=0.002)
    stations = client.get("/api/roads/R1/profile", params={"on": day, "step": 1000, **asked}).json()["stations"]
    assert told["profile"]["s"] == [round(one["s"], 2) for one in stations]
    for side in ("left", "right"):
        assert told["profile"]["handed_over"][side] == [
            None if (value := one["handed_over"][side]) is None else round(value, 2) for one in stations
        ]
    assert told["shapes"] == client.get("/api/roads/R1/shapes", params={"on": day, **asked}).json()["features"]


def test_every_number_of_a_slide_is_that_of_the_engines_answers(office) -> None:
    frame = office.get("/api/meeting").json()
    assert frame["days"][:3] == ["2023-02-28", "2023-03-31", DAY]
    for day in frame["days"]:
        must_equal(office, figures_of(office, day), day)
    at_start, at_end = (figures_of(office, day)["households"]["handed_over"] for day in ("2023-02-28", "2023-12-31"))
    assert (at_start, at_end) == (0, 2)


def test_a_phases_numbers_are_the_campaigns(office) -> None:
    phases = office.get("/api/campaign", params={"on": DAY}).json()["phases"]
    assert office.get(f"/api/meeting/days/{DAY}").json()["phases"] == phases != []


def test_without_an_agenda_each_phase_is_a_chapter_with_the_roads_that_it_opened(office) -> None:
    frame = office.get("/api/meeting").json()
    roads = [(chapter["phase"], [road["code"] for road in chapter["roads"]]) for chapter in frame["chapters"]]
    assert roads == [("1", ["R1"]), ("2", []), ("3", [])]
    assert (frame["on"], frame["since"], frame["may_prepare"]) == (DAY, None, True)


def test_an_agenda_is_saved_once_however_often_it_is_sent(office) -> None:
    agenda, first = save(office, since="2023-03-31")
    assert first.status_code == 200
    save(office, agenda, title="Họp giao ban", since="2023-03-31")
    (told,) = office.get("/api/agendas").json()["agendas"]
    assert (told["title"], told["on"], told["since"], told["who"]) == ("Họp giao ban", DAY, "2023-03-31", "officer")
    frame = office.get("/api/meeting", params={"agenda": agenda}).json()
    assert frame["since"] == "2023-03-31"
    assert frame["chapters"] == [{"phase": "1", "roads": [{"code": "R1", "name": "Đường R1", "subdist": None}]}]
    assert office.delete(f"/api/agendas/{agenda}").status_code == 204
    for gone in (office.delete(f"/api/agendas/{agenda}"), office.get("/api/meeting", params={"agenda": agenda})):
        assert (gone.status_code, gone.json()["type"]) == (404, "/problems/unknown-agenda")


def test_the_next_meeting_is_compared_with_the_last_that_was_shown(office) -> None:
    earlier, _ = save(office, on="2023-03-15")
    save(office, on="2023-04-01")
    assert office.post(f"/api/agendas/{earlier}/shown").json()["shown"]
    later, _ = save(office)
    assert office.get("/api/meeting", params={"agenda": later}).json()["since"] == "2023-03-15"
    assert office.get("/api/meeting").json()["since"] == "2023-03-15"
    assert office.get("/api/meeting", params={"agenda": earlier}).json()["since"] is None


def test_a_frozen_agenda_shows_the_same_figures_after_edits_and_so_does_the_engine_as_recorded(
    office, street, database, tmp_path
) -> None:
    agenda, _ = save(office, since="2023-03-31")
    days = office.get("/api/meeting", params={"agenda": agenda}).json()["days"]
    before = {day: office.get(f"/api/meeting/days/{day}", params={"agenda": agenda}).json() for day in days}
    frozen = office.post(f"/api/agendas/{agenda}/freeze")
    assert frozen.status_code == 200, frozen.text
    recorded = frozen.json()["recorded"]

    # The office learns later that a fourth household had handed over.
    late = Street(donations=[])
    late.give("R", 3, don_no="D-R3", d_identif="2023-03-01", d_signed="2023-03-05", d_handed="2023-03-06")
    put(database, "donations", late.donations, tmp_path)

    for day in days:
        again = office.get(f"/api/meeting/days/{day}", params={"agenda": agenda}).json()
        assert again == before[day]
        must_equal(office, again["roads"][0], day, recorded=recorded)
    now = figures_of(office, DAY)
    assert now["donated_m2"]["handed_over"] > before[DAY]["roads"][0]["donated_m2"]["handed_over"]
    frame = office.get("/api/meeting", params={"agenda": agenda}).json()
    assert (frame["days"], frame["recorded"]) == (days, recorded)
    other = office.get("/api/meeting/days/2023-04-11", params={"agenda": agenda})
    assert (other.status_code, other.json()["type"]) == (404, "/problems/day-not-frozen")


def test_a_frozen_agenda_has_the_phases_and_the_names_of_then(office, street, database, tmp_path) -> None:
    agenda, _ = save(office)
    office.post(f"/api/agendas/{agenda}/freeze")
    before = office.get("/api/meeting", params={"agenda": agenda}).json()

    put(database, "road_segments", [street.road(name="Đường đổi tên")], tmp_path)
    put(database, "campaign_phases", [{"phase_no": "1", "from_date": "2023-03-01", "to_date": "2023-04-15"}], tmp_path)

    assert office.get("/api/meeting").json()["phases"][0]["to"] == "2023-04-15"
    assert office.get("/api/meeting", params={"agenda": agenda}).json() == before


def test_a_frozen_agenda_is_neither_changed_nor_frozen_again(office) -> None:
    agenda, _ = save(office)
    assert office.post(f"/api/agendas/{agenda}/freeze").status_code == 200
    for answer in (save(office, agenda, title="?")[1], office.post(f"/api/agendas/{agenda}/freeze")):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/agenda-frozen")
    assert office.delete(f"/api/agendas/{agenda}").status_code == 204


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"since": DAY}, "since-not-before"),
        ({"chapters": [{"phase": None, "roads": ["R1"]}, {"phase": "2", "roads": ["R1"]}]}, "road-twice"),
        ({"chapters": [{"phase": "1", "roads": ["R9"]}]}, "no-such-road"),
        ({"title": " "}, "not-valid"),
        ({"title": "ễ" * 301}, "not-valid"),
        ({"on": "soon"}, "not-valid"),
    ],
)
def test_an_agenda_that_can_not_be_is_refused_in_a_sentence(office, given, reason) -> None:
    _, answer = save(office, **given)
    assert answer.status_code in {400, 404, 422}
    assert reason == "not-valid" or answer.json()["type"] == f"/problems/{reason}"
    assert answer.json()["detail"]
    assert office.get("/api/agendas").json()["agendas"] == []


def test_a_title_of_300_letters_an_empty_phase_and_a_day_before_everything_are_shown(office) -> None:
    agenda, saved = save(office, title="ễ" * 300, on="1800-01-01", chapters=[{"phase": "2", "roads": []}])
    assert saved.status_code == 200
    frame = office.get("/api/meeting", params={"agenda": agenda}).json()
    assert (len(frame["title"]), frame["chapters"]) == (300, [{"phase": "2", "roads": []}])
    assert "1800-01-01" in frame["days"]
    assert office.get("/api/meeting/days/1800-01-01", params={"agenda": agenda}).json() == {
        "on": "1800-01-01",
        "roads": [],
        "phases": [],
    }
    agenda, _ = save(office, on="1800-01-01")
    assert figures_of(office, "1800-01-01", agenda)["bottlenecks"] is not None


def test_a_road_without_parcels_and_one_that_is_refused_have_their_slides(office, database, tmp_path) -> None:
    bare, crossed = Street(code="R2", plots=3, north=900), Street(code="R3", plots=3, north=1800)
    put(database, "road_segments", [bare.road(), crossed.road(widths="0 0 0")], tmp_path)
    agenda, saved = save(office, chapters=[{"phase": None, "roads": ["R2", "R3"]}])
    assert saved.status_code == 200
    without, refused = office.get(f"/api/meeting/days/{DAY}", params={"agenda": agenda}).json()["roads"]
    assert without["households"] == {"total": 0, "signed": 0, "handed_over": 0}
    assert without["bottlenecks"] == []
    assert refused == {"code": "R3", "name": "Đường R3", "subdist": None, "refused": "bad-width"}


def test_the_slider_has_the_campaigns_phases_and_no_day_too_many(office) -> None:
    frame = office.get("/api/meeting", params={"on": "9999-12-31"}).json()
    assert len(frame["days"]) < 20
    frame = office.get("/api/meeting").json()
    assert [(phase["phase"], phase["to"]) for phase in frame["phases"]] == [
        ("1", DAY),
        ("2", "2023-09-02"),
        ("3", "2023-12-31"),
    ]
    assert frame["days"][-1] == "2023-12-31"
