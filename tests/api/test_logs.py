"""The log: a line a request, with what was asked and how it went, never with what was in it."""

from __future__ import annotations

import json
import re

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from api.application import create_app
from api.logs import without_values
from layers.access import add_user
from layers.database import engine
from tests.in_process import InProcess

ASKED = "/ogc/collections/road_segments/items"
SECRET = "Nguyễn-Văn-Kín"


@pytest.fixture
def asking(database, settings, capsys):
    """Return how to ask a service with settings of its log, which gives the answer and the lines written meanwhile."""

    def ask(**log: str):
        with InProcess(create_app(settings.model_copy(update=log), database)) as client:
            capsys.readouterr()
            answer = client.get(
                ASKED, params={"secret": SECRET}, headers={"Authorization": f"Bearer {SECRET.encode()}"}
            )
            return answer, [line for line in capsys.readouterr().err.splitlines() if ASKED in line]

    return ask


def test_a_request_is_a_line_of_json_for_programs(asking) -> None:
    answer, lines = asking(log_format="json")
    assert len(lines) == 1
    told = json.loads(lines[0])
    assert answer.status_code == 401
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", told.pop("timestamp"))
    assert 0 < told.pop("ms") < 60_000
    assert told == {
        "event": "request",
        "level": "info",
        "id": answer.headers["x-request-id"],
        "method": "GET",
        "path": ASKED,
        "status": 401,
    }


def test_a_request_is_a_line_of_text_for_people(asking) -> None:
    answer, (line,) = asking()
    identity = answer.headers["x-request-id"]
    assert re.fullmatch(
        rf"\S+Z \[info\] request id='{identity}' method='GET' path='{ASKED}' status=401 ms=\d+\.\d", line
    )


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_what_was_in_a_request_is_not_in_the_log(asking, log_format) -> None:
    _, (line,) = asking(log_format=log_format)
    assert SECRET not in line
    assert "secret" not in line


def test_an_office_that_wants_warnings_alone_is_told_of_no_request(asking) -> None:
    assert asking(log_level="warning")[1] == []


def test_a_trace_tells_no_row_that_the_database_refused(database) -> None:
    with engine(database.owner).connect() as connection:
        add_user(connection, SECRET, "officer")
        again = text("INSERT INTO office.users (name, role) VALUES (:name, 'officer')")
        with pytest.raises(IntegrityError) as refused:
            connection.execute(again, {"name": SECRET})
    told = structlog.processors.format_exc_info(None, "error", {"event": "unexpected", "exc_info": refused.value})
    trace = without_values(None, "error", told)["exception"]
    assert "UniqueViolation" in trace
    assert SECRET not in trace
