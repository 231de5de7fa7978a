"""What the coach replies, as the Adaptive Card to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.card import Button, Buttons, Card, Form, Heading, Text, Tone, clip, plain
from bot.core.chat import Answer, Ask, Command, FieldErrors, Placement, Press, Reply, Submit, Suggestions
from bot.core.words import Words
from bot.teams import actions, form, limits, parse, render, texts
from bot.teams.texts import Item


@dataclass(frozen=True, slots=True)
class ShownCards:
    """An Adaptive Card, ready to be sent; `in_place` of the card or form that was used.

    `shared` says that all who see that card in their channel are to see this one.
    """

    title: str
    summary: str
    language: str
    card: Item
    in_place: bool = False
    shared: bool = False

    @property
    def message(self) -> Item:
        """The card as a message of its own."""
        return render.message(self.summary, self.card)

    @property
    def dialog(self) -> Item:
        """The card as what a dialog is to show next."""
        value = {
            "title": clip(texts.run(plain(self.title)), limits.DIALOG_TITLE),
            "height": "large" if len(self.card["body"]) > limits.LOW_DIALOG else "medium",
            "width": "medium",
            "card": render.attachment(actions.in_dialog(self.card)),
        }
        return {"task": {"type": "continue", "value": value}}


def reply(reply: Reply, ask: Ask, data: object, words: Words, *, in_dialog: bool) -> ShownCards:
    """Returns the reply as it is shown. `data` came with the button, and holds the form that was sent."""
    language = ask.person.language
    match reply:
        case Answer(card, Placement.DIALOG) if not in_dialog:
            return _offered(ask, _titled(card), words, "dialog")
        case Form(dialog=True) if not in_dialog:
            return _offered(ask, reply.title, words, "form")
        case Answer(card, how):
            # A form that was taken goes away; it could be sent twice otherwise.
            cards = answer(
                card,
                words,
                in_place=how not in (Placement.PRIVATE, Placement.CHAT) or isinstance(ask, Submit),
            )
            return replace(cards, shared=how is Placement.EVERYONE)
        case Form():
            content = form.form_card(reply, form.labels(words.speaker(reply.language)))
            cards = ShownCards(reply.title, reply.title, reply.language, content, isinstance(ask, Submit))
            return cards if in_dialog else _headed(cards)
        case FieldErrors(fields):
            cards = _with_errors(data, fields, words, language, [])
            return cards if in_dialog else _headed(cards)
        case Suggestions():
            raise TypeError(f"suggestions answer a query, not {type(ask).__name__}")


def _titled(card: Card) -> str:
    return next((part.text for part in card.elements if isinstance(part, Heading)), card.summary)


def _offered(ask: Ask, title: str, words: Words, opens: str) -> ShownCards:
    """Returns a card with a button: what it asks for belongs into a dialog, which only a press opens."""
    say = words.speaker(ask.person.language)
    action, value = (ask.action, ask.value) if isinstance(ask, Press) else (parse.AGAIN, _typed(ask))
    ready = say(f"slack.{opens}_ready")
    button = Button(say(f"slack.open_{opens}"), action, value, Tone.PRIMARY, form=True)
    elements = (Heading(title), Text(ready), Buttons((button,)))
    card = Card(ready, elements, ask.person.language)
    return answer(card, words, in_place=not isinstance(ask, Command))


def _typed(ask: Ask) -> str:
    return f"{ask.name} {ask.text}".strip() if isinstance(ask, Command) else ""


def answer(card: Card, words: Words, *, in_place: bool = False) -> ShownCards:
    """Returns a card as it is shown."""
    name, go = words.say(card.language, "teams.name"), words.say(card.language, "button.go")
    return ShownCards(name, card.summary, card.language, render.adaptive_card(card, go), in_place)


def sorry(apology: Card, ask: Ask, data: object, words: Words) -> ShownCards:
    """Returns an apology: as a card of its own, or above the form that could not be taken."""
    if not isinstance(ask, Submit):
        # As a new message: in place, it would take away the card they were working with.
        return answer(apology, words)
    above = render.body(apology.elements, "")
    return _with_errors(data, {}, words, apology.language, above)


def _with_errors(
    data: object, errors: Mapping[str, str], words: Words, language: str, above: list[Item]
) -> ShownCards:
    labels = form.labels(words.speaker(language))
    content = form.with_errors(data, errors, labels, language, above)
    title = form.title(data) or words.say(language, "teams.name")
    return ShownCards(title, title, language, content, in_place=True)


def _headed(shown: ShownCards) -> ShownCards:
    """Returns the form with its title in it, which a dialog has in its own bar."""
    card = {**shown.card, "body": [texts.heading(shown.title), *shown.card["body"]]}
    return ShownCards(shown.title, shown.summary, shown.language, card, shown.in_place)
