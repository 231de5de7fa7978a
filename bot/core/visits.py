"""How often somebody may come to a page: what a visit takes is given to who asks, and not without end."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.background import RateLimit

MOST_VISITS, WINDOW = 60, 60.0  # of one session, and in how many seconds
MOST_REMEMBERED = 1_000  # sessions and links whose visits are counted


class VisitLimit(RateLimit[str]):
    """Tells who comes too often. `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float], most: int = MOST_VISITS) -> None:
        super().__init__(seconds, most, WINDOW, MOST_REMEMBERED)
