"""The format that answers come in, and the parameters that every resource takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.errors import BadParameter, _
from api.parameters import only_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import QueryParams

_COMMON: Final = ("f", "lang")
"""The format, of which there is one, and the language of titles."""
_JSON: Final = frozenset({"json", "geojson"})


def only_common(given: QueryParams) -> None:
    """Refuse parameters of a resource that takes no others, and another format.

    Raises
    ------
    UnknownParameter, BadParameter
        For the first such.
    """
    only_known(given, _COMMON)
    only_json(given)


def only_json(given: Mapping[str, str]) -> None:
    """Refuse to answer in another format than is asked for.

    Raises
    ------
    BadParameter
        When `f` names another one.
    """
    if given.get("f", "json") not in _JSON:
        raise BadParameter(name="f", value=given["f"][:100], hint=_("write json"))
