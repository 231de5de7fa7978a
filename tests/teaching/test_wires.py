"""Teachings over the wires of Slack and Teams and on the page, as they are shipped."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes import blockkit
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.teams import FakeTeams
from tests.harness import Clock


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None) -> AsyncIterator[Wires]:
    """Calma as it is shipped, on every edge."""
    async with wired(build(clock=Clock()), slack, teams) as open_wires:
        yield open_wires


async def test_in_slack_a_card_comes_and_leads_on_in_place(wires: Wires) -> None:
    ana = wires.in_slack("U1").user
    message = await ana.types("channel chat")
    assert blockkit.message(message) == []
    assert "so the care has to be written out" in words(message)
    assert "*order 4471*" in words(message)
    await ana.presses(button(message, "Next: Email"))
    email = await wires.slack.answer()
    assert email["replace_original"] is True
    assert "They read it alone" in words(email)
    await ana.presses(button(email, "Practise this"))
    assert "1 / 3 · Channels" in words(await wires.slack.answer())


async def test_in_slack_shouting_leads_to_where_they_stand(wires: Wires) -> None:
    ana = wires.in_slack("U1").user
    message = await ana.types("yelling")
    await ana.presses(button(message, "Where they stand"))
    card = await wires.slack.answer()
    assert "Anger rises, peaks and comes down" in words(card)
    await ana.presses(button(card, "Phrases: Yelling"))
    assert "*Yelling · phone*" in words(await wires.slack.answer())


async def test_in_slack_a_method_is_shown_from_first_word_to_last(wires: Wires) -> None:
    ana = wires.in_slack("U1").user
    message = await ana.types("method three steps")
    await ana.presses(button(message, "Example"))
    example = await wires.slack.answer()
    assert blockkit.message(example) == []
    assert "*You · Apologize:*" in words(example)


async def test_in_teams_the_same_in_spanish(wires: Wires) -> None:
    maria = wires.in_teams()
    maria.who["locale"] = "es-MX"
    await maria.types("calma estrés")
    assert maria.text.startswith("El estrés propio")
    assert maria.words[0][0] == "es"
    await maria.presses("Sigue: Preparar la semana")
    assert "Anticipar" in maria.text
    await maria.presses("Practicar esto")
    assert "1 / 3 · Preparar la semana" in maria.text
    await maria.types("calma industria salud")
    assert "consulte las suyas" in maria.text
    await maria.types("método laer")
    await maria.presses("Ejemplo")
    assert "Usted · Indagar:" in maria.text


async def test_on_the_page_too(wires: Wires) -> None:
    for typed, title in (("why", "Why it calms"), ("canal whatsapp", "WhatsApp"), ("learn", "Good to know")):
        assert title in str(await wires.page.types(typed, "calm"))
