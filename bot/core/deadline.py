"""By when whoever asked has to be answered: no wait for a store lasts longer than that."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass

from bot.core.spans import untraced


@dataclass(slots=True)
class _Part:
    """A part of an answer that has a time of its own; `stored`, once it stored something."""

    stored: bool = False


_ends: ContextVar[float] = ContextVar("answered_by", default=math.inf)
_parts: ContextVar[tuple[_Part, ...]] = ContextVar("parts", default=())  # the innermost last


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """Has all waits inside come to their end within so many seconds, or sooner where that is set."""
    token = _ends.set(min(_ends.get(), asyncio.get_running_loop().time() + seconds))
    parts = _parts.set((*_parts.get(), _Part()))
    try:
        yield
    finally:
        _parts.reset(parts)
        _ends.reset(token)


def note_stored() -> None:
    """Notes that something was stored: no answer may say from now on that nothing was."""
    if parts := _parts.get():
        parts[-1].stored = True


def anything_stored() -> bool:
    """Returns whether something was stored for the answer that is being made.

    What a part of it stored that has come to its end, such as which request was taken, does not count.
    """
    return any(part.stored for part in _parts.get())


def seconds_left(most: float) -> float:
    """Returns the seconds that may still be waited, at most `most`; 0 or less where none are left."""
    return min(most, _ends.get() - asyncio.get_running_loop().time())


def unhurried() -> Context:
    """Returns the present context without its deadline, for a task that goes on after the answer.

    Nor is it followed: what an answer leaves behind would tell of it what the answer itself does not.
    """
    context = copy_context()
    context.run(_ends.set, math.inf)
    context.run(_parts.set, ())
    context.run(untraced)
    return context
