"""Who is in a channel of Slack."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.background import Bounded
from bot.core.edge import ChannelMember
from bot.core.outside import at, list_at, text_at
from bot.slack.people import Profiles
from bot.slack.wire import BROKEN, reason

_log = logging.getLogger("calma.slack")
PAGE = 200  # members that Slack tells at once, at most
PAGES = 1_000  # at most: whoever tells more than that goes round in circles
PROFILES = 200  # members whose profile is looked up; Slack tells a hundred in a minute, so not of more
AT_ONCE = 8
MOST_REMEMBERED = 10_000  # names of channels


class SlackRoster:
    """`Roster` of Slack. Of a large channel it tells the ids alone; the rest comes when they turn up."""

    def __init__(self, client: AsyncWebClient, profiles: Profiles) -> None:
        self._client = client
        self._profiles = profiles
        self._channels: Bounded[tuple[str, str], str] = Bounded(MOST_REMEMBERED)

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the people in a channel; None where the bot is not in it, or it is gone."""
        try:
            ids = [id async for id in self._ids(conversation)]
        except BROKEN as error:
            _log.warning("the members of a channel cannot be read: %s", reason(error) or type(error).__name__)
            return None
        if len(ids) > PROFILES:
            return tuple(map(ChannelMember, ids))
        places = asyncio.Semaphore(AT_ONCE)

        async def member(id: str) -> ChannelMember | None:
            async with places:
                profile = await self._profiles.of(tenant, id)
            if profile.bot:
                return None
            return ChannelMember(id, profile.name, profile.zone, profile.locale[:2].lower())

        return tuple(filter(None, await asyncio.gather(*map(member, ids))))

    async def names(self, tenant: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of users and channels by id; a channel's has its sign before it."""
        places = asyncio.Semaphore(AT_ONCE)

        async def name(id: str) -> str:
            async with places:
                return await (self._channel(tenant, id) if id[:1] in "CG" else self._person(tenant, id))

        named = zip(ids, await asyncio.gather(*map(name, ids[:PROFILES])), strict=False)
        return {id: text for id, text in named if text}

    async def _person(self, tenant: str, id: str) -> str:
        return (await self._profiles.of(tenant, id)).name

    async def _channel(self, tenant: str, id: str) -> str:
        if (tenant, id) not in self._channels:
            try:
                answer = await self._client.conversations_info(channel=id)
            except BROKEN as error:
                _log.warning("the name of a channel cannot be read: %s", type(error).__name__)
                return ""
            name = text_at(answer.data, "channel", "name")
            self._channels[tenant, id] = f"#{name}" if name else ""
        return self._channels[tenant, id]

    async def _ids(self, conversation: str) -> AsyncIterator[str]:
        cursor = ""
        for _ in range(PAGES):
            answer = await self._client.conversations_members(
                channel=conversation, limit=PAGE, cursor=cursor or None
            )
            if not isinstance(at(answer.data, "members"), list):
                raise SlackClientError("there are no members in the answer")
            for id in list_at(answer.data, "members"):
                if isinstance(id, str):
                    yield id
            cursor = text_at(answer.data, "response_metadata", "next_cursor")
            if not cursor:
                return
