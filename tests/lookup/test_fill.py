"""Gaps of phrases on a card: shown in plain words, filled in for this card alone, on every edge."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core import card as c
from bot.core.chat import Placement, Press
from bot.core.outcomes import Outcome
from bot.features.lookup.buttons import LookupView
from bot.store.memory.outcome import MemoryOutcomeStore
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes import blockkit
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.teams import FakeTeams, filled
from tests.harness import Agent, Clock, Harness
from tests.lookup.test_keeping import Team

CHAT = "yelling #chat"
FILLED = {"name": "Eva", "reason": "two charges", "time": "3 pm"}


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


def said(agent: Agent) -> str:
    """Returns all words to say on the card, in all languages."""
    return "\n".join(line.text for phrase in agent.phrases for line in phrase.lines)


async def fills(agent: Agent, **values: str) -> None:
    """Fills in what the card asks for, of `values` or else something."""
    form = await agent.opens("Fill in")
    await agent.sends(**{field.name: values.get(field.name, "x") for field in form.fields})


async def test_gaps_are_said_in_plain_words(agent: Agent, app: Harness) -> None:
    await agent.types(CHAT)
    assert "[the reason]" in said(agent)
    assert "[el motivo]" in said(agent)
    assert not set("{}") & set(said(agent) + agent.card.summary + "".join(agent.options("Save")))


async def test_the_form_asks_once_for_each_gap(agent: Agent) -> None:
    await agent.types(CHAT)
    form = await agent.opens("Fill in")
    names = [field.name for field in form.fields]
    assert set(names) >= {"reason", "name"}
    assert len(names) == len(set(names))
    assert [field.label for field in form.fields if field.name == "reason"] == ["The reason"]


async def test_what_is_filled_in_stands_in_both_languages_of_the_same_card(agent: Agent) -> None:
    await agent.types(CHAT)
    before = [phrase.cue for phrase in agent.phrases]
    await fills(agent, reason="two charges")
    assert agent.came(Placement.UPDATE)
    assert [phrase.cue for phrase in agent.phrases] == before
    lines = [line.text for phrase in agent.phrases for line in phrase.lines if "two charges" in line.text]
    assert len(lines) == 2
    assert "[" not in said(agent)


async def test_it_stays_on_the_card_whatever_is_pressed_there(agent: Agent) -> None:
    await agent.types(CHAT)
    await fills(agent, reason="two charges")
    first = said(agent)
    await agent.presses(next(label for label in agent.labels if label.startswith("I'm here")))
    assert (said(agent), agent.notes[-2]) == (first, "Saved. **/calm mine** brings it back.")
    await agent.presses("Calmed")
    assert (said(agent), agent.notes[-1]) == (first, "Thanks, noted.")
    await agent.presses("More phrases")
    view = LookupView.decode(agent.button("Other situations").value)
    assert view
    assert "reason=two charges" in view.fill
    await agent.presses("Other situations")
    await agent.presses("Back to Yelling")
    await agent.presses("Phone")
    await agent.presses("Chat")
    assert said(agent) == first
    form = await agent.opens("Fill in")
    assert {field.name: field.value for field in form.fields if isinstance(field, c.Input)}[
        "reason"
    ] == "two charges"


async def test_another_look_up_starts_empty_and_nothing_is_stored(agent: Agent, app: Harness) -> None:
    await agent.types(CHAT)
    await fills(agent, reason="Zanzibar", name="Zanzibar")
    await agent.presses("More phrases")
    await agent.presses("Calmed")
    await agent.types(CHAT)
    assert "Zanzibar" not in said(agent)
    await agent.types("", "home")
    assert "Zanzibar" not in repr(agent.card)
    outcomes = app.stores.outcomes
    assert isinstance(outcomes, MemoryOutcomeStore)
    assert "Zanzibar" not in repr(vars(outcomes))


async def test_what_is_emptied_is_open_again(agent: Agent) -> None:
    await agent.types(CHAT)
    await fills(agent)
    form = await agent.opens("Fill in")
    await agent.sends(**{field.name: "" for field in form.fields})
    assert "[the reason]" in said(agent)


async def test_too_long_a_value_is_refused_in_words(agent: Agent) -> None:
    await agent.types(CHAT)
    await agent.opens("Fill in")
    await agent.sends(reason="x" * 101)
    assert agent.errors.keys() == {"reason"}


async def test_a_full_card_keeps_to_the_limits_of_buttons(agent: Agent) -> None:
    for language in ("en", "es"):
        agent = Agent(agent.app, language=language)
        await agent.types("esperando la entrega #email" if language == "es" else "waiting #email")
        label = "Fill in" if language == "en" else "Completar"
        form = await agent.opens(label)
        await agent.sends(**{field.name: "ñ;" * 50 for field in form.fields})
        values = [b.value for row in agent.all(c.Buttons) for b in row.buttons]
        assert max(map(len, values)) < 2_000
        assert any("%3B" in value for value in values)


async def test_a_card_of_before_still_works(agent: Agent) -> None:
    await agent.press("lookup.show", "yelling|chat||0|en|1.2|closing|")
    assert agent.title == "Yelling · chat"
    await agent.press("lookup.fill", "yelling|chat||0|en|1.2|closing|")
    assert agent.form


async def test_the_same_phrases_stay_though_others_have_risen(app: Harness) -> None:
    team = Team(app, tenant="T-team")
    await team.tells(Outcome.CALMED, "yelling-ten-seconds")
    await team.tells(Outcome.NO_CHANGE, "yelling-all-of-it")
    shown = await team.looks_up("yelling")  # it was not waited for what the store knows
    save, calmed = team.choice("Save").options[0].value, team.button("Calmed").value
    assert await Team(app, "eva", tenant="T-team").looks_up("yelling") != shown
    for action, value in (("lookup.save", save), ("lookup.outcome", calmed)):
        await team.press(action, value)
        assert team.wordings == shown


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None) -> AsyncIterator[Wires]:
    """Calma as it is shipped, on every edge."""
    async with wired(build(clock=Clock()), slack, teams) as found:
        yield found


async def test_in_slack_the_words_change_in_the_message(wires: Wires) -> None:
    ana = wires.in_slack("U1").user
    message = await ana.types(CHAT)
    assert "[the reason]" in words(message)
    await ana.presses(button(message, "Fill in"))
    view = await wires.slack.view()
    assert await ana.sends(view, reason="<!here> & two charges") == {"response_action": "clear"}
    card = await wires.slack.answer()
    assert card["replace_original"] is True
    assert blockkit.message(card) == []
    assert "&lt;!here&gt; &amp; two charges" in words(card)
    await ana.presses(button(card, "Calmed"))
    assert "two charges" in words(await wires.slack.answer())


async def test_in_teams_the_form_and_then_the_words_take_the_place_of_the_card(wires: Wires) -> None:
    maria = wires.in_teams()
    await maria.types("calm " + CHAT)
    await maria.presses("Fill in")
    await maria.forces(filled(maria.card, reason="two charges"))
    assert "two charges" in maria.text
    await maria.presses("More phrases")
    assert "two charges" in str(maria.card)


async def test_on_the_page_open_gaps_are_marked_and_filled_in_place(wires: Wires) -> None:
    reply = await wires.page.types(CHAT, "calm")
    assert '<span class="gap">[the reason]</span>' in reply["html"]
    assert "{" not in reply["html"]


async def test_what_is_filled_in_is_logged_nowhere(app: Harness, caplog: pytest.LogCaptureFixture) -> None:
    agent = Agent(app)
    await agent.types(CHAT)
    await fills(agent, reason="Zanzibar")
    await agent.ask(Press(agent.person, "lookup.fill", agent.button("Fill in").value))
    assert "Zanzibar" not in caplog.text
