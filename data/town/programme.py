"""The programme of works: which part of a street is widened, how far, and how the campaign went along it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Rows = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Plan:
    """A segment as the plan has it.

    Attributes
    ----------
    code : str
        Its code.
    street : str
        Key of its street.
    target : Rows
        Target half-widths (share of the length, left, right).
    ends : tuple of str or None
        Streets (or the canal) between which it lies; None for the street's own end.
    survey : str
        "surface", "edges" or "none": how the present road was measured.
    pace : tuple of float
        Shares of the donations handed over in phases 1, 2 and 3.
    built : tuple
        Stretches built: (share from, share to, day).
    """

    code: str
    street: str
    target: Rows
    ends: tuple[str | None, str | None] = (None, None)
    survey: str = "surface"
    pace: tuple[float, float, float] = (0.3, 0.25, 0.15)
    built: tuple[tuple[float, float, date], ...] = ()


def _even(left: float, right: float | None = None) -> Rows:
    return ((0.0, left, left if right is None else right),)


PLANS: tuple[Plan, ...] = (
    Plan(
        "TK4-01",
        "DS",
        ((0, 4.0, 4.0), (0.35, 4.0, 4.0), (0.55, 4.5, 4.5)),
        ("N21", "CANAL"),
        pace=(0.32, 0.1, 0.06),
        built=((0.0, 0.3, date(2023, 6, 30)),),
    ),
    Plan(
        "TK4-02",
        "DS",
        _even(4.5),
        ("CANAL", None),
        pace=(0.59, 0.08, 0.04),
        built=((0.0, 0.27, date(2023, 4, 25)), (0.27, 0.55, date(2023, 10, 20))),
    ),
    Plan("TK4-03", "KT", ((0, 3.5, 3.5), (0.42, 3.5, 3.5), (0.42, 3.5, 4.0)), pace=(0.47, 0.11, 0.06)),
    Plan("TK4-04", "GM", _even(3.5), ("QL217", "DS"), pace=(1, 0, 0), built=((0, 1, date(2023, 4, 28)),)),
    Plan("TK4-05", "GM", _even(3.5), ("DS", None), pace=(0.33, 0.2, 0.08), built=((0, 0.4, date(2023, 8, 25)),)),
    Plan("TK4-06", "CH", _even(4.5), survey="edges", pace=(0.21, 0.1, 0.11)),
    Plan(
        "TK4-07",
        "NV",
        ((0, 3.5, 3.5), (0.5, 3.5, 3.5), (0.6, 4.0, 3.5)),
        pace=(0.76, 0.06, 0.03),
        built=((0.1, 0.6, date(2023, 7, 15)),),
    ),
    Plan("TK4-08", "BL", _even(3.5), pace=(0.66, 0.1, 0.03)),
    Plan("TK4-09", "AD", _even(3.5, 3.0), ("QL217", "DS"), pace=(0.06, 0.1, 0.14)),
    Plan("TK4-10", "AD", _even(3.5), ("DS", None), pace=(0.1, 0.12, 0.14)),
    Plan("TK4-11", "VC", ((0, 3.0, 2.5), (0.6, 3.0, 2.5), (0.6, 2.5, 2.5)), survey="edges", pace=(0.38, 0.1, 0.06)),
    Plan("TK4-12", "N21", _even(2.5), pace=(0, 0.12, 0.17)),
    Plan("TK4-13", "N3", _even(2.0), pace=(0.14, 0.07, 0.06)),
    Plan("TK4-14", "N7", _even(2.0), pace=(1, 0, 0), built=((0, 1, date(2023, 4, 20)),)),
    Plan("TK4-15", "N12", _even(2.0), survey="none", pace=(0.1, 0.05, 0.11)),
    Plan("TK4-16", "N5", _even(2.5), pace=(0.19, 0.23, 0.06)),
    Plan("TK4-17", "GD", _even(2.5), survey="edges", pace=(0.24, 0.05, 0.17)),
    Plan("TK4-18", "N9", _even(2.5), survey="none", pace=(0, 0.05, 0.17)),
    Plan("TK10-01", "GL", _even(3.5), pace=(0.1, 0.05, 0.06)),
    Plan("TK7-01", "LD", _even(4.5), ("MT", "QL1A"), pace=(0.14, 0.1, 0.11)),
    Plan("TK9-01", "LD", _even(4.5), ("QL1A", "HS"), pace=(0.05, 0.05, 0.06)),
    Plan("TK7-02", "CM", _even(4.5), ("MT", "QL1A"), survey="edges", pace=(0.19, 0.05, 0.06)),
    Plan("TK8-01", "CM", ((0, 4.5, 4.5), (0.7, 4.5, 4.5), (1, 4.0, 4.0)), ("QL1A", "HS"), pace=(0.1, 0.15, 0.06)),
    Plan("TK6-01", "GC", _even(4.5, 4.0), ("QL1A", "RD"), pace=(0.28, 0.1, 0.06)),
    Plan("TK6-02", "BD", _even(3.5), survey="none", pace=(0, 0.03, 0.06)),
    Plan("TK5-01", "RD", _even(3.5), pace=(0.19, 0.1, 0.11)),
    Plan("TK5-02", "N9R", _even(2.5), survey="none", pace=(0, 0, 0.11)),
    Plan("TK1-01", "LN", _even(3.5), pace=(0.24, 0.12, 0.08)),
    Plan("TK3-01", "GG", _even(4.5), ("DT", "QL1A"), pace=(0.1, 0.1, 0.11)),
    Plan("TK2-01", "GG", _even(4.5), ("QL1A", "RD"), pace=(0.1, 0.1, 0.06)),
    Plan("TK3-02", "DT", _even(3.5), pace=(0, 0.05, 0.11)),
    Plan("TK2-02", "XB", _even(3.5), survey="none", pace=(0, 0.05, 0.06)),
)
