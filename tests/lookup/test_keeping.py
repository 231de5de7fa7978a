"""What an agent leaves on a found card: how it went, and how that changes what others see."""

from __future__ import annotations

from itertools import count

import pytest

from bot.core import card as c
from bot.core.outcomes import Outcome, OutcomeReport, Tally, iso_week
from tests.harness import Agent, Harness

NUMBERS = count()
OUTCOMES = ["Calmed", "No change", "Escalated", "Ended"]


@pytest.fixture
def agent(app: Harness) -> Agent:
    """Somebody who reads English."""
    return Agent(app)


async def test_it_is_asked_last_and_answered_in_place(agent: Agent) -> None:
    await agent.types("yelling")
    phrases = agent.phrases
    assert agent.labels[-4:] == OUTCOMES
    assert agent.card.elements[-2] == c.Note("Did it help?")
    await agent.presses("Calmed")
    assert agent.phrases == phrases
    assert agent.notes[-1] == "Thanks, noted."
    assert not set(OUTCOMES) & set(agent.labels)


async def test_it_is_never_asked_again_on_that_card(agent: Agent) -> None:
    await agent.types("yelling")
    await agent.presses("No change")
    for label in ("More phrases", "Other situations", "Back to Yelling"):
        await agent.presses(label)
        assert not set(OUTCOMES) & set(agent.labels)
    await agent.chooses("Chat", of="Channel")
    assert not set(OUTCOMES) & set(agent.labels)
    await agent.types("yelling")
    assert agent.labels[-4:] == OUTCOMES


async def test_other_presses_leave_the_question(agent: Agent) -> None:
    await agent.types("yelling")
    await agent.presses("More phrases")
    await agent.chooses("Email", of="Channel")
    await agent.chooses(agent.options("Save")[0], of="Save")
    assert agent.labels[-4:] == OUTCOMES


async def test_it_works_in_spanish(app: Harness) -> None:
    agent = Agent(app, language="es")
    await agent.types("gritos")
    assert agent.labels[-4:] == ["Se calmó", "Sigue igual", "Escaló", "Terminó"]
    await agent.presses("Escaló")
    assert agent.notes[-1] == "Anotado, gracias."


class Team(Agent):
    """Somebody of a team: what they tell, and what is counted of their team."""

    async def looks_up(self, text: str) -> list[str]:
        """Types `/calm text`, lets what is behind happen, and returns the wordings that came."""
        await self.types(text)
        await self.app.settled()
        return self.wordings

    async def tells(self, outcome: Outcome, phrase: str, times: int) -> None:
        """Tells of so many look-ups that showed just this phrase."""
        for _ in range(times):
            told = OutcomeReport(f"t{next(NUMBERS)}", outcome, "yelling", (phrase,), self.app.now)
            await self.app.stores.outcomes.keep_report(self.person, told)

    async def counted(self) -> dict[str, Tally]:
        """Returns the tallies of the phrases for yelling."""
        tallies = await self.app.stores.outcomes.find_tallies(self.person.tenant)
        return dict(tallies.get("yelling", {}))

    async def weeks(self) -> list[tuple[Outcome, int]]:
        """Returns the outcomes of this week."""
        week = iso_week(self.app.now)
        found = await self.app.stores.outcomes.outcome_weeks(self.person.tenant, week, week)
        return [(one.outcome, one.count) for one in found]


def other(app: Harness) -> Team:
    """Returns somebody of a team that has told nothing yet."""
    return Team(app, tenant=f"team{next(NUMBERS)}")


@pytest.fixture
def team(app: Harness) -> Team:
    """Somebody of a team that has told nothing yet."""
    return other(app)


async def test_the_phrases_on_the_card_are_counted_once(team: Team) -> None:
    await team.looks_up("yelling")
    calmed, escalated = team.button("Calmed"), team.button("Escalated")
    for button, origin in ((calmed, ""), (calmed, ""), (escalated, "m1")):
        await team.press(button.action, button.value, origin)
    shown = ["yelling-all-of-it", "yelling-staying", "yelling-said-back"]
    assert await team.counted() == dict.fromkeys(shown, Tally(1, 1))
    assert await team.weeks() == [(Outcome.CALMED, 1)]


async def test_two_look_ups_on_one_page_count_twice(team: Team) -> None:
    for _ in range(2):
        await team.looks_up("yelling")
        button = team.button("Calmed")
        await team.press(button.action, button.value, origin="home")
    assert set((await team.counted()).values()) == {Tally(2, 2)}


async def test_only_what_the_situation_has_is_counted(team: Team) -> None:
    value = "calmed|yelling-staying,made-up,legal-threat-lawyer|yelling|phone||0|en|||t"
    await team.press("lookup.outcome", value)
    assert await team.counted() == {"yelling-staying": Tally(1, 1)}


@pytest.mark.parametrize(
    ("value", "origin", "counted"),
    [
        ("calmed|yelling-staying|yelling|phone||0|en|||", "m1", True),
        ("calmed|yelling-staying|yelling|phone||0|en|||", "", False),
        ("calmed|yelling-staying|yelling|phone||0|en|||-", "", False),
        ("cheered|yelling-staying|yelling|phone||0|en|||t", "m1", False),
        ("calmed|yelling-staying|gone|phone||0|en|||t", "m1", False),
        ("calmed", "m1", False),
        ("", "", False),
        ("|||||||||", "m1", False),
    ],
)
async def test_strange_values_raise_nothing(team: Team, value: str, origin: str, counted: bool) -> None:
    await team.press("lookup.outcome", value, origin)
    assert team.card.elements
    assert bool(await team.weeks()) is counted


@pytest.mark.parametrize(
    "value", ["", "|", "yelling-staying", "x|yelling|phone||0|en|||", "x|gone|phone||0|en|||"]
)
@pytest.mark.parametrize("action", ["lookup.save", "lookup.channel", "lookup.show", "lookup.others"])
async def test_old_buttons_raise_nothing(agent: Agent, action: str, value: str) -> None:
    await agent.press(action, value)
    assert agent.card.elements


async def test_a_phrase_that_calms_rises_for_the_whole_team(app: Harness, team: Team) -> None:
    usual = await other(app).looks_up("yelling"), await other(app).looks_up("yelling #chat")
    await team.tells(Outcome.CALMED, "yelling-ten-seconds", 12)
    await team.tells(Outcome.NO_CHANGE, "yelling-all-of-it", 12)
    assert await team.looks_up("yelling") == usual[0]  # it was not waited for what the store knows
    colleague = Team(app, "luis", tenant=team.person.tenant)
    risen = await colleague.looks_up("yelling")
    assert risen[0] not in usual[0]
    assert risen[1:] == usual[0][:2]
    assert await colleague.looks_up("yelling #chat") == usual[1]
    assert await other(app).looks_up("yelling") == usual[0]
