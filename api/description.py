"""The service's description as OpenAPI: what the framework reads off the routes, and what holds for all of them.

Every fault is a problem document, every resource tells its texts in the language of `lang`, and who asks may show a
token or a session.
"""

from __future__ import annotations

import functools
import inspect
import operator
from functools import cached_property
from typing import Any, Final

from fastapi import FastAPI

from api.errors import PROBLEMS
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
_FRAMEWORKS_FAULTS: Final = ("HTTPValidationError", "ValidationError")
"""What the framework would answer with if faults were told by it."""


def files(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return what is told of a route that answers with a file of one of some media types."""
    return {200: {"description": "The file.", "content": _files(media_types)}}


def _files(media_types: tuple[str, ...]) -> dict[str, Any]:
    return {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in media_types}


def answers(*kinds: Any, status: int = 200, media_types: tuple[str, ...] = ()) -> dict[int | str, dict[str, Any]]:
    """Return what is told of a route that answers with JSON of one of some kinds.

    Parameters
    ----------
    kinds
        Types of `api.answers`.
    status
        Of the answer.
    media_types
        Of files that it answers with where it is asked to.
    """
    told = " Or: ".join(inspect.getdoc(kind) or "" for kind in kinds)
    files_told = {"content": _files(media_types)} if media_types else {}
    return {status: {"description": told, "model": functools.reduce(operator.or_, kinds), **files_told}}


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
        schemas = parts.setdefault("schemas", {})
        for fault in _FRAMEWORKS_FAULTS:
            schemas.pop(fault, None)
        schemas[_PROBLEM] = _problem()
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
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_PROBLEM}"}}},
    }


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
