"""The action in the `/` menu and below the compose box: a dialog that finds words to put into a message.

A card is all that Teams puts into a message: Microsoft's page “Respond to the dialog submit action” knows no
answer that is plain text. So the card holds the words and nothing else, and the dialog says how to get them
as text: they stand in it to be marked and copied.
"""

from __future__ import annotations

from typing import Any

from bot.core.card import plain
from bot.core.chat import Suggestion, Suggestions
from bot.core.outside import at, text_at
from bot.core.words import Say
from bot.teams import limits, render, search, texts
from bot.teams.facts import Activity
from bot.teams.fit import fitted
from bot.teams.texts import Item, inert, quiet

Json = dict[str, Any]
FIND, USE = "find", "use"  # what a button of this dialog does
_STEP, _WORDS, _TEXT = "picking", "words", "typed"  # in what it carries, and the field for what goes on


def typed(activity: Activity) -> str:
    """Returns what somebody looks for in this dialog."""
    return " ".join(text_at(activity, "value", "data", _TEXT)[: limits.INCOMING_TEXT].split())


def picked(activity: Activity) -> str:
    """Returns the words that somebody picked in this dialog, "" for none."""
    data = at(activity, "value", "data")
    return text_at(data, _WORDS)[: limits.RESULT_TEXT] if text_at(data, _STEP) == USE else ""


def looks(activity: Activity) -> bool:
    """Returns whether somebody looks for words in this dialog."""
    return text_at(activity, "value", "data", _STEP) == FIND


def result(words: str) -> Json:
    """Returns the words as what lands in the compose box."""
    return search.results(Suggestions((Suggestion(words, words),)), {})


def dialog(suggestions: Suggestions, text: str, say: Say, language: str) -> Json:
    """Returns the dialog: what goes on, and below it words that fit, or why there are none."""
    body = [_field(text, say), _send(say("teams.look"), {_STEP: FIND})]
    if suggestions.note:
        body.append(texts.block(suggestions.note))
    elif suggestions.items:
        body.append(quiet(say("teams.pick.how")))
    body += [_row(item, say) for item in suggestions.items[: limits.PICKED]]
    title = say("teams.pick")
    card = fitted(render.envelope(title, language, body))
    value = {
        "title": texts.run(plain(title))[: limits.DIALOG_TITLE],
        "height": "large",
        "width": "medium",
        "card": render.attachment(card),
    }
    return {"task": {"type": "continue", "value": value}}


def _field(text: str, say: Say) -> Item:
    return {
        "type": "Input.Text",
        "id": _TEXT,
        "label": texts.run(plain(say("teams.find.text"))),
        "placeholder": texts.run(plain(say("teams.find.text.about"))),
        "value": texts.run(text),
    }


def _row(item: Suggestion, say: Say) -> Item:
    words = item.text[: limits.RESULT_TEXT]
    use = _send(say("teams.pick.use"), {_STEP: USE, _WORDS: words}, inputs="none")
    hint = [quiet(item.hint)] if item.hint else []
    return {"type": "Container", "separator": True, "items": [*hint, inert(words), use]}


def _send(label: str, data: Item, inputs: str = "auto") -> Item:
    button = {"type": "Action.Submit", "title": texts.run(plain(label)), "data": data}
    return {"type": "ActionSet", "actions": [{**button, "associatedInputs": inputs}]}
