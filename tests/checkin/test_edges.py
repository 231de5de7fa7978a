"""Every card and form of the self-check fits every edge, in both languages."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot import terminal
from bot.core import card as c
from bot.core.chat import Role
from bot.core.phrasebook import Phrasebook
from bot.core.words import Say
from bot.features.checkin import feature
from bot.features.checkin.cards import reminder_card
from bot.features.checkin.setup_forms import CONFIRMED
from bot.playground import form as html_form
from bot.playground import render as html
from bot.slack import form as slack_form
from bot.slack import limits as slack_limits
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import render as teams
from tests.checkin.actor import HEAVY, MIDDLE, Colleague, grouped
from tests.fakes import blockkit
from tests.harness import Harness

TEN = tuple(f"p{i}" for i in range(10))
MINE = (
    "checkin.me",
    "checkin.export",
    "checkin.reminders",
    "checkin.stop",
    "checkin.erase",
    "checkin.sure",
    "checkin.erased",
    "checkin.care",
    "checkin.lines",
    "checkin.quiet",
    "checkin.later",
    "checkin.decline",
)


async def shown(language: str) -> AsyncIterator[c.Card | c.Form]:
    """Yields what agents and managers see."""
    app = Harness(now=MIDDLE)
    assert app.features.checkin
    ana = Colleague(app, "p0", language, Role.MANAGER)
    for text in ("", "settings"):
        await ana.types(text)
        yield ana.form or ana.card
    await ana.sends(confirmed=CONFIRMED, staff="agreed")
    yield ana.card
    await grouped(app, *TEN)
    await grouped(app, *TEN[:7], id="part", name="A **very** long name " * 9)
    await ana.types()
    yield ana.form or ana.card
    for _ in range(13):
        for who in TEN:
            await Colleague(app, who).answers(**{**HEAVY, "energy": 0, "rested": 0})
        app.later(days=14)
        await feature.closing(app.features.checkin)(app.now)
    await ana.types()
    yield ana.form or ana.card
    await ana.sends(**HEAVY)
    yield ana.card
    await ana.types("settings")
    await ana.sends(minimum=8, retention=365, country="ES", cadence="52")
    yield ana.card
    said = app.features.checkin.current
    words = replace(said.content.about, edition=9, weaker=True)
    said.content = replace(said.content, about=words, instrument=replace(said.content.instrument, version=2))
    for action in ("checkin.start", "checkin.changed", "checkin.me"):
        await ana.press(action)
        yield ana.form or ana.card
    await ana.press("team.change")
    yield ana.card
    for action in MINE:
        await ana.press(action)
        yield ana.form or ana.card
    for text in ("help", "team", "settings"):
        await ana.types(text)
        yield ana.form or ana.card
    for action in ("checkin.team", "checkin.meanwhile"):
        for group in ("night", "part"):
            await ana.press(action, group)
            yield ana.card
    yield reminder_card(app.features.checkin.viewer(language))


def fits(found: c.Card | c.Form, say: Say) -> None:
    """Holds a card or a form against every edge."""
    if isinstance(found, c.Form):
        assert len(found.title) <= slack_limits.MODAL_TITLE, found.title
        assert len(found.send) <= slack_limits.MODAL_TITLE, found.send
        assert blockkit.view(slack_form.modal(found, "x")) == []
        assert html_form.html(found)
        assert len(json.dumps(teams_form.form_card(found, teams_form.labels(say)))) < 76_000
        return
    assert blockkit.message(slack.message(found)) == []
    assert blockkit.view(slack.modal(found, "x")) == []
    assert html.html(found)
    assert len(json.dumps(teams.adaptive_card(found))) < 76_000
    assert terminal.render(found, colour=False)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_everything_fits_everywhere(language: str, book: Phrasebook) -> None:
    seen = [found async for found in shown(language)]
    for found in seen:
        fits(found, book.words.speaker(language))
    assert len(seen) > 20
