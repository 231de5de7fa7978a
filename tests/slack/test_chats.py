"""Whose chat is which: stored behind the answers, and none of it forgotten on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from bot.slack.chats import Chats
from bot.store.memory.edge import MemoryReferenceStore


class SlowReferenceStore(MemoryReferenceStore):
    """A store whose first writing lasts until `goes_on`."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.goes_on = asyncio.Event(), asyncio.Event()

    async def keep_references(self, entries: Mapping[tuple[str, str], str]) -> None:
        self.began.set()
        await self.goes_on.wait()
        await super().keep_references(entries)


async def test_what_is_being_stored_at_the_end_is_stored() -> None:
    store = SlowReferenceStore()
    chats = Chats(store, gather=0.0)
    chats.remember("T1", "U1", "D1")
    await store.began.wait()
    closing = asyncio.create_task(chats.close())
    await asyncio.sleep(0)
    store.goes_on.set()
    await closing
    assert await Chats(store).find("T1", "U1") == "D1"


async def test_a_chat_told_while_others_are_stored_is_stored_soon() -> None:
    store = SlowReferenceStore()
    chats = Chats(store, gather=0.0)
    chats.remember("T1", "U1", "D1")
    await store.began.wait()
    chats.remember("T1", "U2", "D2")
    store.goes_on.set()
    for _ in range(10):
        await asyncio.sleep(0)
    assert await Chats(store).find("T1", "U2") == "D2"
