"""The format that answers come in, and the parameters that every resource takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Depends, Query, Request

from api.errors import BadParameter, _
from api.parameters import only_known

FORMAT: Final = "Format: json."
_JSON: Final = frozenset({"json", "geojson"})


def _only_common(request: Request, f: Annotated[str, Query(description=FORMAT)] = "json") -> None:
    """Refuse parameters of a resource that takes none but the format, of which there is one, and a language.

    Raises
    ------
    UnknownParameter, BadParameter
        For the first such.
    """
    only_known(request.query_params, {"f", "lang"})
    only_json({"f": f})


ONLY_COMMON = Depends(_only_common)


def only_json(given: Mapping[str, str]) -> None:
    """Refuse to answer in another format than is asked for.

    Raises
    ------
    BadParameter
        When `f` names another one.
    """
    if given.get("f", "json") not in _JSON:
        raise BadParameter(name="f", value=given["f"][:100], hint=_("write json"))
