"""What stands on each card and form that the page shows, such as that the data is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.card import Card, Form, Note
from bot.core.chat import Answer, Reply

Noticing = Callable[[str], str]  # returns the words in a language, "" where there is nothing to say


def unnoted(_language: str) -> str:
    """Returns that there is nothing to say."""
    return ""


def noted_reply(reply: Reply, notice: Noticing) -> Reply:
    """Returns a reply whose card or form says it."""
    if isinstance(reply, Answer):
        return replace(reply, shown=noted_card(reply.card, notice))
    if isinstance(reply, Form) and (words := notice(reply.language)):
        return replace(reply, intro=(*reply.intro, Note(words)))
    return reply


def noted_card(card: Card, notice: Noticing) -> Card:
    """Returns a card that says it; one that says so by itself stays as it is."""
    words = notice(card.language)
    if not words or Note(words) in card.elements:
        return card
    return replace(card, elements=(*card.elements, Note(words)))
