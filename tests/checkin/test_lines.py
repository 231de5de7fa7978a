"""The lines of help: of the person's own country first, marked where nobody verified them, to be tapped."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.people import Preferences
from bot.playground import form as page
from bot.slack import render as slack
from bot.teams import render as teams
from tests.build import ready
from tests.checkin.actor import HEAVY, LIGHT, Colleague, switched_on
from tests.harness import Harness

NUMBERS = ready().book.numbers
ALARMING = {**HEAVY, "energy": 0, "rested": 1}
MARK = {"en": "(not verified)", "es": "(sin verificar)"}


def lines_in(card: c.Card) -> list[str]:
    """Returns the texts of a card that say whom to call."""
    return [part.text for part in card.elements if isinstance(part, c.Text | c.Note) and part.calls]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("country", sorted(NUMBERS))
async def test_of_every_country_all_lines_are_there_and_marked(
    app: Harness, country: str, language: str
) -> None:
    ana = Colleague(app, language=language)
    await app.stores.people.keep_preferences(ana.person, Preferences(country=country))
    numbers = NUMBERS[country]
    for action in ("checkin.lines", "checkin.care"):
        await ana.press(action)
        assert ana.card
        found = lines_in(ana.card)
        for line in (*numbers.crisis, numbers.emergency):
            [text] = [text for text in found if f"**{line.number}**" in text]
            assert (MARK[language].strip("()") in text) is (line.verified_on is None)
        shown = f"{slack.modal(ana.card, 'x')}", f"{teams.adaptive_card(ana.card)}", page.card(ana.card)
        for line in (*numbers.crisis, numbers.emergency):
            digits = "".join(sign for sign in line.number if sign.isdecimal())
            assert all(f"tel:{digits}" in each or f"tel:*{digits}" in each for each in shown), line.number


@pytest.mark.parametrize("language", ["en", "es"])
async def test_where_it_is_heavy_the_lines_of_their_own_country_come_first(
    app: Harness, language: str
) -> None:
    await switched_on(app, country="ES")  # where their organisation is
    ana = Colleague(app, language=language, zone="America/Montevideo")
    await ana.answers(**ALARMING)
    assert ana.card
    [first, *_] = lines_in(ana.card)
    assert "**0800 0767**" in first
    assert ana.text.index("0800 0767") < ana.text.index("of 100" if language == "en" else "de 100")
    assert "024" not in ana.text
    await app.stores.people.keep_preferences(ana.person, Preferences(country="US"))
    await ana.types()
    assert "**988**" in ana.text
    assert "0800 0767" not in ana.text


async def test_they_are_there_in_every_dialog_that_asks_and_where_it_is_off(app: Harness) -> None:
    ana = Colleague(app)
    await ana.types()
    assert "Someone to talk to" in ana.labels
    await ana.sends()
    await ana.sends(**LIGHT)
    assert "Someone to talk to, now" in ana.text
    await ana.types("me")
    assert "Someone to talk to" in ana.labels
    await switched_on(app, minimum=8, retention=365)
    await ana.press("checkin.changed")
    assert "Someone to talk to" in ana.labels
    await switched_on(app, on=False)
    await ana.types()
    assert "Someone to talk to" in ana.labels


async def test_where_nobody_knows_the_country_the_directory_opens(app: Harness) -> None:
    ana = Colleague(app)
    await ana.press("checkin.lines")
    assert ana.card
    assert "https://findahelpline.com" in str(slack.modal(ana.card, "x"))
    assert "https://findahelpline.com" in str(teams.adaptive_card(ana.card))
