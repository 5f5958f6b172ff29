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
    rule = _POSSIBLE.get(layer.name)
    if rule is None:
        return
    column, possible = rule
    names = [name for name in values if name in {one.name for one in layer.columns}]
    bad = [
        at
        for at in range(len(rows))
        if values[column][at] is not None and not possible({name: values[name][at] for name in names})
    ]
    problems.add("impossible_amount", rows[bad], [str(values[column][at]) for at in bad], column=column)


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
