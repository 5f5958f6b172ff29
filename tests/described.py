"""Answers beside the service's description: whatever a story asks for, what comes back is as described."""

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
        """Fail where an answer is not as described; what no path is described of passes."""
        path = next((path for pattern, path in self._paths if pattern.fullmatch(request.url.path)), None)
        operation = self._told["paths"].get(path, {}).get(request.method.lower())
        media_type = answer.headers.get("content-type", "").split("; charset")[0]
        if operation is None or "json" not in media_type:
            return
        status = ANYTHING_ELSE if media_type == PROBLEM else str(answer.status_code)
        validator = self._validator(path, request.method.lower(), status, media_type)
        wrong = next(validator.iter_errors(json.loads(answer.content)), None)
        assert wrong is None, f"{request.method} {request.url}: {wrong.message} at {wrong.instance_path}"

    def _new_validator(self, path: str, method: str, status: str, media_type: str) -> Draft202012Validator:
        answers = self._told["paths"][path][method]["responses"]
        content = answers.get(status, {}).get("content", {})
        assert media_type in content, f"no {status} in {media_type} is described of {method.upper()} {path}"
        schema = {**content[media_type]["schema"], "components": self._told["components"]}
        return Draft202012Validator(schema, validate_formats=True)


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
