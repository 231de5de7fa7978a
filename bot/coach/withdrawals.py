"""Taking back what was sent: a drill that nobody opened, when the next one comes."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from bot.coach.ports import Address, Messenger

WITHDRAWN = 40  # messages taken back in a minute, of one tenant
MINUTE, PATIENCE = 60.0, 5.0  # seconds


@runtime_checkable
class Withdrawing(Protocol):
    """A messenger whose platform lets a message be taken back."""

    async def withdraw(self, address: Address, message: str) -> bool:
        """Takes away a message by `Receipt.message`; False where it could not be. Never raises."""


class Withdrawals:
    """Takes messages back on all platforms that are served. Edges bring their messengers when they open.

    Platforms take far fewer deletions than messages, so each tenant has at most `most` in a minute;
    `seconds` is a clock that only goes forward. Nothing depends on it that a message goes: it only tidies up.
    """

    def __init__(self, seconds: Callable[[], float] = lambda: 0.0, most: int = WITHDRAWN) -> None:
        self._seconds = seconds
        self._most = most
        self._known: dict[str, Withdrawing] = {}
        self._lately: dict[str, deque[float]] = {}

    def take(self, messengers: Mapping[str, Messenger]) -> None:
        """Takes up the messengers, by platform, that can take a message back."""
        self._known |= {name: one for name, one in messengers.items() if isinstance(one, Withdrawing)}

    async def withdraw(self, address: Address, message: str) -> bool:
        """Takes away a message; False where it could not be."""
        messenger = self._known.get(address.platform)
        if messenger is None or not message or not self._may(address.tenant):
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                return await messenger.withdraw(address, message)
        except TimeoutError:
            return False

    def _may(self, tenant: str) -> bool:
        now, lately = self._seconds(), self._lately.setdefault(tenant, deque(maxlen=self._most))
        if len(lately) == self._most and now - lately[0] < MINUTE:
            return False
        lately.append(now)
        return True
