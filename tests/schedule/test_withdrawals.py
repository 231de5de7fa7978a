"""What was sent is taken back where the platform lets us, and never faster than it takes that."""

from __future__ import annotations

import asyncio

import pytest

from bot.core import edge
from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt, Withdrawals

ANA = Address("T1", "slack", "ana")


class Post:
    """A messenger that may hang."""

    hangs = False

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        return Receipt(Fate.SENT)

    async def withdraw(self, address: Address, message: str) -> bool:
        if self.hangs:
            await asyncio.Event().wait()
        return True


async def test_no_faster_than_the_platform_takes_it() -> None:
    now = 0.0
    found = Withdrawals(lambda: now, most=2)
    found.add_messengers({"slack": Post()})
    assert [await found.withdraw(ANA, "m") for _ in range(3)] == [True, True, False]
    assert await found.withdraw(Address("T2", "slack", "eva"), "m")  # another tenant has its own minute
    now = 61.0
    assert await found.withdraw(ANA, "m")


async def test_where_it_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "PATIENCE", 0.01)
    post, found = Post(), Withdrawals()
    assert not await found.withdraw(ANA, "m")
    found.add_messengers({"slack": post})
    assert not await found.withdraw(ANA, "")
    post.hangs = True
    assert not await found.withdraw(ANA, "m")
