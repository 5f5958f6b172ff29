"""Requests and answers beside the service's description: what a story sends and what comes back is as described."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import httpx2
from jsonschema_rs import Draft202012Validator

PROBLEM = "application/problem+json"
ANYTHING_ELSE = "default"


class Description:
    """What the service says of itself.

    Parameters
    ----------
    told
        The description, OpenAPI 3.1.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = _closed(told)
        self._paths = [  # those without variables before those with
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path)
            for path in sorted(told["paths"], key=lambda path: path.count("{"))
        ]
        self._validator = lru_cache(None)(self._new_validator)

    def check(self, request: httpx2.Request, answer: httpx2.Response) -> None:
        """Fail where an answer or an accepted body is not as described; what no path is described of passes."""
        path = next((path for pattern, path in self._paths if pattern.fullmatch(request.url.path)), "")
        method = request.method.lower()
        operation = self._told["paths"].get(path, {}).get(method)
        if operation is None:
            return
        what = f"{method.upper()} {path}"
        if "json" in (media_type := _media_type(answer.headers)):
            status = ANYTHING_ELSE if media_type == PROBLEM else str(answer.status_code)
            content = operation["responses"].get(status, {}).get("content", {})
            assert media_type in content, f"no {status} in {media_type} is described of {what}"
            self._hold(answer.content, content[media_type]["schema"], f"answer of {what}")
        described = operation.get("requestBody", {}).get("content", {}).get(sent := _media_type(request.headers))
        if answer.is_success and described and "json" in sent:
            self._hold(request.content, described["schema"], f"body of {what}")

    def _hold(self, content: bytes, schema: dict[str, Any], what: str) -> None:
        validator = self._validator(json.dumps(schema, sort_keys=True))
        wrong = next(validator.iter_errors(json.loads(content)), None)
        assert wrong is None, f"{what}: {wrong.message} at {wrong.instance_path}"

    def _new_validator(self, schema: str) -> Draft202012Validator:
        told = {**json.loads(schema), "components": self._told["components"]}
        return Draft202012Validator(told, validate_formats=True)


def _media_type(headers: httpx2.Headers) -> str:
    return headers.get("content-type", "").split("; charset")[0]


def _closed(part: Any) -> Any:
    """Return a description by which an object has no property that is not named."""
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    closed = {name: _closed(value) for name, value in part.items()}
    # A problem document may have members of its kind (RFC 9457).
    if isinstance(closed.get("properties"), dict) and closed.get("title") != "Problem":
        closed.setdefault("additionalProperties", False)
    return closed
