"""Work on many shapes without Python's search for cycles of garbage."""

from __future__ import annotations

import gc
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def uncollected(work: Callable[P, T]) -> Callable[P, T]:
    """Put that search off until a work is done: each few hundred new shapes set it off, and shapes make no cycles.

    It is a quarter of a town's widening. A work in another thread meanwhile finds it put off already and leaves it so;
    whoever put it off brings it back.
    """

    @wraps(work)
    def uninterrupted(*args: P.args, **kwargs: P.kwargs) -> T:
        if not gc.isenabled():
            return work(*args, **kwargs)
        gc.disable()
        try:
            return work(*args, **kwargs)
        finally:
            gc.enable()

    return uninterrupted
