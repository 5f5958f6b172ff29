"""A paper that a donation's move or a step of site clearance rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper as the office has it.

    Attributes
    ----------
    kind
        One of the `PAPERS` of its course.
    holder
        Whose consent it is; None for other papers.
    number, dated
        As the paper has them.
    sha256
        Its scan, a document that is stored already.
    """

    kind: str
    holder: str | None = None
    number: str | None = None
    dated: date | None = None
    sha256: str | None = None

    @property
    def can_be_found(self) -> bool:
        """Whether it has a number or a day of signing: without either nobody finds it among the office's papers."""
        return bool(self.number and self.number.strip()) or self.dated is not None
