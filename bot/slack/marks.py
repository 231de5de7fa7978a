"""Texts as Slack takes them: escaped, marked up, and cut by rule before Slack would refuse them."""

from __future__ import annotations

import re
from typing import Any

from bot.core.card import clip, plain, spans
from bot.core.inert import JOINER, unemphasised, visible
from bot.core.numbers import leads_to

Block = dict[str, Any]
EMPTY = "\N{EN DASH}"  # in place of a text with nothing in it to see, which Slack refuses with all around it
LINK_LABEL = 150  # characters
MARKED = 5  # characters at most for one that is shown: each letter may have four asterisks around it
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # all that Slack knows
_CODE = re.compile(r":(?=[\w+'-]{1,99}:)")  # of an emoji
_QUOTED = re.compile(r"^([^\S\n]*)(?=&gt;)", re.MULTILINE)


def escape(text: str) -> str:
    """Returns `text` as mrkdwn that shows it and does nothing: no mention, link, mark, emoji or quote."""
    escaped = unemphasised(no_emoji(visible(text))).translate(_ESCAPES)
    return _QUOTED.sub(rf"\1{JOINER}", escaped) if "&gt;" in escaped else escaped


def link(address: str, label: str) -> str:
    """Returns an address of the app's own as a link: it is no text, and no mark is looked for in it."""
    return f"<{address.translate(_ESCAPES)}|{or_empty(escape(clip(label, LINK_LABEL)))}>"


def or_empty(text: str) -> str:
    """Returns a text, or EMPTY where there is nothing in it to see."""
    return text if text.strip() else EMPTY


def no_emoji(text: str) -> str:
    """Returns `text` with nothing in it that Slack would show as an emoji, such as `:tada:`."""
    return _CODE.sub(":" + JOINER, text) if ":" in text else text


def fit(text: str, limit: int, *, calls: bool = False) -> str:
    """Returns `text` as mrkdwn of at most `limit` characters; one that must be cut loses its bold marks.

    Where it `calls`, its bold numbers can be tapped to call them.
    """
    text = text[: limit * MARKED]
    if "**" in text:
        marked = "".join(_bold(run, calls=calls) if bold else escape(run) for run, bold in spans(text))
    else:
        marked = escape(text)
    unmarked, size = plain(text), limit
    while len(marked) > limit:
        marked = escape(clip(unmarked, size))
        size = size * 3 // 4  # escapes are longer than what they stand for, by an unknown number
    return marked


def _bold(run: str, *, calls: bool) -> str:
    address = leads_to(run) if calls else ""  # Slack writes a number so itself where somebody types one
    return f"*{link(address, run)}*" if address else f"*{escape(run)}*"


def section(text: str) -> Block:
    """Returns a paragraph of mrkdwn."""
    return {"type": "section", "text": markup(text)}


def context(text: str) -> Block:
    """Returns a quieter line of mrkdwn."""
    return {"type": "context", "elements": [markup(text)]}


def markup(text: str) -> Block:
    """Returns a mrkdwn object in which nothing becomes a link or a mention by itself."""
    return {"type": "mrkdwn", "text": or_empty(text), "verbatim": True}


def plain_text(text: str, limit: int) -> Block:
    """Returns a plain_text object of at most `limit` characters."""
    shown = clip(no_emoji(visible(plain(text[: limit * MARKED]))), limit)
    return {"type": "plain_text", "text": or_empty(shown), "emoji": True}


def unmarked(text: str) -> str:
    """Returns a line as it is, for where Slack takes a text without a dialect."""
    return " ".join(no_emoji(visible(plain(text))).split())
