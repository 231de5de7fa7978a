"""When something may be sent to somebody, by what they want: one feature asks it, another one knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.shift import Shift


@dataclass(frozen=True, slots=True)
class SendWindow:
    """From when on something may come, and until when; in whose zone, and within which shift, if any."""

    due: datetime
    until: datetime
    zone: str
    shift: Shift | None = None


# Returns the best time for each of some people of a tenant, by user id; whoever wants nothing is left out.
PreferredTimes = Callable[[str, Mapping[str, SendWindow]], Awaitable[Mapping[str, datetime]]]
