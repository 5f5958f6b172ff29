"""Amounts that can't be, in layers whose amounts belong together: told by the row, before the database refuses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from layers.declaration import Layer
    from layers.importing.keys import Values
    from layers.importing.problems import Problems

    Row = Mapping[str, object]


def check_amounts(layer: Layer, values: Values, problems: Problems, rows: NDArray[np.int64]) -> None:
    """Note the rows whose amounts can't be; values are text, as read."""
    for column in layer.columns:
        if column.is_amount:
            below = [at for at, value in enumerate(values[column.name]) if value is not None and float(value) < 0]
            told = [f"{values[column.name][at]} {column.unit}" for at in below]
            problems.add("impossible_amount", rows[below], told, column=column.name)
    rule = _POSSIBLE.get(layer.name)
    if rule is None:
        return
    name, possible = rule
    names = [one.name for one in layer.columns if one.name in values]
    bad = [
        at
        for at in range(len(rows))
        if values[name][at] is not None and not possible({one: values[one][at] for one in names})
    ]
    problems.add("impossible_amount", rows[bad], [str(values[name][at]) for at in bad], column=name)


def _amount(row: Row, name: str) -> float:
    value = row.get(name)
    return 0.0 if value is None else float(str(value))


def _given(row: Row) -> bool:
    return {
        "money": _amount(row, "value_vnd") > 0,
        "labour": _amount(row, "days") > 0,
        "goods": bool(row.get("goods")),
    }.get(str(row["kind"]), True)


_POSSIBLE: Final[dict[str, tuple[str, Callable[[Row], bool]]]] = {
    "progress_readings": ("percent", lambda row: 0 <= _amount(row, "percent") <= 100),  # noqa: PLR2004  # percents
    "campaign_targets": ("phase_no", lambda row: min(_amount(row, "target_m2"), _amount(row, "target_m")) >= 0),
    "contributions": ("kind", _given),
    "tidy_readings": (
        "tidy_m",
        lambda row: 0 <= _amount(row, "tidy_m") <= _amount(row, "length_m") and _amount(row, "length_m") > 0,
    ),
    "surveys": (
        "satisfied",
        lambda row: 0 <= _amount(row, "satisfied") <= _amount(row, "asked") and _amount(row, "asked") > 0,
    ),
}
"""By layer the column that is told of, and whether a row can be."""
