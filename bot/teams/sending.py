"""How an answer gets to whoever asked, and to nobody else."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import web

from bot.core.card import Card, Heading, Note, Text
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.teams import facts, render, search, shown
from bot.teams.adapter import TeamsAdapter
from bot.teams.errors import TOO_LARGE, TeamsFailure
from bot.teams.facts import Activity, TeamsPlace, text_at
from bot.teams.outgoing import Json, Outgoing
from bot.teams.private import PrivateChats
from bot.teams.references import ConversationReference
from bot.teams.shown import ShownCards
from bot.teams.wire import encoded

LINE = "application/vnd.microsoft.activity.message"
_log = logging.getLogger("calma.teams")
Result = TypeVar("Result")


class TeamsSender:
    """Sends what is shown. Everything raises TeamsFailure where Teams does not take it."""

    def __init__(
        self,
        phrasebook: CurrentPhrasebook,
        outgoing: Outgoing,
        private: PrivateChats,
        adapter: TeamsAdapter,
    ) -> None:
        self._phrasebook = phrasebook
        self._adapter = adapter
        self._outgoing = outgoing
        self._private = private

    async def message(self, activity: Activity, person: Person, cards: ShownCards) -> web.Response:
        """Answers a message by a message, or in the place of the card that was used."""
        used = text_at(activity, "replyToId")
        # A targeted message is not changed: Teams refuses that once it is a day old, or if the card was not
        # a targeted one, and then there would be no answer.
        here = cards.shared or facts.place(activity) is TeamsPlace.CHAT
        in_place = cards.in_place and used and here
        if in_place and await self._replaced(activity, cards, used):
            return web.Response()
        if await self._alone(activity, person, cards) == "teams.private_only":
            await self.tell_where(activity, cards.language)
        return web.Response()

    async def press(self, activity: Activity, person: Person, cards: ShownCards) -> web.Response:
        """Answers a pressed Action.Execute: in place in the response, or by a message of its own."""
        if cards.shared and (used := text_at(activity, "replyToId")):
            # The response changes the card for whoever pressed; the message changes it for all the others.
            await self._replaced(activity, cards, used)
        if cards.in_place:
            return self.invoke_response(render.CONTENT_TYPE, cards.content)
        key = await self._alone(activity, person, cards)
        # The pressed card stays as it is; Teams shows this line at it, so that nobody misses the new one.
        return self.invoke_response(LINE, self._phrasebook.words.say(cards.language, key))

    async def tell_where(self, activity: Activity, language: str) -> None:
        """Tells a whole group how to ask in private, and nothing of what was asked."""
        say = self._phrasebook.words.speaker(language)
        elements = (Heading(say("welcome.title")), Text(say("teams.private_only")), Note(say("teams.here")))
        await self._say(activity, self._shown(Card(say("teams.private_only"), elements, language)))

    async def tell(self, activity: Activity, language: str, key: str) -> None:
        """Tells everybody in the conversation one line, and nothing more."""
        await self._say(activity, self._line(language, key))

    async def tell_somehow(self, activity: Activity, card: Card) -> web.Response:
        """Shows a card to whoever acted, in the way of what they did; a group sees where to ask instead."""
        cards = self._shown(card)
        if facts.name(activity) == facts.SEARCH:
            return json_response(search.message(card.summary))
        if facts.in_dialog(activity):
            return json_response(cards.dialog)
        if facts.name(activity) == facts.CARD_ACTION:
            return self.invoke_response(LINE, card.summary)
        if facts.place(activity) is TeamsPlace.CHAT:
            await self._say(activity, cards)
        elif facts.place(activity) is TeamsPlace.ONLY_YOU:
            await self._outgoing.whisper(activity, cards.message)
        else:
            await self.tell_where(activity, card.language)
        return web.Response()

    async def privately(
        self, activity: Activity, person: Person, chat: ConversationReference, cards: ShownCards
    ) -> bool:
        """Sends into somebody's own chat, and returns whether Teams took it."""
        return await self._whole(lambda message: self._private.send(activity, person, chat, message), cards)

    async def _alone(self, activity: Activity, person: Person, cards: ShownCards) -> str:
        """Sends a new message to the asker alone; returns the key of the words that tell where it is."""
        if facts.place(activity) is TeamsPlace.CHAT:
            await self._say(activity, cards)
            return "teams.below"
        try:
            await self._whole(lambda message: self._outgoing.whisper(activity, message), cards)
            return "teams.below"
        except TeamsFailure as error:
            if error.passing:
                raise
            _log.info("a targeted message was refused, and goes to their own chat: %s", error)
        chat = await self._private.chat(activity, person)
        # Nobody else saw the question, so the group is not told of an answer either.
        reached = chat is not None and await self.privately(activity, person, chat, cards)
        return "teams.sent_privately" if reached else "teams.private_only"

    async def _say(self, activity: Activity, cards: ShownCards) -> None:
        await self._whole(lambda message: self._outgoing.say(activity, message), cards)

    async def _replaced(self, activity: Activity, cards: ShownCards, used: str) -> bool:
        try:
            await self._outgoing.replace(activity, cards.message, used)
            return True
        except TeamsFailure as error:
            if error.passing:
                raise
            _log.info("a card cannot be replaced, and is sent anew: %s", error)
            return False

    async def _whole(self, send: Callable[[Json], Awaitable[Result]], cards: ShownCards) -> Result:
        """Sends the cards; where they are too large for Teams after all, words that say so."""
        try:
            return await send(cards.message)
        except TeamsFailure as error:
            if error.status != TOO_LARGE:
                raise
            _log.warning("an answer of %s characters is too large for Teams", len(cards.json))
        return await send(self._line(cards.language, "teams.too_large").message)

    def unchanged(self, activity: Activity, words: str) -> web.Response:
        """Returns the response to a press that changes nothing, and why where Teams shows a line for it."""
        if facts.in_dialog(activity):
            return json_response({"task": {"type": "message", "value": words}})
        return self.invoke_response(LINE, words) if facts.name(activity) else web.Response()

    def invoke_response(self, kind: str, value: object, status: int = 200) -> web.Response:
        """Returns the response to an invoke: HTTP says that the call worked, the body what became of it."""
        return json_response(self._adapter.invoke_response(kind, value, status))

    def _line(self, language: str, key: str) -> ShownCards:
        words = self._phrasebook.words.say(language, key)
        return self._shown(Card(words, (Text(words),), language))

    def _shown(self, card: Card) -> ShownCards:
        return shown.answer(card, self._phrasebook.words)


def json_response(body: Any, status: int = 200) -> web.Response:
    """Returns a response that holds JSON."""
    return web.Response(body=encoded(body), status=status, content_type="application/json", charset="utf-8")
