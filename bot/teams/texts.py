"""Texts of an Adaptive Card that are only texts: nothing in them becomes a link or a mention."""

from __future__ import annotations

from typing import Any

from bot.core.card import plain, spans

Item = dict[str, Any]


def block(text: str, **looks: Any) -> Item:
    """Returns a paragraph; `**bold**` is bold, and everything else is as it is."""
    return _runs(list(spans(text)), **looks)


def led(lead: str, text: str) -> Item:
    """Returns a paragraph that begins with some words in bold."""
    return {**_runs([(plain(lead), True), (f"  {plain(text)}", False)]), "spacing": "Small"}


def inert(text: str, **looks: Any) -> Item:
    """Returns a paragraph that shows every character of `text`."""
    return _runs([(text, False)], **looks)


def quiet(text: str) -> Item:
    """Returns a hint or an aside."""
    return {**block(text, isSubtle=True, size="Small"), "spacing": "Small"}


def heading(text: str) -> Item:
    """Returns a first line, known as such to screen readers."""
    return {
        "type": "TextBlock",
        "text": text,
        "wrap": True,
        "weight": "Bolder",
        "size": "Medium",
        "style": "heading",
    }


def _runs(runs: list[tuple[str, bool]], **looks: Any) -> Item:
    # A TextRun is never read as Markdown, so that nothing in it can become a link or a mention.
    inlines = [
        {"type": "TextRun", "text": text, **looks, **({"weight": "Bolder"} if bold else {})}
        for text, bold in runs or [("", False)]  # a block without a run is no sound card
    ]
    return {"type": "RichTextBlock", "inlines": inlines}
