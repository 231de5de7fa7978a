"""What whoever runs the app may count: how much, how fast, how it ended. Never who, and never what was said.

Nobody has to listen; what a listener is told are words of the closed lists below, and platforms by name. Of a
text in which danger or distress was noticed nothing is told, not even that it was looked up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum
from typing import Protocol

from bot.core.chat import Ask, Command, FieldErrors, Press, Query, Reply, Submit
from bot.core.errors import CalmaError, Unavailable
from bot.core.ledger import DeliveryOutcome
from bot.core.once import Repeated
from bot.core.spans import span, traced


class AskOutcome(Enum):
    """How an ask ended."""

    ANSWERED = "answered"
    TO_MEND = "to_mend"  # a form came back, with what is to be mended in it
    TOLD = "told"  # what went wrong, in words to act on
    AWAY = "away"  # the database did not answer
    REPEATED = "repeated"  # it came before, and was done then
    FAILED = "failed"  # a card with a reference
    GONE = "gone"  # whoever asked hung up


class LookupCertainty(Enum):
    """How sure a look-up was; those that are UNSURE show the nearest situations."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


class RefusalKind(Enum):
    """Why something that came in was refused before it was read."""

    SIGNATURE = "signature"  # whoever signed it is not the platform, or it is for another app
    CLOCK = "clock"  # the platform signed it, and its time is off by our clock
    TENANT = "tenant"  # of an organisation that may not use this bot
    UNSIGNED = "unsigned"  # nobody even tried to sign it


class Observer(Protocol):
    """Hears what happens. It takes no time, and never raises."""

    def asked(self, platform: str, kind: str, outcome: AskOutcome, seconds: float) -> None:
        """An ask of a kind (`KINDS`) ended so, after so long."""

    def looked_up(self, certainty: LookupCertainty) -> None:
        """A text was looked up in which no danger was noticed."""

    def settled(self, outcomes: Sequence[DeliveryOutcome]) -> None:
        """So deliveries ended, or are to go once more."""

    def paused(self, platform: str) -> None:
        """A platform asked to wait with all that goes to one of its lanes."""

    def refused(self, platform: str, reason: RefusalKind) -> None:
        """Something that came in was refused."""

    def served(self, platform: str, status: int, seconds: float) -> None:
        """A request over HTTP was answered; `platform` is "page" where it was for no edge."""

    def reported(self, error: BaseException) -> None:
        """An error was logged."""


class Unobserved:
    """`Observer` for whoever counts nothing."""

    def asked(self, platform: str, kind: str, outcome: AskOutcome, seconds: float) -> None: ...

    def looked_up(self, certainty: LookupCertainty) -> None: ...

    def settled(self, outcomes: Sequence[DeliveryOutcome]) -> None: ...

    def paused(self, platform: str) -> None: ...

    def refused(self, platform: str, reason: RefusalKind) -> None: ...

    def served(self, platform: str, status: int, seconds: float) -> None: ...

    def reported(self, error: BaseException) -> None: ...


UNOBSERVED = Unobserved()
KINDS: dict[type, str] = {Command: "command", Press: "press", Submit: "form", Query: "query"}


async def observed(observer: Observer, ask: Ask, answer: Callable[[Ask], Awaitable[Reply]]) -> Reply:
    """Returns what `answer` returns, or raises what it raises; `observer` hears how it ended."""
    if observer is UNOBSERVED and not traced():
        return await answer(ask)
    now, kind, platform = asyncio.get_running_loop().time, KINDS[type(ask)], ask.person.platform
    outcome, began = AskOutcome.FAILED, now()
    with span("ask") as note:
        try:
            reply = await answer(ask)
            outcome = AskOutcome.TO_MEND if isinstance(reply, FieldErrors) else AskOutcome.ANSWERED
            return reply
        except BaseException as error:
            outcome = _outcome(error)
            raise
        finally:
            observer.asked(platform, kind, outcome, now() - began)
            note("edge", platform)
            note("kind", kind)
            note("outcome", outcome.value)


def _outcome(error: BaseException) -> AskOutcome:
    match error:
        case Repeated():
            return AskOutcome.REPEATED
        case Unavailable():
            return AskOutcome.AWAY
        case CalmaError():
            return AskOutcome.TOLD
        case asyncio.CancelledError():
            return AskOutcome.GONE
        case _:
            return AskOutcome.FAILED
