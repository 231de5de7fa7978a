"""What managers see: a figure, or a plain sentence why there is none; and what they can set."""

from __future__ import annotations

import pytest

from bot.coach import card as c
from bot.coach.checkin import room
from bot.coach.checkin.instrument import Advice
from bot.coach.checkin.period import Cadence
from bot.coach.checkin.ports import Terms
from bot.coach.checkin.team_cards import fitting
from bot.coach.groups import Group
from bot.coach.talk import How, Role
from bot.wiring.calma import Calma
from tests.checkin.people import HEAVY, LIGHT, Clock, Colleague, grouped

TEN = tuple(f"p{i}" for i in range(10))


@pytest.fixture
def boss(here: Calma) -> Colleague:
    return Colleague(here, "boss", role=Role.MANAGER)


async def period(here: Calma, clock: Clock, *people: str, **answers: int) -> None:
    """People answer, and the period is over and closed."""
    for who in people:
        await Colleague(here, who).answers(**answers)
    clock.fortnight()
    assert here.features.checkin
    await room.closing(here.features.checkin)(clock.now)


async def test_a_figure_with_what_can_be_done(here: Calma, clock: Clock, boss: Colleague) -> None:
    await grouped(here, *TEN)
    await period(here, clock, *TEN, **HEAVY)
    await boss.types("team")
    assert boss.how is How.PRIVATE
    assert boss.title == "Self-check · Night shift"
    assert "16–29 November" in boss.text
    assert "About **75 of 100**." in boss.text
    assert "Shouting, insults or threats, per shift | “3–5” or more | about 90 in 100" in boss.text
    assert "counts only as low, middle or high" in boss.text
    assert "What can be done" in boss.text
    assert "Name one person per shift" in boss.text  # by the heaviest exposure
    assert "ends on 13 December" in boss.text
    assert "p0" not in boss.text
    assert boss.labels == ["Settings"]


async def test_a_trend_over_periods(here: Calma, clock: Clock, boss: Colleague) -> None:
    await grouped(here, *TEN)
    await period(here, clock, *TEN, **HEAVY)
    await period(here, clock, *TEN[:3], **HEAVY)
    await period(here, clock, *TEN, **LIGHT)
    await boss.types("team")
    chart = boss.one(c.Chart)
    assert isinstance(chart, c.Chart)
    assert dict(zip(chart.labels, chart.values, strict=True)) == {"29 November": 75.0, "27 December": 25.0}
    assert "No figure: 13 December" in boss.text


async def test_too_small_and_protecting_are_one_sentence(here: Calma, clock: Clock, boss: Colleague) -> None:
    await grouped(here, *TEN)
    await grouped(here, *TEN[:7], "late", id="part", name="Part")
    await grouped(here, *TEN[:2], id="few", name="Few")
    await period(here, clock, *TEN, "late", **HEAVY)
    seen = {}
    for id in ("night", "part", "few"):
        await boss.press("checkin.team", id)
        seen[id] = boss.text.partition("\n")[2]
    assert "About" in seen["night"]
    assert seen["part"] == seen["few"]
    assert "Fewer than 8 took part, or showing it would reveal a smaller group." in seen["few"]
    assert boss.labels == ["What you can do meanwhile", "Settings"]
    await boss.presses("What you can do meanwhile")
    assert "Choose one change" in boss.text
    await boss.presses("Back")
    assert boss.title == "Self-check · Few"


async def test_before_the_first_period_is_over(here: Calma, boss: Colleague) -> None:
    await grouped(here, *TEN)
    for who in TEN:
        await Colleague(here, who).answers()
    await boss.types("equipo")
    assert "No figure yet. The first one comes when this period is over, a day after 29 November" in boss.text
    assert "of 100" not in boss.text


async def test_that_nobody_answered_looks_like_too_few(here: Calma, clock: Clock, boss: Colleague) -> None:
    await grouped(here, *TEN)
    await period(here, clock)
    await boss.types("team")
    assert "Fewer than 8 took part" in boss.text


async def test_only_managers_and_only_groups_that_were_chosen(here: Calma, boss: Colleague) -> None:
    await grouped(here, *TEN)
    agent = Colleague(here)
    await agent.types("team")
    assert "Night shift" not in agent.text
    await agent.types("settings")
    assert agent.form is None
    await boss.press("checkin.team", "unknown")
    assert boss.title == "Self-check · Night shift"


async def test_without_groups_it_says_where_to_choose_them(boss: Colleague) -> None:
    await boss.types("team")
    assert boss.title == "No groups yet"
    await boss.presses("Settings")
    assert boss.form
    assert "There are no groups yet" in boss.text


async def test_settings(here: Calma, boss: Colleague, clock: Clock) -> None:
    await grouped(here, *TEN)
    await boss.types("settings")
    assert boss.form
    wrong = {"minimum": 7, "retention": 29}
    form = boss.form
    await boss.sends(**wrong)
    assert boss.errors == {
        "minimum": "A whole number, 8 or more.",
        "retention": "A whole number from 30 to 365.",
    }
    await boss.sends(minimum="9.0", retention=90, cadence="1", country="MX", groups=("night",), on="yes")
    assert boss.title == "Saved"
    terms = await here.stores.checkin.tenants.terms("T1")
    assert terms == Terms(True, Cadence.WEEKLY, 9, 90, "MX", ("night",), terms.version)
    boss.form = form
    await boss.sends(minimum=20)
    assert boss.title == "Not saved"
    assert (await here.stores.checkin.tenants.terms("T1")).minimum == 9


async def test_the_time_before_it_was_offered_has_no_figure(
    here: Calma, boss: Colleague, clock: Clock
) -> None:
    await here.stores.groups.keep(Group("T1", "night", "Night shift", "test", people=TEN))
    await boss.types("settings")
    await boss.sends(groups=("night",))
    assert here.features.checkin
    await room.closing(here.features.checkin)(clock.now)
    await boss.types("team")
    assert "No figure yet" in boss.text


async def test_turning_it_off_erases_after_one_more_question(
    here: Calma, clock: Clock, boss: Colleague
) -> None:
    await grouped(here, *TEN)
    await period(here, clock, *TEN)
    await boss.types("settings")
    await boss.sends(on="no")
    assert boss.title == "Turn it off and erase all?"
    assert (await here.stores.checkin.tenants.terms("T1")).on
    await boss.presses("Turn off and erase")
    assert boss.title == "It is off"
    answers = here.stores.checkin.answers
    assert (await answers.mine("T1", "p0")).entries == ()
    assert await here.stores.checkin.results.of_group("T1", "night") == ()
    ana = Colleague(here, "p0")
    for text in ("", "me"):
        await ana.types(text)
        assert ana.title == "The self-check is off"
    await boss.types("team")
    assert boss.title == "The self-check is off"
    await boss.presses("Settings")
    await boss.sends(on="yes", groups=("night",))
    await ana.types()
    assert ana.form
    assert (await answers.mine("T1", "p0")).entries == ()


def test_advice_answers_to_what_is_heavy() -> None:
    advice = [Advice(f"{when}{i}", when, {}) for when in ("abuse", "alone", "index", "any") for i in range(3)]
    assert [one.id for one in fitting(advice, {"index": 30, "abuse": 90, "alone": 60})] == [
        *("abuse0", "abuse1", "alone0", "alone1", "any0"),
    ]
    assert [one.id for one in fitting(advice, {"index": 30, "abuse": 10})] == ["any0", "any1", "any2"]
    heavy = fitting(advice, {"index": 50, "abuse": 50, "alone": 50})
    assert len(heavy) == 5
