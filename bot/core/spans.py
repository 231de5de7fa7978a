"""Where time goes within an answer or a message: parts in parts, for whoever follows them.

Whoever begins the app names a tracer (`traced_by`), and all that is begun from there on has it. Work behind
an answer has none: what somebody's answer leaves behind shows in no trace of it. Attributes are words of a
closed list, never who, never what was said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Protocol

SpanNote = Callable[[str, str], None]  # adds an attribute to a part while it lasts


class Tracer(Protocol):
    """Follows parts of the work, each within the one that is open."""

    def span(self, name: str) -> AbstractContextManager[SpanNote]:
        """Returns a part, from its beginning to its end; it yields what adds attributes."""


def _unheard(name: str, value: str) -> None:
    """Takes an attribute that nobody follows."""


_tracer: ContextVar[Tracer | None] = ContextVar("tracer", default=None)
_NOTHING: AbstractContextManager[SpanNote] = nullcontext(_unheard)


def span(name: str) -> AbstractContextManager[SpanNote]:
    """Returns a part of the work with that name, for `with`."""
    tracer = _tracer.get()
    return tracer.span(name) if tracer else _NOTHING


@contextmanager
def traced_by(tracer: Tracer | None) -> Iterator[None]:
    """Has all that begins inside be followed by `tracer`, tasks too."""
    token = _tracer.set(tracer)
    try:
        yield
    finally:
        _tracer.reset(token)


def traced() -> bool:
    """Returns whether somebody follows what goes on here."""
    return _tracer.get() is not None


def untraced() -> None:
    """Has what goes on in the present context be followed by nobody."""
    _tracer.set(None)
