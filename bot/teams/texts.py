"""Texts of an Adaptive Card that are only texts: nothing in them becomes a link, a mention or a date.

Clients read a TextRun, a label and a button's title as they are, but for `{{DATE(…)}}`; a TextBlock, the
title of a choice and a preview they read as Markdown.
"""

from __future__ import annotations

import re
from typing import Any

from bot.core.card import plain, spans
from bot.core.inert import JOINER, unemphasised, visible
from bot.core.numbers import leads_to

Item = dict[str, Any]
_FUNCTION = re.compile(r"(?<=[{$])(?=\{)")
# A link, an address, a tag such as `<at>`, an entity: each is broken where it would begin.
_LINK = re.compile(r"(?<=\])(?=[(\[:])|(?<=:)(?=//)|(?<=www)(?=\.)|(?<=<)(?=\S)|(?<=&)(?=#?\w+;)", re.I)
_FIRST = re.compile(r"(?=[#>+=|-])|(?<=\d)(?=[.)])")  # of a heading, a quote, a list, a line
_SPOKEN = str.maketrans({"<": " ", ">": " "})


def block(text: str, *, calls: bool = False, **looks: Any) -> Item:
    """Returns a paragraph; `**bold**` is bold, and everything else is as it is.

    Where it `calls`, its bold numbers can be tapped to call them.
    """
    return _runs(list(spans(text)), calls=calls, **looks)


def led(lead: str, text: str) -> Item:
    """Returns a paragraph that begins with some words in bold."""
    return {**_runs([(plain(lead), True), (f"  {plain(text)}", False)]), "spacing": "Small"}


def inert(text: str, **looks: Any) -> Item:
    """Returns a paragraph that shows every character of `text`."""
    return _runs([(text, False)], **looks)


def quiet(text: str, *, calls: bool = False) -> Item:
    """Returns a hint or an aside."""
    return {**block(text, calls=calls, isSubtle=True, size="Small"), "spacing": "Small"}


def heading(text: str) -> Item:
    """Returns a first line, known as such to screen readers."""
    return {
        "type": "TextBlock",
        "text": unmarked(text),
        "wrap": True,
        "weight": "Bolder",
        "size": "Medium",
        "style": "heading",
    }


def run(text: str) -> str:
    """Returns a text as it is, for where it is shown as it is."""
    text = visible(text)
    return _FUNCTION.sub(JOINER, text) if "{{" in text or "${" in text else text


def unmarked(text: str) -> str:
    """Returns a line that shows the text where Markdown is read."""
    line = " ".join(run(plain(text)).split())
    if line.isalnum():
        return line
    line = _LINK.sub(JOINER, unemphasised(line).replace("\\", "∖"))
    begin = len(line) - len(line.lstrip("0123456789"))
    first = _FIRST.match(line, begin if begin else 0)
    return f"{line[: first.start()]}{JOINER}{line[first.start() :]}" if first else line


def spoken(text: str) -> str:
    """Returns a line to be read out, where it may be read as SSML."""
    return _LINK.sub(JOINER, run(plain(text)).translate(_SPOKEN))


def _runs(runs: list[tuple[str, bool]], *, calls: bool = False, **looks: Any) -> Item:
    # A TextRun is never read as Markdown, so that nothing in it can become a link or a mention.
    inlines = [
        {"type": "TextRun", "text": run(text), **looks, **(_bold(text, calls=calls) if bold else {})}
        for text, bold in runs or [("", False)]  # a block without a run is no sound card
    ]
    return {"type": "RichTextBlock", "inlines": inlines}


def _bold(text: str, *, calls: bool) -> Item:
    address = leads_to(text) if calls else ""
    # Phones dial it; a client that opens no such address shows the number all the same.
    opens = {"selectAction": {"type": "Action.OpenUrl", "url": address}} if address else {}
    return {"weight": "Bolder", **opens}
