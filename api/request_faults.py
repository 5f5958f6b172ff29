"""What the framework finds wrong with a request before ours is asked, told in our words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from api.errors import BadParameter, MissingParameter, ServiceError, _
from api.parameters import DATE, MOMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.errors import Message

LONGEST_TOLD: Final = 100
"""Characters that are told of what the caller wrote."""
_CHOICES: Final = re.compile(r"'([^']*)'|(?<=[(|])(\w+)(?=[|)])")
"""Words that the framework lists, as “'a', 'b' or 'c'” or as ^(a|b|c)$."""

_HINTS: Final[dict[str, Message]] = {
    "greater_than_equal": _("write a number of {ge} or more"),
    "less_than_equal": _("write a number of {le} at most"),
    "greater_than": _("write a number of more than {gt}"),
    "less_than": _("write a number of less than {lt}"),
    "int_parsing": _("write a whole number"),
    "int_type": _("write a whole number"),
    "int_from_float": _("write a whole number"),
    "float_parsing": _("write a number like 12.5"),
    "float_type": _("write a number like 12.5"),
    "decimal_parsing": _("write a number like 12.5"),
    "decimal_type": _("write a number like 12.5"),
    "finite_number": _("write a number like 12.5"),
    "bool_parsing": _("write true or false"),
    "bool_type": _("write true or false"),
    "string_type": _("write a text"),
    "string_too_long": _("write at most {max_length} characters"),
    "string_too_short": _("it must not be empty"),
    "string_pattern_mismatch": _("write it in the form {pattern}"),
    "list_type": _("give a list"),
    "too_long": _("give at most {max_length}"),
    "too_short": _("give at least {min_length}"),
    "dict_type": _("give an object with members"),
    "model_type": _("give an object with members"),
    "model_attributes_type": _("give an object with members"),
    "extra_forbidden": _("there is no such member here"),
    "uuid_parsing": _("write an id as it was given to you"),
    "uuid_type": _("write an id as it was given to you"),
    "json_invalid": _("write JSON"),
}
"""What to write instead, by the framework's name of the fault; values as it names them."""


def told_of(fault: Mapping[str, Any]) -> ServiceError:
    """Return the refusal for one fault of the framework's list.

    Parameters
    ----------
    fault
        With `type`, `loc`, `msg`, and mostly `input` and `ctx`, as pydantic tells it.
    """
    name, value = str(fault["loc"][-1])[:LONGEST_TOLD], str(fault.get("input"))
    if fault["type"] == "missing":
        return MissingParameter(name=name)
    if fault["type"] == "union_tag_invalid":  # of the whole thing it is the member that says which it is
        name, value = fault["ctx"]["discriminator"].strip("'"), fault["ctx"]["tag"]
    if len(value) > LONGEST_TOLD:
        value = f"{value[:LONGEST_TOLD]}…"
    said = {key: one for key, one in fault.get("ctx", {}).items() if key not in {"name", "value", "hint"}}
    return BadParameter(name=name, value=value, **said, **_what_instead(fault))


def _what_instead(fault: Mapping[str, Any]) -> dict[str, object]:
    """Return the hint, and the choices that it names."""
    kind, given = str(fault["type"]), fault.get("ctx", {})
    if kind.startswith("date_"):
        return {"hint": DATE}
    if kind.startswith("datetime_"):
        return {"hint": MOMENT}
    if kind == "value_error":
        return {"hint": given["error"].args[0]}
    listed = [_CHOICES.findall(str(given.get(name, ""))) for name in ("expected", "expected_tags", "pattern")]
    if choices := ", ".join(quoted or word for found in listed for quoted, word in found):
        return {"hint": _("write one of {choices}"), "choices": choices}
    return {"hint": _HINTS.get(kind, fault["msg"])}
