"""The public's cells along a road: side by side from its beginning to its end, none of them a splinter."""

from __future__ import annotations

import pytest

from layers.widening_public import public_cells


def cell(side: str, from_m: float, to_m: float, state: str = "signed") -> dict[str, object]:
    return {"side": side, "from_m": from_m, "to_m": to_m, "state": state}


@pytest.mark.parametrize("length_m", [32.538, 32.462, 32.55, 60.0, 60.04, 60.049])
def test_the_last_cell_ends_where_the_road_does(length_m: float) -> None:
    """Cells are stored to the decimetre, and the road is not as long as that."""
    stored = round(length_m, 1)
    cells = public_cells([cell("left", 0.0, stored), cell("right", 20.0, stored, "needed")], length_m)
    assert [(one["from_m"], one["to_m"]) for one in cells] == [(0.0, 20.0), (20.0, length_m)]
    assert [one["state"] for one in cells] == [
        {"left": "signed", "right": None},
        {"left": "signed", "right": "needed"},
    ]


def test_a_road_of_which_nothing_is_shown_is_one_cell() -> None:
    assert public_cells([], 45.2) == [{"from_m": 0.0, "to_m": 45.2, "state": {"left": None, "right": None}}]
