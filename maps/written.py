"""Numbers, lengths, days and shares as people write them, in pages that the service makes itself.

The browser's scripts write the same (`static/js/format.js`): 1.234,5 m² · 85,7% · 30/04/2023, an en dash for no value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.numbers import format_decimal

if TYPE_CHECKING:
    from datetime import date

    from maps.words import Language

NBSP = "\u00a0"
NONE = "–"
_KILOMETRE = 1000
_ALL_BUT = 99.9
_LEAST = 0.1


def number(value: float | None, language: Language, *, digits: int = 0, unit: str = "") -> str:
    """Return a number with its unit, a no-break space between.

    Examples
    --------
    >>> number(1234.5, "vi", digits=1, unit="m²").replace(NBSP, " ")
    '1.234,5 m²'
    >>> number(None, "en")
    '–'
    """
    if value is None:
        return NONE
    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    written = format_decimal(value, pattern, locale="en" if language == "en" else "vi")
    return f"{written}{NBSP}{unit}" if unit else written


def length(metres: float | None, language: Language) -> str:
    """Return a length: metres below a kilometre, kilometres with one digit above.

    Examples
    --------
    >>> length(1048, "vi").replace(NBSP, " "), length(560.4, "en").replace(NBSP, " ")
    ('1,0 km', '560 m')
    """
    if metres is None or round(metres) < _KILOMETRE:
        return number(metres, language, unit="m")
    return number(metres / _KILOMETRE, language, digits=1, unit="km")


def percent(part: float | None, language: Language) -> str:
    """Return a share from 0 to 1 in percents: all is said only of all, nothing only of nothing.

    Examples
    --------
    >>> percent(0.583, "vi"), percent(0.9999, "en"), percent(1, "vi"), percent(0.0001, "vi"), percent(0, "vi")
    ('58,3%', '99.9%', '100%', '0,1%', '0%')
    """
    if part is None:
        return NONE
    hundredths = min(max(part * 100, _LEAST), _ALL_BUT) if 0 < part < 1 else part * 100
    return f"{number(hundredths, language, digits=0 if part in {0, 1} else 1)}%"


def reading(percents: float, language: Language) -> str:
    """Return a reading of progress in percents, with the digit that it was entered with.

    Examples
    --------
    >>> reading(20, "vi"), reading(20.5, "vi")
    ('20%', '20,5%')
    """
    return f"{number(percents, language, digits=0 if percents == round(percents) else 1)}%"


def day(when: date | None) -> str:
    """Return a day as 30/04/2023."""
    return NONE if when is None else f"{when:%d/%m}/{when.year:04d}"
