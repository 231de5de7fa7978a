"""The message extension: what the search in the compose box finds."""

from __future__ import annotations

from typing import Any

from bot.core.card import clip
from bot.core.chat import Suggestion, Suggestions
from bot.teams import limits, render
from bot.teams.facts import Activity, at
from bot.teams.texts import inert, unmarked

Json = dict[str, Any]
_PREVIEW = "application/vnd.microsoft.card.thumbnail"


def results(suggestions: Suggestions, activity: Activity) -> Json:
    """Returns the results as Teams shows them: each with a preview, and with the card that is picked.

    A card is all that a search can put into a message. Microsoft's page “Respond to search command”
    knows results as cards alone, and an answer of type `message` to a picked result shows nothing at all
    (github.com/microsoft/botbuilder-js/issues/3742). So the card holds the words and nothing else.
    """
    skip = at(activity, "value", "queryOptions", "skip")  # more is asked for when the list's end is in sight
    first = skip if isinstance(skip, int) and skip > 0 else 0
    items = suggestions.items[first : first + limits.RESULTS]
    attachments = [_result(item) for item in items]
    return {
        "composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments},
    }


def message(text: str) -> Json:
    """Returns a line in the place of results."""
    return {"composeExtension": {"type": "message", "text": unmarked(text)}}


def _result(item: Suggestion) -> Json:
    words = clip(item.text, limits.RESULT_TEXT)
    # Without the language of the bot's own words: the words may be in another.
    content = {"type": "AdaptiveCard", "version": limits.VERSION, "body": [inert(words)]}
    preview = {
        "title": clip(unmarked(item.title), limits.RESULT_TITLE),
        "text": clip(unmarked(item.hint or item.text), limits.RESULT_HINT),
    }
    return {
        **render.attachment(content),
        "preview": {"contentType": _PREVIEW, "content": preview},
    }
