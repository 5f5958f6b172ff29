"""A file's columns as the layer's fields: read, checked, in the canonical text that PostgreSQL takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from layers.declaration import Column, Kind
from layers.errors import Remark, _
from layers.importing.values import (
    Mark,
    Unreadable,
    decimal_mark,
    read_date,
    read_flag,
    read_integer,
    read_number,
    read_text,
    reads_two_ways,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from layers.importing.problems import Problems

_UNREADABLE: Final = {
    Kind.DECIMAL: "unreadable_number",
    Kind.INTEGER: "unreadable_number",
    Kind.DATE: "unreadable_date",
    Kind.BOOLEAN: "unreadable_flag",
    Kind.TEXT: "text_too_long",
}


def read_column(
    values: NDArray[np.object_], column: Column, problems: Problems, rows: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Return a column's values as canonical text, None for empty.

    Parameters
    ----------
    values
        Decoded values of any type.
    column
        What they should be.
    problems
        Takes what can't be read; mending leaves it empty, unless the column is required.
    rows
        Row number of each value.
    """
    codes, unique = pd.factorize(values)
    plain = unique.tolist()
    mark = _mark(plain, column, values, problems, rows)
    reader = _reader(column, mark)
    read = np.empty(len(plain) + 1, dtype=object)
    unreadable = np.zeros(len(plain) + 1, dtype=bool)
    for at, value in enumerate(plain):
        try:
            read[at] = reader(value) or None
        except Unreadable:
            unreadable[at] = True
    read[-1] = None
    mend = "" if column.required else _("left empty")
    bad = np.flatnonzero(unreadable[codes])
    if len(bad):
        problems.add(
            _UNREADABLE[column.kind], rows[bad], [_shown(values[at]) for at in bad], column=column.name, mend=mend
        )
    result = read[codes]
    if column.choices:
        result = _chosen(result, column, problems, rows, mend)
    return result


def require(values: NDArray[np.object_], column: Column, problems: Problems, rows: NDArray[np.int64]) -> None:
    """Note the rows in which a required value is missing and nothing else is known to be wrong with it."""
    empty = np.flatnonzero(pd.isna(values))
    fresh = [at for at in empty if int(rows[at]) not in problems.bad]
    if fresh:
        problems.add("missing_value", rows[fresh], [column.name] * len(fresh), column=column.name)


def _mark(
    unique: list[object],
    column: Column,
    values: NDArray[np.object_],
    problems: Problems,
    rows: NDArray[np.int64],
) -> Mark | None:
    if column.kind not in {Kind.DECIMAL, Kind.INTEGER}:
        return None
    texts = [value for value in unique if isinstance(value, str)]
    mark = decimal_mark(texts, column.unit)
    two_ways = {text for text in texts if reads_two_ways(text, column.unit)}
    if two_ways and mark is None and column.kind is Kind.DECIMAL:
        at = np.flatnonzero([value in two_ways for value in values])
        problems.add(
            "ambiguous_number",
            rows[at],
            [f"{values[row]} → {read_number(values[row], column.digits, unit=column.unit)}" for row in at],
            column=column.name,
        )
    return mark


def _reader(column: Column, mark: Mark | None) -> Callable[[object], str]:
    if column.kind is Kind.DECIMAL:
        return lambda value: read_number(value, column.digits, mark, column.unit)
    if column.kind is Kind.INTEGER:
        return lambda value: read_integer(value, mark, column.unit)
    if column.kind is Kind.TEXT:
        return lambda value: read_text(value, column.longest)
    return {Kind.DATE: read_date, Kind.BOOLEAN: read_flag}[column.kind]


def _chosen(
    values: NDArray[np.object_], column: Column, problems: Problems, rows: NDArray[np.int64], mend: str
) -> NDArray[np.object_]:
    known = {choice.casefold(): choice for choice in column.choices}
    known |= {label.casefold(): choice for choice, label in column.choices.items()}
    chosen = np.array([known.get(str(value).strip().casefold()) if value else None for value in values], dtype=object)
    bad = np.flatnonzero(pd.isna(chosen) & ~pd.isna(values))
    if len(bad):
        choices = ", ".join(column.choices)
        told = [Remark(_("{value} (one of {choices})"), value=_shown(values[at]), choices=choices) for at in bad]
        problems.add("unknown_choice", rows[bad], told, column=column.name, mend=mend)
    return chosen


def _shown(value: object) -> str:
    return str(value)[:60]
