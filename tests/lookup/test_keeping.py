"""What an agent leaves on a found card: how it went, and how that changes what others see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.core import card as c
from bot.core.chat import Person
from bot.core.figures import FEWEST
from bot.core.outcomes import Outcome, OutcomeReport, Tally, iso_week
from bot.features.lookup.tickets import Tickets
from tests.harness import TUESDAY, Agent, Harness

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

    async def tells(self, outcome: Outcome, phrase: str) -> None:
        """Has everybody of the team tell, in two weeks, of a look-up that showed just this phrase."""
        for person in self.everybody():
            for weeks in (0, 1):
                at = self.app.now - timedelta(weeks=weeks)
                told = OutcomeReport(f"t{next(NUMBERS)}", outcome, "yelling", (phrase,), at)
                await self.app.stores.outcomes.keep_report(person, told)

    def everybody(self) -> list[Person]:
        """Returns just as many people as a ranking needs, themselves among them."""
        others = (replace(self.person, user_id=f"{self.person.user_id}-{n}") for n in range(1, FEWEST))
        return [self.person, *others]

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


async def test_the_phrases_on_the_card_are_counted_once_enough_people_told(team: Team) -> None:
    for person in team.everybody():
        assert await team.counted() == {}
        team.person = person
        await team.looks_up("yelling")
        calmed, escalated = team.button("Calmed"), team.button("Escalated")
        for button, origin in ((calmed, ""), (calmed, ""), (escalated, "m1")):
            await team.press(button.action, button.value, origin)
    shown = ["yelling-all-of-it", "yelling-staying", "yelling-said-back"]
    assert await team.counted() == dict.fromkeys(shown, Tally(FEWEST, FEWEST))
    assert await team.weeks() == [(Outcome.CALMED, FEWEST)]


async def test_two_look_ups_on_one_page_count_twice(team: Team) -> None:
    for _ in range(2):
        await team.looks_up("yelling")
        button = team.button("Calmed")
        await team.press(button.action, button.value, origin="home")
    assert await team.weeks() == [(Outcome.CALMED, 2)]


async def test_only_what_the_situation_has_is_counted(team: Team) -> None:
    for person in team.everybody():
        team.person = person
        await team.looks_up("yelling")
        view = team.button("Calmed").value.rpartition("|yelling|")[2]
        value = f"calmed|yelling-staying,made-up,legal-threat-lawyer|yelling|{view}"
        await team.press("lookup.outcome", value)
    assert await team.counted() == {"yelling-staying": Tally(FEWEST, FEWEST)}


async def test_a_forged_look_up_is_thanked_for_and_counts_nothing(team: Team) -> None:
    await team.looks_up("yelling")
    value = team.button("Calmed").value
    before, _, ticket = value.rpartition("|")
    forged = [f"{ticket[:-1]}{letter}" for letter in "0A_" if letter != ticket[-1]]
    forged += [f"t{n}" for n in range(300)] + [f"{n:04x}{'A' * 16}id{n}" for n in range(300)]
    forged += [ticket[:20], ticket + "x", "", "-", f"0000{ticket[4:]}"]
    for name in forged:
        await team.press("lookup.outcome", f"{before}|{name}", origin=f"m{name}")
        assert team.notes[-1] == "Thanks, noted."
    colleague = Team(team.app, "luis", tenant=team.person.tenant)
    await colleague.press("lookup.outcome", value)
    stranger = Team(team.app, team.person.user_id, tenant="elsewhere")
    await stranger.press("lookup.outcome", value)
    assert (await team.weeks(), await stranger.weeks()) == ([], [])
    await team.press("lookup.outcome", value)
    assert await team.weeks() == [(Outcome.CALMED, 1)]


async def test_an_old_look_up_counts_no_more(team: Team) -> None:
    await team.looks_up("yelling")
    value = team.button("Calmed").value
    team.app.later(days=29)
    await team.press("lookup.outcome", value)
    assert await team.weeks() == [(Outcome.CALMED, 1)]
    team.app.later(days=31)
    await team.press("lookup.outcome", value)  # its first use is forgotten by now
    assert await team.weeks() == []


def test_every_process_of_an_installation_knows_its_own_tickets() -> None:
    ana, names = Person("T1", "slack", "ana"), count()
    here, there, elsewhere = (
        Tickets(key, lambda: f"id-{next(names)}", lambda: TUESDAY)
        for key in (b"k" * 32, b"k" * 32, b"x" * 32)
    )
    tickets = [here.issue(ana) for _ in range(20)]
    assert len({*tickets}) == 20
    assert all(there.is_genuine(ana, ticket) and not elsewhere.is_genuine(ana, ticket) for ticket in tickets)
    assert max(map(len, tickets)) <= 32
    moved = (replace(ana, user_id="an"), replace(ana, tenant="T"), replace(ana, platform="teams"))
    assert not any(here.is_genuine(person, tickets[0]) for person in moved)


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("calmed|yelling-staying|yelling|phone||0|en|||", "m1"),
        ("calmed|yelling-staying|yelling|phone||0|en|||", ""),
        ("calmed|yelling-staying|yelling|phone||0|en|||-", ""),
        ("cheered|yelling-staying|yelling|phone||0|en|||t", "m1"),
        ("calmed|yelling-staying|gone|phone||0|en|||t", "m1"),
        ("calmed", "m1"),
        ("", ""),
        ("|||||||||", "m1"),
    ],
)
async def test_strange_values_raise_nothing(team: Team, value: str, origin: str) -> None:
    await team.press("lookup.outcome", value, origin)
    assert team.card.elements
    assert await team.weeks() == []


@pytest.mark.parametrize(
    "value", ["", "|", "yelling-staying", "x|yelling|phone||0|en|||", "x|gone|phone||0|en|||"]
)
@pytest.mark.parametrize("action", ["lookup.save", "lookup.channel", "lookup.show", "lookup.others"])
async def test_old_buttons_raise_nothing(agent: Agent, action: str, value: str) -> None:
    await agent.press(action, value)
    assert agent.card.elements


async def test_a_phrase_that_calms_rises_for_the_whole_team(app: Harness, team: Team) -> None:
    usual = await other(app).looks_up("yelling"), await other(app).looks_up("yelling #chat")
    await team.tells(Outcome.CALMED, "yelling-ten-seconds")
    await team.tells(Outcome.NO_CHANGE, "yelling-all-of-it")
    assert await team.looks_up("yelling") == usual[0]  # it was not waited for what the store knows
    colleague = Team(app, "luis", tenant=team.person.tenant)
    risen = await colleague.looks_up("yelling")
    assert risen[0] not in usual[0]
    assert risen[1:] == usual[0][:2]
    assert await colleague.looks_up("yelling #chat") == usual[1]
    assert await other(app).looks_up("yelling") == usual[0]
