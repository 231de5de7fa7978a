"""Sends what nobody asked for just now, and tells what became of it."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientConnectorError, ClientHttpProxyError, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.background import Bounded
from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.core.outside import at, number_at, text_at, time_of
from bot.slack import render
from bot.slack.chats import Chats
from bot.slack.scopes import history_scopes
from bot.slack.token_errors import TokenUnavailable
from bot.slack.wire import BROKEN, BUSY, UNSURE, SlackApi, reason, status

_log = logging.getLogger("calma.slack")
GONE = "channel_not_found"
INACTIVE = "account_inactive"  # of a token, where the app was taken out
EVENT = "calma_delivery"  # the type of the metadata on each message
WAIT = 30.0  # seconds, where Slack asks to wait but not how long
LONGEST_WAIT = 600.0  # seconds; whoever asks for more is asked again by then
AGAIN = 5.0  # seconds after something that did not get through
SETTLE = 1.0  # seconds until Slack has surely written down what it took in before it fell silent
BEFORE = 600.0  # seconds by which our own clock may have been set since; Slack's tells what time it is
PAGE, PAGES = 200, 5  # messages looked through for one that is in doubt, so many times at most
FEW = 15  # of them, for an app outside the Marketplace that is distributed: and one request in a minute
READINGS = 1_000  # remembered that are not at their end yet
# Slack says so where messages may not be read, now or later.
_NOT_READ = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})
# What is not the recipient's doing but ours: everything that is sent will fail, so somebody must look.
_OURS = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "missing_scope", "no_permission"}
    | {"invalid_blocks", "invalid_arguments", "msg_too_long", "msg_blocks_too_long", "metadata_too_large"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of a conversation is read to settle a delivery: messages of a page, pages one after another.

    What is not read at once is read on the next time, as far as PAGES.
    """

    page: int = PAGE
    pages: int = PAGES

    @classmethod
    def at_pace(cls, per_second: float) -> Reading:
        """Returns what Slack allows at a pace: at a request a minute, few messages and one page."""
        return cls() if per_second * 60 > 1.5 else cls(FEW, 1)


async def _unknown(tenant: str) -> frozenset[str] | None:
    return None


class SlackMessenger:
    """`Messenger` of Slack. `client` must not try again by itself: each try may be a message.

    `granted` tells the scopes of a tenant, None where nobody knows; `out` hears of a tenant whose token Slack
    refuses as if the app had been taken out there.
    """

    def __init__(
        self,
        client: SlackApi,
        clock: Callable[[], float],
        settle: float = SETTLE,
        *,
        chats: Chats,
        granted: Callable[[str], Awaitable[frozenset[str] | None]] = _unknown,
        reading: Reading | None = None,
        to_url: Callable[[str, dict[str, Any]], Awaitable[int]] | None = None,
        out: Callable[[str], object] = lambda tenant: None,
    ) -> None:
        self._out = out
        self._client = client
        self._clock = clock
        self._settle = settle
        self._chats = chats
        self._granted = granted
        self._reading = reading or Reading()
        self._to_url = to_url
        self._read: Bounded[tuple[str, str], tuple[str, int]] = Bounded(READINGS)

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Sends `card` once and returns its fate. DOUBT is settled by metadata if possible."""
        since = self._clock()
        receipt = await self._post(address, card, key)
        if receipt.fate is Fate.REFUSED and receipt.reason == INACTIVE:
            self._out(address.tenant)
        if receipt.fate is not Fate.DOUBT or self._reading.pages == 1:
            return receipt  # where one may ask so rarely, whoever drains the lane knows whose turn it is
        await asyncio.sleep(self._settle)
        settled = await self.settle(address, key, since)
        return settled if settled.fate is not Fate.DOUBT else receipt

    async def settle(self, address: Address, key: str, since: float) -> Receipt:
        """Returns SENT where the delivery `key` is among what was posted since `since`, by our own clock.

        LATER where it is surely not there, so that it can be sent again; DOUBT where Slack does not tell.
        """
        granted = await self._granted(address.tenant)
        if granted is not None and not granted & history_scopes(address):
            return Receipt(Fate.DOUBT, reason="messages may not be read", final=True)
        cursor, read = self._read.pop((address.tenant, key), ("", 0))
        chat = ""
        for _ in range(self._reading.pages):
            try:
                chat, answer = await self._page(address, chat, cursor)
            except BROKEN as error:
                return Receipt(Fate.DOUBT, reason=_word(error), final=reason(error) in _NOT_READ)
            messages = at(answer.data, "messages")
            if not isinstance(messages, list):
                return Receipt(Fate.DOUBT, reason="no messages in the answer")
            for message in messages:
                if _key(message) == key:
                    return Receipt(Fate.SENT, message=f"{chat}:{text_at(message, 'ts')}")
            if not at(answer.data, "has_more") or _reach(messages) < self._began(since, answer):
                return Receipt(Fate.LATER, wait=AGAIN)
            cursor, read = text_at(answer.data, "response_metadata", "next_cursor"), read + 1
            if not cursor or read >= PAGES:
                return Receipt(Fate.DOUBT, wait=AGAIN, final=True)
        self._read[address.tenant, key] = cursor, read
        return Receipt(Fate.DOUBT, wait=AGAIN)

    async def _page(self, address: Address, chat: str, cursor: str) -> tuple[str, AsyncSlackResponse]:
        """Returns a chat and a page of it: of the one that is known, or where that is gone, of another."""
        where = chat or await self._chat(address)
        try:
            return where, await self._history(address, where, cursor)
        except SlackApiError as error:
            if chat or not _closed(address, error):
                raise
        where = await self._open(address)
        return where, await self._history(address, where, cursor)

    async def _history(self, address: Address, chat: str, cursor: str) -> AsyncSlackResponse:
        # The newest first, and no bound in time: our clock may be ahead of Slack's, or behind it.
        client = self._client.of(address.tenant)
        return await client.conversations_history(
            channel=chat, cursor=cursor or None, limit=self._reading.page, include_all_metadata=True
        )

    def _began(self, since: float, answer: AsyncSlackResponse) -> float:
        """Returns what was `since` by our clock, by that of Slack; long ago where Slack does not tell."""
        now = time_of(answer.headers)
        return -math.inf if now is None else now - (self._clock() - since) - BEFORE

    async def withdraw(self, address: Address, message: str) -> bool:
        """Deletes a message of the bot's own; False where Slack does not, for whatever reason."""
        chat, _, ts = message.rpartition(":")
        try:
            await self._client.of(address.tenant).chat_delete(channel=chat, ts=ts)
        except BROKEN as error:
            _log.info("a message was not taken back: %s", _word(error))
            return False
        return True

    async def update(self, address: Address, message: str, card: Card) -> Receipt:
        """Changes a message of the bot's own, or for a while an ephemeral one by its response_url."""
        if message.startswith("http"):
            return await self._respond(message, card)
        chat, _, ts = message.rpartition(":")
        try:
            client = self._client.of(address.tenant)
            await client.chat_update(channel=chat, ts=ts, **render.message(card))
        except SlackApiError as error:
            refused = _refused(error)
            if refused.fate is Fate.DOUBT:  # twice is as good as once
                return Receipt(Fate.LATER, reason=refused.reason, wait=AGAIN)
            return refused
        except BROKEN as error:
            return Receipt(Fate.LATER, reason=_word(error), wait=AGAIN)
        return Receipt(Fate.SENT, message=message)

    async def _respond(self, url: str, card: Card) -> Receipt:
        if self._to_url is None:
            return Receipt(Fate.REFUSED, reason="no way to a response_url")
        status = await self._to_url(url, {"replace_original": True, **render.message(card)})
        if 200 <= status < 300:
            return Receipt(Fate.SENT, message=url)
        if status in (0, 429) or status >= 500:
            return Receipt(Fate.LATER, reason=f"HTTP {status}", wait=AGAIN)
        return Receipt(Fate.REFUSED, reason=f"HTTP {status}")  # used up, or too old

    async def _post(self, address: Address, card: Card, key: str) -> Receipt:
        try:
            # A user's id will do: Slack opens the chat itself, without a call that it limits more strictly.
            answer = await self._posted(address, address.id, card, key)
        except SlackApiError as error:
            closed = _closed(address, error)
            return await self._post_anew(address, card, key) if closed else _refused(error)
        except (
            ClientConnectorError,
            ClientHttpProxyError,
            ConnectionTimeoutError,
            TokenUnavailable,
        ) as error:
            # It never got there, and nothing else would.
            return Receipt(Fate.LATER, reason=_word(error), wait=AGAIN, pauses=True)
        except BROKEN as error:
            return Receipt(Fate.DOUBT, reason=_word(error))
        return self._sent(address, answer)

    async def _post_anew(self, address: Address, card: Card, key: str) -> Receipt:
        """Posts into a person's chat that is opened anew, once; refused, it tells the reason of that."""
        try:
            chat = await self._open(address)
        except BROKEN as error:
            refused = _refused(error) if isinstance(error, SlackApiError) else None
            surely = refused and refused.fate is not Fate.DOUBT
            return refused if refused and surely else Receipt(Fate.LATER, reason=_word(error), wait=AGAIN)
        try:
            return self._sent(address, await self._posted(address, chat, card, key))
        except SlackApiError as error:
            return _refused(error)
        except BROKEN as error:
            return Receipt(Fate.DOUBT, reason=_word(error))

    async def _posted(self, address: Address, where: str, card: Card, key: str) -> AsyncSlackResponse:
        client = self._client.of(address.tenant)
        return await client.chat_postMessage(
            channel=where,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT, "event_payload": {"key": key}},
            **render.message(card),
        )

    def _sent(self, address: Address, answer: AsyncSlackResponse) -> Receipt:
        chat = text_at(answer.data, "channel") or address.id
        self._remember(address, chat)
        return Receipt(Fate.SENT, message=f"{chat}:{text_at(answer.data, 'ts')}")

    async def _chat(self, address: Address) -> str:
        if address.channel:
            return address.id
        return await self._chats.find(address.tenant, address.id) or await self._open(address)

    async def _open(self, address: Address) -> str:
        answer = await self._client.of(address.tenant).conversations_open(users=address.id)
        chat = text_at(answer.data, "channel", "id") or address.id
        self._remember(address, chat)
        return chat

    def _remember(self, address: Address, chat: str) -> None:
        if not address.channel:
            self._chats.remember(address.tenant, address.id, chat)


def _closed(address: Address, error: SlackApiError) -> bool:
    """Returns whether a person's chat with the bot is closed, or another one by now."""
    return not address.channel and reason(error) == GONE


def _refused(error: SlackApiError) -> Receipt:
    word, code = reason(error), status(error)
    if code == 429 or word in BUSY:
        return Receipt(Fate.LATER, reason=word or "ratelimited", wait=_wait(error), pauses=True)
    if code >= 500 or word in UNSURE or not word:
        return Receipt(Fate.DOUBT, reason=word or f"HTTP {code}")
    if word in _OURS:
        _log.error("Slack refuses what the bot sends: %s", word)
    return Receipt(Fate.REFUSED, reason=word)


def _wait(error: SlackApiError) -> float:
    try:
        wait = float(error.response.headers["Retry-After"])
    except (KeyError, ValueError):
        return WAIT
    return min(max(wait, 1.0), LONGEST_WAIT) if wait == wait else WAIT


def _reach(messages: list[Any]) -> float:
    """Returns when the oldest of some messages was written, by Slack's clock; now where none tells."""
    times = (number_at(message, "ts") for message in messages)
    return min((time for time in times if time > 0.0), default=math.inf)


def _key(message: object) -> str:
    ours = text_at(message, "metadata", "event_type") == EVENT
    return text_at(message, "metadata", "event_payload", "key") if ours else ""


def _word(error: BaseException) -> str:
    return reason(error) or type(error).__name__
