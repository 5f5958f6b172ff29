"""What rows of a file are known by, and from when to when they hold."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from layers.errors import Remark, _
from layers.importing.columns import DEFAULTED, PERIOD
from layers.importing.remarks import days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from layers.declaration import Layer
    from layers.importing.problems import Problems

Values = dict[str, "NDArray[np.object_]"]
_FIRST, _LAST = "", "9999"


def fill_in(layer: Layer, values: Values, commune: str, rows: int) -> None:
    """Fill the commune of rows that name none."""
    for name in DEFAULTED & {column.name for column in layer.columns}:
        given = values.get(name, np.full(rows, None, dtype=object))
        values[name] = np.where(pd.isna(given), commune, given)


def fingerprints(values: Mapping[str, NDArray[np.object_]], geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the key of present roads: a hash of segment, kind, first day and geometry.

    The geometry counts without its direction, so that the same edge drawn the other way is the same.
    """
    shapes = shapely.to_wkb(shapely.normalize(geometries))
    days = values.get(PERIOD[0], np.full(len(geometries), None, dtype=object))
    return np.array(
        [
            hashlib.sha256("|".join((str(road), str(kind), str(day))).encode() + (shape or b"")).hexdigest()[:32]
            for road, kind, day, shape in zip(values["seg_code"], values["kind"], days, shapes, strict=True)
        ],
        dtype=object,
    )


def check_periods(values: Values, problems: Problems, rows: NDArray[np.int64]) -> None:
    """Note the rows whose period ends no later than it starts; days are ISO text, so they compare as such."""
    if not set(PERIOD) <= values.keys():
        return
    first, last = (values[name] for name in PERIOD)
    both = ~pd.isna(first) & ~pd.isna(last)
    bad = np.flatnonzero(both)[first[both] >= last[both]]
    problems.add("period_reversed", rows[bad], [days(first[at], last[at]) for at in bad])


def check_keys(
    layer: Layer, values: Values, geometries: NDArray[np.object_] | None, problems: Problems, rows: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Note rows of one key that hold at the same time; return which rows repeat another one in full.

    Parameters
    ----------
    layer, values, geometries
        The file's rows.
    problems
        Takes the duplicates: the first row of a key stands, the later ones are refused.
    rows
        Row numbers.
    """
    keys = list(zip(*(values[name] for name in layer.key), strict=True))
    repeated = np.zeros(len(rows), dtype=bool)
    twice = pd.Series(keys, dtype=object).duplicated(keep=False).to_numpy() if keys else repeated
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in np.flatnonzero(twice):
        if None not in keys[row]:
            groups[keys[row]].append(int(row))
    dated = layer.dated
    for key, members in groups.items():
        kept: list[int] = []
        for at in members:
            clash = next((other for other in kept if not dated or _meet(values, at, other)), None)
            if clash is None:
                kept.append(at)
            elif _equal(values, geometries, at, clash):
                repeated[at] = True
                told = Remark(_("{key}, as in row {row}"), key=_named(key), row=int(rows[clash]))
                problems.add("repeated_row", [rows[at]], [told])
            else:
                told = Remark(_("{key}, also in row {row}"), key=_named(key), row=int(rows[clash]))
                problems.add("duplicate_key", [rows[at]], [told])
    return repeated


def keys_of(layer: Layer, values: Values, some: NDArray[np.bool_]) -> list[str]:
    """Return what some rows are known by, as people write it."""
    return [_named(key) for key in zip(*(values[name][some] for name in layer.key), strict=True)]


def _named(key: tuple[object, ...]) -> str:
    return "/".join(str(part) for part in key if part is not None)


def _meet(values: Values, one: int, other: int) -> bool:
    def period(at: int) -> tuple[str, str]:
        first, last = (values[name][at] if name in values else None for name in PERIOD)
        return str(first or _FIRST), str(last or _LAST)

    (a_first, a_last), (b_first, b_last) = period(one), period(other)
    return a_first < b_last and b_first < a_last


def _equal(values: Values, geometries: NDArray[np.object_] | None, one: int, other: int) -> bool:
    same = all(column[one] == column[other] for column in values.values())
    return same and (geometries is None or bool(shapely.equals_exact(geometries[one], geometries[other])))
