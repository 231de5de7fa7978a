"""What the coach replies, as the Adaptive Card to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import orjson

from bot.core.card import Button, Buttons, Card, Form, Heading, Text, Tone, clip, plain
from bot.core.chat import Answer, Ask, Command, FieldErrors, Placement, Press, Reply, Submit, Suggestions
from bot.core.shared_card import FilledCard
from bot.core.words import Words
from bot.teams import actions, form, limits, parse, render, texts
from bot.teams.fit import weight
from bot.teams.texts import Item
from bot.teams.wire import encoded


@dataclass(frozen=True, slots=True)
class ShownCards:
    """An Adaptive Card, as its JSON, ready to be sent; `in_place` of the card or form that was used.

    `shared` says that all who see that card in their channel are to see this one.
    """

    title: str
    summary: str
    language: str
    json: str
    in_place: bool = False
    shared: bool = False

    @property
    def content(self) -> orjson.Fragment:
        """The card, to be put into other JSON as it is."""
        return orjson.Fragment(self.json)

    @property
    def message(self) -> Item:
        """The card as a message of its own."""
        return render.message(self.summary, self.content)

    @property
    def dialog(self) -> Item:
        """The card as what a dialog is to show next."""
        card = orjson.loads(self.json)
        value = {
            "title": clip(texts.run(plain(self.title)), limits.DIALOG_TITLE),
            "height": "large" if len(card["body"]) > limits.LOW_DIALOG else "medium",
            "width": "medium",
            "card": render.attachment(actions.in_dialog(card)),
        }
        return {"task": {"type": "continue", "value": value}}


@dataclass(frozen=True, slots=True)
class CardWriter:
    """Writes cards as the JSON of Adaptive Cards. Equal ones write the same: a shared card is kept by it."""

    words: Words

    def __call__(self, card: Card) -> str:
        """Returns the JSON of `card`."""
        choosing = partial(self.words.choosing, card.language)
        figures = self.words.say(card.language, "edge.figures")
        return _json(render.adaptive_card(card, render.CardLabels(choosing, figures)))


def reply(
    reply: Reply,
    ask: Ask,
    data: object,
    words: Words,
    *,
    in_dialog: bool,
    channels: Mapping[str, str] | None = None,
) -> ShownCards:
    """Returns the reply as it is shown. `data` came with the button, and holds the form that was sent.

    `channels` are those that can be picked on a form, their names by id.
    """
    match reply:
        case Answer(how=Placement.DIALOG) if not in_dialog:
            return _offered(ask, reply.card.language, words)
        case Form(dialog=True) if not in_dialog:
            return _offered(ask, reply.language, words)
        case Answer(how=how):
            # A form that was taken goes away; it could be sent twice otherwise.
            cards = answer(
                reply.shown,
                words,
                in_place=how not in (Placement.PRIVATE, Placement.CHAT) or isinstance(ask, Submit),
            )
            return replace(cards, shared=how is Placement.EVERYONE)
        case Form():
            content = form.form_card(reply, form.labels(words.speaker(reply.language), channels))
            again = isinstance(ask, Submit) or reply.in_place
            return _form(reply.title, reply.language, content, in_place=again, headed=not in_dialog)
        case FieldErrors(fields):
            return _with_errors(data, fields, words, ask.person.language, [], headed=not in_dialog)
        case Suggestions():
            raise TypeError(f"suggestions answer a query, not {type(ask).__name__}")


def _offered(ask: Ask, language: str, words: Words) -> ShownCards:
    """Returns a card with a button: what it asks for belongs into a dialog, which only a press opens.

    The card stays in the conversation. So it says nothing of what the dialog holds: it is the same for all
    who ask the same, whatever there is of them.
    """
    say = words.speaker(language)
    action, value = (ask.action, ask.value) if isinstance(ask, Press) else (parse.AGAIN, _typed(ask))
    ready = say("edge.dialog_ready")
    button = Button(say("edge.open_dialog"), action, value, Tone.PRIMARY, form=True)
    elements = (Heading(say("teams.name")), Text(ready), Buttons((button,)))
    return answer(Card(ready, elements, language), words, in_place=not isinstance(ask, Command))


def _typed(ask: Ask) -> str:
    return f"{ask.name} {ask.text}".strip() if isinstance(ask, Command) else ""


def answer(shown: Card | FilledCard, words: Words, *, in_place: bool = False) -> ShownCards:
    """Returns a card as it is shown."""
    written = CardWriter(words)
    if isinstance(shown, Card):
        card, json = shown, written(shown)
    else:
        card, json = shown.prepared.card, shown.text(written, _escaped)
        if weight(json) > limits.CARD_BYTES:  # what was filled in is more than there was space for
            json = written(shown.card())
    return ShownCards(words.say(card.language, "teams.name"), card.summary, card.language, json, in_place)


def sorry(apology: Card, ask: Ask, data: object, words: Words, *, in_dialog: bool) -> ShownCards:
    """Returns an apology: as a card of its own, or above the form that could not be taken."""
    if not isinstance(ask, Submit):
        # As a new message: in place, it would take away the card they were working with.
        return answer(apology, words)
    above = render.body(apology.elements, render.UNNAMED, apology.language)
    return _with_errors(data, {}, words, apology.language, above, headed=not in_dialog)


def _with_errors(
    data: object, errors: Mapping[str, str], words: Words, language: str, above: list[Item], *, headed: bool
) -> ShownCards:
    language = words.speaks(form.language(data)) or language
    labels = form.labels(words.speaker(language))
    content = form.with_errors(data, errors, labels, language, above)
    title = form.title(data) or words.say(language, "teams.name")
    return _form(title, language, content, in_place=True, headed=headed)


def _form(title: str, language: str, card: Item, *, in_place: bool, headed: bool) -> ShownCards:
    """Returns a form; `headed` puts its title into it, which a dialog has in its own bar."""
    body = [texts.heading(title), *card["body"]] if headed else card["body"]
    return ShownCards(title, title, language, _json({**card, "body": body}), in_place)


def _json(card: Item) -> str:
    return encoded(card).decode()


def _escaped(value: str) -> str:
    return encoded(value).decode()[1:-1]
