"""Every card and form of the boundary fits every edge, in both languages."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from bot import terminal
from bot.core import card as c
from bot.core.chat import Role
from bot.core.people import Preferences
from bot.core.phrasebook import BASE_CHANNELS
from bot.playground import form as html_form
from bot.playground import render as html
from bot.slack import form as slack_form
from bot.slack import render as slack
from bot.teams import form as teams_form
from bot.teams import render as teams
from tests.boundary.actor import Seat
from tests.boundary.test_after import policy
from tests.build import shipped
from tests.fakes import blockkit
from tests.harness import Harness

SAID, ENDED, STOPPED, ZERO, REOPEN, NOTE, TELL, REST = (
    f"boundary.{name}" for name in ("said", "ended", "stopped", "zero", "reopen", "note", "tell", "rest")
)
EARLY, UNDO, CALLED, CALLBACK, VOICEMAIL, SHOW, TICKET = (
    f"boundary.{name}" for name in ("early", "undo", "called", "callback", "voicemail", "show", "ticket")
)
LONG = "<!channel> **x** " * 29


WAYS = (
    (SAID, SAID, ENDED, NOTE, TELL, REST),
    (ZERO, ENDED, REST),
    (SAID, EARLY, SHOW, EARLY, ENDED, UNDO),
    (SAID, SAID, ENDED, CALLED, SAID, ENDED, NOTE),
    (STOPPED, REOPEN, STOPPED, NOTE, TELL),
    (TICKET, SAID, UNDO),
    (SAID, SAID, ENDED, VOICEMAIL, SHOW, CALLBACK, SAID, UNDO),
)
SPOKEN = {VOICEMAIL, CALLBACK}  # what there is for a call alone


async def agent(app: Harness, channel: str, language: str) -> AsyncIterator[c.Card | c.Form]:
    """Yields what agents in healthcare see on some ways through, where contacts are recorded."""
    await policy(app, recorded=True, announced=True)
    for number, way in enumerate(way for way in WAYS if channel == "phone" or not SPOKEN & set(way)):
        seat = Seat(app, f"Ana-{channel}-{number}", language, zone="America/Bogota")
        await app.stores.people.keep_preferences(seat.person, Preferences(industry="healthcare"))
        for text in (f"boundary {channel}", "boundary"):
            await seat.types(text)
            yield seat.card
        for action in way:
            value = next(button.value for button in seat.buttons if button.action == action)
            await seat.press(action, value)
            yield seat.form or seat.card
            if seat.form:
                await seat.sends(**({} if action == TICKET else {"note": LONG}), ticket="C" * 40)
                yield seat.card
        await app.drainer.drain()


async def manager(app: Harness, seat: Seat) -> AsyncIterator[c.Card | c.Form]:
    """Yields what a manager sees."""
    await seat.types("boundary restrict")
    await seat.press("restrict.set")
    await seat.sends(ticket="C" * 40, note=LONG, review="2026-11-25")
    app.later(days=3)
    for text in ("boundary policy", "boundary log", "boundary restrict", f"boundary restrict {'C' * 40}"):
        await seat.types(text)
        card = seat.card
        yield card
        for button in seat.buttons:
            await seat.presses(button)
            yield seat.form or seat.card
            seat.looks_at(card)


def fits(shown: c.Card | c.Form, app: Harness) -> None:
    """Holds a card or a form against every edge."""
    if isinstance(shown, c.Form):
        assert blockkit.view(slack_form.modal(shown, "x")) == []
        assert len(shown.title) <= 24
        assert len(shown.send) <= 24
        labels = teams_form.labels(app.book.words.speaker(shown.language))
        assert len(json.dumps(teams_form.form_card(shown, labels))) < 76_000
        assert html_form.html(shown)
        return
    assert blockkit.message(slack.message(shown)) == []
    assert len(json.dumps(teams.adaptive_card(shown))) < 76_000
    assert html.html(shown)
    assert terminal.render(shown, colour=False)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_fits_every_edge(app: Harness, language: str) -> None:
    for channel in BASE_CHANNELS:
        async for shown in agent(app, channel, language):
            fits(shown, app)
    await app.passes(minutes=70, step=0.5)
    assert len({c.plain(card.summary) for _, card, _ in app.mail.sent}) > 3
    for _, card, _ in app.mail.sent:
        fits(card, app)
    async for shown in manager(app, Seat(app, "Marta", language, role=Role.MANAGER)):
        fits(shown, app)


def test_the_look_up_for_abuse_offers_the_boundary() -> None:
    from bot.core.viewer import Viewer
    from bot.features.lookup import cards
    from bot.features.lookup.buttons import LookupView

    viewer = Viewer(shipped(), "en")
    card = cards.phrases_card(viewer, LookupView("abuse-boundary", "chat"))
    row = next(e for e in card.elements if isinstance(e, c.Buttons))
    assert (row.buttons[0].label, row.buttons[0].action) == ("Start the boundary", "boundary.start")
    assert row.buttons[0].value == "chat"
    other = cards.phrases_card(viewer, LookupView("yelling", "chat"))
    buttons = [b.action for e in other.elements if isinstance(e, c.Buttons) for b in e.buttons]
    assert "boundary.start" not in buttons
