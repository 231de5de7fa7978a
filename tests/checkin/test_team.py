"""What managers see: a figure, or a plain sentence why there is none; and what they can set."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Role
from bot.features.checkin import feature
from bot.features.checkin.instrument import Advice
from bot.features.checkin.manager_cards import fitting_advice
from bot.features.checkin.model import UnitResult
from bot.features.checkin.units import Unit, UnitPlan
from tests.checkin.actor import HEAVY, LIGHT, Colleague, grouped, offered, switched_on
from tests.checkin.instruments import NARROW, THREE_SCALES
from tests.harness import Clock, Harness

TEN = tuple(f"p{i}" for i in range(10))


@pytest.fixture
def boss(app: Harness) -> Colleague:
    return Colleague(app, "boss", role=Role.MANAGER)


LONG_AGO = date(2026, 10, 1)


async def unit(app: Harness, *people: str, id: str = "night", name: str = "Night shift") -> None:
    """Puts people into a unit that has been there for long, as has their offer."""
    await grouped(app, *people, id=id, name=name)
    for who in people:
        await offered(app, who, offered=LONG_AGO)


async def period(app: Harness, clock: Clock, *people: str, **answers: int) -> None:
    """People answer, and the period is over and closed."""
    for who in people:
        await Colleague(app, who).answers(**answers)
    clock.later(days=14)
    assert app.features.checkin
    await feature.closing(app.features.checkin)(clock.now)


async def test_a_figure_with_what_can_be_done(app: Harness, clock: Clock, boss: Colleague) -> None:
    await unit(app, *TEN)
    await period(app, clock, *TEN, **HEAVY)
    await boss.types("team")
    assert boss.how is Placement.PRIVATE
    assert boss.title == "Self-check · Night shift"
    assert "16–29 November" in boss.text
    assert "Load: **55 or more** of 100." in boss.text
    assert "Shouting, insults or threats, per shift | “3–5” or more | 60 or more in 100" in boss.text
    assert "counts only as low, middle or high" in boss.text
    assert "“Or more” and “under” leave open how far it goes, on purpose" in boss.text
    assert "What can be done" in boss.text
    assert "Name one person per shift" in boss.text  # by the heaviest exposure
    assert "ends on 13 December" in boss.text
    assert "p0" not in boss.text
    assert boss.labels == ["Settings"]


async def test_in_spanish(app: Harness, clock: Clock) -> None:
    jefa = Colleague(app, "jefa", "es", Role.MANAGER)
    await unit(app, *TEN, name="Turno de noche")
    await period(app, clock, *TEN, **HEAVY)
    await jefa.types("equipo")
    assert jefa.title == "Chequeo · Turno de noche"
    assert "Carga: **55 o más**, sobre 100." in jefa.text
    assert "«3–5» o más | 60 o más de cada 100" in jefa.text
    assert "no dicen hasta dónde llega, a propósito" in jefa.text
    await period(app, clock, *TEN[:7], **LIGHT)
    await jefa.types("equipo")
    assert (
        "Esta vez no hay cifra: de las personas que cuentan, respondieron menos de las necesarias."
        in jefa.text
    )
    assert "Eso protege a todo el mundo" in jefa.text


async def test_a_trend_over_periods(app: Harness, clock: Clock, boss: Colleague) -> None:
    await unit(app, *TEN)
    before = UnitResult("2026-W45-W46", "night", "index", 60, 60)  # as figures were, one number
    await app.stores.checkin.results.publish_results("T1", before.period, [before])
    await period(app, clock, *TEN, **HEAVY)
    await period(app, clock, *TEN[:3], **HEAVY)
    await period(app, clock, *TEN, **LIGHT)
    await boss.types("team")
    chart = boss.one(c.Chart)
    assert chart.points == (
        ("15 November", 60.0, "about 60"),
        ("29 November", 65.0, "55 or more"),
        ("27 December", 35.0, "under 45"),
    )
    assert "No figure: 13 December" in boss.text


async def test_why_there_is_no_figure_is_said(app: Harness, clock: Clock, boss: Colleague) -> None:
    await unit(app, *TEN)
    await unit(app, *(f"q{n}" for n in range(7)), id="few", name="Few")
    await unit(app, *(f"r{n}" for n in range(12)), id="moved", name="Moved")
    shown = UnitResult("2026-W45-W46", "moved", "index", 45, 55)
    await app.stores.checkin.results.publish_results("T1", shown.period, [shown])
    units = app.stores.checkin.units
    newest = await units.newest_plan("T1")
    left = {who: at for who, at in newest.people.items() if who not in {"r0", "r1", "r2", "r3"}}
    assert await units.keep_plan("T1", replace(newest, first=date(2026, 11, 16), people=left))
    await period(app, clock, *TEN, **HEAVY)
    await boss.press("checkin.team", "few")
    assert "of those who count, fewer answered than were needed." in boss.text
    assert "That protects everyone, you included." in boss.text
    assert boss.labels == ["What you can do meanwhile", "Settings"]
    await boss.presses("What you can do meanwhile")
    assert "Choose one change" in boss.text
    await boss.presses("Back")
    assert boss.title == "Self-check · Few"
    await boss.press("checkin.team", "moved")
    assert "more than a quarter of the people here have come or gone since the last one" in boss.text


async def test_before_the_first_period_that_can_have_one(app: Harness, boss: Colleague) -> None:
    await unit(app, *TEN)
    for who in TEN:
        await Colleague(app, who).answers()
    await boss.types("equipo")
    assert "No figure yet. The first one can come once 29 November is over" in boss.text
    assert "of 100" not in boss.text


async def test_a_new_unit_hears_when_its_first_figure_can_come(
    app: Harness, clock: Clock, boss: Colleague
) -> None:
    await switched_on(app)
    plan = UnitPlan(date(2026, 11, 16), (Unit("new", "New"),), dict.fromkeys(TEN, ("slack", "new")))
    assert await app.stores.checkin.units.keep_plan("T1", plan)
    await period(app, clock, *TEN, **HEAVY)
    await boss.types("team")
    assert "The first one can come once 27 December is over" in boss.text
    assert "People count from their third full period in a unit on" in boss.text
    assert "answered" not in boss.text


async def test_what_these_questions_can_have_no_figure_of_is_said(
    app: Harness, clock: Clock, boss: Colleague
) -> None:
    assert app.features.checkin
    content = app.features.checkin.current.content
    abuse = next(item for item in content.instrument.items if item.id == "abuse")
    short = replace(abuse, scale=abuse.scale[:3])
    items = tuple(short if item is abuse else item for item in content.instrument.items)
    instrument = replace(content.instrument, items=items)
    app.features.checkin.current.content = replace(content, instrument=instrument)
    await unit(app, *TEN)
    await period(app, clock, *TEN, **HEAVY)
    await boss.types("team")
    assert "With these questions there is no figure of: Shouting, insults or threats, per shift." in boss.text
    assert "Load: **55 or more** of 100." in boss.text


async def test_that_nobody_answered_looks_like_too_few(app: Harness, clock: Clock, boss: Colleague) -> None:
    await unit(app, *TEN)
    await period(app, clock)
    await boss.types("team")
    assert "fewer answered than were needed" in boss.text


async def test_several_results_have_a_figure_each(app: Harness, clock: Clock, boss: Colleague) -> None:
    assert app.features.checkin
    content = app.features.checkin.current.content
    app.features.checkin.current.content = replace(content, instrument=THREE_SCALES)
    await unit(app, *TEN)
    sheet = {f"own-{n}": 4 for n in range(6)} | {f"client-{n}": 0 for n in range(6)}
    await period(app, clock, *TEN, **sheet, **{f"work-{n}": 2 for n in range(7)})
    await period(app, clock, *TEN, **sheet, **{f"work-{n}": 2 for n in range(7)})
    await boss.types("team")
    assert "Personal: **55 or more** of 100." in boss.text
    assert "Work: **45 to 55** of 100." in boss.text
    assert "Client: **under 45** of 100." in boss.text
    charts = [element.title for element in boss.card.elements if isinstance(element, c.Chart)]
    assert charts == [f"{name}, period by period" for name in ("Personal", "Work", "Client")]


async def test_figures_of_other_questions_are_no_part_of_a_trend(
    app: Harness, clock: Clock, boss: Colleague
) -> None:
    await unit(app, *TEN)
    other = UnitResult("2026-W45-W46", "night", "index", 0, 45, instrument="other-questions")
    await app.stores.checkin.results.publish_results("T1", other.period, [other])
    await boss.types("team")
    assert "No figure yet." in boss.text
    await period(app, clock, *TEN, **HEAVY)
    await period(app, clock, *TEN, **HEAVY)
    await boss.types("team")
    assert boss.one(c.Chart).labels == ("29 November", "13 December")


async def test_questions_that_nothing_can_protect_promise_no_figure(
    app: Harness, clock: Clock, boss: Colleague
) -> None:
    assert app.features.checkin
    content = app.features.checkin.current.content
    app.features.checkin.current.content = replace(content, instrument=NARROW)
    await unit(app, *TEN)
    await period(app, clock, *TEN, alone=4)
    await boss.types("team")
    assert "With these questions there is no figure of: Load." in boss.text
    assert "comes a day later" not in boss.text
    assert "answered" not in boss.text
    assert boss.labels == ["What you can do meanwhile", "Settings"]


async def test_only_managers_and_only_units_that_there_are(app: Harness, boss: Colleague) -> None:
    await unit(app, *TEN)
    agent = Colleague(app)
    await agent.types("team")
    assert "Night shift" not in agent.text
    await agent.types("settings")
    assert agent.form is None
    await boss.press("checkin.team", "unknown")
    assert boss.title == "Self-check · Night shift"


async def test_without_units_it_says_how_to_make_them(app: Harness, boss: Colleague) -> None:
    await switched_on(app)
    await boss.types("team")
    assert boss.title == "No units yet"
    assert boss.labels == ["Units"]


def test_advice_answers_to_what_is_heavy() -> None:
    advice = [Advice(f"{when}{i}", when, {}) for when in ("abuse", "alone", "index", "any") for i in range(3)]
    assert [one.id for one in fitting_advice(advice, {"index": 30, "abuse": 90, "alone": 60})] == [
        *("abuse0", "abuse1", "alone0", "alone1", "any0"),
    ]
    assert [one.id for one in fitting_advice(advice, {"index": 30, "abuse": 10})] == ["any0", "any1", "any2"]
    heavy = fitting_advice(advice, {"index": 50, "abuse": 50, "alone": 50})
    assert len(heavy) == 5
    of_parts = fitting_advice(advice, {"work": 65, "client": 35})
    assert [one.id for one in of_parts] == ["index0", "index1", "any0"]
