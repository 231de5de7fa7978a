"""Every card of the drills, on every edge."""

from __future__ import annotations

import json

import pytest

from bot import terminal
from bot.core import card as c
from bot.playground import render as html
from bot.slack import render as slack
from bot.teams import render as teams
from tests.drill.actor import DrillApp, Trainee
from tests.fakes import blockkit


def fits(shown: c.Card) -> None:
    """Holds a card against every edge."""
    assert blockkit.message(slack.message(shown)) == []
    assert len(json.dumps(teams.adaptive_card(shown))) < 76_000
    assert html.html(shown)
    assert terminal.render(shown, colour=False)
    assert "**" not in shown.summary
    rows = [e for e in shown.elements if isinstance(e, c.Buttons)]
    assert all(len(row.buttons) <= 5 for row in rows)
    assert all(len(button.value) <= 150 for row in rows for button in row.buttons)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_fits_every_edge(app: DrillApp, language: str) -> None:
    who = Trainee(app, "ana", language)
    for typed in ("0", "xyz", "", "me"):
        await who.types(typed)
        fits(who.card)
    await who.types("2")
    first = who.button("A")
    for right in (False, True):
        await who.presses(who.buttons[3])
        fits(who.card)
        await who.answers(right=right)
        fits(who.card)
        await who.presses(who.buttons[0])
        fits(who.card)
    await who.presses(who.buttons[0])
    fits(who.card)
    for hours in (1, 24, 72, 24 * 20):
        app.later(hours=hours)
        await who.presses(first)
        fits(who.card)
    await who.types("me")
    fits(who.card)
    await who.presses(who.buttons[1])
    fits(who.card)
    app.items.clear()
    await who.types("")
    fits(who.card)
