"""A request is read as far as is allowed and no further, whoever sends it and whether or not it says how long it is."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from api.application import create_app
from api.edits import Previewed
from tests.conftest import make_token
from tests.in_process import InProcess

MEGABYTE = 1_000_000
TOO_LARGE = "/problems/body-too-large"
WAYS_IN = (
    ("POST", "/api/edits/preview"),
    ("POST", "/ogc/collections/parcels/items"),
    ("PUT", "/ogc/collections/parcels/items/00000000-0000-0000-0000-000000000000"),
    ("POST", "/signin"),
)


@pytest.fixture
def client(database, settings):
    with InProcess(create_app(settings.model_copy(update={"body_mb": 1}), database)) as client:
        client.headers["Accept-Language"] = "en"
        yield client


class Body:
    """JSON of a size, in parts as a slow line brings them; counts those that were taken."""

    def __init__(self, megabytes: int) -> None:
        self.taken = 0
        self._parts = [b'{"from":"', *[b"x" * (MEGABYTE // 10)] * (10 * megabytes), b'"}']

    def __iter__(self):
        for part in self._parts:
            self.taken += 1
            yield part


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in parts"])
@pytest.mark.parametrize(("method", "path"), WAYS_IN)
def test_a_body_that_is_too_large_is_refused_without_a_token_and_with_one(
    client, database, method, path, announced
) -> None:
    json_body = {"Content-Type": "application/json"}
    form_body = {"Content-Type": "application/x-www-form-urlencoded"}
    for shown in ({}, {"Authorization": f"Bearer {make_token(database, role='administrator')}"}):
        content = b"".join(Body(2)) if announced else iter(Body(2))
        headers = (form_body if path == "/signin" else json_body) | shown | {"If-Match": "*", "Idempotency-Key": "k"}
        answer = client.request(method, path, content=content, headers=headers)
        if not shown and path.startswith("/ogc"):  # a stranger's is not read at all
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-allowed")
            continue
        assert answer.status_code == 413, answer.text
        assert answer.json()["type"] == ("/problems/form-too-large" if announced and path == "/signin" else TOO_LARGE)
        assert len(answer.content) < 1000


def test_the_refusal_is_a_sentence_in_the_readers_language(client) -> None:
    told = {
        language: client.post(
            "/api/edits/preview", json={"from": "x" * MEGABYTE}, headers={"Accept-Language": language}
        )
        for language in ("vi", "en")
    }
    assert told["en"].json()["detail"] == "The request is larger than the 1 MB that are read: send less at once."
    assert told["vi"].json()["detail"] == "Yêu cầu lớn hơn mức 1 MB được đọc: hãy gửi ít hơn mỗi lần."


def test_what_is_just_allowed_is_read(client, database) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {make_token(database)}"}
    body = json.dumps({"operations": []}).ljust(MEGABYTE)
    assert client.post("/api/edits/preview", content=body, headers=headers).status_code == 400
    assert client.post("/api/edits/preview", content=body + " ", headers=headers).status_code == 413


def test_what_cant_be_read_is_told_in_part(client, database) -> None:
    headers = {"Authorization": f"Bearer {make_token(database)}"}
    answer = client.post("/api/edits/preview", json={"operations": "x" * 500_000}, headers=headers)
    assert answer.status_code == 400
    assert "x" * 100 + "…" in answer.json()["detail"]
    assert len(answer.content) < 1000


def test_faults_of_a_stranger_are_not_looked_for(client) -> None:
    """Each unknown key is one: those of eight megabytes kept a worker busy for eleven seconds."""
    many = client.post("/api/edits/preview", json={str(key): 0 for key in range(50_000)})
    assert (many.status_code, many.json()["type"]) == (403, "/problems/not-allowed")


@pytest.mark.parametrize("where", ["from", "acknowledged"])
def test_of_very_many_faults_the_first_is_told_and_the_others_are_not_looked_for(where) -> None:
    """Each fault takes a kilobyte: those of a list of ten megabytes filled the memory."""
    operation = {"op": "move_boundary", "layer": "parcels", "ids": [], "versions": [], "from": [], "to": []}
    body = {"operations": [operation], "acknowledged": []}
    (operation if where == "from" else body)[where] = [0] * 100_000
    with pytest.raises(ValidationError) as told:
        Previewed.model_validate(body)
    assert told.value.error_count() < 10
