"""The service's description as OpenAPI: what the framework reads off the routes, and what holds for all of them.

Every fault is a problem document, every resource tells its texts in the language of `lang`, and who asks may show a
token or a session.
"""

from __future__ import annotations

import inspect
from functools import cached_property, reduce
from operator import or_
from typing import Any, Final

from fastapi import FastAPI
from pydantic import TypeAdapter

from api.errors import PROBLEMS
from api.media_types import JSON
from api.problems import MEDIA_TYPE
from api.session_cookie import CSRF_HEADER, PLAIN
from maps.words import LANGUAGES

_LANG: Final = {
    "name": "lang",
    "in": "query",
    "description": "Language of texts and messages; left out: what the browser asks for, else Vietnamese.",
    "schema": {"type": "string", "enum": list(LANGUAGES)},
}
_SECURITY_SCHEMES: Final = {
    "token": {"type": "http", "scheme": "bearer", "description": "Of `moduong user token NAME`."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": PLAIN,
        "description": f"Of who has signed in; by https its name begins with `__Host-`. It goes with the header"
        f" `{CSRF_HEADER}`, which our own pages know: without it data are answered as to the public, and nothing is"
        " written.",
    },
}
_NOBODY: Final[dict[str, list[str]]] = {}
"""Shows neither: the public."""
_PROBLEM: Final = "Problem"
_SCHEMAS: Final = "#/components/schemas/"
_KINDS: Final[dict[str, Any]] = {}
"""What is answered with or sent, by name: noted as routes are declared, described when somebody asks for it."""
_FRAMEWORKS_FAULTS: Final = ("HTTPValidationError", "ValidationError")
"""What the framework would answer with if faults were told by it."""


def files(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return what is told of a route that answers with a file of one of some media types."""
    return {200: {"description": "The file.", "content": _files(media_types)}}


def _files(media_types: tuple[str, ...]) -> dict[str, Any]:
    return {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in media_types}


def answers(
    *kinds: Any, status: int = 200, media_type: str = JSON, pictures: tuple[str, ...] = (), lost: Any = None
) -> dict[int | str, dict[str, Any]]:
    """Return what is told of a route that answers with JSON of one of some kinds.

    Parameters
    ----------
    kinds
        Types of `api.answers`.
    status, media_type
        Of the answer.
    pictures
        Media types of the pictures that it answers with where it is asked to.
    lost
        Kind of what a write of features is answered with where it is sent again and its own answer was lost.
    """
    told = " Or: ".join(inspect.getdoc(kind) or "" for kind in kinds)
    named = [_named(kind) for kind in kinds]
    schema = named[0] if len(named) == 1 else {"anyOf": named}
    answer = {"description": told, "content": {media_type: {"schema": schema}, **_files(pictures)}}
    if lost is None:
        return {status: answer}
    known = answers(lost)[200]
    if status != 200:  # noqa: PLR2004 - what was written before is not created once more
        return {status: answer, 200: known}
    return {200: {"description": f"{told} Or: {known['description']}", "content": answer["content"] | known["content"]}}


def body(kind: Any, media_type: str) -> dict[str, Any]:
    """Return what is told of a body of one kind, a type of `api.answers`, where the route reads it by hand."""
    return {"required": True, "content": {media_type: {"schema": _named(kind)}}}


def _named(kind: Any) -> dict[str, Any]:
    _KINDS[kind.__name__] = kind
    return {"$ref": _SCHEMAS + kind.__name__}


class DescribedApi(FastAPI):
    """An application whose description tells of faults, languages and callers as well."""

    def openapi(self) -> dict[str, Any]:
        """Return the description, OpenAPI 3.1."""
        return self._described

    @cached_property
    def _described(self) -> dict[str, Any]:
        described = super().openapi()
        for path in described["paths"].values():
            for operation in path.values():
                _complete(operation)
        parts = described.setdefault("components", {})
        asked = parts.setdefault("schemas", {})
        for fault in _FRAMEWORKS_FAULTS:
            asked.pop(fault, None)
        parts["schemas"] = {**asked, **answered(_SCHEMAS), _PROBLEM: _problem()}
        parts["securitySchemes"] = _SECURITY_SCHEMES
        described["security"] = [_NOBODY, *({name: []} for name in _SECURITY_SCHEMES)]
        return described


def _complete(operation: dict[str, Any]) -> None:
    given = operation.setdefault("parameters", [])
    if not any(one["name"] == _LANG["name"] for one in given):
        given.append(_LANG)
    responses = operation["responses"]
    # Parameters and bodies that can't be read are problems as all others.
    responses.pop("422", None)
    responses["default"] = {
        "description": "What is wrong, where, and what to do.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMAS + _PROBLEM}}},
    }


def answered(place: str) -> dict[str, Any]:
    """Return the schemas of what is answered, by name; they refer to each other at a place, such as `#/$defs/`."""
    any_of_them: TypeAdapter[Any] = TypeAdapter(reduce(or_, _KINDS.values()))
    told = any_of_them.json_schema(mode="serialization", ref_template=place + "{model}")
    return {name: _untitled(schema) for name, schema in told["$defs"].items()}


def _untitled(part: Any) -> Any:
    """Return a part of a schema without the titles that pydantic makes of names."""
    if isinstance(part, list):
        return [_untitled(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {name: _untitled(value) for name, value in part.items() if name != "title" or not isinstance(value, str)}


def _problem() -> dict[str, Any]:
    """Return the schema of a problem document (RFC 9457), with every type that there is."""
    kinds = sorted({(int(status), reason) for status, reason, _title in PROBLEMS.values()})
    types = "\n".join(f"- {status} `/problems/{reason}`" for status, reason in kinds)
    texts = {
        "type": f"What kind of problem; it stays the same in every language.\n\n{types}",
        "title": "The kind in words.",
        "detail": "This very problem in a sentence: what is wrong, where, and what to do.",
        "instance": "Path that was asked for.",
    }
    return {
        "title": _PROBLEM,
        "type": "object",
        "required": [*texts, "status"],
        "properties": {
            **{name: {"type": "string", "description": text} for name, text in texts.items()},
            "status": {"type": "integer", "description": "Status of the answer."},
        },
        "description": "A problem document (RFC 9457). Some kinds have members beyond these, for programs.",
    }
