"""Feeds of what changed: Atom, with ids that stay and days that are right."""

from __future__ import annotations

import re
from datetime import date, datetime
from xml.etree import ElementTree as ET

import pytest

from api.application import create_app
from tests.api.public_town import build
from tests.conftest import shared_database
from tests.in_process import InProcess

ATOM = "{http://www.w3.org/2005/Atom}"

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def town(database, tmp_path_factory):
    build(database, tmp_path_factory.mktemp("town"))


@pytest.fixture
def client(database, settings):
    with InProcess(create_app(settings, database)) as client:
        yield client


def entries(answer):
    return ET.fromstring(answer.content).findall(f"{ATOM}entry")  # our own


def test_a_feed_is_atom_with_ids_that_stay_and_days_that_are_right(client):
    answer = client.get("/changes.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(answer.content)  # our own
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *entries(answer)):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", part.findtext(f"{ATOM}id"))
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).utcoffset() is not None
        assert [link for link in part.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    days = [entry.findtext(f"{ATOM}updated") for entry in entries(answer)]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0]
    told = {(entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}updated")[:10]) for entry in entries(answer)}
    assert ("Khu một: Vướng mắc", "2023-04-02") in told
    assert ("Mở rộng đường R1: đã làm 20%", "2023-04-30") in told
    assert {day for title, day in told if title.startswith("Đường R1")} == {"2023-03-31", "2023-04-30", "2023-05-31"}
    identifiers = [entry.findtext(f"{ATOM}id") for entry in entries(answer)]
    assert len(set(identifiers)) == len(identifiers)
    english = [entry.findtext(f"{ATOM}id") for entry in entries(client.get("/changes.atom?lang=en"))]
    assert english == identifiers


def test_a_feed_that_the_reader_has_is_not_sent_again(client):
    for path in ("/changes.atom", "/roads/R1/changes.atom", "/roads/R1", "/roads/R1/picture.png", "/campaign"):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), path


def test_a_roads_feed_has_the_road_its_zones_and_its_projects_alone(client):
    kinds = {entry.find(f"{ATOM}category").get("term") for entry in entries(client.get("/roads/R1/changes.atom"))}
    assert kinds == {"road", "zone", "project"}
    assert entries(client.get("/roads/LONG/changes.atom")) == []
    assert ET.fromstring(client.get("/roads/LONG/changes.atom").content).findtext(f"{ATOM}updated")
    assert client.get("/roads/NONE/changes.atom").status_code == 404


def test_a_month_is_told_of_once_it_is_over(database, settings):
    with InProcess(create_app(settings, database, clock=lambda: date(2023, 4, 30))) as client:
        days = {entry.findtext(f"{ATOM}updated")[:10] for entry in entries(client.get("/roads/R1/changes.atom"))}
    assert days == {"2023-03-31", "2023-04-02"}
