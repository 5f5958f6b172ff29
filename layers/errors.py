"""What can go wrong with the layers, each with one sentence for its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class LayerError(Exception):
    """A fault that the caller can understand and mend; its text is one sentence."""


class UnknownLayer(LayerError):
    """No layer has that name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no layer “{name}”; the layers are {', '.join(known)}.")
