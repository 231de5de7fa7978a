"""A Card as a Teams Adaptive Card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

import orjson

from bot.core.card import (
    Buttons,
    Card,
    Chart,
    Choice,
    Divider,
    Element,
    Heading,
    Link,
    Meter,
    Note,
    PhraseBlock,
    Plot,
    Quote,
    Table,
    Text,
    carried,
    clip,
    plain,
)
from bot.teams import actions, charts, limits, pictures, texts
from bot.teams.fit import fitted
from bot.teams.texts import Item, block, inert, quiet

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
Go = Callable[[str], str]
CHOSEN = "chosen"  # the input of a select; its button sends it along
DIVIDER = {"type": "Container", "items": [], "separator": True, "spacing": "Medium"}
FOLDED = "folded"  # what a button of a plot folds out


@dataclass(frozen=True, slots=True)
class CardLabels:
    """The edge's own words: on the button beside a select, by its action, and on what folds figures out."""

    go: Go = lambda action: "OK"
    figures: str = "123"


UNNAMED = CardLabels()  # where nobody presses anything


def adaptive_card(card: Card, labels: CardLabels = UNNAMED) -> Item:
    """Returns the card as Adaptive Card JSON."""
    return fitted(envelope(card.summary, card.language, body(card.elements, labels, card.locale)))


def body(elements: tuple[Element, ...], labels: CardLabels, language: str) -> list[Item]:
    """Returns the elements as the body of an Adaptive Card in `language`."""
    items: list[Item] = []
    for element in elements:
        items += _items(element, str(len(items)), labels, language)
    return items


def envelope(summary: str, language: str, body: list[Item]) -> Item:
    """Returns an Adaptive Card around its body."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": limits.VERSION,
        "speak": texts.spoken(summary),
        "lang": language,
        "fallbackText": texts.unmarked(summary),
        "msteams": {"width": "Full"},
        "body": body,
    }


def attachment(content: Item | orjson.Fragment) -> Item:
    """Returns Adaptive Card JSON as an attachment."""
    return {"contentType": CONTENT_TYPE, "content": content}


def message(summary: str, content: Item | orjson.Fragment) -> Item:
    """Returns Adaptive Card JSON as a message; `summary` is what a notification shows."""
    text = clip(texts.run(plain(summary)), limits.SUMMARY_TEXT)
    return {"type": "message", "summary": text, "attachments": [attachment(content)]}


def _items(element: Element, place: str, labels: CardLabels, language: str) -> list[Item]:
    match element:
        case Heading(text, badge):
            return [_heading(text, badge)]
        case Text(text, calls):
            return [block(text, calls=calls)]
        case Note(text, calls):
            return [quiet(text, calls=calls)]
        case Quote(label, text):
            return [inert(f"{label} “{clip(text, 300)}”", isSubtle=True, size="Small")]
        case PhraseBlock():
            return [_phrase(element)]
        case Choice():
            return _choice(element, f"{CHOSEN}{place}", labels.go)
        case Buttons():
            return actions.rows(element)
        case Divider() | Link():
            return [DIVIDER if isinstance(element, Divider) else actions.link(element)]
        case Table() | Chart() | Meter() | Plot():
            return [_figure(element, place, labels, language)]
        case _:
            assert_never(element)


def _figure(element: Table | Chart | Meter | Plot, place: str, labels: CardLabels, language: str) -> Item:
    if not isinstance(element, Plot):
        return charts.figure(element, language)
    label = element.more.label if element.more else labels.figures
    return pictures.picture(element, pictures.ClosedPart(f"{FOLDED}{place}", label), language)


def _heading(text: str, badge: str) -> Item:
    title = texts.heading(text)
    if not badge:
        return title
    mark = {**block(badge, isSubtle=True, size="Small"), "horizontalAlignment": "Right"}
    return {
        "type": "ColumnSet",
        "columns": [_column("stretch", [title]), _column("auto", [mark])],
    }


def _phrase(phrase: PhraseBlock) -> Item:
    columns = [
        _column(
            "stretch",
            [
                block(line.language.upper(), size="Small", isSubtle=True, weight="Bolder"),
                {**block(line.text), "spacing": "None", "lang": line.language},
            ],
        )
        for line in phrase.lines
    ]
    items: list[Item] = [{"type": "ColumnSet", "columns": columns}]
    if phrase.cue:
        items.append(quiet(f"↳ {phrase.cue}"))
    return {"type": "Container", "spacing": "Medium", "items": items}


def _choice(choice: Choice, place: str, go: Go) -> list[Item]:
    select: Item = {
        "type": "Input.ChoiceSet",
        "id": place,
        "label": texts.run(plain(choice.label)),
        "style": "compact",
        "placeholder": texts.run(plain(choice.label)),
        "value": carried(choice.selected) if _selected(choice) else "",
        "choices": [{"title": texts.unmarked(o.label), "value": carried(o.value)} for o in choice.options],
    }
    button = actions.execute(go(choice.action), choice.action, {"action": choice.action, "input": place})
    return [select, {"type": "ActionSet", "spacing": "Small", "actions": [button]}]


def _selected(choice: Choice) -> bool:
    return any(option.value == choice.selected for option in choice.options)


def _column(width: str, items: list[Item]) -> Item:
    return {"type": "Column", "width": width, "items": items}
