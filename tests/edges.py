"""What every card is held to on every edge."""

from __future__ import annotations

import json
import re

from bot import terminal
from bot.core import card as c
from bot.playground.render import html
from bot.slack import render as slack
from bot.teams import limits as teams_limits
from bot.teams import render as teams
from tests.fakes import blockkit
from tests.fakes.teams import elements as teams_elements

_TAG = re.compile("</?(?:strong|span)[^>]*>")


def slack_takes(card: c.Card) -> None:
    """Holds a card against the limits of Slack."""
    assert blockkit.message(slack.message(card)) == []


def teams_takes(card: c.Card) -> None:
    """Holds a card with buttons against the limits of Teams."""
    made = teams.adaptive_card(card)
    assert len(json.dumps(made)) < teams_limits.CARD_BYTES
    rows = teams_elements(made, "ActionSet")
    assert rows
    assert all(1 <= len(row["actions"]) <= teams_limits.ACTIONS_IN_ROW for row in rows)


def is_shown_whole(card: c.Card) -> None:
    """Holds the page and the terminal to all that is written on a card."""
    page = _TAG.sub("", html(card).replace("&#x27;", "'"))
    printed = " ".join(terminal.render(card, colour=False).split())
    for text in _written(card):
        assert c.plain(text) in page
        assert " ".join(c.plain(text).split()) in printed


def own_labels(card: c.Card) -> list[str]:
    """Returns what the buttons of a card say; no two say the same, and the card has a summary."""
    assert card.summary
    labels = [button.label for e in card.elements if isinstance(e, c.Buttons) for button in e.buttons]
    assert len(labels) == len(set(labels))
    return labels


def _written(card: c.Card) -> list[str]:
    """Returns all that a person reads on the card, buttons aside."""
    texts = [e.text for e in card.elements if isinstance(e, c.Heading | c.Text | c.Note)]
    return texts + [line.text for e in card.elements if isinstance(e, c.PhraseBlock) for line in e.lines]
