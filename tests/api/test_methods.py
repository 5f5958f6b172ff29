"""HEAD, OPTIONS and Allow (RFC 9110): the same for every path, whichever way it is answered."""

from __future__ import annotations

import re

import httpx2
import pytest

from tests.api.test_rights import FILLED, ROUTES
from tests.conftest import serving, shared_database
from tests.scenes import Street

TILE = "/tiles/parcels/17/104074/58105.mvt?on=2023-04-30"
ITEMS = "/ogc/collections/parcels/items"
VARIES = {"x-request-id", "date", "server"}

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def street(database, tmp_path_factory):
    return Street(plots=3).build(database, tmp_path_factory.mktemp("street"))


def filled(path):
    return re.sub(r"\{([\w:]+)\}", lambda found: FILLED[found[1]], path)


def headers_of(answer):
    return {name: value for name, value in answer.headers.items() if name not in VARIES}


def test_head_is_get_without_its_body_on_every_path(office_client) -> None:
    paths = sorted(filled(path) for method, path in ROUTES if method == "GET" and "/provider" not in path)
    for path in (*paths, TILE, "/none"):
        got, head = office_client.get(path), office_client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert headers_of(head) == headers_of(got), path
        assert int(head.headers["content-length"]) == len(got.content) or "content-encoding" in got.headers, path


def test_who_has_it_is_told_so_by_head_as_well(public_client) -> None:
    for path in (TILE, ITEMS):
        shown = {"If-None-Match": public_client.head(path).headers["etag"]}
        assert public_client.head(path, headers=shown).status_code == 304
        assert public_client.get(path, headers=shown).status_code == 304


def test_options_and_405_name_all_methods_of_every_path(office_client, public_client) -> None:
    served: dict[str, set[str]] = {}
    for method, path in ROUTES:
        served.setdefault(filled(path), {"OPTIONS"}).update({method, "HEAD"} if method == "GET" else {method})
    for path, methods in served.items():
        wrong = office_client.request("TRACE", path)
        assert wrong.status_code == 405
        assert set(wrong.headers["allow"].split(", ")) == methods, path
        if not path.startswith(ITEMS):  # there it is by who asks, see test_rights.py
            told = public_client.options(path)
            assert (told.status_code, told.content, told.headers["allow"]) == (204, b"", wrong.headers["allow"])
    assert public_client.options("/none").status_code == 404
    assert public_client.head("/api/edits").headers["allow"] == "POST, OPTIONS"


def test_options_lets_no_other_site_in(public_client) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    for path in ("/api/edits", ITEMS):
        told = public_client.options(path, headers=asked)
        assert told.status_code == 204
        assert not [name for name in told.headers if name.startswith("access-control")]
        assert "default-src 'self'" in told.headers["content-security-policy"]


def test_so_it_is_for_a_server_that_keeps_its_connection(database) -> None:
    """A body that follows a HEAD would be read as the next answer."""
    with serving(database) as address, httpx2.Client(base_url=address) as client:
        for path in (TILE, ITEMS, "/", "/none"):
            assert client.head(path).headers["content-length"] == client.get(path).headers["content-length"]
        assert client.options("/api/edits").headers["allow"] == "POST, OPTIONS"
