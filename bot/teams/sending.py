"""How an answer gets to whoever asked, and to nobody else."""

from __future__ import annotations

import logging
from typing import Any

from aiohttp import web
from botframework.connector.auth import ClaimsIdentity

from bot.core.card import Card, Heading, Note, Text
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.teams import facts, render, shown
from bot.teams.errors import TeamsFailure
from bot.teams.facts import Activity, TeamsPlace, text_at
from bot.teams.outgoing import Outgoing
from bot.teams.private import PrivateChats
from bot.teams.shown import ShownCards

_LINE = "application/vnd.microsoft.activity.message"
_log = logging.getLogger("calma.teams")


class TeamsSender:
    """Sends what is shown. Everything raises TeamsFailure where Teams does not take it."""

    def __init__(self, phrasebook: CurrentPhrasebook, outgoing: Outgoing, private: PrivateChats) -> None:
        self._phrasebook = phrasebook
        self._outgoing = outgoing
        self._private = private

    async def message(
        self, activity: Activity, identity: ClaimsIdentity, person: Person, cards: ShownCards
    ) -> web.Response:
        """Answers a message by a message, or in the place of the card that was used."""
        used = text_at(activity, "replyToId")
        # A targeted message is not changed: Teams refuses that once it is a day old, or if the card was not
        # a targeted one, and then there would be no answer.
        here = cards.shared or facts.place(activity) is TeamsPlace.CHAT
        in_place = cards.in_place and used and here
        if in_place and await self._replaced(activity, identity, cards, used):
            return web.Response()
        if await self._alone(activity, identity, person, cards) == "teams.private_only":
            await self.tell_where(activity, identity, person)
        return web.Response()

    async def press(
        self, activity: Activity, identity: ClaimsIdentity, person: Person, cards: ShownCards
    ) -> web.Response:
        """Answers a pressed Action.Execute: in place in the response, or by a message of its own."""
        if cards.shared and (used := text_at(activity, "replyToId")):
            # The response changes the card for whoever pressed; the message changes it for all the others.
            await self._replaced(activity, identity, cards, used)
        if cards.in_place:
            return invoke_response(render.CONTENT_TYPE, cards.card)
        key = await self._alone(activity, identity, person, cards)
        # The pressed card stays as it is; Teams shows this line at it, so that nobody misses the new one.
        return invoke_response(_LINE, self._phrasebook.words.say(cards.language, key))

    async def tell_where(self, activity: Activity, identity: ClaimsIdentity, person: Person) -> None:
        """Tells a whole group how to ask in private, and nothing of what was asked."""
        say = self._phrasebook.words.speaker(person.language)
        elements = (Heading(say("welcome.title")), Text(say("teams.private_only")), Note(say("teams.here")))
        await self._tell(activity, identity, Card(say("teams.private_only"), elements, person.language))

    async def tell_sent(self, activity: Activity, identity: ClaimsIdentity, person: Person) -> None:
        """Tells a whole group that the answer is elsewhere, and nothing more."""
        words = self._phrasebook.words.say(person.language, "teams.sent_privately")
        await self._tell(activity, identity, Card(words, (Text(words),), person.language))

    async def _tell(self, activity: Activity, identity: ClaimsIdentity, card: Card) -> None:
        await self._outgoing.say(activity, identity, shown.answer(card, self._phrasebook.words).message)

    async def _alone(
        self, activity: Activity, identity: ClaimsIdentity, person: Person, cards: ShownCards
    ) -> str:
        """Sends a new message to the asker alone; returns the key of the words that tell where it is."""
        if facts.place(activity) is TeamsPlace.CHAT:
            await self._outgoing.say(activity, identity, cards.message)
            return "teams.below"
        try:
            await self._outgoing.whisper(activity, cards.message)
            return "teams.below"
        except TeamsFailure as error:
            if error.passing:
                raise
            _log.info("a targeted message was refused, and goes to their own chat: %s", error)
        chat = await self._private.chat(activity, person)
        # Nobody else saw the question, so the group is not told of an answer either.
        reached = chat is not None and await self._private.send(chat, cards.message)
        return "teams.sent_privately" if reached else "teams.private_only"

    async def _replaced(
        self, activity: Activity, identity: ClaimsIdentity, cards: ShownCards, used: str
    ) -> bool:
        try:
            await self._outgoing.replace(activity, identity, cards.message, used)
            return True
        except TeamsFailure as error:
            if error.passing:
                raise
            _log.info("a card cannot be replaced, and is sent anew: %s", error)
            return False


def unchanged(activity: Activity, words: str) -> web.Response:
    """Returns the response to a press that changes nothing; where Teams shows a line for it, it says why."""
    if facts.in_dialog(activity):
        return web.json_response({"task": {"type": "message", "value": words}})
    return invoke_response(_LINE, words) if facts.name(activity) else web.Response()


def invoke_response(kind: str, value: Any, status: int = 200) -> web.Response:
    """Returns the response to an invoke: HTTP says that the call worked, the body what became of it."""
    return web.json_response({"statusCode": status, "type": kind, "value": value})
