"""By when whoever asked has to be answered: no wait for a store lasts longer than that."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context

_ends: ContextVar[float] = ContextVar("answered_by", default=math.inf)


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """Has all waits inside come to their end within so many seconds, or sooner where that is set."""
    token = _ends.set(min(_ends.get(), asyncio.get_running_loop().time() + seconds))
    try:
        yield
    finally:
        _ends.reset(token)


def seconds_left(most: float) -> float:
    """Returns the seconds that may still be waited, at most `most`; 0 or less where none are left."""
    return min(most, _ends.get() - asyncio.get_running_loop().time())


def unhurried() -> Context:
    """Returns the present context without its deadline, for a task that goes on after the answer."""
    context = copy_context()
    context.run(_ends.set, math.inf)
    return context
