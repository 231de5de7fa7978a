"""Sends what nobody asked for just now, and tells what became of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.slack import render
from bot.slack.chats import Chats
from bot.slack.wire import reason, status

_log = logging.getLogger("calma.slack")
EVENT = "calma_delivery"  # the type of the metadata on each message
WAIT = 30.0  # seconds, where Slack asks to wait but not how long
AGAIN = 5.0  # seconds after something that did not get through
SETTLE = 1.0  # seconds until Slack has surely written down what it took in before it fell silent
BEFORE = 60.0  # seconds; how far Slack's clock may be behind ours
PAGE = 200  # messages looked through for one that is in doubt
_BUSY = frozenset({"ratelimited", "rate_limited"})
# After these Slack itself cannot say whether the message was written.
_UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
# What is not the recipient's doing but ours: everything that is sent will fail, so somebody must look.
_OURS = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "missing_scope", "no_permission"}
    | {"invalid_blocks", "invalid_arguments", "msg_too_long", "msg_blocks_too_long", "metadata_too_large"}
)
_BROKEN = (SlackClientError, ClientError, OSError, TimeoutError)


class SlackMessenger:
    """`Messenger` of Slack. `client` must not try again by itself: each try may be a message."""

    def __init__(
        self,
        client: AsyncWebClient,
        clock: Callable[[], float],
        settle: float = SETTLE,
        *,
        chats: Chats,
        token: Callable[[str], Awaitable[str]] | None = None,
        to_url: Callable[[str, dict[str, Any]], Awaitable[int]] | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._settle = settle
        self._chats = chats
        self._token = token
        self._to_url = to_url

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Sends `card` once and returns its fate. DOUBT is settled by metadata if possible."""
        since = self._clock()
        receipt = await self._post(address, card, key)
        if receipt.fate is not Fate.DOUBT:
            return receipt
        await asyncio.sleep(self._settle)
        settled = await self.settle(address, key, since)
        return settled if settled.fate is not Fate.DOUBT else receipt

    async def settle(self, address: Address, key: str, since: float) -> Receipt:
        """Returns SENT where the delivery `key` is among what was posted after `since`, a time in seconds.

        LATER where it is surely not there, so that it can be sent again; DOUBT where Slack does not tell.
        """
        try:
            chat = await self._chat(address)
            answer = await self._client.conversations_history(
                channel=chat,
                oldest=f"{since - BEFORE:.6f}",
                limit=PAGE,
                include_all_metadata=True,
                token=await self._who(address),
            )
        except _BROKEN as error:
            return Receipt(Fate.DOUBT, reason=_word(error))
        for message in answer.get("messages") or []:
            if _key(message) == key:
                return Receipt(Fate.SENT, message=f"{chat}:{message['ts']}")
        return Receipt(Fate.DOUBT if answer.get("has_more") else Fate.LATER, wait=AGAIN)

    async def withdraw(self, address: Address, message: str) -> bool:
        """Deletes a message of the bot's own; False where Slack does not, for whatever reason."""
        chat, _, ts = message.rpartition(":")
        try:
            await self._client.chat_delete(channel=chat, ts=ts, token=await self._who(address))
        except _BROKEN as error:
            _log.info("a message was not taken back: %s", _word(error))
            return False
        return True

    async def update(self, address: Address, message: str, card: Card) -> Receipt:
        """Changes a message of the bot's own, or for a while an ephemeral one by its response_url."""
        if message.startswith("http"):
            return await self._respond(message, card)
        chat, _, ts = message.rpartition(":")
        try:
            await self._client.chat_update(
                channel=chat, ts=ts, **render.message(card), token=await self._who(address)
            )
        except SlackApiError as error:
            refused = _refused(error)
            if refused.fate is Fate.DOUBT:  # twice is as good as once
                return Receipt(Fate.LATER, reason=refused.reason, wait=AGAIN)
            return refused
        except _BROKEN as error:
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
            answer = await self._client.chat_postMessage(
                channel=address.id,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT, "event_payload": {"key": key}},
                **render.message(card),
                token=await self._who(address),
            )
        except SlackApiError as error:
            return _refused(error)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            # It never got there, and nothing else would.
            return Receipt(Fate.LATER, reason=_word(error), wait=AGAIN, pauses=True)
        except _BROKEN as error:
            return Receipt(Fate.DOUBT, reason=_word(error))
        chat = str(answer.get("channel") or address.id)
        self._remember(address, chat)
        return Receipt(Fate.SENT, message=f"{chat}:{answer.get('ts')}")

    async def _who(self, address: Address) -> str | None:
        # Fetched for each call: a token that is exchanged from time to time may be another one by now.
        return await self._token(address.tenant) if self._token else self._client.token

    async def _chat(self, address: Address) -> str:
        if address.channel:
            return address.id
        if known := await self._chats.find(address.tenant, address.id):
            return known
        answer = await self._client.conversations_open(users=address.id, token=await self._who(address))
        channel: dict[str, Any] = answer.get("channel") or {}
        chat = str(channel.get("id") or address.id)
        self._remember(address, chat)
        return chat

    def _remember(self, address: Address, chat: str) -> None:
        if not address.channel:
            self._chats.remember(address.tenant, address.id, chat)


def _refused(error: SlackApiError) -> Receipt:
    word, code = reason(error), status(error)
    if code == 429 or word in _BUSY:
        return Receipt(Fate.LATER, reason=word or "ratelimited", wait=_wait(error), pauses=True)
    if code >= 500 or word in _UNSURE or not word:
        return Receipt(Fate.DOUBT, reason=word or f"HTTP {code}")
    if word in _OURS:
        _log.error("Slack refuses what the bot sends: %s", word)
    return Receipt(Fate.REFUSED, reason=word)


def _wait(error: SlackApiError) -> float:
    try:
        return max(float(error.response.headers["Retry-After"]), 1.0)
    except (KeyError, ValueError):
        return WAIT


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == EVENT else None


def _word(error: BaseException) -> str:
    return (reason(error) if isinstance(error, SlackApiError) else "") or type(error).__name__
