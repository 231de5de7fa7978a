"""What comes from outside the program: the time, chance, new ids, and where errors are logged."""

from __future__ import annotations

import os
import random
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot import telemetry
from bot.core.observing import UNOBSERVED, Observer
from bot.core.people import Clock
from bot.core.quiz import Dice

BYTES, AT_ONCE = 6, 256  # of an id; ids that are made at once, as to ask the system for chance takes long
_ids: list[str] = []
os.register_at_fork(after_in_child=_ids.clear)  # or both would have the same ids


def now() -> datetime:
    """Returns now, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Returns an id that nobody has had yet and nobody can guess: eight letters, digits, `-` and `_`."""
    if not _ids:
        chance = secrets.token_bytes(BYTES * AT_ONCE)
        _ids.extend(urlsafe_b64encode(chance[i : i + BYTES]).decode() for i in range(0, len(chance), BYTES))
    return _ids.pop()


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the parts are given instead of reading it themselves.

    `seconds` is a clock that only goes forward; `report` logs an error and returns its reference; `observer`
    counts what happens.
    """

    clock: Clock = now
    seconds: Callable[[], float] = time.monotonic
    dice: Dice = field(default_factory=random.SystemRandom)
    ids: Callable[[], str] = new_id
    report: Callable[[BaseException], str] = telemetry.report
    observer: Observer = UNOBSERVED

    def own_id(self) -> str:
        """Returns an id for something of a team's own: small letters, digits and hyphens."""
        return f"own-{self.ids().encode().hex()}"

    def timestamp(self) -> float:
        """Returns now, in seconds since 1970."""
        return self.clock().timestamp()
