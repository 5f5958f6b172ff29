"""Columns whose values can't be had as they are: whoever wants one is refused, and to all others it is no hindrance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.importing.faults import FileRefused

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands for each value of such a column, and says why, and what to do."""

    why: str


def refuse_unread(path: Path, name: str, values: NDArray[np.object_]) -> None:
    """Refuse a file of which such a column is wanted."""
    unread = next((value for value in values if isinstance(value, Unread)), None)
    if unread is not None:
        raise FileRefused(f"{path}, column {name}: {unread.why}.")
