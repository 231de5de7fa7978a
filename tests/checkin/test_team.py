"""What managers see: a figure, or a plain sentence why there is none; and what they can set."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Role
from bot.features.checkin import feature
from bot.features.checkin.instrument import Advice
from bot.features.checkin.manager_cards import fitting_advice
from tests.checkin.actor import HEAVY, LIGHT, Colleague, grouped
from tests.harness import Clock, Harness

TEN = tuple(f"p{i}" for i in range(10))


@pytest.fixture
def boss(app: Harness) -> Colleague:
    return Colleague(app, "boss", role=Role.MANAGER)


async def period(app: Harness, clock: Clock, *people: str, **answers: int) -> None:
    """People answer, and the period is over and closed."""
    for who in people:
        await Colleague(app, who).answers(**answers)
    clock.later(days=14)
    assert app.features.checkin
    await feature.closing(app.features.checkin)(clock.now)


async def test_a_figure_with_what_can_be_done(app: Harness, clock: Clock, boss: Colleague) -> None:
    await grouped(app, *TEN)
    await period(app, clock, *TEN, **HEAVY)
    await boss.types("team")
    assert boss.how is Placement.PRIVATE
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


async def test_a_trend_over_periods(app: Harness, clock: Clock, boss: Colleague) -> None:
    await grouped(app, *TEN)
    await period(app, clock, *TEN, **HEAVY)
    await period(app, clock, *TEN[:3], **HEAVY)
    await period(app, clock, *TEN, **LIGHT)
    await boss.types("team")
    chart = boss.one(c.Chart)
    assert dict(zip(chart.labels, chart.values, strict=True)) == {"29 November": 75.0, "27 December": 25.0}
    assert "No figure: 13 December" in boss.text


async def test_too_small_and_protecting_are_one_sentence(app: Harness, clock: Clock, boss: Colleague) -> None:
    await grouped(app, *TEN)
    await grouped(app, *TEN[:7], "late", id="part", name="Part")
    await grouped(app, *TEN[:2], id="few", name="Few")
    await period(app, clock, *TEN, "late", **HEAVY)
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


async def test_before_the_first_period_is_over(app: Harness, boss: Colleague) -> None:
    await grouped(app, *TEN)
    for who in TEN:
        await Colleague(app, who).answers()
    await boss.types("equipo")
    assert "No figure yet. The first one comes when this period is over, a day after 29 November" in boss.text
    assert "of 100" not in boss.text


async def test_that_nobody_answered_looks_like_too_few(app: Harness, clock: Clock, boss: Colleague) -> None:
    await grouped(app, *TEN)
    await period(app, clock)
    await boss.types("team")
    assert "Fewer than 8 took part" in boss.text


async def test_only_managers_and_only_groups_that_were_chosen(app: Harness, boss: Colleague) -> None:
    await grouped(app, *TEN)
    agent = Colleague(app)
    await agent.types("team")
    assert "Night shift" not in agent.text
    await agent.types("settings")
    assert agent.form is None
    await boss.press("checkin.team", "unknown")
    assert boss.title == "Self-check · Night shift"


async def test_without_groups_it_says_where_to_choose_them(boss: Colleague) -> None:
    await boss.types("team")
    assert boss.title == "No groups yet"


def test_advice_answers_to_what_is_heavy() -> None:
    advice = [Advice(f"{when}{i}", when, {}) for when in ("abuse", "alone", "index", "any") for i in range(3)]
    assert [one.id for one in fitting_advice(advice, {"index": 30, "abuse": 90, "alone": 60})] == [
        *("abuse0", "abuse1", "alone0", "alone1", "any0"),
    ]
    assert [one.id for one in fitting_advice(advice, {"index": 30, "abuse": 10})] == ["any0", "any1", "any2"]
    heavy = fitting_advice(advice, {"index": 50, "abuse": 50, "alone": 50})
    assert len(heavy) == 5
