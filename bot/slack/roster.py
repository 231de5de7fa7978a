"""Who is in a channel of Slack, and what people and channels are called."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import suppress

from slack_sdk.errors import SlackClientError

from bot.core.background import Bounded, Flights
from bot.core.chat import Role
from bot.core.edge import ChannelMember
from bot.core.outside import at, list_at, text_at
from bot.slack.parse import OF_ENTERPRISE
from bot.slack.people import SLACKBOT, Profiles
from bot.slack.wire import BROKEN, SlackApi, reason

_log = logging.getLogger("calma.slack")
PAGE = 200  # members that Slack tells at once, at most
PAGES = 1_000  # at most: whoever tells more than that goes round in circles
MANY = 300  # people whom nobody met, from which on the list of all is read: Slack tells a hundred in a minute
LISTED = 1_000  # people on a page of that list
WORTH = 5  # people to ask for one by one, that take as long by what Slack allows as one page of the list
AT_ONCE = 24
NAMED = 200  # people and channels whose names are asked for at once
NAMED_FOR = 3_600.0  # seconds; a channel that was given another name has it within the hour
NAMES_WITHIN = 1.2  # seconds; what comes later is there the next time
MOST_REMEMBERED = 10_000  # names of channels


class SlackRoster:
    """`Roster`, `Vetting`, `Naming`, `RoleTelling` of Slack. `seconds` is a clock that only goes forward."""

    def __init__(self, client: SlackApi, profiles: Profiles, seconds: Callable[[], float]) -> None:
        self._client = client
        self._profiles = profiles
        self._seconds = seconds
        self._channels: Bounded[tuple[str, str], tuple[str, float]] = Bounded(MOST_REMEMBERED)
        self._naming: Flights[tuple[str, str], str] = Flights()

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the people in a channel; None where the bot is not in it, or it is gone."""
        try:
            ids = [id async for id in self._ids(tenant, conversation)]
        except BROKEN as error:
            _log.warning("the members of a channel cannot be read: %s", reason(error) or type(error).__name__)
            return None
        return await self.people(tenant, ids)

    async def people(self, tenant: str, ids: Sequence[str]) -> tuple[ChannelMember, ...]:
        """Returns those of some users who are the workspace's own people, or of whom Slack tells nothing.

        Whoever is met here has a profile from then on, so that only the first time takes long.
        """
        some = [id for id in dict.fromkeys(ids) if id != SLACKBOT]
        with suppress(*BROKEN):  # then they are asked for one by one
            await self._read_list(tenant, some)
        places = asyncio.Semaphore(AT_ONCE)

        async def member(id: str) -> ChannelMember | None:
            async with places:
                profile = await self._profiles.at_last(tenant, id)
            if profile is None:
                return ChannelMember(id)
            language = profile.locale[:2].lower()
            return ChannelMember(id, profile.name, profile.zone, language) if profile.is_member else None

        return tuple(filter(None, await asyncio.gather(*map(member, some))))

    async def role(self, tenant: str, id: str) -> Role | None:
        """Returns whether somebody administrates the workspace; None where Slack does not tell for long."""
        profile = await self._profiles.at_last(tenant, id)
        return profile.role if profile else None

    async def names(self, tenant: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of users and channels by id, as far as Slack tells them before long.

        A channel's has its sign before it.
        """
        asked = {asyncio.ensure_future(self._name(tenant, id)): id for id in ids[:NAMED]}
        done = (await asyncio.wait(asked, timeout=NAMES_WITHIN))[0] if asked else set()
        return {asked[task]: name for task in done if (name := task.result())}

    async def close(self) -> None:
        """Asks for no more names."""
        await self._naming.close()

    async def _name(self, tenant: str, id: str) -> str:
        if id[:1] not in "CG":
            return (await self._profiles.of(tenant, id)).name
        name, until = self._channels.get((tenant, id), ("", 0.0))
        if name and self._seconds() < until:
            return name
        return (
            await asyncio.shield(self._naming.start((tenant, id), lambda: self._channel(tenant, id))) or name
        )

    async def _channel(self, tenant: str, id: str) -> str:
        try:
            answer = await self._client.of(tenant).conversations_info(channel=id)
        except BROKEN as error:
            _log.warning("the name of a channel cannot be read: %s", type(error).__name__)
            return ""
        name = text_at(answer.data, "channel", "name")
        if name:
            self._channels[tenant, id] = f"#{name}", self._seconds() + NAMED_FOR
        return f"#{name}" if name else ""

    async def _read_list(self, tenant: str, ids: Iterable[str]) -> None:
        """Meets some people by the list of all, where that is quicker. Raises one of BROKEN."""
        unmet = {id for id in ids if self._profiles.known(tenant, id) is None}
        if len(unmet) < MANY or tenant.startswith(OF_ENTERPRISE):
            return  # of a whole organisation there is no list: a token for all of it has to name a workspace
        client, cursor = self._client.of(tenant), ""
        for _ in range(len(unmet) // WORTH):
            answer = await client.users_list(limit=LISTED, include_locale=True, cursor=cursor or None)
            for user in list_at(answer.data, "members"):
                if (id := text_at(user, "id")) in unmet:
                    unmet.discard(id)
                    await self._profiles.take_in(tenant, user)
            cursor = text_at(answer.data, "response_metadata", "next_cursor")
            if not cursor or not unmet:
                return

    async def _ids(self, tenant: str, conversation: str) -> AsyncIterator[str]:
        client, cursor = self._client.of(tenant), ""
        for _ in range(PAGES):
            answer = await client.conversations_members(
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
