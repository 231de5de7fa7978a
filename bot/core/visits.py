"""How often somebody may come to a page: what a visit takes is given to who asks, and not without end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from bot.core.background import Bounded

MOST_VISITS, WINDOW = 60, 60.0  # of one session, and in how many seconds
MOST_REMEMBERED = 1_000  # sessions and links whose visits are counted


class VisitLimit:
    """Tells who comes too often. `seconds` is a clock that only goes forward."""

    def __init__(self, seconds: Callable[[], float], most: int = MOST_VISITS) -> None:
        self._seconds, self._most = seconds, most
        self._recent: Bounded[str, deque[float]] = Bounded(MOST_REMEMBERED)

    def allows(self, who: str) -> bool:
        """Returns whether somebody may come now, and counts it."""
        now = self._seconds()
        recent = self._recent.get(who)
        if recent is None:
            recent = self._recent[who] = deque(maxlen=self._most)
        if len(recent) == self._most and now - recent[0] < WINDOW:
            return False
        recent.append(now)
        return True
