"""Who has a parcel open for editing is told to the others, whoever answers, and is over when the tab is gone."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from api.application import create_app
from layers.database import engine
from layers.presence import LASTS_S
from tests.conftest import make_token
from tests.in_process import InProcess

HERE, THERE, ELSEWHERE = "a" * 32, "b" * 32, "c" * 32
PARCEL = {"layer": "parcels", "id": str(uuid4())}
OTHER = {"layer": "donations", "id": PARCEL["id"]}


@pytest.fixture
def tell(database, settings):
    """Return a function by which a user's tab tells what it has open; each user is answered by another service."""
    clients = {}
    for name in ("an", "bình"):
        headers = {"Authorization": f"Bearer {make_token(database, name, 'officer')}"}
        clients[name] = InProcess(create_app(settings, database), headers=headers, raise_server_exceptions=False)
        clients[name].__enter__()

    def send(name, tab, *editing, shown=()):
        answer = clients[name].put(f"/api/presence/{tab}", json={"editing": list(editing), "shown": list(shown)})
        assert answer.status_code == 200, answer.text
        return [(one["layer"], one["who"]) for one in answer.json()["others"]]

    send.clients = clients
    yield send
    for client in clients.values():
        client.__exit__(None, None, None)


def test_others_learn_who_has_it_open_and_nobody_learns_of_the_own_tabs(tell) -> None:
    assert tell("an", HERE, PARCEL) == []
    assert tell("an", THERE, shown=[PARCEL]) == []
    assert tell("bình", ELSEWHERE, shown=[PARCEL]) == [("parcels", "an")]
    assert tell("bình", ELSEWHERE, OTHER) == [], "an id alone is no parcel"
    assert tell("an", HERE, PARCEL, shown=[OTHER]) == [("donations", "bình")]


def test_since_when_is_the_first_time_that_it_was_told(tell) -> None:
    tell("an", HERE, PARCEL)

    def since():
        body = {"editing": [], "shown": [PARCEL]}
        (one,) = tell.clients["bình"].put(f"/api/presence/{ELSEWHERE}", json=body).json()["others"]
        return datetime.fromisoformat(one["since"])

    first = since()
    tell("an", THERE, PARCEL)
    tell("an", HERE, PARCEL)
    assert since() == first


def test_it_is_over_when_the_tab_lets_go_closes_or_is_not_heard_of(tell, database) -> None:
    tell("an", HERE, PARCEL)
    tell("an", HERE)
    assert tell("bình", ELSEWHERE, shown=[PARCEL]) == []
    tell("an", HERE, PARCEL)
    assert tell.clients["bình"].delete(f"/api/presence/{HERE}").status_code == 204
    assert tell("bình", ELSEWHERE, shown=[PARCEL]) == [("parcels", "an")], "nobody speaks for the tab of another"
    assert tell.clients["an"].delete(f"/api/presence/{HERE}").status_code == 204
    assert tell("bình", ELSEWHERE, shown=[PARCEL]) == []
    tell("an", HERE, PARCEL)
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql(f"UPDATE office.presence SET seen = now() - interval '{LASTS_S + 1} seconds'")
    assert tell("bình", ELSEWHERE, shown=[PARCEL]) == []
