"""Signing in with an OpenID provider: a real one in a process of its own, that authenticates whom the test names."""

from __future__ import annotations

import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from api.application import create_app
from layers.access import add_user
from layers.database import engine
from layers.postgres_server import wait_until
from tests.in_process import InProcess
from tests.servers import free_port

HERE = "http://testserver"


@pytest.fixture(scope="module")
def issuer():
    """Yield the address of a provider that knows three people."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    provider = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        assert wait_until(lambda: _answers(address), 30)
        for sub, claims in (
            ("1", {"preferred_username": "an", "email": "an@town.example", "email_verified": True}),
            ("2", {"preferred_username": "stranger"}),
            ("3", {"email": "an@town.example", "email_verified": False}),
        ):
            httpx2.put(f"{address}/users/{sub}", json=claims).raise_for_status()
        yield address
    finally:
        provider.terminate()
        provider.wait()


def _answers(address):
    try:
        return httpx2.get(f"{address}/.well-known/openid-configuration").status_code == 200
    except httpx2.HTTPError:
        return False


@pytest.fixture
def browser(database, settings, issuer):
    """Yield a function that opens a browser at a service with some settings."""
    with engine(database.owner).begin() as connection:
        add_user(connection, "an", "officer")
        add_user(connection, "an@town.example", "chair")
    opened = []

    def with_settings(**more):
        given = {"oidc_issuer": issuer, "oidc_client_id": "moduong", "oidc_client_secret": "geheim", **more}
        client = InProcess(create_app(settings.model_copy(update=given), database), follow_redirects=False)
        client.headers |= {"Accept-Language": "en"}
        opened.append(client.__enter__())
        return client

    yield with_settings
    for client in opened:
        client.__exit__(None, None, None)


def authenticate(browser, sub="1", **change):
    """Go to the provider, say who one is, and return the address that it sends the browser back to."""
    went = browser.get("/signin/provider", params={"next": "/account?tab=tokens"})
    assert went.status_code == 303
    asked = {name: value for name, (value, *_) in parse_qs(urlsplit(went.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{HERE}/signin/provider/back"
    said = httpx2.post(went.headers["location"], data={"sub": sub}, follow_redirects=False)
    return said.headers["location"]


def test_whom_the_provider_knows_comes_in_as_the_user_of_that_name(browser) -> None:
    client = browser()
    assert 'href="/signin/provider"' in client.get("/signin").text
    back = authenticate(client)
    came = client.get(back.removeprefix(HERE))
    assert (came.status_code, came.headers["location"]) == (303, "/account?tab=tokens")
    assert client.get("/api/me").json()["name"] == "an"
    assert client.get(back.removeprefix(HERE)).status_code == 502, "the answer is good once"


def test_the_claim_that_names_a_user_is_set_and_an_address_must_be_proven(browser) -> None:
    client = browser(oidc_claim="email")
    client.get(authenticate(client).removeprefix(HERE))
    assert client.get("/api/me").json()["name"] == "an@town.example"
    other = browser(oidc_claim="email")
    assert other.get(authenticate(other, "3").removeprefix(HERE)).json()["type"] == "/problems/no-such-user"


def test_somebody_who_is_no_user_here_is_told_so(browser) -> None:
    client = browser()
    refused = client.get(authenticate(client, "2").removeprefix(HERE))
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/no-such-user")
    assert client.get("/api/me").json()["role"] == "public"


def test_another_browser_another_state_and_another_code_are_refused(browser) -> None:
    client, other = browser(), browser()
    back = authenticate(client).removeprefix(HERE)
    assert other.get(back).json()["type"] == "/problems/provider-down"
    query = parse_qs(urlsplit(back).query)
    wrong_state = {"code": query["code"][0], "state": "x"}
    assert client.get("/signin/provider/back", params=wrong_state).status_code == 502
    authenticate(client)
    assert client.get(back).status_code == 502, "of an earlier visit"
    for given in ({}, {"error": "access_denied"}):
        assert client.get("/signin/provider/back", params=given).status_code == 502
    assert client.get("/api/me").json()["role"] == "public"


def test_a_provider_that_is_away_or_none_is_said(browser) -> None:
    away = browser(oidc_issuer=f"http://127.0.0.1:{free_port()}")
    assert away.get("/signin/provider").json()["type"] == "/problems/provider-down"
    none = browser(oidc_issuer="")
    assert none.get("/signin/provider").json()["type"] == "/problems/no-provider"
    assert "/signin/provider" not in none.get("/signin").text
