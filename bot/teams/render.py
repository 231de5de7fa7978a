"""A Card as a Teams Adaptive Card."""

from __future__ import annotations

from typing import Any, assert_never

from bot.coach.card import (
    Button,
    Buttons,
    Card,
    Choice,
    Divider,
    Element,
    Heading,
    Note,
    Phrase,
    Quote,
    Text,
    Tone,
    clip,
    plain,
    spans,
)
from bot.teams import limits
from bot.teams.fit import fitted

Item = dict[str, Any]
CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
CHOSEN = "chosen"  # the input of a select; its button sends it along
_STYLES = {Tone.PLAIN: "default", Tone.PRIMARY: "positive", Tone.DANGER: "destructive"}


def adaptive_card(card: Card, go: str = "OK") -> dict[str, Any]:
    """Returns the card as Adaptive Card JSON. `go` is the label of the button beside a select."""
    body: list[Item] = []
    for element in card.elements:
        body += _items(element, f"{CHOSEN}{len(body)}", go)
    return fitted(_card(card, body))


def attachment(card: Card, go: str = "OK") -> dict[str, Any]:
    """Returns the card as an attachment of a Teams message."""
    return {"contentType": CONTENT_TYPE, "content": adaptive_card(card, go)}


def message(card: Card, go: str = "OK") -> dict[str, Any]:
    """Returns the card as a message; its `summary` is what a notification shows."""
    summary = clip(plain(card.summary), limits.SUMMARY_TEXT)
    return {"type": "message", "summary": summary, "attachments": [attachment(card, go)]}


def _card(card: Card, body: list[Item]) -> Item:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": limits.VERSION,
        "speak": plain(card.summary),
        "lang": card.language,
        "fallbackText": plain(card.summary),
        "msteams": {"width": "Full"},
        "body": body,
    }


def _items(element: Element, place: str, go: str) -> list[Item]:
    match element:
        case Heading(text, badge):
            return [_heading(text, badge)]
        case Text(text):
            return [_block(text)]
        case Note(text):
            return [{**_block(text, isSubtle=True, size="Small"), "spacing": "Small"}]
        case Quote(label, text):
            return [_runs([(f"{label} “{clip(text, 300)}”", False)], isSubtle=True, size="Small")]
        case Phrase():
            return [_phrase(element)]
        case Choice():
            return _choice(element, place, go)
        case Buttons(buttons):
            return [_row(row) for row in _rows(buttons)]
        case Divider():
            return [{"type": "Container", "items": [], "separator": True, "spacing": "Medium"}]
        case _:
            assert_never(element)


def _heading(text: str, badge: str) -> Item:
    title: Item = {
        "type": "TextBlock",
        "text": plain(text),
        "wrap": True,
        "weight": "Bolder",
        "size": "Medium",
        "style": "heading",
    }
    if not badge:
        return title
    mark = {**_block(badge, isSubtle=True, size="Small"), "horizontalAlignment": "Right"}
    return {
        "type": "ColumnSet",
        "columns": [_column("stretch", [title]), _column("auto", [mark])],
    }


def _phrase(phrase: Phrase) -> Item:
    columns = [
        _column(
            "stretch",
            [
                _block(line.language.upper(), size="Small", isSubtle=True, weight="Bolder"),
                {**_block(line.text), "spacing": "None", "lang": line.language},
            ],
        )
        for line in phrase.lines
    ]
    items: list[Item] = [{"type": "ColumnSet", "columns": columns}]
    if phrase.cue:
        items.append({**_block(f"↳ {phrase.cue}", isSubtle=True, size="Small"), "spacing": "Small"})
    return {"type": "Container", "spacing": "Medium", "items": items}


def _choice(choice: Choice, place: str, go: str) -> list[Item]:
    select: Item = {
        "type": "Input.ChoiceSet",
        "id": place,
        "label": choice.label,
        "style": "compact",
        "placeholder": choice.label,
        "value": choice.selected,
        "choices": [{"title": option.label, "value": option.value} for option in choice.options],
    }
    button = _execute(go, {"action": choice.action, "input": place}, Tone.PLAIN)
    return [select, {"type": "ActionSet", "spacing": "Small", "actions": [button]}]


def _rows(buttons: tuple[Button, ...]) -> list[tuple[Button, ...]]:
    return [buttons[i : i + limits.ACTIONS_IN_ROW] for i in range(0, len(buttons), limits.ACTIONS_IN_ROW)]


def _row(buttons: tuple[Button, ...]) -> Item:
    actions = [
        _execute(button.label, {"action": button.action, "value": button.value}, button.tone, inputs="none")
        for button in buttons
    ]
    return {"type": "ActionSet", "actions": actions}


def _execute(title: str, data: dict[str, str], tone: Tone, inputs: str = "auto") -> Item:
    submit = {
        "type": "Action.Submit",
        "title": plain(title),
        "style": _STYLES[tone],
        "data": data,
        "associatedInputs": inputs,
    }
    return {**submit, "type": "Action.Execute", "verb": data["action"], "fallback": submit}


def _block(text: str, **looks: Any) -> Item:
    return _runs(list(spans(text)), **looks)


def _runs(runs: list[tuple[str, bool]], **looks: Any) -> Item:
    # A TextRun is never read as Markdown, so that nothing in it can become a link or a mention.
    inlines = [
        {"type": "TextRun", "text": text, **looks, **({"weight": "Bolder"} if bold else {})}
        for text, bold in runs or [("", False)]  # a block without a run is no sound card
    ]
    return {"type": "RichTextBlock", "inlines": inlines}


def _column(width: str, items: list[Item]) -> Item:
    return {"type": "Column", "width": width, "items": items}
