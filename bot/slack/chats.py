"""Which chat is whose: a user's own chat with the bot, as Slack tells it; stored for after a restart."""

from __future__ import annotations

import json
import logging

from bot.core.background import GATHER, Bounded, Gatherer
from bot.core.edge import ReferenceStore

MOST_REMEMBERED = 20_000  # chats remembered at most
_log = logging.getLogger("calma.slack")


class Chats:
    """Remembers chats by tenant and user, and stores new ones behind the answers."""

    def __init__(self, references: ReferenceStore, gather: float = GATHER) -> None:
        self._references = references
        self._known: Bounded[tuple[str, str], str] = Bounded(MOST_REMEMBERED)
        self._new: Gatherer[tuple[str, str], str] = Gatherer(references.keep_references, _failed, gather)

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
        if self._known.get(key) != chat:
            self._known[key] = chat
            self._new.put(key, json.dumps({"chat": chat}))

    def forget_person(self, tenant: str, user: str) -> None:
        """Remembers nothing of a user any more."""
        self._known.pop((tenant, user), None)
        self._new.discard([(tenant, user)])

    async def close(self) -> None:
        """Stores what is not stored yet."""
        await self._new.close()


def _failed(error: BaseException) -> None:
    _log.warning("chats were not stored: %s", type(error).__name__)
