"""Areas typed from papers beside the measured one: kept, never counted with, and told where they differ.

The same parcel shows 3317, 3398 and 3167 m² in three papers (DOMAIN, real files): a difference is a reason to look,
not a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

TOLERATED_SHARE: Final = 0.05
"""Of the measured area: what tapes and rounding to whole metres make of a plot or a strip of it."""
TOLERATED_M2: Final = 1.0
"""The least that is told: papers give strips in whole m²."""


@dataclass(frozen=True, slots=True)
class PaperArea:
    """An area of a paper.

    Attributes
    ----------
    column
        Which one it is.
    paper_m2
        What the paper says.
    difference_m2
        Paper less measured.
    tolerated
        Whether the difference is no larger than papers have it.
    """

    column: str
    paper_m2: float
    difference_m2: float
    tolerated: bool


def tolerance(measured_m2: float) -> float:
    """Return the largest difference (m²) that is not told.

    Examples
    --------
    >>> tolerance(10.0), tolerance(300.0)
    (1.0, 15.0)
    """
    return max(TOLERATED_M2, TOLERATED_SHARE * measured_m2)


def compare(column: str, paper_m2: float, measured_m2: float) -> PaperArea:
    """Return a paper's area beside the measured one.

    Examples
    --------
    >>> compare("paper_m2", 45.0, 40.0)
    PaperArea(column='paper_m2', paper_m2=45.0, difference_m2=5.0, tolerated=False)
    """
    difference = round(paper_m2 - measured_m2, 3)
    return PaperArea(column, paper_m2, difference, abs(difference) <= tolerance(measured_m2))
