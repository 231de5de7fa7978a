"""What Slack tells the bot, one listener for each kind: it parses, asks the desk, and gives the reply."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, TypeVar, assert_never

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.core.background import Seen
from bot.core.card import Card, Form, Heading, Note, Text
from bot.core.chat import Answer, Ask, Command, FieldErrors, Person, Placement, Press, Suggestions
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.words import FALLBACK
from bot.slack import PLATFORM, form, parse, render
from bot.slack.files import BadFile
from bot.slack.once import SingleFlight
from bot.slack.people import Profiles
from bot.slack.places import (
    AnyPlace,
    InChannel,
    InChat,
    InHome,
    InMessage,
    InModal,
    SlackViews,
    WaitingPlace,
    give,
)
from bot.slack.wire import SlackWire

Body = dict[str, Any]
Later = Callable[[Coroutine[Any, Any, None]], object]
T = TypeVar("T")
EVENTS = 10_000  # remembered at most
_ANY = re.compile(".*", re.DOTALL)
WORDS_SHORTCUT = "calm_words"  # on a customer's message
ASK_SHORTCUT = "calm_ask"  # anywhere
_SHORTCUTS = {ASK_SHORTCUT: "lookup.ask"}


class Listeners:
    """Answers for the desk. Work that need not be in the answer to Slack's request is handed to `later`."""

    def __init__(
        self, desk: Desk, phrasebook: CurrentPhrasebook, wire: SlackWire, profiles: Profiles, later: Later
    ) -> None:
        self._desk = desk
        self._phrasebook = phrasebook
        self._wire = wire
        self._profiles = profiles
        self._later = later
        self._views = SlackViews(phrasebook)
        # A form whose answer came late is sent a second time by its person: that must not do it twice.
        self._sent: SingleFlight[Body] = SingleFlight(lambda answer: answer["response_action"] != "errors")
        # Slack repeats an event until it is acknowledged, sometimes longer. Memory is durable enough here: an
        # answer that is seen twice after a restart does no harm.
        self._events: Seen[str] = Seen(EVENTS)

    def register(self, bolt: AsyncApp) -> None:
        """Listens to everything that Slack sends, known or not: nobody is left without an answer."""
        bolt.command(_ANY)(self._command)
        bolt.action(_ANY)(self._press)
        bolt.view_submission(_ANY)(self._submission)
        bolt.view_closed(_ANY)(self._ignored)
        bolt.options(_ANY)(self._no_options)
        bolt.shortcut(_ANY)(self._shortcut)
        bolt.event(_ANY)(self._event)

    async def _command(self, ack: AsyncAck, body: Body) -> None:
        await ack(await self.command(body))

    async def command(self, body: Body) -> str:
        """Returns the answer to a slash command, as the response to it has to hold it."""
        person = await self._person(body)
        return await self._guarded(person, self._to_command(parse.command(body, person), body), _sorry)

    async def _to_command(self, ask: Command, body: Body) -> str:
        reply = await self._desk.answer(ask)
        if isinstance(reply, Answer) and reply.how not in (Placement.DIALOG, Placement.CHAT):
            return render.private(reply)
        # A dialog, or a message elsewhere, is a call of its own: meanwhile Slack gets an empty answer.
        place = self._in_message(body, own=False)
        self._later(self._guarded(ask.person, give(place, reply), place.sorry))
        return ""

    async def _press(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        self._later(self._answer_press(body, action))

    async def _answer_press(self, body: Body, action: Body) -> None:
        person = await self._person(body)
        await self._answer(parse.press(body, action, person, self._phrasebook.keywords), self._place(body))

    async def _shortcut(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        self._later(self._answer_shortcut(body))

    async def _answer_shortcut(self, body: Body) -> None:
        person, name = await self._person(body), str(body.get("callback_id", ""))
        message = body.get("message")
        if name == WORDS_SHORTCUT:
            text = parse.written(message.get("text")) if isinstance(message, dict) else ""
            ask: Ask = Command(person, "calm", text)
        else:
            ask = Press(person, _SHORTCUTS.get(name, name))
        of_message = body.get("type") == "message_action"
        await self._answer(ask, self._in_message(body, own=False) if of_message else self._anywhere(body))

    async def _submission(self, ack: AsyncAck, body: Body) -> None:
        person = await self._person(body)
        key = parse.submission(body)
        await ack(await self._sent.answer(key, partial(self._submitted, person, body["view"])))

    async def _submitted(self, person: Person, view: Body) -> Body:
        return await self._guarded(person, self._to_submission(person, view), partial(self._unsent, view))

    async def _to_submission(self, person: Person, view: Body) -> Body:
        submit = parse.submit(view, person)
        texts, bad = await self._files(person, view)
        reply = FieldErrors(bad) if bad else await self._desk.answer(parse.with_files(submit, texts))
        match reply:
            case Answer(card):
                return {"response_action": "update", "view": self._views.card(card)}
            case Form():
                return {"response_action": "update", "view": self._views.form(reply)}
            case FieldErrors(fields):
                return self._mend(view, fields, person.language)
            case Suggestions():
                raise TypeError("nobody searched for anything")
            case _:
                assert_never(reply)

    def _mend(self, view: Body, fields: Mapping[str, str], language: str) -> Body:
        if errors := form.errors(fields, view):
            return {"response_action": "errors", "errors": errors}
        lines = tuple(Text(text) for text in fields.values())
        card = Card(" ".join(fields.values()), lines, language)
        return {"response_action": "push", "view": self._views.card(card)}

    async def _unsent(self, view: Body, card: Card) -> Body:
        # Beside the first field, so that nothing that was typed is lost.
        text = " ".join(
            f"{e.text}." if isinstance(e, Heading) else e.text
            for e in card.elements
            if isinstance(e, Heading | Text | Note)
        )
        if errors := form.errors({"": text}, view):
            return {"response_action": "errors", "errors": errors}
        return {"response_action": "update", "view": self._views.card(card)}

    async def _files(self, person: Person, view: Body) -> tuple[dict[str, str], dict[str, str]]:
        texts: dict[str, str] = {}
        bad: dict[str, str] = {}
        for name, file in form.files(view.get("state") or {}).items():
            try:
                texts[name] = await self._wire.file(file)
            except BadFile as error:
                bad[name] = self._phrasebook.words.say(person.language, error.words)
        return texts, bad

    async def _event(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        event = parse.event(body)
        if parse.is_for_us(event) and self._events.is_new(parse.about(body)):
            self._later(self._answer_event(body, event))

    async def _answer_event(self, body: Body, event: Any) -> None:
        person = await self._person(body)
        if event["type"] == "app_home_opened":
            await self._answer(Command(person, "home"), InHome(self._wire, self._views, person.user_id))
            return
        text, thread = parse.event_text(event), str(event.get("thread_ts") or "")
        channel = str(event["channel"])
        if event["type"] == "app_mention":
            place: WaitingPlace = InChannel(self._wire, self._views, channel, person.user_id, thread, text)
        else:
            place = InChat(self._wire, self._views, channel, thread, text)
        where = "" if isinstance(place, InChat) else channel
        await self._answer(Command(person, *self._phrasebook.keywords.spoken(text), where), place)

    async def _no_options(self, ack: AsyncAck) -> None:
        await ack(options=[])

    async def _ignored(self, ack: AsyncAck) -> None:
        await ack()

    async def _answer(self, ask: Ask, place: WaitingPlace) -> None:
        async def work() -> None:
            await give(place, await self._desk.answer(ask))

        await self._guarded(ask.person, work(), place.sorry)

    async def _guarded(self, person: Person, work: Awaitable[T], sorry: Callable[[Card], Awaitable[T]]) -> T:
        try:
            return await work
        except Exception as error:  # noqa: BLE001 - the one catch-all of this edge
            return await sorry(self._desk.apologise(person, error))

    async def _person(self, body: Body) -> Person:
        team, user = parse.tenant(body), parse.user(body)
        profile = await self._profiles.of(team, user)
        speaks = self._phrasebook.words.speaks
        # Whoever types `/calma` reads Spanish, until Slack says otherwise.
        typed = self._phrasebook.keywords.language(str(body.get("command") or ""))
        language = speaks(profile.locale) or speaks(typed) or FALLBACK
        return Person(team, PLATFORM, user, language, profile.role, name=profile.name, zone=profile.zone)

    def _place(self, body: Body) -> WaitingPlace:
        view, trigger = body.get("view"), str(body.get("trigger_id") or "")
        if not isinstance(view, dict):
            return self._in_message(body, own=True)
        seen = str(view.get("hash") or "")
        if view.get("type") == "home":
            return InHome(self._wire, self._views, parse.user(body), seen, trigger)
        return InModal(self._wire, self._views, str(view.get("id")), seen, trigger)

    def _in_message(self, body: Body, *, own: bool) -> InMessage:
        url, trigger = str(body.get("response_url") or ""), str(body.get("trigger_id") or "")
        public, thread = (parse.in_own_chat(body), parse.thread(body)) if own else (False, "")
        who, channel = parse.user(body), str(body.get("channel_id") or "")
        return InMessage(self._wire, self._views, url, trigger, own, public, thread, who, channel)

    def _anywhere(self, body: Body) -> AnyPlace:
        trigger = str(body.get("trigger_id") or "")
        return AnyPlace(self._wire, self._views, parse.user(body), trigger)


async def _sorry(card: Card) -> str:
    return render.private(Answer(card))
