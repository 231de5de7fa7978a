"""Where somebody stands who installs the app: a state that is good once, for ten minutes, in one browser.

Nothing is stored when a state is given out, so whoever opens the page without end fills nothing. It is made
with a key that all processes have, from the moment and from the browser's cookie; that it was used is stored.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from bot.core.keys import Chance
from bot.core.once import RequestStore

LASTS = timedelta(minutes=10)
AHEAD = timedelta(minutes=1)  # by which the clock of another machine may be ahead of ours
_SECRET, _MARK = 24, 18  # bytes: what nobody can guess, and what only whoever has the key can write
_TENANT = "slack install"  # whoever installs has none yet; under this it stands that a state was used
_BROWSER = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_STATE = re.compile(r"([0-9]{10,11})\.[A-Za-z0-9_-]{32}\.[A-Za-z0-9_-]{24}", re.ASCII)


class InstallStates:
    """Gives out states, and takes each of them back once. `clock` is in seconds since 1970."""

    def __init__(
        self, key: bytes, chance: Chance, clock: Callable[[], float], requests: RequestStore
    ) -> None:
        self._key, self._chance, self._clock, self._requests = key, chance, clock, requests

    def browser(self, cookie: str) -> str:
        """Returns what a browser is known by: its cookie, or a new one."""
        return cookie if _BROWSER.fullmatch(cookie) else _text(self._chance(_SECRET))

    def issue(self, browser: str) -> str:
        """Returns a new state for a browser."""
        begun = f"{int(self._clock())}.{_text(self._chance(_SECRET))}"
        return f"{begun}.{self._mark(begun, browser)}"

    async def redeem(self, state: str, browser: str) -> bool:
        """Returns whether a state is good, and uses it up.

        False where it was made by nobody here, in another browser, is over, or came before.
        """
        shape = _STATE.fullmatch(state)
        if not shape or not _BROWSER.fullmatch(browser):
            return False
        begun, _, mark = state.rpartition(".")
        if not hmac.compare_digest(mark, self._mark(begun, browser)):
            return False
        now, at = self._now(), datetime.fromtimestamp(int(shape[1]), UTC)
        if not at - AHEAD <= now < at + LASTS:
            return False
        used = sha256(state.encode()).hexdigest()
        return await self._requests.claim_request(_TENANT, used, now, at + LASTS + AHEAD)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def _mark(self, begun: str, browser: str) -> str:
        text = f"slack install {begun} {browser}"
        return _text(hmac.digest(self._key, text.encode(), "sha256")[:_MARK])


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
