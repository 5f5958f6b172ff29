"""Parameters of requests, read by hand where the names are those of a layer's columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field
from starlette.datastructures import QueryParams

from api.errors import BadParameter, Message, UnknownParameter, _
from layers.declaration import Column, Kind
from layers.local_time import LOCAL

BIGGEST = 2**53 - 1
"""Biggest whole number that JSON and JavaScript carry safely; changes and feature numbers stay below it."""
DATE = _("write a day like 2023-04-30")
MOMENT = _("write a moment like 2023-04-30T08:00:00+07:00")
_NUMBER = _("write a whole number from {least} to {most}")
_WRITTEN = re.compile(r"[+-]?(\d{1,100}(\.\d{0,100})?|\.\d{1,100})([eE][+-]?\d{1,3})?", re.ASCII)
_FLAGS = {"true": True, "false": False}


def only_known(given: QueryParams, known: Iterable[str]) -> None:
    """Refuse parameters that would be ignored, and those given twice.

    Raises
    ------
    UnknownParameter, BadParameter
        For the first such.
    """
    names = set(known)
    for name in given:
        if name not in names:
            raise UnknownParameter(name=name, known=", ".join(sorted(names)))
        if len(given.getlist(name)) > 1:
            raise BadParameter(name=name, value="…", hint=_("give it once"))


def day(name: str, text: str) -> date:
    """Return a day; a moment is the day that it is in Viet Nam.

    Raises
    ------
    BadParameter
        When it is none.
    """
    if "T" in text or " " in text:
        try:
            return moment(name, text).astimezone(LOCAL).date()
        except OverflowError as error:
            raise _bad(name, text, DATE) from error
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise _bad(name, text, DATE) from error
    if found.isoformat() != text:  # 20230430 and 2023-W17-7 are days too, but not for every client
        raise _bad(name, text, DATE)
    return found


def moment(name: str, text: str) -> datetime:
    """Return a moment (RFC 3339); one without an offset is Viet Nam's.

    Raises
    ------
    BadParameter
        When it is none.
    """
    try:
        # A plus sign that was not escaped arrives as a space.
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        # What lies before the year 1 or after 9999 in UTC has no moment that the database could be asked for.
        return (found if found.tzinfo else found.replace(tzinfo=LOCAL)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _bad(name, text, MOMENT) from error


def whole(name: str, text: str, least: int = 0) -> int:
    """Return a whole number.

    Raises
    ------
    BadParameter
        When it is none, or out of bounds.
    """
    if text.isascii() and text.isdigit() and len(text) <= len(str(BIGGEST)) and least <= int(text) <= BIGGEST:
        return int(text)
    raise _bad(name, text, _NUMBER, least=least, most=BIGGEST)


def number(text: str) -> Decimal | None:
    """Return a number as it is written in digits; None for anything else that Python would take for one.

    Examples
    --------
    >>> number("-12.5e3"), number("1_05.84"), number("１"), number("nan"), number("1e9999")
    (Decimal('-1.25E+4'), None, None, None, None)
    """
    return Decimal(text) if _WRITTEN.fullmatch(text) else None


def _written(text: Any) -> Any:
    if isinstance(text, str) and number(text) is None:
        raise ValueError(_("write a number like 12.5"))
    return text


IN_DIGITS = BeforeValidator(_written)
"""Of a number that the framework reads; comes after its bounds, which are bounds of the number."""
Whole = Annotated[int, Field(ge=0, le=BIGGEST), IN_DIGITS]


def _not_older_than(
    change: Annotated[
        Whole | None, Query(description="Number of a change that the answer must not be older than.")
    ] = None,
) -> None:
    """Take the number of a change: an answer from rows, or one whose ground is asked for, is never older."""


NOT_OLDER_THAN = Depends(_not_older_than)
"""Of routes whose answers never are."""


def value(column: Column, text: str) -> Any:
    """Return a column's value as the database takes it.

    Raises
    ------
    BadParameter
        When it can't be one.
    """
    if "\0" in text:
        raise _bad(column.name, text, _("write text"))
    if column.kind is Kind.DATE:
        return day(column.name, text)
    if column.kind is Kind.BOOLEAN:
        if text not in _FLAGS:
            raise _bad(column.name, text, _("write true or false"))
        return _FLAGS[text]
    if column.kind is Kind.INTEGER:
        return whole(column.name, text)
    if column.kind is Kind.DECIMAL:
        found = number(text)
        if found is None:
            raise _bad(column.name, text, _("write a number like 12.5"))
        return found
    return unicodedata.normalize("NFC", text)  # as imports store it


def _bad(name: str, text: str, hint: Message, **values: int) -> BadParameter:
    return BadParameter(name=name, value=text[:100], hint=hint, **values)
