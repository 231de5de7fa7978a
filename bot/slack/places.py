"""Where a reply goes: each place knows how Slack wants a card or a form to get there."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.card import Button, Buttons, Card, Form, Heading, Text, Tone
from bot.core.chat import Answer, FieldErrors, Placement, Reply, Suggestions
from bot.core.current import CurrentPhrasebook
from bot.core.errors import CalmaError
from bot.core.outside import object_at, text_at
from bot.core.reasons import reason_of, reason_words
from bot.slack import form, limits, render
from bot.slack.parse import AGAIN
from bot.slack.wire import BROKEN, SlackWire, lasts, reason

View = dict[str, Any]
BACK_HOME = "home.show"  # leads back to the start, in the Home tab
_log = logging.getLogger("calma.slack")


class WaitingPlace(Protocol):
    """Where somebody waits for a reply."""

    async def show(self, answer: Answer) -> str:
        """Shows a card; returns what `fill` knows it by, "" where it cannot be filled."""

    async def fill(self, shown: str, card: Card) -> None:
        """Puts a card in place of one that was shown, unless that has gone, or shows something newer."""

    async def open(self, asked: Form) -> None:
        """Opens a form, or offers it where Slack opens none."""

    async def sorry(self, card: Card) -> None:
        """Shows a card after something failed: on the road that fails the least."""


async def give(place: WaitingPlace, reply: Reply, is_last: Callable[[], bool] = lambda: True) -> None:
    """Takes a reply to its place, and what is known of it later, if that `is_last` asked there.

    Raises TypeError for one that no place of Slack can show.
    """
    match reply:
        case Answer():
            shown = await place.show(reply)
            card = await reply.rest() if reply.rest and shown else None
            if card and is_last():
                await place.fill(shown, card)
        case Form():
            await place.open(reply)
        case FieldErrors() | Suggestions():
            raise TypeError(f"{type(reply).__name__} is no reply to this")


def refusal(error: SlackApiError) -> CalmaError:
    """Returns the true reason of what Slack refuses a person until somebody acts, in words."""
    word = reason(error)
    why = reason_of(word, channel=False)
    return CalmaError(f"Slack refuses it: {word}", words=f"refused.{why.value}", word=word)


@dataclass(frozen=True, slots=True)
class SlackViews:
    """Cards and forms as modals, with the bot's own words on the button that closes them."""

    phrasebook: CurrentPhrasebook

    def card(self, card: Card) -> View:
        """Returns a card as a modal."""
        return render.modal(card, self.phrasebook.words.say(card.language, "slack.close"))

    def form(self, asked: Form, opened_from: str = "") -> View:
        """Returns a form as a modal; `opened_from` is the response_url of the message that it belongs to."""
        close = self.phrasebook.words.say(asked.language, "slack.cancel")
        return form.modal(asked, close, opened_from)

    def offer(self, asked: Form, text: str) -> Card:
        """Returns a card that opens a form when pressed; `text` is what asked for it."""
        if asked.dialog:
            return self._private(asked.language, text)
        say = self.phrasebook.words.speaker(asked.language)
        return self._opening(
            asked.title, say("slack.form_ready"), say("slack.open_form"), asked.language, text
        )

    def _private(self, language: str, text: str) -> Card:
        # It stays in the conversation. So it says nothing of what the dialog holds: it is the same for all
        # who ask the same, whatever there is of them.
        say = self.phrasebook.words.speaker(language)
        ready, label = say("edge.dialog_ready"), say("edge.open_dialog")
        return self._opening(say("teams.name"), ready, label, language, text)

    def _opening(self, title: str, ready: str, label: str, language: str, text: str) -> Card:
        button = Button(label, AGAIN, text[: limits.BUTTON_VALUE], tone=Tone.PRIMARY, form=True)
        return Card(ready, (Heading(title), Text(ready), Buttons((button,))), language)

    def elsewhere(self, language: str) -> Card:
        """Returns the line that says where an answer went."""
        line = self.phrasebook.words.say(language, "slack.in_our_chat")
        return Card(line, (Text(line),), language)

    def under(self, card: Card) -> Card:
        """Returns a card as it stands in the Home tab in place of the start, with the way back to that."""
        back = Button(self.phrasebook.words.say(card.language, "home.back"), BACK_HOME)
        return replace(card, elements=(*card.elements, Buttons((back,))))

    async def fill(self, wire: SlackWire, shown: str, card: Card) -> None:
        """Puts a card into a modal, by its id and the hash that it had; with no hash, whatever it shows."""
        id, _, seen = shown.partition(" ")
        await current(wire.client.views_update(view_id=id, hash=seen or None, view=self.card(card)))

    async def to_chat(self, wire: SlackWire, user: str, card: Card) -> str:
        """Writes a card into somebody's own chat with the bot, and returns the id of that chat.

        Raises CalmaError with the true reason where Slack takes none there until somebody acts.
        """
        try:
            answer = await wire.client.chat_postMessage(channel=user, **_quiet(card))
        except SlackApiError as error:
            if not lasts(error):
                raise
            raise refusal(error) from error
        return text_at(answer.data, "channel") or user

    def openable(self, answer: Answer, text: str) -> Card:
        """Returns the card of an answer, or where it belongs into a dialog, one that opens it."""
        card = answer.card
        return self._private(card.language, text) if answer.how is Placement.DIALOG else card


@dataclass(frozen=True, slots=True)
class InMessage:
    """Below or in place of a message, by its response_url. `own` says that the bot wrote that message.

    `public` says that it is a message of its own in the person's chat with the bot, where a new one need not
    vanish at the next reload; anywhere else only an ephemeral message is private.
    """

    wire: SlackWire
    views: SlackViews
    url: str
    trigger: str
    own: bool = True
    public: bool = False
    thread: str = ""
    user: str = ""
    channel: str = ""

    async def show(self, answer: Answer) -> str:
        if answer.how is Placement.CHAT:
            chat = await self.views.to_chat(self.wire, self.user, answer.card)
            if chat != self.channel:  # where they look, it would not be seen
                with suppress(*BROKEN):  # the answer is there, whether or not this line is
                    await self.show(Answer(self.views.elsewhere(answer.card.language)))
            return ""
        if answer.how is Placement.DIALOG:
            view = self.views.card(answer.card)
            return view_in(await self.wire.client.views_open(trigger_id=self.trigger, view=view))
        replace = self.own and answer.how in (Placement.UPDATE, Placement.EVERYONE)
        message = {"replace_original": replace, **render.message(answer.card)}
        if not replace:
            message["response_type"] = "in_channel" if self.public else "ephemeral"
            message |= {"thread_ts": self.thread} if self.thread else {}
        await self.wire.answer(self.url, message)
        return self.url if replace else ""

    async def fill(self, shown: str, card: Card) -> None:
        if shown == self.url:
            await self.wire.answer(self.url, {"replace_original": True, **render.message(card)})
        else:
            await self.views.fill(self.wire, shown, card)

    async def open(self, asked: Form) -> None:
        view = self.views.form(asked, self.url if self.own else "")
        await self.wire.client.views_open(trigger_id=self.trigger, view=view)

    async def sorry(self, card: Card) -> None:
        await self.show(Answer(card))


@dataclass(frozen=True, slots=True)
class InModal:
    """In the modal that was used: presses there have no response_url.

    `steps` says that a form which opens is another step of the one that is there, so it takes its place.
    """

    wire: SlackWire
    views: SlackViews
    view: str
    hash: str
    trigger: str
    steps: bool = False

    async def show(self, answer: Answer) -> str:
        view = self.views.card(answer.card)
        beside = answer.how in (Placement.PRIVATE, Placement.CHAT)
        return await (self._push(view) if beside else self._update(view, self.hash))

    async def fill(self, shown: str, card: Card) -> None:
        await self.views.fill(self.wire, shown, card)

    async def open(self, asked: Form) -> None:
        view = self.views.form(asked)
        # What a dialog asks takes its place: below it, there would be what is out of date by its answer.
        taken = asked.dialog or asked.in_place or self.steps
        await (self._update(view, self.hash) if taken else self._push(view))

    async def sorry(self, card: Card) -> None:
        view = self.views.card(card)
        try:  # above, so that nothing typed below is lost
            await self.wire.client.views_push(trigger_id=self.trigger, view=view)
        except SlackApiError:
            await self.wire.client.views_update(view_id=self.view, view=view)

    async def _push(self, view: View) -> str:
        try:
            return view_in(await self.wire.client.views_push(trigger_id=self.trigger, view=view))
        except SlackApiError as error:
            if reason(error) != "push_limit_reached":
                raise
            return await self._update(view, self.hash)

    async def _update(self, view: View, seen: str) -> str:
        return await current(self.wire.client.views_update(view_id=self.view, hash=seen or None, view=view))


@dataclass(frozen=True, slots=True)
class AnyPlace:
    """Above whatever the person looks at: a global shortcut belongs to no message."""

    wire: SlackWire
    views: SlackViews
    user: str
    trigger: str

    async def show(self, answer: Answer) -> str:
        view = self.views.card(answer.card)
        return view_in(await self.wire.client.views_open(trigger_id=self.trigger, view=view))

    async def fill(self, shown: str, card: Card) -> None:
        await self.views.fill(self.wire, shown, card)

    async def open(self, asked: Form) -> None:
        await self.wire.client.views_open(trigger_id=self.trigger, view=self.views.form(asked))

    async def sorry(self, card: Card) -> None:
        # No trigger that still works, no message to answer below: what is left is the chat with the bot.
        await self.wire.client.chat_postMessage(channel=self.user, **_quiet(card))


@dataclass(frozen=True, slots=True)
class InChannel:
    """In a channel, seen by one person only. Nothing opens there unasked, so a form is offered."""

    wire: SlackWire
    views: SlackViews
    channel: str
    user: str
    thread: str
    text: str

    async def show(self, answer: Answer) -> str:
        if answer.how is Placement.CHAT:
            await self.views.to_chat(self.wire, self.user, answer.card)
            with suppress(*BROKEN):  # as above
                await self.show(Answer(self.views.elsewhere(answer.card.language)))
            return ""
        card = self.views.openable(answer, self.text)
        try:
            await self.wire.client.chat_postEphemeral(
                channel=self.channel, user=self.user, thread_ts=self.thread or None, **render.message(card)
            )
        except SlackApiError as error:
            if not lasts(error):
                raise
            _log.warning("a channel takes no answer: %s", reason(error))
            # The channel takes nothing, for a reason that they can read; their own chat may.
            say = self.views.phrasebook.words.speaker(card.language)
            why = reason_words(say, reason(error), channel=True)
            await self.views.to_chat(self.wire, self.user, Answer(card).headed(why).card)
        return ""

    async def fill(self, shown: str, card: Card) -> None:
        """Does nothing: what only they see here is changed by nobody."""

    async def open(self, asked: Form) -> None:
        await self.show(Answer(self.views.offer(asked, self.text)))

    async def sorry(self, card: Card) -> None:
        await self.show(Answer(card))


@dataclass(frozen=True, slots=True)
class InChat:
    """In the person's own chat with the bot."""

    wire: SlackWire
    views: SlackViews
    channel: str
    thread: str
    text: str

    async def show(self, answer: Answer) -> str:
        card = self.views.openable(answer, self.text)
        await self.wire.client.chat_postMessage(
            channel=self.channel, thread_ts=self.thread or None, **_quiet(card)
        )
        return ""

    async def fill(self, shown: str, card: Card) -> None:
        """Does nothing: what is typed brings nothing that takes long."""

    async def open(self, asked: Form) -> None:
        await self.show(Answer(self.views.offer(asked, self.text)))

    async def sorry(self, card: Card) -> None:
        await self.show(Answer(card))


def view_in(answer: AsyncSlackResponse) -> str:
    """Returns what a modal is filled by: its id, and its hash."""
    view = object_at(answer.data, "view")
    return f"{text_at(view, 'id')} {text_at(view, 'hash')}".strip()


async def current(call: Awaitable[AsyncSlackResponse]) -> str:
    """Changes a view, unless it was changed since it was read; returns what it is filled by, or ""."""
    try:
        return view_in(await call)
    except SlackApiError as error:
        # Pressed twice in a hurry: what the other press showed is newer, and stays. Closed: nobody looks.
        if reason(error) not in {"hash_conflict", "not_found"}:
            raise
    return ""


def _quiet(card: Card) -> dict[str, Any]:
    return {**render.message(card), "unfurl_links": False, "unfurl_media": False}
