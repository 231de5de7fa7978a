"""Two who change the same thing at once: who came second decides anew, on what the first one left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from enum import Enum
from functools import wraps
from typing import Any, Final, Literal, ParamSpec, TypeVar

from bot.core.errors import CalmaError

TRIES = 5  # times that a press is decided anew when another came first
Given = ParamSpec("Given")
Done = TypeVar("Done")


class Conflict(CalmaError):
    """Others changed the same thing at the same moment, however often it was tried; nothing was lost."""

    def __init__(self) -> None:
        message = (
            "Somebody changed this at the same moment, each time it was tried; nothing was lost: try again."
        )
        super().__init__(message, words="error.conflict")


class Try(Enum):
    """What an attempt returns that met somebody else's change."""

    AGAIN = "again"


AGAIN: Final = Try.AGAIN


def retry(
    attempt: Callable[Given, Awaitable[Done | Literal[Try.AGAIN]]],
) -> Callable[Given, Coroutine[Any, Any, Done]]:
    """Returns what makes the attempt anew, from reading on, as long as it returns AGAIN.

    Raises Conflict where others came first each time.
    """

    @wraps(attempt)
    async def tried(*given: Given.args, **named: Given.kwargs) -> Done:
        for _ in range(TRIES):
            done = await attempt(*given, **named)
            if done is not AGAIN:
                return done
        raise Conflict

    return tried
