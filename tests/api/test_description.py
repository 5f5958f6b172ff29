"""What `/openapi.json` and `/ogc/api` tell is what the service does."""

from __future__ import annotations

import re

import httpx2
import pytest
from jsonschema_rs import validate
from openapi_spec_validator import OpenAPIV30SpecValidator

from layers.readable import Audience, collections
from tests.described import Description

PLACES = {
    "layer": "parcels",
    "feature": "00000000-0000-0000-0000-000000000000",
    "code": "R1",
    "zone": "Z1",
    "owner": "NK-1",
    "name": "HD-1",
    "day": "2023-04-30",
    "sha256": "0" * 64,
    "form": "pdf",
    **dict.fromkeys("zxy", "0"),
}
"""What stands for the parts of a path; there need be nothing of the kind."""
READ_NONE = {
    "/api/approvals",
    "/api/approvals/{name}",
    "/api/agendas",
    "/api/documents",
    "/api/documents/{sha256}",
    "/api/documents/{sha256}/picture",
    "/api/documents/{sha256}/thumbnail",
    "/api/donations/{name}",
    "/api/donations/{name}/minutes.{form}",
    "/api/me",
    "/base/{z}/{x}/{y}",
    "/healthz",
}
"""Paths that let parameters pass which they don't know."""


@pytest.fixture
def described(public_client):
    """Return the description that clients are told of."""
    return public_client.get("/ogc/api").json()


def test_it_is_valid(described) -> None:
    OpenAPIV30SpecValidator(described).validate()


def test_it_names_every_parameter_and_no_other(office_client, described) -> None:
    """Who asks for nonsense is told what there is to ask for: that is what the description has."""
    columns = {column.name for column in collections(Audience.OFFICE)["parcels"].columns}
    passing = set()
    for path, operations in described["paths"].items():
        if "get" not in operations:
            continue
        refusal = office_client.get(path.format(**PLACES), params={"nonsense": 1, "lang": "en"}).json()
        if refusal.get("type") != "/problems/unknown-parameter":
            passing.add(path)
            continue
        known = set(re.search(r"; there are (.*)\.$", refusal["detail"])[1].split(", "))
        names = {one["name"] for one in operations["get"]["parameters"] if one["in"] == "query"}
        if "properties" in names:  # which stands for those of the layer
            names = names - {"properties"} | columns
        assert names == known, path
    assert passing == READ_NONE


def test_a_fault_looks_as_described_and_is_of_a_kind_that_is_listed(public_client, described) -> None:
    problem = described["components"]["schemas"]["Problem"]
    for path in ("/ogc/collections/none", "/api/roads/R1/widening?on=soon", "/tiles/parcels/99/0/0.mvt"):
        answer = public_client.get(path)
        told = answer.json()
        validate(problem, told)
        assert f"- {answer.status_code} `{told['type']}`\n" in problem["properties"]["type"]["description"] + "\n"


def test_every_operation_tells_what_its_faults_look_like_and_none_of_the_frameworks(described) -> None:
    for operations in described["paths"].values():
        for operation in operations.values():
            (fault,) = operation["responses"]["default"]["content"].values()
            assert fault["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert "422" not in operation["responses"]
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_it_says_what_is_in_every_answer(described) -> None:
    """Whether it is true, every story sees that asks for anything (`tests.in_process`)."""
    schemas = described["components"]["schemas"]
    for path, operations in described["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                told = {kind: form["schema"] for kind, form in answer.get("content", {}).items() if "json" in kind}
                assert told or "content" in answer or int(status) in {204, 304}, (path, status)
                for schema in told.values():
                    for named in schema.get("anyOf", [schema]):
                        assert named["$ref"].removeprefix("#/components/schemas/") in schemas, path


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"status": "fine"}, id="another value"),
        pytest.param({"migration": None}, id="null"),
        pytest.param({"more": 1}, id="what is not described"),
    ],
)
def test_a_story_notices_what_is_not_as_described(public_client, changed) -> None:
    description = Description(public_client.get("/openapi.json").json())
    answer = public_client.get("/healthz")
    description.check(answer.request, answer)
    altered = httpx2.Response(200, json={**answer.json(), **changed})
    with pytest.raises(AssertionError, match="/healthz"):
        description.check(answer.request, altered)


def test_a_story_notices_what_is_sent_otherwise_than_described(public_client) -> None:
    description = Description(public_client.get("/openapi.json").json())
    path = "http://testserver/ogc/collections/parcels/items/1"
    headers = {"Content-Type": "application/merge-patch+json"}
    described, other = (
        httpx2.Request("PATCH", path, headers=headers, json={"properties": sent}) for sent in ({"cert_no": "1"}, 3)
    )
    description.check(described, httpx2.Response(200))
    with pytest.raises(AssertionError, match="body of PATCH"):
        description.check(other, httpx2.Response(200))


@pytest.mark.parametrize(
    ("path", "media_types"),
    [
        ("/api/roads/{code}/profile", {"application/json", "image/svg+xml", "image/png"}),
        ("/api/documents/{sha256}/picture", {"image/jpeg"}),
        ("/base/{z}/{x}/{y}", {"image/*"}),
    ],
)
def test_pictures_are_told_to_be_pictures(described, path, media_types) -> None:
    assert set(described["paths"][path]["get"]["responses"]["200"]["content"]) == media_types
