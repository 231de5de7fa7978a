"""Parts of the start that are slow or fail, a manager's week, and the self-check's constant line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.core import card as c
from bot.core.chat import Command, Person, Role
from bot.core.errors import Unavailable
from bot.core.home import HomeLine
from bot.core.phrasebook import Phrasebook
from bot.core.report import WeekFigure, WeekOverview
from bot.features.home.deps import HomeDeps
from bot.features.home.handlers import HomeHandlers
from tests.checkin.actor import MIDDLE, Colleague, switched_on
from tests.harness import PLATFORM, TENANT, Harness
from tests.seen import Seen

LATE = {
    "en": "Some of this page is slow to come just now, and was left out. All the buttons work.",
    "es": "Una parte de esta página está tardando y no se muestra por ahora. Todos los botones funcionan.",
}


async def last_week(_: Person) -> WeekOverview:
    """Returns a last week with three figures."""
    figures = (
        WeekFigure("contacts ended with **words**", "7", "9"),
        WeekFigure("practised", "half or more"),
        WeekFigure("look-ups that found nothing", "3", "0"),
    )
    return WeekOverview(figures, (c.Text("Saying no is worth ten minutes."),))


async def broken_week(_: Person) -> WeekOverview:
    """Fails, as where figures cannot be read."""
    raise RuntimeError("no such table")


async def slow(_: Person) -> Sequence[HomeLine]:
    await asyncio.sleep(60)
    raise AssertionError("nobody waits for that")


async def away(_: Person) -> Sequence[c.Element]:
    raise Unavailable("OperationalError")


async def waiting(_: Person) -> Sequence[HomeLine]:
    return (HomeLine("Something waits.", c.Button("There", "there.show")),)


async def opened(
    book: Phrasebook, role: Role, language: str = "en", **parts: Any
) -> tuple[Seen, list[BaseException]]:
    """Opens the start of somebody, of these parts, and returns it with what was reported."""
    errors: list[BaseException] = []
    handlers = HomeHandlers(HomeDeps(lambda _: book, errors.append, within=0.05, **parts))
    person = Person(TENANT, PLATFORM, "marta", language, role)
    answer = await asyncio.wait_for(handlers.show(Command(person, "home")), 3)
    return Seen(answer.card), errors


@pytest.mark.parametrize("language", ["en", "es"])
async def test_what_is_slow_is_left_out_and_said(book: Phrasebook, language: str) -> None:
    seen, errors = await opened(book, Role.AGENT, language, due=(slow, waiting), saved=away)
    assert LATE[language] in seen.text
    assert "Something waits." in seen.text
    assert "There" in seen.labels
    assert seen.actions[0] == "safety.menu"
    assert seen.actions[-1] == "home.help"
    assert [type(error) for error in errors] == [Unavailable, Unavailable]


async def test_all_that_is_slow_takes_its_time_at_once(book: Phrasebook) -> None:
    loop = asyncio.get_running_loop()
    before = loop.time()
    seen, errors = await opened(book, Role.MANAGER, due=(slow,) * 8, waits=(slow,) * 8, reports=slow)
    assert loop.time() - before < 2
    assert len(errors) == 17
    assert "Nothing waits for you" not in seen.text  # nobody knows


async def test_a_managers_week_is_three_figures_and_a_sentence(book: Phrasebook) -> None:
    seen, errors = await opened(book, Role.MANAGER, week=last_week)
    assert not errors
    assert (
        "contacts ended with **words**: **7** (the week before: 9)" not in seen.text
    )  # theirs is never bold
    assert "(the week before: 9)" in seen.text
    assert "practised: **half or more**" in seen.text
    assert "Saying no is worth ten minutes." in seen.text
    for role in (Role.AGENT, Role.SUPERVISOR):
        agent, _ = await opened(book, role, week=last_week, waits=(waiting,))
        assert "week before" not in agent.text
        assert "Something waits." not in agent.text
        assert "report.show" not in agent.actions


async def test_a_week_that_cannot_be_read_takes_nothing_else_down(book: Phrasebook) -> None:
    seen, errors = await opened(book, Role.MANAGER, week=broken_week, waits=(waiting,))
    assert "Something waits." in seen.text
    assert LATE["en"] in seen.text
    assert [str(error) for error in errors] == ["no such table"]


async def test_the_self_check_is_offered_alike_whoever_takes_part() -> None:
    app = Harness(now=MIDDLE)
    ana, luis, eva = Colleague(app), Colleague(app, "luis"), Colleague(app, "eva")
    await ana.types(command="home")
    assert "Self-check" not in ana.labels  # nobody set it up
    await switched_on(app)
    await ana.answers()
    await luis.types()
    await luis.press("checkin.decline")
    cards = []
    for who in (ana, luis, eva):
        await who.types(command="home")
        cards.append(who.card)
    assert "Only you see your answers." in ana.text
    assert cards[0] == cards[1] == cards[2]  # all of it, byte for byte
    await eva.presses("Self-check")
    assert eva.form
    await ana.types(command="home")
    assert ana.card == cards[0]
