"""Columns that can't be read without loss: a file is refused when such a column is wanted, else it is passed over."""

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
    """Stands in the column for each of its values.

    Attributes
    ----------
    why
        What would be lost, and what to do.
    """

    why: str


def refuse_unread(path: Path, name: str, values: NDArray[np.object_]) -> None:
    """Refuse a file whose wanted column can't be read.

    Raises
    ------
    FileRefused
        When any of the column's values is `Unread`.
    """
    unread = next((value for value in values if isinstance(value, Unread)), None)
    if unread is not None:
        raise FileRefused(f"{path}, column {name}: {unread.why}.")
