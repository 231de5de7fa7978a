"""Who is in a channel of Slack."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.edge import ChannelMember
from bot.slack.people import Profiles

_log = logging.getLogger("calma.slack")
PAGE = 200  # members that Slack tells at once, at most
PROFILES = 200  # members whose profile is looked up; Slack tells a hundred in a minute, so not of more
AT_ONCE = 8


class SlackRoster:
    """`Roster` of Slack. Of a large channel it tells the ids alone; the rest comes when they turn up."""

    def __init__(self, client: AsyncWebClient, profiles: Profiles) -> None:
        self._client = client
        self._profiles = profiles

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the people in a channel; None where the bot is not in it, or it is gone."""
        try:
            ids = [id async for id in self._ids(conversation)]
        except (SlackClientError, ClientError, OSError, TimeoutError) as error:
            _log.warning("the members of a channel cannot be read: %s", error)
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

    async def _ids(self, conversation: str) -> AsyncIterator[str]:
        cursor = ""
        while True:
            answer = await self._client.conversations_members(
                channel=conversation, limit=PAGE, cursor=cursor or None
            )
            for id in answer.get("members") or []:
                yield str(id)
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
