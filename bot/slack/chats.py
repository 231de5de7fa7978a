"""Which chat is whose: a user's own chat with the bot, as Slack tells it; stored for after a restart."""

from __future__ import annotations

import asyncio
import json
import logging

from bot.core.background import Bounded
from bot.core.edge import ReferenceStore

MOST_REMEMBERED = 20_000  # chats remembered at most
GATHER = 1.0  # seconds in which what is to be stored comes together
_log = logging.getLogger("calma.slack")


class Chats:
    """Remembers chats by tenant and user, and stores new ones behind the answers."""

    def __init__(self, references: ReferenceStore, gather: float = GATHER) -> None:
        self._references = references
        self._gather = gather
        self._known: Bounded[tuple[str, str], str] = Bounded(MOST_REMEMBERED)
        self._new: dict[tuple[str, str], str] = {}
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    async def find(self, tenant: str, user: str) -> str | None:
        """Returns the chat of a user, or None where Slack never told it."""
        known = self._known.get((tenant, user))
        if known:
            return known
        try:
            stored = json.loads(await self._references.find_reference(tenant, user) or "null")
        except ValueError:
            return None
        chat = stored.get("chat") if isinstance(stored, dict) else None
        return str(chat) if chat else None

    def remember(self, tenant: str, user: str, chat: str) -> None:
        """Takes in what Slack told, and returns at once."""
        key = (tenant, user)
        if self._known.get(key) == chat:
            return
        self._known[key] = chat
        self._new[key] = json.dumps({"chat": chat})
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._store_soon())

    async def close(self) -> None:
        """Stores what is not stored yet."""
        if self._task:
            async with self._writing:  # what is being written is written to its end
                self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._store()

    async def _store_soon(self) -> None:
        while self._new:  # more may have come while some were written
            await asyncio.sleep(self._gather)
            async with self._writing:
                await self._store()

    async def _store(self) -> None:
        new, self._new = self._new, {}
        if not new:
            return
        try:
            await self._references.keep_references(new)
        except Exception as error:  # noqa: BLE001 - nothing depends on it: Slack tells it again
            _log.warning("chats were not stored: %s", type(error).__name__)
