"""What managers see: a figure, or a plain sentence why there is none; and what they can set."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Role
from bot.core.groups import Group
from bot.features.checkin import feature
from bot.features.checkin.instrument import Advice
from bot.features.checkin.manager_cards import fitting_advice
from bot.features.checkin.model import Terms
from bot.features.checkin.period import Cadence
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
    await boss.presses("Settings")
    assert boss.form
    assert "There are no groups yet" in boss.text


async def test_settings(app: Harness, boss: Colleague, clock: Clock) -> None:
    await grouped(app, *TEN)
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
    assert "It is offered to: Night shift." in boss.text
    terms = await app.stores.checkin.terms.find_terms("T1")
    assert terms == Terms(True, Cadence.WEEKLY, 9, 90, "MX", ("night",), terms.version)
    boss.form = form
    await boss.sends(minimum=20)
    assert boss.title == "Not saved"
    assert (await app.stores.checkin.terms.find_terms("T1")).minimum == 9


async def test_saved_as_they_open_the_settings_promise_nobody_an_invitation(
    app: Harness, boss: Colleague
) -> None:
    await app.stores.groups.keep_group(Group("T1", "night", "Night shift", "test", people=TEN))
    await boss.types("settings")
    await boss.sends()
    assert "It is offered to nobody yet" in boss.text
    assert "invitation" not in boss.text
    await boss.presses("Settings")
    await boss.sends(on="no", groups=("night",))
    await boss.presses("Turn off and erase")
    await boss.types("settings")
    await boss.sends(on="no")
    assert "stays off" in boss.text
    assert "invitation" not in boss.text


async def test_the_time_before_it_was_offered_has_no_figure(
    app: Harness, boss: Colleague, clock: Clock
) -> None:
    await app.stores.groups.keep_group(Group("T1", "night", "Night shift", "test", people=TEN))
    await boss.types("settings")
    await boss.sends(groups=("night",))
    assert app.features.checkin
    await feature.closing(app.features.checkin)(clock.now)
    await boss.types("team")
    assert "No figure yet" in boss.text


async def test_turning_it_off_erases_after_one_more_question(
    app: Harness, clock: Clock, boss: Colleague
) -> None:
    await grouped(app, *TEN)
    await period(app, clock, *TEN)
    await boss.types("settings")
    await boss.sends(on="no")
    assert boss.title == "Turn it off and erase all?"
    assert (await app.stores.checkin.terms.find_terms("T1")).on
    await boss.presses("Turn off and erase")
    assert boss.title == "It is off"
    answers = app.stores.checkin.answers
    assert (await answers.own_checkins("T1", "p0")).entries == ()
    assert await app.stores.checkin.results.results_of_group("T1", "night") == ()
    ana = Colleague(app, "p0")
    for text in ("", "me"):
        await ana.types(text)
        assert ana.title == "The self-check is off"
    await boss.types("team")
    assert boss.title == "The self-check is off"
    await boss.presses("Settings")
    await boss.sends(on="yes", groups=("night",))
    await ana.types()
    assert ana.form
    assert (await answers.own_checkins("T1", "p0")).entries == ()


def test_advice_answers_to_what_is_heavy() -> None:
    advice = [Advice(f"{when}{i}", when, {}) for when in ("abuse", "alone", "index", "any") for i in range(3)]
    assert [one.id for one in fitting_advice(advice, {"index": 30, "abuse": 90, "alone": 60})] == [
        *("abuse0", "abuse1", "alone0", "alone1", "any0"),
    ]
    assert [one.id for one in fitting_advice(advice, {"index": 30, "abuse": 10})] == ["any0", "any1", "any2"]
    heavy = fitting_advice(advice, {"index": 50, "abuse": 50, "alone": 50})
    assert len(heavy) == 5
