"""The base map that an office sets is let through the policy, and served where it is a file."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from api.application import create_app
from api.settings import Settings
from tests.in_process import InProcess
from tests.maps.test_base_map import PICTURE, pmtiles


def client(settings, database, **changes):
    return InProcess(create_app(settings.model_copy(update=changes), database))


def test_without_one_nothing_of_another_host_is_let_through(settings, database) -> None:
    with client(settings, database) as plain:
        assert "http" not in plain.get("/").headers["content-security-policy"]
        assert plain.get("/base/3/6/3").status_code == 404


def test_the_policy_lets_through_its_host_alone(settings, database) -> None:
    url = "https://tiles.example/{z}/{x}/{y}.png"
    with client(settings, database, base_map_url=url, base_map_credit="© Example") as mapped:
        page = mapped.get("/")
        policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
        assert policy["img-src"] == "'self' data: blob: https://tiles.example"
        assert policy["connect-src"] == "'self' https://tiles.example"
        assert policy["default-src"] == "'self'"
        assert "© Example" in page.text


def test_a_file_is_served_tile_by_tile(settings, database, tmp_path) -> None:
    file = pmtiles(tmp_path / "town.pmtiles")
    with client(settings, database, base_map_url=str(file)) as mapped:
        found = mapped.get("/base/3/6/3")
        assert (found.status_code, found.content, found.headers["content-type"]) == (200, PICTURE, "image/png")
        assert mapped.get("/base/3/0/0").status_code == 204
        assert mapped.get("/base/3/9/0").status_code == 404


def test_a_setting_that_is_no_base_map_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match="write"):
        Settings(_env_file=None, base_map_url="roads.tif")
