"""Texts as Slack takes them: escaped, marked up, and cut by rule before Slack would refuse them."""

from __future__ import annotations

from typing import Any

from bot.core.card import clip, plain, spans

Block = dict[str, Any]
MARKED = 5  # characters at most for one that is shown: each letter may have four asterisks around it
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """Returns `text` with Slack's three control characters made harmless."""
    return text.translate(_ESCAPES)


def fit(text: str, limit: int) -> str:
    """Returns `text` as mrkdwn of at most `limit` characters; one that must be cut loses its bold marks."""
    text = text[: limit * MARKED]
    if "**" in text:
        marked = "".join(f"*{escape(run)}*" if bold else escape(run) for run, bold in spans(text))
    else:
        marked = escape(text)
    unmarked, size = plain(text), limit
    while len(marked) > limit:
        marked = escape(clip(unmarked, size))
        size = size * 3 // 4  # escapes are longer than what they stand for, by an unknown number
    return marked


def section(text: str) -> Block:
    """Returns a paragraph of mrkdwn."""
    return {"type": "section", "text": markup(text)}


def context(text: str) -> Block:
    """Returns a quieter line of mrkdwn."""
    return {"type": "context", "elements": [markup(text)]}


def markup(text: str) -> Block:
    """Returns a mrkdwn object in which nothing becomes a link or a mention by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain_text(text: str, limit: int) -> Block:
    """Returns a plain_text object of at most `limit` characters."""
    return {"type": "plain_text", "text": clip(plain(text[: limit * MARKED]), limit), "emoji": True}
