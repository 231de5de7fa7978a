"""A person's own chat with the bot: where an answer goes that a group must not see."""

from __future__ import annotations

import logging

from bot.core.chat import Person
from bot.core.deadline import answered_within
from bot.core.errors import Unavailable
from bot.teams import facts
from bot.teams.errors import TOO_LARGE, TeamsFailure
from bot.teams.facts import Activity, text_at
from bot.teams.outgoing import Json, Outgoing
from bot.teams.references import ConversationReference, KnownReferences

KNOWN_WITHIN = 0.5  # seconds for what is stored of a chat
_log = logging.getLogger("calma.teams")


class PrivateChats:
    """Finds or opens the chat of whoever an activity is from, and sends into it."""

    def __init__(self, outgoing: Outgoing, references: KnownReferences) -> None:
        self._outgoing = outgoing
        self._references = references

    async def chat(self, activity: Activity, person: Person) -> ConversationReference | None:
        """Returns the chat, or None where the app is not installed. Raises TeamsFailure if that may pass."""
        known = await self._known(person)
        return known if known and known.conversation else await self._open(activity, person)

    async def _open(self, activity: Activity, person: Person) -> ConversationReference | None:
        bot, service_url = text_at(activity, "recipient", "id"), text_at(activity, "serviceUrl")
        member = text_at(activity, "from", "id")
        try:
            opened = await self._outgoing.open(service_url, bot, member, facts.tenant(activity))
        except TeamsFailure as error:
            _unless_it_passes(error)
            return None
        reference = ConversationReference(opened, service_url, bot)
        self._references.write(person.tenant, person.user_id, reference)
        return reference

    async def _known(self, person: Person) -> ConversationReference | None:
        try:
            with answered_within(KNOWN_WITHIN):
                return await self._references.find(person.tenant, person.user_id)
        except Unavailable:  # Teams tells it too: to open a chat twice is to open it once
            return None

    async def send(
        self, activity: Activity, person: Person, chat: ConversationReference, message: Json
    ) -> bool:
        """Sends a message, and returns whether Teams took it. Raises TeamsFailure for what may pass.

        Where the chat is gone, another one is opened, once.
        """
        try:
            await self._outgoing.into(chat.service_url, chat.conversation, message)
        except TeamsFailure as error:
            anew = await self._open(activity, person) if error.gone else None
            return await self._sent(anew, message) if anew else _refused(error)
        return True

    async def _sent(self, chat: ConversationReference, message: Json) -> bool:
        try:
            await self._outgoing.into(chat.service_url, chat.conversation, message)
        except TeamsFailure as error:
            return _refused(error)
        return True


def _refused(error: TeamsFailure) -> bool:
    if error.status == TOO_LARGE:
        raise error
    _unless_it_passes(error)
    return False


def _unless_it_passes(error: TeamsFailure) -> None:
    if error.passing:
        raise error
    _log.info("somebody cannot be reached in a chat of their own: %s", error)
