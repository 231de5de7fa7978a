"""How much one person may cause to be sent, so that nobody's notices keep the others' waiting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.errors import CalmaError

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SendLimit:
    """At most `most` presses in an hour that cause notices of a `kind`, by one person.

    So many at once; then one more each time as long as an hour divided by them has passed.
    """

    kind: str
    most: int

    @property
    def interval(self) -> timedelta:
        """How long it takes until one more may go."""
        return HOUR / self.most

    def at(self, now: datetime) -> SendCount:
        """Returns a press that counts."""
        return SendCount(self, now)

    def after(self, used_until: datetime | None, now: datetime) -> datetime | None:
        """Returns until when all is used up after one more press, None where it may not be.

        `used_until` is what this returned the last time. More than an hour ahead it is of a clock that was
        set back since, and counts for nothing: else somebody would wait for as long as that was ahead.
        """
        begin = max(used_until or now, now)
        begin = now if begin > now + HOUR else begin
        return begin + self.interval if begin + self.interval <= now + HOUR else None

    def wait(self, used_until: datetime, now: datetime) -> timedelta:
        """Returns how long it takes until one more may go."""
        return max(used_until + self.interval - HOUR - now, timedelta())


@dataclass(frozen=True, slots=True)
class SendCount:
    """Something that somebody does now, which counts."""

    limit: SendLimit
    at: datetime


class SendLimitError(CalmaError):
    """Somebody has caused as many notices of a kind as one person may; nothing was stored."""

    def __init__(self, limit: SendLimit, wait: timedelta) -> None:
        self.limit = limit
        self.minutes = max(1, math.ceil(wait / timedelta(minutes=1)))
        message = f"{limit.kind}: {limit.most} in an hour are as many as one person may cause."
        super().__init__(message, words="error.too_many_sent", minutes=self.minutes)
