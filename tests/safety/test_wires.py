"""Danger over the wires of Slack and Teams, as it is shipped: the card, the help, the paste, the search."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.core.chat import Role
from bot.core.phrasebook import Additions
from bot.slack.render import action_of
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes import blockkit
from tests.fakes.slack import FakeSlack, button, select, words
from tests.fakes.slack import elements as slack_elements
from tests.fakes.teams import FakeTeams, elements
from tests.harness import TENANT, Agent, Clock, Harness

BILL = "my bill has been wrong for three months and nobody answers. "
GOODBYE = "the customer says he will kill himself tonight"
CARD = "A life may be at risk"


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None) -> AsyncIterator[Wires]:
    """Calma as it is shipped, on every edge."""
    async with wired(build(clock=Clock()), slack, teams) as found:
        yield found


async def test_in_slack_the_card_comes_alone_and_changes_in_place(wires: Wires) -> None:
    wires.slack.zones["U1"] = "America/New_York"
    ana = wires.in_slack("U1").user
    message = await ana.types("caller is suicidal")
    assert blockkit.message(message) == []
    assert CARD in message["blocks"][0]["text"]["text"]
    assert "*CALL* *<tel:911|911>*" in words(message)
    assert {action_of(b["action_id"]) for b in slack_elements(message)} == {
        *("alert.raise", "safety.after", "safety.show", "safety.channel"),
        action_of(button(message, "It isn't that")["action_id"]),
    }
    await ana.presses(select(message))  # its last option: email
    email = await wires.slack.answer()
    assert email["replace_original"] is True
    assert "Don't leave it in the queue." in words(email)
    await ana.presses(button(email, "Get help now"))
    assert "911" in words(await wires.slack.answer())
    await ana.presses(button(message, "It's over: what about me?"))
    assert "Nothing about this counts against you." in words(await wires.slack.answer())


async def test_in_slack_a_customers_long_message_is_read_to_its_end(wires: Wires) -> None:
    ana = wires.in_slack("U2").user
    for text in (BILL * 600 + GOODBYE, BILL * 300 + GOODBYE + ". " + BILL * 300):
        await ana.uses("calm_words", text)
        assert CARD in words(await wires.slack.answer())


async def test_in_teams_the_card_comes_alone_and_is_in_the_command_list(wires: Wires) -> None:
    maria = wires.in_teams()
    await maria.types("calm caller is suicidal")
    assert maria.text.startswith(CARD)
    assert "I'm glad you told me." in maria.text
    assert not elements(maria.card, "Table")
    await maria.presses("It's over: what about me?")
    assert "It's over. Now you." in maria.text
    await maria.types("calm " + BILL * 600 + GOODBYE)
    assert maria.text.startswith(CARD)
    await maria.types("emergencia")  # what the command list writes
    assert "Someone may be in danger" in maria.text
    await maria.presses("Bomb or attack")
    assert "Keep them on the line." in maria.text


async def test_in_teams_the_search_gives_the_words_for_danger_alone(wires: Wires) -> None:
    results = await wires.in_teams().searches("caller is suicidal")
    titles = [result["preview"]["content"]["title"] for result in results]
    assert titles[0] == "I'm glad you told me. Are you thinking of ending your life?"
    assert len(results) == 6


async def test_on_the_page_too(wires: Wires) -> None:
    found = await wires.page.types("caller is suicidal", "calm")
    assert CARD in str(found)
    assert "emergency, Colombia" in str(found)


async def test_a_teams_own_trigger_does_not_win_over_danger(app: Harness) -> None:
    own = Additions(triggers={"yelling": {"en": ("caller is suicidal",)}})
    finders = app.calma.finders
    finders.put(TENANT, finders.shipped.with_book(finders.shipped.book.with_added(own)))
    ana = Agent(app)
    await ana.types("caller is suicidal")
    assert ana.title == CARD
    await ana.presses("It isn't that")
    assert ana.title == "Yelling · phone"


async def test_help_that_is_called_from_the_card_reaches_a_supervisor_and_leads_back(app: Harness) -> None:
    await app.stores.people.appoint_person(TENANT, "sofía", Role.SUPERVISOR)
    ana = Agent(app, zone="America/Bogota")
    await ana.types("danger violence #chat")
    await ana.presses("Get help now")
    assert "123" in ana.text
    await app.drainer.drain()
    assert len(app.mail.to("sofía")) == 1
    await ana.presses("It's over")
    await ana.press("safety.after", ana.button("safety.after").value)
    assert ana.title == "It's over. Now you."
