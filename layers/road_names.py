"""What roads are called where several are named together: two of one name are told apart by their codes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by code, with the code beside a name that occurs twice.

    Examples
    --------
    >>> told_apart({"R1": "Ngõ Chợ", "R2": "Ngõ Chợ", "R3": "Đường Đê"})
    {'R1': 'Ngõ Chợ (R1)', 'R2': 'Ngõ Chợ (R2)', 'R3': 'Đường Đê'}
    """
    count = Counter(names.values())
    return {code: f"{name} ({code})" if count[name] > 1 and name != code else name for code, name in names.items()}
