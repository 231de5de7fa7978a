"""Holds the cards and forms of practice against every edge."""

from __future__ import annotations

import json

from bot import terminal
from bot.core import card as c
from bot.core.words import Words
from bot.playground import form as html_form
from bot.playground import render as html
from bot.slack import form as slack_form
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import render as teams
from tests.fakes import blockkit

TEAMS_SIZE = 76_000  # bytes that a card may have in Teams, with room for its envelope


def fits(shown: c.Card | c.Form, words: Words) -> None:
    """Holds a card or a form against every edge."""
    if isinstance(shown, c.Form):
        assert blockkit.view(slack_form.modal(shown, "x")) == []
        assert len(shown.title) <= 24
        assert len(shown.send) <= 24
        labels = teams_form.labels(words.speaker(shown.language))
        assert len(json.dumps(teams_form.form_card(shown, labels))) < TEAMS_SIZE
        assert html_form.html(shown)
        return
    assert blockkit.message(slack.message(shown)) == []
    assert len(json.dumps(teams.adaptive_card(shown))) < TEAMS_SIZE
    assert html.html(shown)
    assert terminal.render(shown, colour=False)
