"""Every card of an alert fits every edge, in both languages, with the words to say below it."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.phrasebook import BASE_CHANNELS
from bot.features.alert import cards
from bot.features.alert.buttons import HelpRequest
from bot.features.alert.model import REASONS
from bot.features.alert.viewer import plain_viewer
from tests.alert.actor import Seat
from tests.boundary.test_edges import fits
from tests.harness import Harness

LONG = "<!channel> **x** " * 9
ZONES = {"en": "America/New_York", "es": "America/Santiago"}


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_fits_every_edge(app: Harness, language: str) -> None:
    for channel in BASE_CHANNELS:
        for reason in REASONS:
            ana = Seat(app, f"Ana {channel} {reason} {LONG}", language, zone=ZONES[language])
            await ana.types(f"boundary {channel}")
            await ana.calls(f"{reason}.{channel}")
            fits(ana.card, app)
            await ana.calls(f"{reason}.{channel}")
            fits(ana.card, app)
            asked, viewer = HelpRequest(reason, channel), plain_viewer(app.features.alert, ana.person, reason)
            words = await app.features.alert.words(ana.person, reason, channel)
            for about_life in (True, False):
                fits(
                    cards.with_words(viewer, cards.away_card(viewer, asked, about_life=about_life), words),
                    app,
                )
                fits(
                    cards.with_words(viewer, cards.nobody_card(viewer, asked, about_life=about_life), words),
                    app,
                )
            await app.drainer.drain()
            for card in (app.mail.to("marta")[-1], *ana.mail):
                fits(card, app)
            await ana.presses("It's over" if language == "en" else "Ya pasó")
            fits(ana.card, app)


async def test_the_number_is_in_the_first_two_lines(app: Harness) -> None:
    for language in ("en", "es"):
        ana = Seat(app, f"Ana {language}", language, zone=ZONES[language])
        await ana.calls("bomb.phone")
        first, second, *_ = ana.elements
        assert isinstance(first, c.Heading)
        assert isinstance(second, c.Text)
        assert ("911" if language == "en" else "133") in second.text
