"""Values as offices write them: numbers with comma or point, days in two orders, yes and no.

Every reader takes one value and returns its canonical text for PostgreSQL, and raises `Unreadable` when the
value is none: nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from layers.local_time import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNIT: Final = re.compile(r"\s*(m2|m²|m|ha|đồng|vnđ|vnd|đ)\.?$", re.IGNORECASE)
_UNITS: Final[dict[str, dict[str, int]]] = {
    "m²": {"m²": 1, "m2": 1, "ha": 10_000},
    "m": {"m": 1},
    "đ": {"đ": 1, "đồng": 1, "vnđ": 1, "vnd": 1},
}
"""By the unit of a column what may be written behind its numbers, and how many of the unit that is."""
_ANY_UNIT: Final = {written: 1 for units in _UNITS.values() for written, size in units.items() if size == 1}
_SPACES: Final = re.compile(r"[\s\u00a0\u202f']")
_LIKE_SPACES: Final = re.compile(r"[\u00a0\u2007\u202f]")
_UNSEEN: Final = re.compile(r"[\u200b\u200e\u200f\u2060\ufeff]")
"""What spreadsheets and web pages put between letters: nobody sees it, and a key with it is another key."""
_PLAIN: Final = re.compile(r"[+-]?\d+")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_POINT_DECIMAL: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?\.\d+|[+-]?\d+\.")
_COMMA_DECIMAL: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)?,\d+")
_EXPONENT: Final = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}")
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}:\d{2}.*))?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: (\d{1,2}:\d{2}.*))?")
_TRUE: Final = frozenset({"1", "t", "true", "y", "yes", "x", "có", "co", "đúng", "dung"})
_FALSE: Final = frozenset({"0", "f", "false", "n", "no", "không", "khong", "k", "sai"})
_EARLIEST: Final = 1800
_LATEST: Final = 2200
_BIGINT: Final = 2**63
_LONGEST: Final = 64
DIGITS: Final = 18
"""Digits of a stored decimal in all."""


class Unreadable(ValueError):
    """A value is not what its column holds."""


class Mark(StrEnum):
    """What stands between whole and fraction."""

    POINT = "."
    COMMA = ","


def reads_two_ways(text: str, unit: str | None = None) -> bool:
    """Return whether a number may be whole, with a mark between thousands, or have three decimals.

    The unit is the column's, as for `read_number`.

    Examples
    --------
    >>> reads_two_ways("1.234"), reads_two_ways("0,125"), reads_two_ways("1.234,5"), reads_two_ways("1.234.567")
    (True, False, False, False)
    """
    text = _bare(text, unit)
    if not _GROUPED.fullmatch(text) or sum(text.count(mark) for mark in ".,") != 1:
        return False
    return not text.lstrip("+-").startswith("0")


def decimal_mark(texts: Iterable[str], unit: str | None = None) -> Mark | None:
    """Return the decimal mark that the unambiguous numbers of a column show; None when they show none or both.

    The unit is the column's, as for `read_number`.

    Examples
    --------
    >>> decimal_mark(["1.234", "12,5"]), decimal_mark(["1.234", "12.75"]), decimal_mark(["1.234"])
    (<Mark.COMMA: ','>, <Mark.POINT: '.'>, None)
    """
    found: set[Mark] = set()
    for text in (_bare(written, unit) for written in texts):
        if _GROUPED.fullmatch(text) and not text.lstrip("+-").startswith("0"):
            if sum(text.count(mark) for mark in ".,") > 1:  # 1.234.567: the mark is the other one
                found.add(Mark.COMMA if "." in text else Mark.POINT)
        elif _POINT_DECIMAL.fullmatch(text):
            found.add(Mark.POINT)
        elif _COMMA_DECIMAL.fullmatch(text):
            found.add(Mark.COMMA)
    return found.pop() if len(found) == 1 else None


def read_number(value: object, digits: int = 2, mark: Mark | None = None, unit: str | None = None) -> str:
    """Read a decimal number.

    Parameters
    ----------
    value
        A number, or text such as ``1.234,5``, ``1,234.5``, ``1234.5``, ``12,5``, ``245,8 m²``.
    digits
        Digits after the point that are stored.
    mark
        Decimal mark of the column, for what reads two ways; without it ``1.234`` is 1234, as in Vietnam.
    unit
        The column's unit, empty for a column without one. A number written in hectares is given in m²; one in a unit
        that the column doesn't take is refused. None: any unit that is written is passed over.

    Raises
    ------
    Unreadable
        When it is no finite number, in another unit, or too large to be stored.

    Examples
    --------
    >>> [read_number(text) for text in ("1.234,5", "1,234.5", "1234.5", "12,5", "1.234.567", "245,8 m²")]
    ['1234.5', '1234.5', '1234.5', '12.5', '1234567', '245.8']
    >>> read_number("1.234"), read_number("1.234", mark=Mark.POINT)
    ('1234', '1.234')
    >>> read_number("0,04 ha", unit="m²")
    '400.00'
    """
    if isinstance(value, bool):
        raise Unreadable(str(value))
    number = Decimal(repr(value)) if isinstance(value, int | float) and math.isfinite(value) else None
    if number is None:
        number = Decimal(_plain_number(str(value), mark, unit)) * _size(str(value), unit)
    if abs(number) >= Decimal(10) ** (DIGITS - digits) - 1:
        raise Unreadable(str(value))
    return format(number, "f")


def _size(text: str, unit: str | None) -> int:
    """Return the factor of the unit written behind a number; 0 for a unit that the column doesn't take."""
    written = _UNIT.search(text.strip())
    known = _ANY_UNIT if unit is None else _UNITS.get(unit, {})
    return known.get(written[1].lower(), 0) if written else 1


def _bare(text: str, unit: str | None) -> str:
    if len(text) > _LONGEST or not _size(text, unit):
        return "?"
    return _SPACES.sub("", _UNIT.sub("", text.strip()))


def _plain_number(value: str, mark: Mark | None, unit: str | None) -> str:
    text = _bare(value, unit)
    if _PLAIN.fullmatch(text) or _EXPONENT.fullmatch(text):
        return text
    if reads_two_ways(text):
        if mark is not None and mark in text:
            return text.replace(",", ".")
        return text.replace(".", "").replace(",", "")
    grouped = _GROUPED.fullmatch(text)
    if grouped and text.count(grouped[1]) > 1:
        return text.replace(grouped[1], "")
    if _POINT_DECIMAL.fullmatch(text):
        return text.replace(",", "")
    if _COMMA_DECIMAL.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    raise Unreadable(value)


def read_integer(value: object, mark: Mark | None = None, unit: str | None = None) -> str:
    """Read a whole number; ``12.0`` is one, ``12,5`` is none. The unit is the column's, as for `read_number`.

    Raises
    ------
    Unreadable
        When it is no whole number of 64 bits.

    Examples
    --------
    >>> read_integer("1.200"), read_integer(12.0)
    ('1200', '12')
    """
    number = Decimal(read_number(value, 0, mark, unit))
    if number != number.to_integral_value() or abs(number) >= _BIGINT:
        raise Unreadable(str(value))
    return format(number.to_integral_value(), "f")


def read_date(value: object) -> str:
    """Read a day, ISO or day first; a moment with an offset is the day that it is in Viet Nam.

    Raises
    ------
    Unreadable
        When it is no day of the calendar between 1800 and 2200, or has a time of day that is none.

    Examples
    --------
    >>> read_date("30/04/2023"), read_date("2023-04-30"), read_date("1.5.2023"), read_date("20230430")
    ('2023-04-30', '2023-04-30', '2023-05-01', '2023-04-30')
    >>> read_date("30/04/2023 0:00:00")
    '2023-04-30'
    >>> read_date("2023-04-29T17:00:00Z"), read_date("2023-04-30T00:00:00+07:00"), read_date("2023-04-30 00:00:00")
    ('2023-04-30', '2023-04-30', '2023-04-30')
    """
    if isinstance(value, date):
        return _day(value.year, value.month, value.day)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    clock = None
    if found := _ISO.fullmatch(text):
        year, month, day, clock = found.groups()
    elif found := _COMPACT.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year, clock = found.groups()
    else:
        raise Unreadable(text)
    read = _day(int(year), int(month), int(day))
    return _day_here(read, clock) if clock else read


def _day_here(day: str, clock: str) -> str:
    try:
        moment = datetime.combine(
            date.fromisoformat(day), time.fromisoformat(f"0{clock}" if clock[1] == ":" else clock)
        )
    except ValueError as error:
        raise Unreadable(f"{day} {clock}") from error
    return (moment.astimezone(LOCAL) if moment.tzinfo else moment).date().isoformat()


def _day(year: int, month: int, day: int) -> str:
    try:
        read = date(year, month, day)
    except ValueError as error:
        raise Unreadable(f"{day}/{month}/{year}") from error
    if not _EARLIEST <= year <= _LATEST:
        raise Unreadable(read.isoformat())
    return read.isoformat()


def read_flag(value: object) -> str:
    """Read a yes or no, in either language; return ``t`` or ``f``.

    Raises
    ------
    Unreadable
        When it is neither.

    Examples
    --------
    >>> read_flag("Có"), read_flag(0), read_flag(True)
    ('t', 'f', 't')
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip().lower()
    if text in _TRUE:
        return "t"
    if text in _FALSE:
        return "f"
    raise Unreadable(str(value))


def plain_text(text: str) -> str:
    """Return a text as it is stored: its accents composed, its spaces plain, and nothing in it that can't be seen.

    Examples
    --------
    >>> plain_text("\ufeffHo\u0323\u0302\u00a0A ")
    'Hộ A'
    """
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LIKE_SPACES.sub(" ", text))).strip()


def read_text(value: object, longest: int) -> str:
    """Read a text; a number becomes its shortest form, so that a numeric column of parcel numbers is text.

    What is left of a text of spaces is empty.

    Parameters
    ----------
    value
        What is written.
    longest
        Letters that the column takes.

    Raises
    ------
    Unreadable
        When it is longer, or a number that is infinite or none, as JSON's readers make of 1e400 and NaN.

    Examples
    --------
    >>> read_text(12.0, 200), read_text("  P7-73 ", 200)
    ('12', 'P7-73')
    """
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unreadable(str(value))
        return format(Decimal(repr(value)), "f") if not value.is_integer() else str(int(value))
    text = plain_text(str(value))
    if len(text) > longest:
        raise Unreadable(f"{text[:longest]}…")
    return text
