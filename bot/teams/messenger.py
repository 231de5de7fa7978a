"""What the coach sends unasked, to people and channels of Teams."""

from __future__ import annotations

import logging
import random

from bot.core.card import Card
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address, Fate, Receipt
from bot.teams import shown
from bot.teams.auth import AllowedTenants
from bot.teams.connector import Connector, Json
from bot.teams.credentials import Credentials
from bot.teams.errors import TeamsFailure
from bot.teams.references import TENANT, ConversationReference, KnownReferences
from bot.teams.wire import TeamsWire

_log = logging.getLogger("calma.teams")
NOT_INSTALLED = "not installed"
NOT_ALLOWED = "tenant not allowed"  # it stands in TEAMS_TENANTS no more
# 401: the token was taken back, and the next try fetches another.
_LATER = frozenset({401, 412, 429, 502, 503, 504})
_PAUSE = (5.0, 15.0)  # seconds; drawn anew each time, so that what was put off does not come back at once


class TeamsMessenger:
    """A `Messenger`. One try a send: whoever delivers keeps the pace and knows when to try again.

    Teams cannot be asked whether a message arrived, so `key` settles nothing here: DOUBT stays in doubt.
    It has connections of its own, so that a big campaign never stands before an answer.
    """

    def __init__(
        self,
        phrasebook: CurrentPhrasebook,
        app_id: str,
        credentials: Credentials | None,
        references: KnownReferences,
        tenants: AllowedTenants,
    ) -> None:
        self._phrasebook = phrasebook
        self._tenants = tenants
        self._references = references
        self._bot = f"28:{app_id}"
        self._wire = TeamsWire()
        self._connector = Connector(credentials, self._wire)

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Sends `card` into a person's own chat with the bot, or as a new post into a channel."""
        if not self._tenants.include(address.tenant):
            return Receipt(Fate.REFUSED, reason=NOT_ALLOWED)
        try:
            chat = await self._chat(address)
        except TeamsFailure as error:
            return _unopened(error)
        if chat is None:
            return Receipt(Fate.REFUSED, reason=NOT_INSTALLED)
        message = shown.answer(card, self._phrasebook.words).message
        try:
            return await self._sent(chat, message)
        except TeamsFailure as error:
            moved = await self._moved(address, chat, error)
            return await self._anew(address, message) if moved else _receipt(error)

    async def _sent(self, chat: ConversationReference, message: Json) -> Receipt:
        return Receipt(Fate.SENT, await self._connector.send(chat.service_url, chat.conversation, message))

    async def _moved(self, address: Address, chat: ConversationReference, error: TeamsFailure) -> bool:
        """Returns whether a person is reached elsewhere by now: their chat is gone, or its service is."""
        if address.channel or error.gone:
            return not address.channel
        way = await self._references.find(address.tenant, TENANT) if not error.sent else None
        return way is not None and way.service_url != chat.service_url

    async def _anew(self, address: Address, message: Json) -> Receipt:
        """Sends into a chat that is opened anew, once: the one before surely got nothing."""
        try:
            chat = await self._open(address)
        except TeamsFailure as error:
            return _unopened(error)
        if chat is None:
            return Receipt(Fate.REFUSED, reason=NOT_INSTALLED)
        try:
            return await self._sent(chat, message)
        except TeamsFailure as error:
            return _receipt(error)

    async def withdraw(self, address: Address, message: str) -> bool:
        """Deletes a message of the bot's own; False where Teams does not, for whatever reason."""
        try:
            chat = await self._chat(address)
            if chat is None:
                return False
            await self._connector.delete(chat.service_url, chat.conversation, message)
        except TeamsFailure as error:
            _log.info("a message was not taken back: %s", error)
            return False
        return True

    async def update(self, address: Address, message: str, card: Card) -> Receipt:
        """Changes a message of the bot's own in a person's chat or a channel."""
        try:
            chat = await self._chat(address)
            if chat is None:
                return Receipt(Fate.REFUSED, reason=NOT_INSTALLED)
            changed = shown.answer(card, self._phrasebook.words).message
            await self._connector.update(chat.service_url, chat.conversation, message, changed)
        except TeamsFailure as error:
            receipt = _receipt(error)
            if receipt.fate is Fate.DOUBT:  # twice is as good as once
                return Receipt(Fate.LATER, reason=receipt.reason, wait=_pause())
            return receipt
        return Receipt(Fate.SENT, message)

    async def close(self) -> None:
        """Closes the connections."""
        await self._wire.close()

    async def _chat(self, address: Address) -> ConversationReference | None:
        known = await self._references.find(address.tenant, address.id)
        if known and known.conversation:
            return known
        if await self._references.is_removed(address.tenant, address.id):
            return None
        # Of a channel an id alone is no way there: it may be that of another organisation, chosen by anybody.
        return None if address.channel else await self._open(address)

    async def _open(self, address: Address) -> ConversationReference | None:
        way = await self._references.find(address.tenant, TENANT)
        if way is None:
            return None
        bot = way.bot or self._bot
        opened = await self._connector.open(way.service_url, bot, address.id, address.tenant)
        reference = ConversationReference(opened, way.service_url, bot)
        self._references.write(address.tenant, address.id, reference)
        return reference


def _receipt(error: TeamsFailure) -> Receipt:
    reason = error.code or (f"HTTP {error.status}" if error.status else str(error))
    if not error.sent or error.status in _LATER:
        # Asked to wait, or not reached at all: so it is for everybody of the tenant.
        pauses = error.status == 429 or not error.sent
        return Receipt(Fate.LATER, reason=reason, wait=error.retry_after or _pause(), pauses=pauses)
    if error.status in (0, 408) or error.status >= 500:
        return Receipt(Fate.DOUBT, reason=reason)
    return Receipt(Fate.REFUSED, reason=reason)


def _unopened(error: TeamsFailure) -> Receipt:
    receipt = _receipt(error)
    if receipt.fate is Fate.DOUBT:  # of the chat alone, and opening it twice gives the same one
        return Receipt(Fate.LATER, reason=receipt.reason, wait=_pause())
    if receipt.fate is Fate.REFUSED:
        return Receipt(Fate.REFUSED, reason=error.code or NOT_INSTALLED)
    return receipt


def _pause() -> float:
    return random.uniform(*_PAUSE)  # noqa: S311
