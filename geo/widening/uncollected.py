"""Work on many shapes while Python's garbage collector is off."""

from __future__ import annotations

import gc
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


def uncollected(work: Callable[P, T]) -> Callable[P, T]:
    """Turn the garbage collector off while a function runs.

    Every few hundred new shapes start a collection, which finds nothing: shapes make no cycles. Collections would take
    a quarter of the time of a town's widening. When several threads run such functions, the one that turned the
    collector off turns it on again.
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
