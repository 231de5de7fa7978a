"""What Slack refuses in a view or a message, from its reference; slack_sdk checks little of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from typing import Any

Part = dict[str, Any]
PICTURE = "data_visualization"
_CALL = re.compile(
    r"<(?:(?:tel:[+*]?\d+|https://findahelpline\.com)\|([^<>|]+)"
    r"|https://calma\.example/report/enter\?language=[a-z]+&amp;token=[A-Za-z0-9_-]+(?:&amp;group=[\w%-]+&amp;weeks=\d+)?\|([^<>]+))>"
)  # all the markup that the bot writes of its own: whom to call, and its page
_RAW = re.compile(r"[<>]|&(?!amp;|lt;|gt;)")  # this came from somebody
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_IN_ACTIONS = {"button", "static_select"}
_OPTIONS = {"static_select": 100, "multi_static_select": 100, "checkboxes": 10, "radio_buttons": 10}
_PICKERS = {
    **{"users_select": ("initial_user", "[UW][A-Z0-9]+"), "datepicker": ("initial_date", r"\d{4}-\d\d-\d\d")},
    **{"conversations_select": ("initial_conversation", "[CG][A-Z0-9]+")},
    "timepicker": ("initial_time", r"([01]\d|2[0-3]):[0-5]\d"),
}
_IN_INPUT = {"plain_text_input", "number_input", "multi_users_select", "file_input", *_PICKERS, *_OPTIONS}


def message(body: Part) -> list[str]:
    """Returns what is wrong with a message."""
    found = [*_text(body.get("text"), 4_000, "text"), *_blocks(body.get("blocks", []), 50, "message")]
    if [block["type"] for block in body.get("blocks", [])].count(PICTURE) > 2:
        found.append("more than two pictures")
    told = "".join(str(t) for t in _all(body.get("blocks", []), "text") if isinstance(t, str))
    return found + (["more than 13,000 characters"] if len(told) > 13_000 else [])


def view(body: Part) -> list[str]:
    """Returns what is wrong with a view."""
    found = list(_blocks(body.get("blocks", []), 100, str(body.get("type"))))
    if body.get("type") == "modal":
        found += _plain(body.get("title"), 24, "title")
        for label in ("submit", "close"):
            found += _plain(body[label], 24, label) if label in body else []
        if "submit" not in body and any(b["type"] == "input" for b in body["blocks"]):
            found.append("inputs without submit")
    elif body.get("type") != "home":
        found.append("neither modal nor home")
    for name, most in (("private_metadata", 3_000), ("callback_id", 255)):
        found += _long(body.get(name), most, name)
        found += [] if (body.get(name) or "").isprintable() else [f"{name} is not printable"]
    return found + (["view too large"] if len(json.dumps(body)) > 250_000 else [])


def _blocks(blocks: Any, most: int, surface: str) -> Iterator[str]:
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    names = [b["block_id"] for b in blocks if "block_id" in b] + [str(i) for i in _all(blocks, "action_id")]
    yield from (f"twice: {name}" for name, times in Counter(names).items() if times > 1)
    for name in names:
        yield from _text(name, 255, "an id")
    # Slack promises nothing about characters that cannot be printed.
    travels = [*names, *(str(value) for value in _all(blocks, "value"))]
    yield from (f"not printable: {text!r}" for text in travels if not text.isprintable())
    for block in blocks:
        yield from (_picture if block["type"] == PICTURE else _block)(block, surface)


def _block(block: Part, surface: str) -> Iterator[str]:
    match block["type"]:
        case "section" if "fields" in block:
            yield from _count(block["fields"], 10, "fields")
            for part in block["fields"]:
                yield from _markup(part, 2_000)
        case "section":
            yield from _markup(block["text"], 3_000)
        case "context":
            yield from _count(block["elements"], 10, "context")
            for part in block["elements"]:
                yield from _markup(part, 3_000)
        case "actions":
            yield from _count(block["elements"], 25, "actions")
            for part in block["elements"]:
                yield from _element(part, _IN_ACTIONS)
                # On a card nothing chosen changes nothing, so every option there has a value.
                yield from ("no value" for option in part.get("options", []) if option["value"] == "␀")
        case "input":
            yield from _input(block, surface)
        case "divider":
            pass
        case other:
            yield f"a block {other}"


def _picture(block: Part, surface: str) -> Iterator[str]:
    # https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
    if surface != "message":
        yield f"a picture in a {surface}"
    if extra := set(block) - {"type", "title", "chart", "block_id"}:
        yield f"a picture with {extra}"
    yield from _text(block["title"], 50, "title")
    chart = block["chart"]
    if chart["type"] not in {"line", "bar", "area"}:
        yield f"a chart {chart['type']}"
    yield from _count(chart["series"], 6, "series")
    axes = chart["axis_config"]
    yield from _text(axes.get("y_label", "x"), 50, "y_label")
    yield from _count(axes["categories"], 20, "categories")
    names = [series["name"] for series in chart["series"]]
    for texts in (names, axes["categories"]):
        for text in texts:
            yield from _text(text, 20, "label")
        yield from (f"twice: {text}" for text, times in Counter(texts).items() if times > 1)
    for series in chart["series"]:
        if [point["label"] for point in series["data"]] != axes["categories"]:
            yield f"{series['name']} has other categories"
        numbers = (point["value"] for point in series["data"])
        yield from (f"no number: {n}" for n in numbers if not isinstance(n, int | float) or not isfinite(n))


def _input(block: Part, surface: str) -> Iterator[str]:
    if surface != "modal":
        yield f"an input in a {surface}"
    yield from _plain(block["label"], 2_000, "label")
    if "hint" in block:
        yield from _plain(block["hint"], 2_000, "hint")
    yield from _element(block["element"], _IN_INPUT)


def _element(part: Part, allowed: set[str]) -> Iterator[str]:
    kind = part["type"]
    if kind not in allowed:
        yield f"a {kind} here"
    if "placeholder" in part:
        yield from _plain(part["placeholder"], 150, "placeholder")
    if kind == "button":
        yield from _plain(part["text"], 75, "button")
        yield from _long(part.get("value"), 2_000, "value")
        if part.get("style", "primary") not in {"primary", "danger"}:
            yield "style"
    elif kind in _OPTIONS:
        yield from _options(part, _OPTIONS[kind])
    elif kind == "plain_text_input":
        yield from _long(part.get("initial_value"), part["max_length"], "initial value")
        if not 1 <= part["max_length"] <= 3_000:
            yield "max_length"
    elif kind == "number_input" and not _NUMBER.fullmatch(part.get("initial_value", "0")):
        yield "no number"
    else:
        yield from _picker(part)


def _picker(part: Part) -> Iterator[str]:
    name, form = _PICKERS.get(part["type"], ("", ""))
    if name in part and not re.fullmatch(form, part[name]):
        yield f"{name} is {part[name]}"
    if not all(part.get("initial_users", ["U1"])):
        yield "no users"


def _options(part: Part, most: int) -> Iterator[str]:
    groups = part.get("option_groups", [])
    for group in groups:
        yield from _plain(group["label"], 75, "label")
        yield from _count(group["options"], most, "options")
    options = [option for group in groups for option in group["options"]] or part["options"]
    yield from _count(groups, 100, "option groups") if groups else _count(options, most, "options")
    for option in options:
        yield from _plain(option["text"], 75, "option")
        yield from _text(option["value"], 150, "option value")
        if "description" in option:
            yield from _plain(option["description"], 75, "description")
    first = part.get("initial_options", [])
    chosen = first + ([part["initial_option"]] if "initial_option" in part else [])
    if "initial_options" in part and not first:
        yield "no initial options"
    yield from ("an initial option that is none" for option in chosen if option not in options)
    values = Counter(option["value"] for option in options)
    yield from (f"option twice: {value}" for value, times in values.items() if times > 1)


def _markup(part: Part, most: int) -> Iterator[str]:
    yield from _text(part["text"], most, "text")
    if part["type"] == "mrkdwn" and _RAW.search(_CALL.sub(r"\1\2", part["text"])):
        yield f"unescaped: {part['text'][:50]}"


def _plain(part: Any, most: int, what: str) -> Iterator[str]:
    if not isinstance(part, dict) or part.get("type") != "plain_text":
        yield f"{what} is no plain_text"
    else:
        yield from _text(part["text"], most, what)


def _text(text: Any, most: int, what: str) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{what} is empty"
    else:
        yield from _long(text, most, what)


def _long(text: Any, most: int, what: str) -> Iterator[str]:
    if len(text or "") > most:
        yield f"{what} has {len(text)} characters"


def _count(parts: list[Any], most: int, what: str) -> Iterator[str]:
    if not 1 <= len(parts) <= most:
        yield f"{len(parts)} {what}"


def _all(part: Any, name: str) -> Iterator[Any]:
    if isinstance(part, dict):
        if name in part:
            yield part[name]
        for inner in part.values():
            yield from _all(inner, name)
    elif isinstance(part, list):
        for inner in part:
            yield from _all(inner, name)
