"""What managers see of practice: sums of enough people, and by name a yes or no where that is on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.core import card as c
from bot.core.chat import Person, Role
from bot.core.edge import ChannelMember as Seat
from bot.core.edge import Roster
from bot.core.inert import literal
from bot.features.drill import manager_handlers
from bot.features.drill.stats import FEWEST_ANSWERS, FEWEST_PEOPLE, SHOWINGS
from tests.harness import Harness
from tests.results.actor import Manager
from tests.results.floor import answers
from tests.results.questions import QUESTION
from tests.team.actor import Member

NO, YELLING = "saying-no-item-0", "yelling-item-0"
LONG_AGO = timedelta(days=8)


@pytest_asyncio.fixture
async def busy(manager: Manager) -> Manager:
    """Three people who practised, one of them last week, and one who did not; all of the night shift."""
    await manager.group("Night", "ana", "ben", "cleo", "dan")
    await manager.answered("ana", NO, 0, 1)
    await manager.answered("ben", NO, 0)
    await manager.answered("cleo", NO, 0, 1, ago=LONG_AGO)
    await manager.answered("ana", YELLING, *[1] * 5)
    return manager


async def test_a_group_is_told_in_sums(busy: Manager) -> None:
    said = await busy.reads("Night")
    assert busy.title == "Practice"
    assert "**fewer than 3 of 4** people practised this week, **3** in the last four weeks." in said
    assert tuple(busy.rows) == (("Saying no", "60%"), ("Yelling", "–"))
    assert "**60%** · Moment one of saying-no: what moves this forward?" in said
    assert "yelling: what" not in said  # five answers, but of one person
    for name in ("ana", "ben", "cleo", "dan"):
        assert name not in said.replace("anager", "")


async def test_everybody_is_told_without_a_group(busy: Manager) -> None:
    await busy.answered("eve", YELLING, 1, 1, 0)
    await busy.answered("finn", YELLING, 0)
    said = await busy.reads()
    assert "**4** people practised this week, **5** in the last four weeks." in said
    assert tuple(busy.rows) == (("Yelling", "20%"), ("Saying no", "60%"))
    assert said.index("**20%** · Moment one of yelling") < said.index("**60%** · Moment one of saying-no")


async def test_in_spanish(app: Harness) -> None:
    manager = Manager(app, language="es")
    await manager.group("Noche", "ana", "ben", "cleo", "dan")
    for user in ("ana", "ben", "cleo"):
        await manager.answered(user, NO, 0, 1)
    said = await manager.reads("Noche")
    assert "Practicaron **3 de 4** personas esta semana y **3** en las últimas cuatro." in said
    assert tuple(manager.rows) == (("Decir que no", "50 %"),)
    assert "**50 %** · Momento uno de saying-no" in said


async def test_nobody_practised(manager: Manager) -> None:
    await manager.answered("ana", NO, 0, ago=timedelta(days=29))
    said = await manager.reads()
    assert "Fewer than 3 people practised in the last four weeks" in said
    assert "Group" not in [e.label for e in manager.all(c.Choice)]


@pytest.mark.parametrize(
    ("people", "each", "told"),
    [
        (FEWEST_PEOPLE, 2, True),  # six answers of three
        (FEWEST_PEOPLE - 1, 9, False),  # eighteen of two
        (FEWEST_ANSWERS - 1, 1, False),  # four of four
        (FEWEST_ANSWERS, 1, True),
    ],
)
async def test_nobody_can_be_singled_out(manager: Manager, people: int, each: int, told: bool) -> None:
    names = [f"person{n}" for n in range(people)]
    others = ("xena", "yuri", "zoe")
    await manager.group("Day", *names, *others)
    for name in others:
        await manager.answered(name, YELLING, 0)
    for name in names:
        await manager.answered(name, NO, *[1] * each)
    said = await manager.reads("Day")
    shares = {row[0]: row[1] for row in manager.rows}
    assert shares == {"Saying no": "0%" if told else "–", "Yelling": "–"}
    assert ("**0%** · " in said) is told


async def test_a_group_of_two_has_no_figures(manager: Manager) -> None:
    await manager.group("Pair", "ana", "ben")
    for name in ("ana", "ben", "cleo"):
        await manager.answered(name, NO, 0, 1)
    said = await manager.reads("Pair")
    assert "fewer than 3 people" in said
    assert "practised this week" not in said
    assert manager.rows == ()


@pytest.mark.parametrize("people", [0, 1, 2])
async def test_of_a_few_not_even_their_number_is_told(manager: Manager, people: int) -> None:
    await manager.group("Day", "ana", "ben", "cleo", "dan")
    for name in ("ana", "ben", "cleo")[:people]:
        await manager.answered(name, NO, *[1] * 9)
    seen = await manager.reads("Day")
    assert "Fewer than 3 people practised in the last four weeks" in seen
    assert manager.rows == ()
    assert str(people) not in seen.replace("than 3", "")


async def test_the_five_hardest_are_told_and_what_everybody_knows_is_not(manager: Manager) -> None:
    items = [name for name in manager.app.book.quiz if name.startswith(("saying-no", "yelling"))]
    for nth, item in enumerate(items):
        for name in ("ana", "ben", "cleo"):
            await manager.answered(name, item, *[0] * nth, *[1] * (len(items) - 1 - nth))
    said = await manager.reads()
    hard = [line.partition(" · ")[0] for line in said.splitlines() if "%** · " in line]
    assert hard == ["**0%**", "**15%**", "**30%**", "**45%**", "**55%**"]


async def test_an_option_that_nobody_picks_is_told_after_enough_answers(manager: Manager) -> None:
    each = SHOWINGS // 3
    for name, places in (("ana", each), ("ben", each), ("cleo", each - 1)):
        await manager.answered(name, NO, *[0, 1] * (places // 2), *[0] * (places % 2))
    assert "Nobody picks these" not in await manager.reads()
    await manager.answered("cleo", NO, 0)
    said = await manager.reads()
    assert "**Nobody picks these**" in said
    assert f"**0 of {SHOWINGS}** · “This is a worse line, three.” · Moment one of saying-no" in said
    await manager.answered("dan", NO, 2)
    assert "Nobody picks these" not in await manager.reads()


async def test_an_own_question_counts_and_one_that_is_gone_does_not(manager: Manager) -> None:
    await manager.types("items", "drill")
    await manager.opens("Add a question")
    await manager.sends(**QUESTION)
    await manager.types("results", "drill")
    [entry] = (await manager.app.stores.team.find_content(manager.tenant)).entries
    for name in ("ana", "ben", "cleo"):
        given = [(entry.id, 1, False)] * 2
        await answers(manager.app.stores.drills, manager.tenant, name, manager.app.now, given, "escalation")
    said = await manager.reads()
    assert f"**0%** · {QUESTION['stem_en'][0][:40]}" in said
    await manager.presses("Own questions")
    await manager.presses("Retire")
    await manager.presses("Yes, retire it")
    assert "**3** people practised this week" in await manager.reads()
    assert manager.rows == ()


async def test_who_practised_is_hidden_until_it_is_switched_on_and_logged(busy: Manager) -> None:
    said = await busy.reads("Night")
    assert "Nobody sees who practised" in said
    assert "Who practised" not in busy.labels
    sly = await busy.forces("results.who", "own-night|0")
    assert "ana" not in str(sly.card.elements)
    await busy.presses("Show who practised")
    assert "yes or no, by group" in busy.text
    await busy.presses("Who practised")
    assert busy.title == "This week: Night"
    assert tuple(busy.rows) == (("ana", "yes"), ("ben", "yes"), ("cleo", "no"), ("dan", "no"))
    await busy.presses("Back to the figures")
    assert busy.title == "Practice"
    await busy.presses("Stop showing who")
    assert "Who practised" not in busy.labels
    await busy.at("Changes")
    assert [note.partition(" UTC · ")[2] for note in busy.notes] == [
        f"{busy.person.user_id} switched off that managers see who practised",
        f"{busy.person.user_id} switched on that managers see who practised",
    ]


async def test_pressing_the_switch_twice_is_one_change(busy: Manager) -> None:
    await busy.reads()
    for _ in range(2):
        await busy.press("results.name", "all|on")
    assert len(await busy.app.stores.team.find_changes(busy.tenant, 0, 9)) == 1


async def test_agents_are_told_and_whoever_hides_is_left_out(busy: Manager) -> None:
    ana = busy.colleague(Role.AGENT, "es")
    await busy.group("Day", ana.person.user_id, "ben", "cleo", "dan")
    await ana.types("me", "drill")
    assert not [note for note in ana.notes if "gerentes" in note]
    await busy.reads("Day")
    await busy.presses("Show who practised")
    await ana.types("yo", "drill")
    assert any(note.startswith("Sus gerentes pueden ver si usted practicó esta semana") for note in ana.notes)
    await busy.presses("Who practised")
    assert (ana.person.user_id, "no") in busy.rows
    await ana.presses("Ocultar esto")
    assert any("Sus gerentes" in note for note in ana.notes)
    await busy.press("results.who", "own-day|0")
    assert [row[0] for row in busy.rows] == ["ben", "cleo", "dan"]
    assert busy.notes == ["Whoever hides their figures is left out: 1 here."]
    other = Member(busy.app, role=Role.AGENT)
    await other.types("me", "drill")
    assert "managers" not in str(other.card.elements)


async def test_names_are_those_that_people_are_known_by_and_come_in_pages(manager: Manager) -> None:
    ids = [f"u{n:03}" for n in range(60)]
    await manager.group("Big", *ids)
    await manager.app.stores.people.complete_person(Person(manager.tenant, "test", "u007", name="Zoë *N*"))
    names = [*(id for id in ids if id != "u007"), literal("Zoë *N*")]
    await manager.reads("Big")
    await manager.presses("Show who practised")
    await manager.presses("Who practised")
    seen = [row[0] for row in manager.rows]
    while "Next" in manager.labels:
        await manager.presses("Next")
        seen += [row[0] for row in manager.rows]
    assert seen == names
    await manager.presses("Previous")
    assert len(manager.rows) == 25
    await manager.press("results.who", "own-big|99999")
    assert [row[0] for row in manager.rows][:1] == ["u000"]


async def test_one_team_never_counts_another(busy: Manager) -> None:
    other = Manager(busy.app)
    assert "Fewer than 3 people practised" in await other.reads()
    await other.press("results.show", "own-night")
    assert "Night" not in other.text
    await other.press("results.name", "own-night|on")
    assert "Who practised" not in other.labels
    assert not await busy.app.stores.drills.stats.are_people_named(busy.tenant)


class Channel(Roster):
    """A channel whose members a platform tells; None where it does not."""

    def __init__(self, *members: Seat, slow: bool = False) -> None:
        self._members, self._slow = members, slow

    async def members(self, tenant: str, conversation: str) -> tuple[Seat, ...] | None:
        if self._slow:
            await asyncio.Event().wait()
        return self._members or None


async def test_who_is_in_the_channel_now_counts(manager: Manager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manager_handlers, "PATIENCE", 0.05)
    await manager.group("Line", "ana", "ben", "cleo", conversation="C1")
    seats = (Seat("ana", "Ana **P**"), Seat("ben", "Ben"), Seat("cleo"), Seat("dan", "Dan"))
    manager.app.calma.rosters.add_rosters([("test", Channel(*seats))])
    for user in ("ana", "ben", "dan"):
        await manager.answered(user, NO, 0)
    assert "**3 of 4** people practised" in await manager.reads("Line")
    await manager.presses("Show who practised")
    await manager.presses("Who practised")
    assert tuple(manager.rows) == (
        (literal("Ana **P**"), "yes"),
        ("Ben", "yes"),
        ("cleo", "no"),
        ("Dan", "yes"),
    )
    for silent in (Channel(), Channel(slow=True)):
        manager.app.calma.rosters.add_rosters([("test", silent)])
        assert "Fewer than 3 people practised" in await manager.reads("Line")
