"""A Card as Slack's Block Kit."""

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
    Option,
    Phrase,
    Quote,
    Text,
    Tone,
    clip,
    plain,
    spans,
)
from bot.slack import limits

Block = dict[str, Any]
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SEPARATOR = "\N{UNIT SEPARATOR}"


def message(card: Card) -> dict[str, Any]:
    """Returns the body of a message: `text` for notifications and screen readers, and `blocks`."""
    return {"text": fallback(card), "blocks": blocks(card)}


def modal(card: Card) -> dict[str, Any]:
    """Returns the card as a form that asks nothing."""
    title = next((e.text for e in card.elements if isinstance(e, Heading)), card.summary)
    return {"type": "modal", "title": _plain_text(title, limits.MODAL_TITLE), "blocks": blocks(card)}


def fallback(card: Card) -> str:
    """Returns the card as one line of text."""
    return escape(clip(plain(card.summary), limits.FALLBACK_TEXT // 4))


def blocks(card: Card) -> list[Block]:
    """Returns the card as blocks, within Slack's limits."""
    found: list[Block] = []
    for element in card.elements:
        found += _blocks(element, str(len(found)))
    return found[: limits.BLOCKS_IN_MESSAGE]


def _blocks(element: Element, place: str) -> list[Block]:
    match element:
        case Heading(text, badge):
            return [
                _section(f"*{_fit(text, limits.HEADER_TEXT)}*" + (f"   _{escape(badge)}_" if badge else ""))
            ]
        case Text(text):
            return [_section(_fit(text, limits.SECTION_TEXT))]
        case Note(text):
            return [_context(_fit(text, limits.CONTEXT_TEXT))]
        case Quote(label, text):
            return [_context(f"{escape(label)} `{escape(clip(text, 300)).replace('`', chr(39))}`")]
        case Phrase():
            return _phrase(element)
        case Choice():
            return [{"type": "actions", "elements": [_select(element, place)]}]
        case Buttons(buttons):
            return _rows(buttons, place)
        case Divider():
            return [{"type": "divider"}]
        case _:
            assert_never(element)


def _phrase(phrase: Phrase) -> list[Block]:
    columns = [
        _markup(f"*{line.language.upper()}*\n{_fit(line.text, limits.FIELD_TEXT - 8)}")
        for line in phrase.lines
    ]
    found: list[Block] = [{"type": "section", "fields": columns}]
    return [*found, _context(f"↳ {_fit(phrase.cue, limits.CONTEXT_TEXT - 2)}")] if phrase.cue else found


def _rows(buttons: tuple[Button, ...], place: str) -> list[Block]:
    size = limits.ACTIONS_IN_BLOCK
    rows = [buttons[i : i + size] for i in range(0, len(buttons), size)]
    return [
        {"type": "actions", "elements": [_button(button, f"{place}.{i}") for i, button in enumerate(row)]}
        for row in rows
    ]


def _button(button: Button, place: str) -> Block:
    found: Block = {
        "type": "button",
        "text": _plain_text(button.label, limits.BUTTON_TEXT),
        "action_id": action_id(button.action, place),
        "value": button.value[: limits.BUTTON_VALUE] or "-",
    }
    return found if button.tone is Tone.PLAIN else {**found, "style": button.tone.value}


def _select(choice: Choice, place: str) -> Block:
    options = [_option(option) for option in choice.options[: limits.OPTIONS_IN_SELECT]]
    found: Block = {
        "type": "static_select",
        "placeholder": _plain_text(choice.label, limits.PLACEHOLDER_TEXT),
        "action_id": action_id(choice.action, place),
        "options": options,
    }
    chosen = [option for option in options if option["value"] == choice.selected]
    return {**found, "initial_option": chosen[0]} if chosen else found


def _option(option: Option) -> Block:
    found: Block = {
        "text": _plain_text(option.label, limits.OPTION_TEXT),
        "value": option.value[: limits.OPTION_VALUE],
    }
    hint = _plain_text(option.hint, limits.OPTION_TEXT) if option.hint else None
    return {**found, "description": hint} if hint else found


def action_id(action: str, place: str) -> str:
    """Returns an action id that is unique on its card; `action_of` gives the action back."""
    return f"{action}{_SEPARATOR}{place}"[: limits.ACTION_ID]


def action_of(identifier: str) -> str:
    """Returns the coach's action for a block's action id."""
    return identifier.partition(_SEPARATOR)[0]


def escape(text: str) -> str:
    """Returns `text` with Slack's three control characters made harmless."""
    return text.translate(_ESCAPES)


def _fit(text: str, limit: int) -> str:
    marked = "".join(f"*{escape(run)}*" if bold else escape(run) for run, bold in spans(text))
    return marked if len(marked) <= limit else escape(clip(plain(text), limit * 3 // 4))


def _section(text: str) -> Block:
    return {"type": "section", "text": _markup(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_markup(text)]}


def _markup(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain_text(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": clip(plain(text), limit), "emoji": True}
