"""The roll of those who gave: who consented is named, at once and no longer than that; nobody else is."""

from __future__ import annotations

import pytest

from layers.changes import change
from layers.database import engine
from tests.api.clearance_town import CANARY, asking, build
from tests.conftest import shared_database

database = shared_database


@pytest.fixture(scope="module")
def call(database, settings, tmp_path_factory):
    """Yield a function that asks by role; none for the public."""
    build(database, tmp_path_factory.mktemp("town"))
    with asking(database, settings) as ask:
        yield ask


def consents(database, *rows: tuple[str, str, str, str | None]) -> None:
    """Have these consents and no others: party, purpose, day, withdrawn."""
    with engine(database.officer).connect() as connection, change(connection, "an", "edit", "consents"):
        connection.exec_driver_sql("DELETE FROM layers.consents")
        for party, purpose, day, withdrawn in rows:
            connection.exec_driver_sql(
                "WITH made AS (INSERT INTO layers.consents (party, purpose, cons_date) VALUES (%s, %s, %s) RETURNING *)"
                " INSERT INTO layers.consents_states (id, party, purpose, cons_date, withdrawn)"
                " SELECT id, party, purpose, cons_date, %s FROM made",
                (party, purpose, day, withdrawn),
            )


def roll(call, on: str = "2023-12-31") -> dict:
    return call("", f"/api/thanks?on={on}").json()


def names(call, on: str = "2023-12-31") -> list[str]:
    return [one["name"].removeprefix(f"{CANARY} ") for one in roll(call, on)["names"]]


def test_a_consent_works_at_once_and_so_does_its_withdrawal(call, database) -> None:
    consents(database)
    assert names(call) == []
    assert roll(call)["withheld"] == 8
    consents(database, ("H8", "name", "2023-05-01", None), ("H9", "name", "2023-05-01", None))
    assert names(call) == ["Hộ 8", "Hộ 9"]
    # Whatever day is asked for: what counts is who consents now.
    assert names(call, "2023-04-30") == ["Hộ 8", "Hộ 9"]
    assert roll(call)["withheld"] == 6
    consents(database, ("H8", "name", "2023-05-01", "2023-06-01"), ("H9", "name", "2023-05-01", None))
    for on in ("2023-04-30", "2023-05-31", "2023-12-31"):
        assert names(call, on) == ["Hộ 9"]
        assert CANARY + " Hộ 8" not in call("", f"/api/thanks?on={on}").text
    # A withdrawal ends every consent that was given before it; one given after it stands.
    consents(database, ("H8", "name", "2023-04-01", None), ("H8", "name", "2023-05-01", "2023-06-01"))
    assert names(call) == []
    consents(database, ("H8", "name", "2023-05-01", "2023-06-01"), ("H8", "name", "2023-07-01", None))
    assert names(call) == ["Hộ 8"]
    consents(database, ("H8", "name", "2999-01-01", None))
    assert names(call) == []
    assert call("", "/api/thanks?on=2023-02-01").json()["names"] == []


def test_a_consent_is_given_and_withdrawn_by_an_edit_like_any_other(call, database) -> None:
    consents(database)
    given = {"party": "H10", "purpose": "name", "cons_date": "2023-05-01"}
    edit = {"reason": "giấy đồng ý số 7", "from": "2023-05-01"}
    made = call(
        "officer",
        "/api/edits",
        "POST",
        json={**edit, "operations": [{"op": "create", "layer": "consents", "properties": given}]},
    )
    assert made.status_code == 200, made.text
    assert names(call) == ["Hộ 10"]
    consent = call("officer", "/ogc/collections/consents/items?party=H10").json()["features"][0]
    withdrawn = {
        "op": "replace",
        "layer": "consents",
        "id": consent["id"],
        "version": 1,
        "properties": {"withdrawn": "2023-06-01"},
    }
    gone = call("officer", "/api/edits", "POST", json={**edit, "from": "2023-06-01", "operations": [withdrawn]})
    assert gone.status_code == 200, gone.text
    assert [names(call, on) for on in ("2023-04-30", "2023-05-31", "2023-12-31")] == [[], [], []]


def test_each_purpose_is_consented_to_by_itself_and_land_is_never_measured_in_public(call, database) -> None:
    consents(database, ("H8", "name", "2023-05-01", None), ("H9", "amount", "2023-05-01", None))
    gifts = {one["name"].removeprefix(f"{CANARY} "): one["gifts"] for one in roll(call)["names"]}
    assert list(gifts) == ["Hộ 8"]
    assert {gift["kind"]: gift["value_vnd"] for gift in gifts["Hộ 8"]} == {"land": None, "money": None}
    consents(database, ("H8", "name", "2023-05-01", None), ("H8", "amount", "2023-05-01", None))
    gifts = roll(call)["names"][0]["gifts"]
    assert {gift["kind"]: gift["value_vnd"] for gift in gifts} == {"land": None, "money": 1_000_008.0}
    assert not any("m2" in gift for gift in gifts)


def test_how_many_are_not_named_is_not_told_where_they_are_one_or_two(call, database) -> None:
    donors = ["H8", "H9", "H10", "H11", "H0", "H1", "H2", "H3"]
    for named in range(len(donors) + 1):
        consents(database, *((party, "name", "2023-05-01", None) for party in donors[:named]))
        left = len(donors) - named
        told = roll(call)
        assert (told["withheld"], told["withheld_few"]) == (left if left >= 3 else None, 0 < left < 3)
