"""What is said of a file's rows: with its values apart, so that it is told in the reader's language at the end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from layers.donations import STATE_LABELS
from layers.errors import Message, Remark, _

if TYPE_CHECKING:
    from layers.errors import Translate


def decimal(number: float, digits: int) -> Decimal:
    """Return a measured number as it is told."""
    return Decimal(f"{number:.{digits}f}")


def square_metres(area: float, digits: int) -> Remark:
    """Return an area."""
    return Remark("{area} m²", area=decimal(area, digits))


def place(east: float, north: float) -> Remark:
    """Return a place in the project's zone, as land offices write coordinates but for the marks."""
    return Remark(_("E {east}, N {north}"), east=f"{east:.1f}", north=f"{north:.1f}")


def day(iso: str) -> date:
    """Return a day that was read from the file."""
    return date.fromisoformat(iso)


def days(*isos: str) -> Remark:
    """Return several days that were read from the file, in its order."""
    return _joined(" – ", {f"day_{at}": day(iso) for at, iso in enumerate(isos)})


def event(state: str, on: date) -> Remark:
    """Return a step of a donation and its day."""
    return Remark("{state} {day}", state=Message(STATE_LABELS[state]), day=on)


def sentence(*clauses: str) -> Remark:
    """Return clauses as one sentence."""
    return _joined("; ", {f"clause_{at}": clause for at, clause in enumerate(clauses)}, end=".")


def _joined(between: str, values: dict[str, Any], end: str = "") -> Remark:
    return Remark(between.join(f"{{{name}}}" for name in values) + end, **values)


def told(text: str, translate: Translate) -> str:
    """Return what is said in the reader's language; a value of the file stays as it is."""
    if isinstance(text, Remark):
        return text.told(translate)
    return translate(text) if isinstance(text, Message) else text


def packed(value: object) -> object:
    """Return a remark or one of its values as JSON has it."""
    if isinstance(value, Remark):
        return {"message": value.message, "values": {name: packed(one) for name, one in value.values.items()}}
    if isinstance(value, Message):
        return {"message": str(value), "values": {}}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def unpacked(value: Any) -> Any:
    """Return what `packed` was given, from its JSON."""
    if not isinstance(value, dict):
        return value
    if "decimal" in value:
        return Decimal(value["decimal"])
    if "day" in value:
        return day(value["day"])
    return Remark(value["message"], **{name: unpacked(one) for name, one in value["values"].items()})
