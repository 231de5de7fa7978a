"""A Card as Slack's Block Kit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, assert_never

import orjson

from bot.core.card import (
    LABEL,
    Button,
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
    Option,
    PhraseBlock,
    Plot,
    Quote,
    Table,
    Text,
    Tone,
    carried,
    clip,
    plain,
)
from bot.core.chat import Answer
from bot.slack import limits
from bot.slack.charts import figure, is_picture, plot
from bot.slack.marks import Block, context, escape, fit, link, markup, or_empty, plain_text, section

_SEPARATOR = "#"  # in no action, and printable: nothing promises that Slack returns anything else as it was
QUOTED, QUOTED_LABEL = 300, 150  # characters: with all of them escaped they still fit
_OLD_SEPARATOR = "\N{UNIT SEPARATOR}"  # on cards of before


def message(card: Card) -> dict[str, Any]:
    """Returns the body of a message: `text` for notifications and screen readers, and `blocks`."""
    rendered = blocks(card, limits.PLOTS_IN_MESSAGE)
    within = _within(rendered, limits.BLOCKS_IN_MESSAGE, limits.MESSAGE_TEXT, _length)
    return {"text": fallback(card), "blocks": within or [section(fallback(card))]}


def private(answer: Answer) -> str:
    """Returns the body of an answer that only its asker sees, as JSON."""
    shown = answer.shown
    return _private(shown) if isinstance(shown, Card) else shown.text(_private, _escaped)


def _private(card: Card) -> str:
    return _json({"response_type": "ephemeral", **message(card)})


def _escaped(value: str) -> str:
    return _json(value)[1:-1]


def _json(part: object) -> str:
    try:
        return orjson.dumps(part).decode()
    except orjson.JSONEncodeError:  # half of a surrogate pair, which no UTF-8 holds
        return json.dumps(part, ensure_ascii=False).encode("utf-8", "replace").decode()


def modal(card: Card, close: str = "") -> dict[str, Any]:
    """Returns the card as a modal that asks nothing; `close` is the label of the button that closes it."""
    title = next((e.text for e in card.elements if isinstance(e, Heading)), card.summary)
    view = {"type": "modal", "title": plain_text(title, limits.MODAL_TITLE), "blocks": in_view(card)}
    return {**view, "close": plain_text(close, limits.MODAL_TITLE)} if close else view


def home(card: Card) -> dict[str, Any]:
    """Returns the card as the Home tab of the app."""
    return {"type": "home", "blocks": in_view(card)}


def fallback(card: Card) -> str:
    """Returns the card as one line of text."""
    return or_empty(escape(clip(plain(card.summary), limits.FALLBACK_TEXT // 4)))


def in_view(card: Card, beside: list[Block] | None = None) -> list[Block]:
    """Returns the card as blocks of a modal or of the Home tab; `beside` them there are others."""
    others = beside or []
    count, space = limits.BLOCKS_IN_VIEW - len(others), limits.VIEW_SIZE - _size(others)
    within = _within(blocks(card), count, space, _size)
    return within if within or others else [section(fallback(card))]  # Slack takes no view without any


def blocks(card: Card, pictures: int = 0) -> list[Block]:
    """Returns the card as blocks, however many these are, with at most so many `pictures`.

    Views hold none: that Slack draws them there, its reference does not say.
    """
    rendered: list[Block] = []
    for element in card.elements:
        added = _blocks(element, str(len(rendered)), card.locale, drawn=pictures > 0)
        pictures -= isinstance(element, Plot) and any(map(is_picture, added))
        rendered += added
    return rendered


def _within(rendered: list[Block], count: int, space: int, weigh: Callable[[object], int]) -> list[Block]:
    # What goes too far is cut before the last block: that one has the buttons, and so the way on.
    last = rendered[-1:]
    space -= weigh(last)
    fitting: list[Block] = []
    for block in rendered[: min(count, len(rendered)) - 1]:
        space -= weigh(block)
        if space < 0:
            break
        fitting.append(block)
    return fitting + last


def _length(part: object) -> int:
    if type(part) is dict:
        total = 0
        for key, value in part.items():
            if type(value) is str:
                total += len(value) if key == "text" else 0
            elif type(value) is dict or type(value) is list:
                total += _length(value)
        return total
    return sum(map(_length, part)) if type(part) is list else 0


def _size(part: object) -> int:
    return len(json.dumps(part))


def _blocks(element: Element, place: str, language: str, *, drawn: bool) -> list[Block]:
    match element:
        case Heading(text, badge):
            beside = f"   _{fit(badge, limits.HEADER_TEXT)}_" if badge else ""
            return [section(f"*{fit(plain(text), limits.HEADER_TEXT)}*{beside}")]
        case Text(text, calls):
            return [section(fit(text, limits.SECTION_TEXT, calls=calls))]
        case Note(text, calls):
            return [context(fit(text, limits.CONTEXT_TEXT, calls=calls))]
        case Quote(label, text):
            return [context(f"{escape(clip(label, QUOTED_LABEL))} `{escape(clip(text, QUOTED))}`")]
        case PhraseBlock():
            return _phrase(element)
        case Choice():
            return [{"type": "actions", "elements": [_select(element, place)]}]
        case Buttons(buttons):
            return _rows(buttons, place)
        case Table() | Chart() | Meter() | Plot():
            return _figure(element, place, language, drawn=drawn)
        case Divider() | Link():
            return [_apart(element)]
        case _:
            assert_never(element)


def _apart(element: Divider | Link) -> Block:
    if isinstance(element, Divider):
        return {"type": "divider"}
    return section(link(element.address, element.label))


def _figure(element: Table | Chart | Meter | Plot, place: str, language: str, *, drawn: bool) -> list[Block]:
    if not isinstance(element, Plot):
        return figure(element, language)
    more = _rows((element.more,), place) if element.more else []
    return [*plot(element, language, drawn=drawn), *more]


def _phrase(phrase: PhraseBlock) -> list[Block]:
    columns = [
        markup(f"*{line.language.upper()}*\n{fit(line.text, limits.FIELD_TEXT - 8)}")
        for line in phrase.lines[: limits.FIELDS_IN_SECTION]
    ]
    rendered: list[Block] = [{"type": "section", "fields": columns}]
    return [*rendered, context(f"↳ {fit(phrase.cue, limits.CONTEXT_TEXT - 2)}")] if phrase.cue else rendered


def _rows(buttons: tuple[Button, ...], place: str) -> list[Block]:
    size = limits.ACTIONS_IN_BLOCK
    return [
        {
            "type": "actions",
            "elements": [
                _button(button, f"{place}.{start + i}")
                for i, button in enumerate(buttons[start : start + size])
            ],
        }
        for start in range(0, len(buttons), size)
    ]


def _button(button: Button, place: str) -> Block:
    rendered: Block = {
        "type": "button",
        "text": plain_text(button.label, LABEL),
        "action_id": action_id(button.action, place),
    }
    value = {"value": button.value[: limits.BUTTON_VALUE]} if button.value else {}
    style = {} if button.tone is Tone.PLAIN else {"style": button.tone.value}
    return {**rendered, **value, **style}


def _select(choice: Choice, place: str) -> Block:
    entries = options(choice.options)
    chosen = [option for option in entries if option["value"] == carried(choice.selected)]
    return {
        "type": "static_select",
        "placeholder": plain_text(choice.label, limits.PLACEHOLDER_TEXT),
        "action_id": action_id(choice.action, place),
        **menu(entries),
        **({"initial_option": chosen[0]} if chosen else {}),
    }


def options(entries: tuple[Option, ...]) -> list[Block]:
    """Returns options for any of Slack's selects and boxes; more than a menu can hold are left out."""
    return [_option(option) for option in entries[: limits.OPTIONS_IN_SELECT * limits.OPTION_GROUPS]]


def menu(entries: list[Block]) -> Block:
    """Returns what a menu offers; more than a hundred in groups, each named for its first and last."""
    most = limits.OPTIONS_IN_SELECT
    if len(entries) <= most:
        return {"options": entries}
    parts = [entries[i : i + most] for i in range(0, len(entries), most)]
    return {"option_groups": [{"label": _range(part), "options": part} for part in parts]}


def _range(part: list[Block]) -> Block:
    first, last = (
        clip(str(option["text"]["text"]), limits.OPTION_TEXT // 2 - 2) for option in (part[0], part[-1])
    )
    return plain_text(f"{first} – {last}", limits.OPTION_TEXT)


def _option(option: Option) -> Block:
    rendered: Block = {
        "text": plain_text(option.label, limits.OPTION_TEXT),
        "value": carried(option.value[: limits.OPTION_VALUE]),
    }
    hint = plain_text(option.hint, limits.OPTION_TEXT) if option.hint else None
    return {**rendered, "description": hint} if hint else rendered


def action_id(action: str, place: str) -> str:
    """Returns an action id that is unique on its card; `action_of` gives the action back."""
    return f"{action}{_SEPARATOR}{place}"[: limits.ACTION_ID]


def action_of(identifier: str) -> str:
    """Returns the action of a card's button for a block's action id."""
    return identifier.partition(_SEPARATOR)[0].partition(_OLD_SEPARATOR)[0]
