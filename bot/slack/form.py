"""A Form as a modal of Slack, and what came back from it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any

from bot.core.card import (
    LABEL,
    NOTHING,
    Button,
    Card,
    Field,
    Form,
    Input,
    InputKind,
    Select,
    carried,
    clip,
    plain,
)
from bot.core.inert import visible
from bot.core.outside import at, list_at, object_at, text_at
from bot.slack import limits
from bot.slack.marks import Block, plain_text
from bot.slack.render import in_view, menu, options

RADIO = 6  # options at most that are worth seeing all at once
_PLACE = "\N{LEFTWARDS ARROW WITH HOOK}"  # no value of a form begins with it
FILE_ENDINGS = ("csv", "tsv", "yml", "yaml", "txt")
BACK = "slack.back:"  # before the action of a button in a form that leads to the step before
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_USER = re.compile(r"[UW][A-Z0-9]+")
_CHANNEL = re.compile(r"[CG][A-Z0-9]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")
# What a picker sends, by the kind of picker.
_PICKED = ("value", "selected_user", "selected_conversation", "selected_date", "selected_time")


def modal(form: Form, close: str = "", opened_from: str = "") -> dict[str, Any]:
    """Returns the form as a modal. Raises ValueError where cutting would break it: a too long `value`.

    `opened_from` is the response_url of the message whose place its answer takes, if it takes one.
    """
    metadata = f"{_PLACE}{opened_from} {form.value}" if form.in_place else form.value
    if len(metadata) > limits.PRIVATE_METADATA or len(form.action) > limits.CALLBACK_ID:
        raise ValueError(f"the form {form.action[:50]} carries more than Slack takes")
    asked = [_field(form, field) for field in form.fields if not _nothing_to_choose(field)]
    asked += [_back(form.back)] if form.back else []
    intro = in_view(Card(form.title, form.intro, form.language), asked)
    view = {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": metadata,
        "title": plain_text(form.title, limits.MODAL_TITLE),
        "submit": plain_text(form.send, limits.MODAL_TITLE),
        "blocks": intro + asked,
    }
    return {**view, "close": plain_text(close, limits.MODAL_TITLE)} if close else view


def split_metadata(metadata: str) -> tuple[str, str]:
    """Returns from which message a form was opened, "" where that does not matter, and the form's value."""
    if not metadata.startswith(_PLACE):
        return "", metadata
    url, _, value = metadata.removeprefix(_PLACE).partition(" ")
    return url, value


def fields(state: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Returns the values of a modal that was sent, by the name of the field; empty ones are left out.

    Files are not among them: see `files`.
    """
    values = {name: _values(element) for name, element in _elements(state)}
    return {name: texts for name, texts in values.items() if texts}


def files(state: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Returns Slack's description of each file that was sent, by the name of the field."""
    by_name = {name: list_at(element, "files") for name, element in _elements(state)}
    return {name: sent[0] for name, sent in by_name.items() if sent and isinstance(sent[0], Mapping)}


def errors(faults: Mapping[str, str], view: Mapping[str, Any]) -> dict[str, str]:
    """Returns the errors by fields that the view has: Slack shows no others. {} for a view without fields."""
    names = [text_at(block, "block_id") for block in list_at(view, "blocks") if at(block, "type") == "input"]
    if not names:
        return {}
    shown: dict[str, str] = {}
    for name, text in faults.items():
        place = name if name in names else names[0]
        shown[place] = f"{shown[place]} {plain(text)}" if place in shown else plain(text)
    return {name: clip(visible(text), limits.ERROR_TEXT) for name, text in shown.items()}


def _field(form: Form, field: Field) -> Block:
    element = _input(field) if isinstance(field, Input) else _select(field)
    hint = field.hint if isinstance(field, Input) and field.kind is not InputKind.COPY else ""
    return {
        "type": "input",
        "block_id": field.name[: limits.BLOCK_ID],
        "label": plain_text(field.label, limits.INPUT_LABEL),
        "optional": field.optional,
        "element": {**element, "action_id": _identity(form, field)},
        **({"hint": plain_text(hint, limits.INPUT_HINT)} if hint else {}),
    }


def _back(button: Button) -> Block:
    element = {
        "type": "button",
        "text": plain_text(button.label, LABEL),
        "action_id": f"{BACK}{button.action}",
    }
    return {"type": "actions", "elements": [element]}


def _identity(form: Form, field: Field) -> str:
    # In an updated modal Slack keeps what was typed where block id and action id stay the same, and ignores
    # the new initial value. So another step of a form, or another initial value, gets another action id.
    return f"{zlib.crc32(repr((form.action, form.value, field)).encode()):08x}"


def _input(field: Input) -> Block:
    value = field.value[: _limit(field)]
    match field.kind:
        case InputKind.LINE | InputKind.PARAGRAPH | InputKind.COPY:
            element: Block = {
                "type": "plain_text_input",
                "multiline": field.kind is not InputKind.LINE,
                "max_length": _limit(field),
                **_example(field),
            }
            return {**element, "initial_value": value} if value else element
        case InputKind.NUMBER:
            element = {"type": "number_input", "is_decimal_allowed": True, **_example(field)}
            return {**element, "initial_value": value} if _NUMBER.fullmatch(value) else element
        case InputKind.PERSON:
            element = {"type": "users_select"}
            return {**element, "initial_user": value} if _USER.fullmatch(value) else element
        case InputKind.PEOPLE:
            element = {"type": "multi_users_select"}
            users = [user for user in field.value.split() if _USER.fullmatch(user)]
            return {**element, "initial_users": users} if users else element
        case InputKind.CHANNEL:
            among = {"include": ["public", "private"], "exclude_bot_users": True}
            element = {"type": "conversations_select", "filter": among}
            return {**element, "initial_conversation": value} if _CHANNEL.fullmatch(value) else element
        case InputKind.DATE:
            element = {"type": "datepicker"}
            return {**element, "initial_date": value} if _DATE.fullmatch(value) else element
        case InputKind.TIME:
            element = {"type": "timepicker"}
            return {**element, "initial_time": value} if _TIME.fullmatch(value) else element
        case InputKind.FILE:
            return {"type": "file_input", "filetypes": [*FILE_ENDINGS], "max_files": 1}


def _example(field: Input) -> Block:
    return {"placeholder": plain_text(field.example, limits.PLACEHOLDER_TEXT)} if field.example else {}


def _limit(field: Input) -> int:
    return max(1, min(field.limit, limits.INPUT_TEXT))


def _select(field: Select) -> Block:
    boxes = limits.OPTIONS_IN_BOXES if field.many else RADIO
    # A radio button cannot be taken back, so where nothing may be chosen it is a menu all the same.
    few = len(field.options) <= boxes and (field.many or not field.optional)
    entries = options(field.options)
    chosen = [option for option in entries if option["value"] in set(map(carried, field.selected))]
    name, kind = {
        (True, True): ("initial_options", "checkboxes"),
        (True, False): ("initial_options", "multi_static_select"),
        (False, True): ("initial_option", "radio_buttons"),
        (False, False): ("initial_option", "static_select"),
    }[field.many, few]
    placeholder = {} if few else {"placeholder": plain_text(field.label, limits.PLACEHOLDER_TEXT)}
    initial = {name: chosen if field.many else chosen[0]} if chosen else {}
    return {"type": kind, **menu(entries), **placeholder, **initial}


def _nothing_to_choose(field: Field) -> bool:
    return isinstance(field, Select) and not field.options  # Slack refuses a menu without options


def _elements(state: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [
        (str(name), element)
        for name, elements in object_at(state, "values").items()
        for element in (elements.values() if isinstance(elements, Mapping) else ())
    ]


def _values(element: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = [text_at(option, "value") for option in (at(element, "selected_option"), *_many(element))]
    typed = [text_at(element, name) for name in _PICKED]
    people = [user for user in list_at(element, "selected_users") if isinstance(user, str)]
    return tuple(text for text in (*chosen, *typed, *people) if text and text != NOTHING)


def _many(element: Mapping[str, Any]) -> list[Any]:
    return list_at(element, "selected_options")
