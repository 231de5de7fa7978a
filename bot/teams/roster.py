"""Who is in a channel, team or chat of Teams."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.core.edge import ChannelMember, ReferenceStore
from bot.teams.connector import Connector
from bot.teams.errors import TeamsFailure
from bot.teams.facts import at, text_at
from bot.teams.references import TENANT, ConversationReference, name_id, read_name

_log = logging.getLogger("calma.teams")


class TeamsRoster:
    """`Roster` of Teams. A channel's members are those of its team: Teams tells no others."""

    def __init__(self, connector: Connector, references: ReferenceStore) -> None:
        self._connector = connector
        self._references = references

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the people in a conversation; None where the app is not in it, or it is gone."""
        way = ConversationReference.read(await self._references.find_reference(tenant, conversation))
        way = way or ConversationReference.read(await self._references.find_reference(tenant, TENANT))
        if way is None:
            return None
        members: list[ChannelMember] = []
        onward = ""
        try:
            while True:
                page = await self._connector.members(way.service_url, conversation, onward)
                members += filter(None, map(_member, at(page, "members") or []))
                onward = text_at(page, "continuationToken")
                if not onward:
                    return tuple(members)
        except TeamsFailure as error:
            _log.warning("the members of a conversation cannot be read: %s", error)
            return None

    async def names(self, tenant: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of channels and group chats by id, as far as Teams ever told them."""
        stored = {id: await self._references.find_reference(tenant, name_id(id)) for id in ids}
        return {id: name for id, text in stored.items() if (name := read_name(text))}


def _member(account: object) -> ChannelMember | None:
    # A guest or user has an id in the directory; a bot has none.
    id = text_at(account, "aadObjectId") or text_at(account, "objectId")
    return ChannelMember(id, text_at(account, "name")) if id else None
