"""Who is in a channel, team or chat of Teams."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.core.edge import ChannelMember
from bot.teams.connector import Connector
from bot.teams.errors import TeamsFailure
from bot.teams.facts import at, text_at
from bot.teams.references import TENANT, KnownReferences

MOST_PAGES = 400  # of 500 members each; a service that never comes to an end is not followed for ever

_log = logging.getLogger("calma.teams")


class TeamsRoster:
    """`Roster` of Teams. A channel's members are those of its team: Teams tells no others."""

    def __init__(self, connector: Connector, references: KnownReferences) -> None:
        self._connector = connector
        self._references = references

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the people in a conversation; None where the app is not in it, or it is gone."""
        way = await self._references.find(tenant, conversation) or await self._references.find(tenant, TENANT)
        if way is None:
            return None
        members: list[ChannelMember] = []
        onward = ""
        try:
            for _ in range(MOST_PAGES):
                page = await self._connector.members(way.service_url, conversation, onward)
                accounts, onward = at(page, "members"), text_at(page, "continuationToken")
                members += filter(None, map(_member, accounts if isinstance(accounts, list) else []))
                if not onward:
                    break
            return tuple(members)
        except TeamsFailure as error:
            _log.warning("the members of a conversation cannot be read: %s", error)
            return None

    async def names(self, tenant: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of channels and group chats by id, as far as Teams ever told them."""
        named = {id: await self._references.name_of(tenant, id) for id in ids}
        return {id: name for id, name in named.items() if name}


def _member(account: object) -> ChannelMember | None:
    # A guest or user has an id in the directory; a bot has none.
    id = text_at(account, "aadObjectId") or text_at(account, "objectId")
    return ChannelMember(id, text_at(account, "name")) if id else None
