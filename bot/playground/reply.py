"""What the desk said, as the page gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from bot.core.card import Card, Form, plain
from bot.core.chat import Answer, FieldErrors, Placement, Reply, Suggestions
from bot.core.inert import visible
from bot.playground import form, render

Inspect = Mapping[str, Callable[[Card], object]]
Json = dict[str, Any]


def reply_json(reply: Reply, inspect: Inspect) -> Json:
    """Returns `reply` as JSON; `inspect` shows its card as other edges render it."""
    match reply:
        case Answer(card, Placement.DIALOG):
            # In a dialog alone: nothing to inspect, and nothing that stays on the page once it is closed.
            return {"how": Placement.DIALOG.value, "html": form.card(card)}
        case Answer(_, Placement.EVERYONE):
            return {
                "how": Placement.EVERYONE.value
            }  # the card itself comes by the line on which all pages hear
        case Answer(card, how):
            return {"how": how.value, **card_json(card, inspect)}
        case Form():
            return {"how": "form", "html": form.html(reply)}
        case FieldErrors(fields):
            return {"how": "errors", "fields": {name: visible(plain(text)) for name, text in fields.items()}}
        case Suggestions():
            # They answer a Query, and the page has no search box that asks one.
            raise ValueError("the page has nowhere to show suggestions")
        case _:
            assert_never(reply)


def sorry(card: Card, *, to_form: bool) -> Json:
    """Returns an apology that leaves what was used in its place, so that one can try again.

    A card gets it as a new message, a form inside itself: closing it would lose what was typed. There is
    nothing to inspect, for a renderer may be what broke.
    """
    if to_form:
        return {"how": "errors", "fields": {}, "html": render.html(card)}
    return {"how": Placement.PRIVATE.value, **card_json(card, {})}


def card_json(card: Card, inspect: Inspect) -> Json:
    """Returns a card as HTML, in one line, and as other edges render it."""
    others = {platform: show(card) for platform, show in inspect.items()}
    return {"html": render.html(card), "summary": visible(plain(card.summary)), "inspect": others}
