"""Who is in a channel, team or chat of Teams."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from bot.core.chat import Role
from bot.core.edge import ChannelMember
from bot.core.outside import list_at
from bot.teams.connector import Connector, Json
from bot.teams.errors import TeamsFailure
from bot.teams.facts import NO_MANAGERS, text_at
from bot.teams.managers import TeamsManagers
from bot.teams.references import KnownReferences

WAITS = (0.5, 2.0, 8.0)  # seconds until what failed in passing is asked again
LONGEST_WAIT = 60.0  # seconds that Teams may ask to wait
_NOBODY = frozenset({"anonymous", "bot", "skill"})  # roles in Teams of no person of the organisation's
MOST_PAGES = 400  # of 500 members each; a service that never comes to an end is not followed for ever

_log = logging.getLogger("calma.teams")


class TeamsRoster:
    """`Roster` of Teams. A channel's members are those of its team: Teams tells no others."""

    def __init__(
        self, connector: Connector, references: KnownReferences, managers: TeamsManagers = NO_MANAGERS
    ) -> None:
        """`managers` administer the bot from the first day on."""
        self._connector = connector
        self._references = references
        self._managers = managers

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the people in a conversation; None where the app is not in it, or it is gone."""
        way = await self._references.find(tenant, conversation)
        if way is None:  # by an id alone, people of one organisation could read who is in another's channel
            return None
        members: list[ChannelMember] = []
        onward = ""
        try:
            for _ in range(MOST_PAGES):
                page = await self._page(way.service_url, conversation, onward)
                members += filter(None, (_member(account, tenant) for account in list_at(page, "members")))
                onward = text_at(page, "continuationToken")
                if not onward:
                    break
            return tuple(members)
        except TeamsFailure as error:
            _log.warning("the members of a conversation cannot be read: %s", error)
            return None

    async def _page(self, service_url: str, conversation: str, onward: str) -> Json:
        """Returns a page of members; what fails in passing is asked again, as soon as Teams allows."""
        for wait in WAITS:
            try:
                return await self._connector.members(service_url, conversation, onward)
            except TeamsFailure as error:
                if not error.passing or error.retry_after > LONGEST_WAIT:
                    raise
                await asyncio.sleep(max(wait, error.retry_after))
        return await self._connector.members(service_url, conversation, onward)

    async def role(self, tenant: str, id: str) -> Role | None:
        """Returns whether somebody administers the bot: whom the settings name, for Teams gives no roles."""
        return Role.ADMIN if self._managers.include(tenant, id) else Role.AGENT

    async def names(self, tenant: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of channels and group chats by id, as far as Teams ever told them."""
        named = {id: await self._references.name_of(tenant, id) for id in ids}
        return {id: name for id, name in named.items() if name}


def _member(account: object, tenant: str) -> ChannelMember | None:
    # A guest or user has an id in the directory; a bot has none, nor has whoever was deleted.
    id = text_at(account, "aadObjectId") or text_at(account, "objectId")
    home = text_at(account, "tenantId") or tenant
    if not id or text_at(account, "userRole").casefold() in _NOBODY or home.casefold() != tenant.casefold():
        return None
    return ChannelMember(id, text_at(account, "name"))
