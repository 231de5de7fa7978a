"""What Slack tells the bot, one listener for each kind: it parses, asks the desk, and gives the reply."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar, assert_never

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from bot.core.background import Bounded, Seen
from bot.core.card import Card, Form, Heading, Note, Text
from bot.core.chat import Answer, Ask, Command, FieldErrors, Person, Placement, Press, Rest, Role, Suggestions
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.once import SingleFlight
from bot.core.outside import object_at, text_at
from bot.core.reasons import OF_THE_APP, reason_of
from bot.core.words import FALLBACK
from bot.slack import PLATFORM, departures, form, messages, parse, render
from bot.slack.files import BadFile
from bot.slack.home_tab import InHome
from bot.slack.people import Profile, Profiles
from bot.slack.places import (
    BACK_HOME,
    AnyPlace,
    InChannel,
    InChat,
    InMessage,
    InModal,
    SlackViews,
    WaitingPlace,
    give,
    refusal,
)
from bot.slack.wire import BROKEN, SlackWire, at_last, lasts, reason

Body = dict[str, Any]
Later = Callable[[Coroutine[Any, Any, None]], object]
T = TypeVar("T")
_log = logging.getLogger("calma.slack")
EVENTS = 10_000  # remembered at most
AFTER_ACK = 1.0  # seconds until the answer in an ack is surely shown, so that what fills it comes after it
_ANY = re.compile(".*", re.DOTALL)
WORDS_SHORTCUT = "calm_words"  # on a customer's message
ASK_SHORTCUT = "calm_ask"  # anywhere
ONLY_WORDS, NO_WORDS_THERE = "edge.only_words", "edge.no_words_there"  # where there are none to look up
_SHORTCUTS = {ASK_SHORTCUT: "lookup.ask"}


class Listeners:
    """Answers for the desk. Work that need not be in the answer to Slack's request is handed to `later`."""

    def __init__(
        self,
        desk: Desk,
        phrasebook: CurrentPhrasebook,
        wire: SlackWire,
        profiles: Profiles,
        later: Later,
        taken_out: departures.TakenOut,
    ) -> None:
        self._desk = desk
        self._phrasebook = phrasebook
        self._wire = wire
        self._profiles = profiles
        self._later = later
        self._taken_out = taken_out
        self._views = SlackViews(phrasebook)
        # A form whose answer came late is sent a second time by its person: that must not do it twice.
        self._sent: SingleFlight[Body] = SingleFlight(lambda answer: answer["response_action"] != "errors")
        # Slack repeats an event until it is acknowledged, sometimes longer. Here no answer is given twice;
        # nothing is done twice by the desk.
        self._events: Seen[str] = Seen(EVENTS)
        # How often something was done on a card: Slack tells of no message whether it is newer by now, nor of
        # a modal after an answer to its form.
        self._used: Bounded[str, int] = Bounded(EVENTS)
        self._above_start: Bounded[str, bool] = Bounded(EVENTS)  # modals; what is sent there may change it

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
        return await self._guarded(body, partial(self._to_command, body), _sorry)

    async def _to_command(self, body: Body, person: Person) -> str:
        reply = await self._desk.answer(parse.command(body, person))
        if isinstance(reply, Answer) and reply.how not in (Placement.DIALOG, Placement.CHAT):
            return render.private(reply)
        # A dialog, or a message elsewhere, is a call of its own: meanwhile Slack gets an empty answer.
        place = self._in_message(body, own=False)
        self._later(self._guarded(body, lambda _: give(place, reply), partial(self._sorry_in, body, place)))
        return ""

    async def _press(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await ack()
        self._note_use(parse.origin(body))
        if not parse.nothing_chosen(action):  # nothing changes, so there is nothing to say
            keywords, place = self._phrasebook.keywords, self._place(body)
            if parse.goes_back(action) and isinstance(place, InModal):
                place = replace(place, steps=True)
            if isinstance(place, InHome) and render.action_of(text_at(action, "action_id")) == BACK_HOME:
                place = replace(place, start=True)
            self._answer_later(body, lambda person: parse.press(body, action, person, keywords), place)

    async def _shortcut(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        of_message = body.get("type") == "message_action"
        place = self._in_message(body, own=False) if of_message else self._anywhere(body)
        name, text = text_at(body, "callback_id"), messages.words_in(object_at(body, "message"))
        if name == WORDS_SHORTCUT:
            unread = "" if text else NO_WORDS_THERE
            return self._answer_later(body, lambda person: Command(person, "calm", text), place, unread)
        self._answer_later(body, lambda person: Press(person, _SHORTCUTS.get(name, name)), place)

    async def _submission(self, ack: AsyncAck, body: Body) -> None:
        self._note_use(parse.origin(body))
        answer = await self._sent.answer(parse.submission(body), partial(self._submitted, body))
        await ack(answer)
        view = object_at(body, "view")
        above = (text_at(view, "root_view_id") or text_at(view, "id")) in self._above_start
        if above and answer["response_action"] != "errors":
            self._later(self._guarded(body, partial(self._renew_start, body), _unsaid))

    async def _submitted(self, body: Body) -> Body:
        unsent = partial(self._unsent, body["view"])
        return await self._guarded(body, partial(self._to_submission, body), unsent)

    async def _to_submission(self, body: Body, person: Person) -> Body:
        view, submit = body["view"], parse.submit(body, person)
        texts, bad = await self._files(person, view)
        reply = FieldErrors(bad) if bad else await self._desk.answer(parse.with_files(submit, texts))
        match reply:
            case Answer(how=Placement.UPDATE) if url := parse.opened_from(body):
                self._later(self._guarded(body, *self._into_message(body, url, reply)))
                return {"response_action": "clear"}
            case Answer(card):
                if reply.rest:
                    self._later(self._fill(person.tenant, text_at(view, "id"), reply.rest))
                return {"response_action": "update", "view": self._views.card(card)}
            case Form():
                return {"response_action": "update", "view": self._views.form(reply)}
            case FieldErrors(fields):
                return self._mend(view, fields, self._desk.language_of(person))
            case Suggestions():
                raise TypeError("nobody searched for anything")
            case _:
                assert_never(reply)

    async def _fill(self, tenant: str, view: str, rest: Rest) -> None:
        """Fills in what an answer to a form began, once it is known, unless its person has gone on since."""
        is_last = self._last_use(view)
        await asyncio.sleep(AFTER_ACK)
        card = await rest()
        if card and view and is_last():
            with suppress(*BROKEN):
                await self._views.fill(self._wire.of(tenant), view, card)

    def _into_message(
        self, body: Body, url: str, answer: Answer
    ) -> tuple[Callable[[Person], Awaitable[None]], Callable[[Card], Awaitable[None]]]:
        # The message that the form was opened from may be out of reach by now: then it comes into the chat.
        place = InMessage(
            self._wire_of(body), self._views, url, text_at(body, "trigger_id"), user=parse.user(body)
        )
        is_last = self._last_use(parse.origin(body))

        async def show(_: Person) -> None:
            try:
                await give(place, answer, is_last)
            except BROKEN:
                await self._views.to_chat(self._wire_of(body), parse.user(body), answer.card)

        return show, partial(self._sorry_in, body, place)

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
        files = form.files(object_at(view, "state"))
        language = (await self._desk.known(person)).language if files else person.language
        for name, file in files.items():
            try:
                texts[name] = await self._wire.of(person.tenant).file(file)
            except BadFile as error:
                bad[name] = self._phrasebook.words.say(language, error.words)
        return texts, bad

    async def _event(self, ack: AsyncAck, body: Body) -> None:
        await ack()
        if text_at(body, "event", "type") in departures.TOLD:
            self._later(departures.note(self._desk, body, self._taken_out))
            return
        event = messages.spoken(body)
        body = {**body, "event": event}
        if not (event and self._events.is_new(parse.about(body))):
            return
        if event["type"] == "app_home_opened":
            home = self._in_home(body, object_at(event, "view"), start=True)
            self._answer_later(body, lambda person: Command(person, "home"), home)
        else:
            unread = ONLY_WORDS if messages.wordless(event) else ""
            self._answer_later(body, *self._of_message(body, event), unread)

    def _of_message(
        self, body: Body, event: Mapping[str, Any]
    ) -> tuple[Callable[[Person], Ask], WaitingPlace]:
        text, thread = messages.words_in(event), text_at(event, "thread_ts")
        channel, user = text_at(event, "channel"), parse.user(body)
        if event["type"] == "app_mention":
            where = channel
            place: WaitingPlace = InChannel(self._wire_of(body), self._views, channel, user, thread, text)
        else:
            where, place = "", InChat(self._wire_of(body), self._views, channel, thread, text)
        name, said = self._phrasebook.keywords.spoken(text)
        again = parse.request(body)
        return lambda person: Command(person, name, said, where, request=again), place

    async def _no_options(self, ack: AsyncAck) -> None:
        await ack(options=[])

    async def _ignored(self, ack: AsyncAck) -> None:
        await ack()

    def _note_use(self, card: str) -> None:
        self._used[card] = self._used.get(card, 0) + 1

    def _last_use(self, card: str) -> Callable[[], bool]:
        """Returns what tells whether nothing was done since, on a message or in a modal."""
        seen = self._used.get(card)
        return lambda: self._used.get(card) == seen

    def _answer_later(
        self, body: Body, ask: Callable[[Person], Ask], place: WaitingPlace, unread: str = ""
    ) -> None:
        is_last = self._last_use(parse.origin(body))

        async def work(person: Person) -> None:
            reply = await self._desk.answer(ask(person))
            if unread and isinstance(reply, Answer):  # nothing was said in words: what can be done instead
                reply = reply.headed(self._phrasebook.words.say(reply.card.language, unread))
            await give(place, reply, is_last)

        self._later(self._guarded(body, work, partial(self._sorry_in, body, place)))

    async def _guarded(
        self, body: Body, work: Callable[[Person], Awaitable[T]], sorry: Callable[[Card], Awaitable[T]]
    ) -> T:
        person = self._told(body, Profile())  # by what was signed alone, until Slack tells more
        try:
            person = self._told(body, await self._profiles.of(person.tenant, person.user_id))
            return await work(person)
        except Exception as error:  # noqa: BLE001 - the one catch-all of this edge
            return await sorry(self._desk.apologise(person, _true(error)))

    async def _sorry_in(self, body: Body, place: WaitingPlace, card: Card) -> None:
        try:
            await place.sorry(card)
        except BROKEN as error:
            _log.warning("an apology goes to the chat: %s", reason(error) or type(error).__name__)
            await at_last(partial(self._views.to_chat, self._wire_of(body), parse.user(body), card))

    def _wire_of(self, body: Body) -> SlackWire:
        return self._wire.of(parse.tenant(body))

    def _told(self, body: Body, profile: Profile) -> Person:
        """Returns who did what `body` tells, as far as it and their profile say. Never raises."""
        team, user = parse.tenant(body), parse.user(body)
        speaks = self._phrasebook.words.speaks
        # Whoever types `/calma` reads Spanish, until Slack says otherwise.
        typed = self._phrasebook.keywords.language(text_at(body, "command"))
        language = speaks(profile.locale) or speaks(typed) or FALLBACK
        return Person(
            team,
            PLATFORM,
            user,
            language,
            profile.role,
            "",
            "",
            profile.name,
            profile.zone,
            closed=profile.closed,
            outside=profile.outside,
            unsure=profile.unsure,
        )

    async def role_now(self, person: Person) -> Role | None:
        """Returns the role that Slack gives somebody now; None if it does not tell, or did a moment ago."""
        asked = self._profiles.soon if person.unsure else self._profiles.again
        profile = await asked(person.tenant, person.user_id)
        return profile.role if profile else None

    def _place(self, body: Body) -> WaitingPlace:
        view, trigger = object_at(body, "view"), text_at(body, "trigger_id")
        if not view:
            return self._in_message(body, own=True)
        if view.get("type") == "home":
            return self._in_home(body, view)
        return InModal(self._wire_of(body), self._views, text_at(view, "id"), text_at(view, "hash"), trigger)

    def _in_home(self, body: Body, view: Mapping[str, Any], *, start: bool = False) -> InHome:
        seen, metadata = text_at(view, "hash"), text_at(view, "private_metadata")
        user, trigger = parse.user(body), text_at(body, "trigger_id")
        return InHome(
            self._wire_of(body), self._views, user, seen, trigger, metadata, start, self._note_above_start
        )

    def _note_above_start(self, view: str) -> None:
        self._above_start[view] = True

    async def _renew_start(self, body: Body, person: Person) -> None:
        """Shows the start as it is after a form above it was sent: in another language, for one."""
        reply = await self._desk.answer(Command(person, "home"))
        await give(InHome(self._wire_of(body), self._views, person.user_id, start=True), reply)

    def _in_message(self, body: Body, *, own: bool) -> InMessage:
        url, trigger = text_at(body, "response_url"), text_at(body, "trigger_id")
        public, thread = (parse.in_own_chat(body), parse.thread(body)) if own else (False, "")
        who, channel = parse.user(body), text_at(body, "channel_id")
        return InMessage(self._wire_of(body), self._views, url, trigger, own, public, thread, who, channel)

    def _anywhere(self, body: Body) -> AnyPlace:
        return AnyPlace(self._wire_of(body), self._views, parse.user(body), text_at(body, "trigger_id"))


def _true(error: Exception) -> Exception:
    """Returns what an error is to whoever waits: where Slack refuses Calma itself, the reason of that."""
    if not isinstance(error, SlackApiError) or not lasts(error):
        return error
    return refusal(error) if reason_of(reason(error), channel=False) in OF_THE_APP else error


async def _unsaid(_: Card) -> None:
    """Says nothing: what did not work was asked for by nobody, and what is shown stays."""


async def _sorry(card: Card) -> str:
    return render.private(Answer(card))
