"""What comes from outside the program: the time, chance, new ids, and where errors are logged."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot import telemetry
from bot.core.people import Clock
from bot.core.quiz import Dice


def now() -> datetime:
    """Returns now, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Returns an id that nobody has had yet and nobody can guess: eight letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(6)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the parts are given instead of reading it themselves.

    `seconds` is a clock that only goes forward; `report` logs an error and returns its reference.
    """

    clock: Clock = now
    seconds: Callable[[], float] = time.monotonic
    dice: Dice = field(default_factory=random.SystemRandom)
    ids: Callable[[], str] = new_id
    report: Callable[[BaseException], str] = telemetry.report

    def own_id(self) -> str:
        """Returns an id for something of a team's own: small letters, digits and hyphens."""
        return f"own-{self.ids().encode().hex()}"

    def timestamp(self) -> float:
        """Returns now, in seconds since 1970."""
        return self.clock().timestamp()
