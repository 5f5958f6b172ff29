"""Texts that no database can store, and moments that are none: a sentence and 4xx, wherever a request has them."""

from __future__ import annotations

import pytest

from api.application import create_app
from tests.conftest import make_token, shared_database
from tests.in_process import InProcess
from tests.scenes import Street

NOT_TEXT, BAD, VALUE = "/problems/not-text", "/problems/bad-parameter", "/problems/bad-value"
LOOK = (
    "/roads/%00",
    "/api/roads/%00",
    "/api/roads/%00/widening",
    "/api/roads/%00/profile",
    "/api/roads/%00/shapes",
    "/api/roads/%00/series?from=2023-01-01&to=2023-02-01",
    "/api/projects/%00",
    "/api/clearance/%00",
    "/api/donations/%00",
    "/api/donations/%00/minutes.pdf",
    "/api/approvals/%00",
    "/api/documents?layer=parcels&row_key=%00",
    "/ogc/collections/parcels/items?sheet=%00",
)
MOVE = {"to": "approached", "on": "2023-03-02"}
MOMENTS = ("0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00")

database = shared_database


@pytest.fixture(scope="module")
def plot(database, tmp_path_factory):
    street = Street(plots=2)
    street.give("L", 0, d_identif="2023-03-01")
    return street.build(database, tmp_path_factory.mktemp("street")).plot("R", 0)


@pytest.fixture(scope="module")
def client(database, settings, plot):
    headers = {"Accept-Language": "en"}
    with InProcess(create_app(settings, database), headers=headers, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def office(database):
    return {"Authorization": f"Bearer {make_token(database, role='administrator')}"}


def refused(answer, *kinds):
    assert (answer.status_code // 100, answer.headers["content-type"]) == (4, "application/problem+json"), answer.text
    assert answer.json()["type"] in (kinds or (NOT_TEXT, BAD, VALUE)), answer.text
    return answer.json()["detail"]


@pytest.mark.parametrize("path", LOOK)
def test_a_path_or_a_query_with_u_0000(client, office, path) -> None:
    assert refused(client.get(path, headers=office))
    everybodys = path.startswith(("/roads", "/api/roads", "/api/projects", "/ogc"))
    answer = client.get(path)
    assert refused(answer) if everybodys else answer.status_code == 403


@pytest.mark.parametrize("text", ["\\u0000", "a\\u0000b", "\\ud800"])
def test_a_body_with_what_is_no_text(client, office, plot, text) -> None:
    """As it is written in JSON; what follows shows that nothing was kept of it."""

    def send(method, path, body):
        headers = {**office, "Content-Type": "application/json"}
        return refused(client.request(method, path, content=body.replace("TEXT", text), headers=headers))

    send("POST", "/api/donations/D-R1-L0/transitions", '{"to": "approached", "on": "2023-03-02", "reason": "TEXT"}')
    send("POST", "/api/donations/D-R1-L0/visits", '{"on": "2023-03-02", "result": "absent", "note": "TEXT"}')
    create = '{"op": "create", "layer": "projects", "properties": {"code": "P", "name": "%s"}}'
    edit = '{"reason": "%s", "from": "2023-03-02", "operations": [%s]}'
    send("POST", "/api/edits", edit % ("TEXT", create % "name"))
    send("POST", "/api/edits", edit % ("why", create % "TEXT"))
    items = "/ogc/collections/projects/items"
    send("POST", f"{items}?from=2023-03-02", '{"type": "Feature", "properties": {"code": "P", "name": "TEXT"}}')
    agenda = "/api/agendas/00000000-0000-0000-0000-000000000001"
    send("PUT", agenda, '{"title": "TEXT", "on": "2023-05-02", "chapters": []}')
    assert client.get(items, headers=office).json()["numberReturned"] == 0
    assert client.get("/api/donations/D-R1-L0", headers=office).json()["state"] == "identified"


def test_whoever_signs_in_with_what_is_no_text_is_refused(client) -> None:
    answer = client.post("/signin", data={"name": "a\0b", "password": "\0"})
    assert answer.status_code in {400, 403}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_before_the_first_or_after_the_last(client, office, moment) -> None:
    for path in (
        "/ogc/collections/parcels/items",
        "/tiles/parcels/17/104074/58105.mvt",
        "/api/roads/R1/widening",
        "/api/progress",
    ):
        told = refused(client.get(f"{path}?recorded={moment}", headers=office), BAD)
        assert "recorded" in told
    refused(client.get(f"/ogc/collections/parcels/items?datetime={moment}"), BAD)
