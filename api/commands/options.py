"""Options that several commands take: days, moments, and leave to replace a file."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated

import typer

from layers.importing.values import Unreadable, read_date
from layers.local_time import LOCAL

Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]


def day(text: str) -> date:
    """Return a day as people here write it, or as ISO does.

    Raises
    ------
    typer.BadParameter
        When it is none.

    Examples
    --------
    >>> day("30/04/2023") == day("2023-04-30") == date(2023, 4, 30)
    True
    >>> day("9999-12-31")  # no day of a file, but one that can be asked for
    datetime.date(9999, 12, 31)
    """
    with suppress(ValueError):
        return date.fromisoformat(text)
    try:
        return date.fromisoformat(read_date(text))
    except Unreadable as error:
        raise typer.BadParameter(f"“{text}” is no day: write one like 30/04/2023 or 2023-04-30.") from error


def moment(text: str) -> datetime:
    """Return a moment; one without an offset is Viet Nam's, a day alone its beginning.

    Raises
    ------
    typer.BadParameter
        When it is none.

    Examples
    --------
    >>> moment("30/04/2023") == moment("2023-04-30T00:00:00+07:00")
    True
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = datetime.fromisoformat(read_date(text))
        except Unreadable as error:
            raise typer.BadParameter(
                f"“{text}” is no moment: write one like 2023-04-30T08:00:00+07:00, or a day like 30/04/2023."
            ) from error
    return found if found.tzinfo else found.replace(tzinfo=LOCAL)
