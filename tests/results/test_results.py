"""What managers see of practice: sums of enough people, and by name a yes or no where that is on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.coach import card as c
from bot.coach.drill import results
from bot.coach.drill.figures import FEWEST_ANSWERS, FEWEST_PEOPLE, SHOWINGS
from bot.coach.edge import Member as Seat
from bot.coach.edge import Roster
from bot.coach.groups import Group
from bot.coach.talk import Answer, Command, Person, Press, Role
from bot.wiring.calma import Calma
from tests.results.floor import answers
from tests.results.questions import QUESTION
from tests.team.people import Member

NO, YELLING = "saying-no-item-0", "yelling-item-0"
LONG_AGO = timedelta(days=8)


class Floor:
    """A manager, and the people whose figures they see."""

    def __init__(self, house: Calma, language: str = "en") -> None:
        self.house, self.manager = house, Member(house, language=language)
        self.tenant, self.now = self.manager.person.tenant, datetime.now(UTC).replace(microsecond=0)

    async def group(self, name: str, *people: str, conversation: str = "") -> None:
        """Makes a group, as `/calm groups` does."""
        kept = await self.house.stores.groups.keep(
            Group(self.tenant, f"own-{name.casefold()}", name, "test", conversation, people)
        )
        assert kept

    async def answered(
        self, user: str, item: str, *places: int, key: int = 0, ago: timedelta = timedelta()
    ) -> None:
        """Has somebody answer an item once with each of these options, of which `key` is right."""
        given = [(item, place, place == key) for place in places]
        situation = self.house.library.book.quiz[item].situation
        await answers(self.house.stores.drills, self.tenant, user, self.now - ago, given, situation)

    async def sees(self, group: str = "") -> str:
        """Returns what the figures say."""
        text = "resultados" if self.manager.person.language == "es" else "results"
        await self.manager.types(text, "drill")
        if group:
            label = "Grupo" if self.manager.person.language == "es" else "Group"
            await self.manager.chooses(label, group)
        return self.said

    @property
    def said(self) -> str:
        """All that is written on the card."""
        elements = self.manager.card.elements
        found = [e.text for e in elements if isinstance(e, c.Heading | c.Text | c.Note)]
        found += [f"{e.label} {e.text}" for e in elements if isinstance(e, c.Quote)]
        return "\n".join([*found, *(" | ".join(row) for row in self.rows)])

    @property
    def rows(self) -> Sequence[tuple[str, ...]]:
        """The rows of the table."""
        tables = [e for e in self.manager.card.elements if isinstance(e, c.Table)]
        return tables[0].rows if tables else ()


@pytest.fixture
def floor(house: Calma) -> Floor:
    """A team that nobody else is of."""
    return Floor(house)


@pytest_asyncio.fixture
async def busy(floor: Floor) -> Floor:
    """Three people who practised, one of them last week, and one who did not; all of the night shift."""
    await floor.group("Night", "ana", "ben", "cleo", "dan")
    await floor.answered("ana", NO, 0, 1)
    await floor.answered("ben", NO, 0)
    await floor.answered("cleo", NO, 0, 1, ago=LONG_AGO)
    await floor.answered("ana", YELLING, *[1] * 5)
    return floor


async def test_a_group_is_told_in_sums(busy: Floor) -> None:
    said = await busy.sees("Night")
    assert busy.manager.title == "Practice"
    assert "**fewer than 3 of 4** people practised this week, **3** in the last four weeks." in said
    assert tuple(busy.rows) == (("Saying no", "60%"), ("Yelling", "–"))
    assert "**60%** · Moment one of saying-no: what moves this forward?" in said
    assert "yelling: what" not in said  # five answers, but of one person
    for name in ("ana", "ben", "cleo", "dan"):
        assert name not in said.replace("anager", "")


async def test_everybody_is_told_without_a_group(busy: Floor) -> None:
    await busy.answered("eve", YELLING, 1, 1, 0)
    await busy.answered("finn", YELLING, 0)
    said = await busy.sees()
    assert "**4** people practised this week, **5** in the last four weeks." in said
    assert tuple(busy.rows) == (("Yelling", "20%"), ("Saying no", "60%"))
    assert said.index("**20%** · Moment one of yelling") < said.index("**60%** · Moment one of saying-no")


async def test_in_spanish(house: Calma) -> None:
    floor = Floor(house, "es")
    await floor.group("Noche", "ana", "ben", "cleo", "dan")
    for user in ("ana", "ben", "cleo"):
        await floor.answered(user, NO, 0, 1)
    said = await floor.sees("Noche")
    assert "Practicaron **3 de 4** personas esta semana y **3** en las últimas cuatro." in said
    assert tuple(floor.rows) == (("Decir que no", "50 %"),)
    assert "**50 %** · Momento uno de saying-no" in said


async def test_nobody_practised(floor: Floor) -> None:
    await floor.answered("ana", NO, 0, ago=timedelta(days=29))
    said = await floor.sees()
    assert "Fewer than 3 people practised in the last four weeks" in said
    assert "Group" not in [e.label for e in floor.manager.card.elements if isinstance(e, c.Choice)]


@pytest.mark.parametrize(
    ("people", "each", "told"),
    [
        (FEWEST_PEOPLE, 2, True),  # six answers of three
        (FEWEST_PEOPLE - 1, 9, False),  # eighteen of two
        (FEWEST_ANSWERS - 1, 1, False),  # four of four
        (FEWEST_ANSWERS, 1, True),
    ],
)
async def test_nobody_can_be_singled_out(floor: Floor, people: int, each: int, told: bool) -> None:
    names = [f"person{n}" for n in range(people)]
    others = ("xena", "yuri", "zoe")
    await floor.group("Day", *names, *others)
    for name in others:
        await floor.answered(name, YELLING, 0)
    for name in names:
        await floor.answered(name, NO, *[1] * each)
    said = await floor.sees("Day")
    shares = {row[0]: row[1] for row in floor.rows}
    assert shares == {"Saying no": "0%" if told else "–", "Yelling": "–"}
    assert ("**0%** · " in said) is told


async def test_a_group_of_two_has_no_figures(floor: Floor) -> None:
    await floor.group("Pair", "ana", "ben")
    for name in ("ana", "ben", "cleo"):
        await floor.answered(name, NO, 0, 1)
    said = await floor.sees("Pair")
    assert "fewer than 3 people" in said
    assert "practised this week" not in said
    assert floor.rows == ()


@pytest.mark.parametrize("people", [0, 1, 2])
async def test_of_a_few_not_even_their_number_is_told(floor: Floor, people: int) -> None:
    await floor.group("Day", "ana", "ben", "cleo", "dan")
    for name in ("ana", "ben", "cleo")[:people]:
        await floor.answered(name, NO, *[1] * 9)
    seen = await floor.sees("Day")
    assert "Fewer than 3 people practised in the last four weeks" in seen
    assert floor.rows == ()
    assert str(people) not in seen.replace("than 3", "")


async def test_the_five_hardest_are_told_and_what_everybody_knows_is_not(floor: Floor) -> None:
    items = [name for name in floor.house.library.book.quiz if name.startswith(("saying-no", "yelling"))]
    for nth, item in enumerate(items):
        for name in ("ana", "ben", "cleo"):
            await floor.answered(name, item, *[0] * nth, *[1] * (len(items) - 1 - nth))
    said = await floor.sees()
    hard = [line.partition(" · ")[0] for line in said.splitlines() if "%** · " in line]
    assert hard == ["**0%**", "**15%**", "**30%**", "**45%**", "**55%**"]


async def test_an_option_that_nobody_picks_is_told_after_enough_answers(floor: Floor) -> None:
    each = SHOWINGS // 3
    for name, places in (("ana", each), ("ben", each), ("cleo", each - 1)):
        await floor.answered(name, NO, *[0, 1] * (places // 2), *[0] * (places % 2))
    assert "Nobody picks these" not in await floor.sees()
    await floor.answered("cleo", NO, 0)
    said = await floor.sees()
    assert "**Nobody picks these**" in said
    assert f"**0 of {SHOWINGS}** · “This is a worse line, three.” · Moment one of saying-no" in said
    await floor.answered("dan", NO, 2)
    assert "Nobody picks these" not in await floor.sees()


async def test_an_own_question_counts_and_one_that_is_gone_does_not(floor: Floor) -> None:
    await floor.manager.types("items", "drill")
    await floor.manager.opens("Add a question")
    await floor.manager.fills(QUESTION)
    await floor.manager.types("results", "drill")
    [entry] = (await floor.house.stores.team.kept(floor.tenant)).entries
    for name in ("ana", "ben", "cleo"):
        given = [(entry.id, 1, False)] * 2
        await answers(floor.house.stores.drills, floor.tenant, name, floor.now, given, "escalation")
    said = await floor.sees()
    assert f"**0%** · {QUESTION['stem_en'][0][:40]}" in said
    await floor.manager.presses("Own questions")
    await floor.manager.presses("Retire")
    await floor.manager.presses("Yes, retire it")
    assert "**3** people practised this week" in await floor.sees()
    assert floor.rows == ()


async def test_who_practised_is_hidden_until_it_is_switched_on_and_logged(busy: Floor) -> None:
    manager = busy.manager
    said = await busy.sees("Night")
    assert "Nobody sees who practised" in said
    assert "Who practised" not in manager.labels
    sly = await busy.house.desk.answer(Press(manager.person, "results.who", "own-night|0"))
    assert isinstance(sly, Answer)
    assert "ana" not in str(sly.card.elements)
    await manager.presses("Show who practised")
    assert "yes or no, by group" in busy.said
    await manager.presses("Who practised")
    assert manager.title == "This week: Night"
    assert tuple(busy.rows) == (("ana", "yes"), ("ben", "yes"), ("cleo", "no"), ("dan", "no"))
    await manager.presses("Back to the figures")
    assert manager.title == "Practice"
    await manager.presses("Stop showing who")
    assert "Who practised" not in manager.labels
    await manager.at("Changes")
    assert [note.partition(" UTC · ")[2] for note in manager.notes] == [
        f"{manager.person.user_id} switched off that managers see who practised",
        f"{manager.person.user_id} switched on that managers see who practised",
    ]


async def test_pressing_the_switch_twice_is_one_change(busy: Floor) -> None:
    await busy.sees()
    for _ in range(2):
        await busy.manager.press("results.name", "all|on")
    assert len(await busy.house.stores.team.changes(busy.tenant, 0, 9)) == 1


async def test_agents_are_told_and_whoever_hides_is_left_out(busy: Floor) -> None:
    house, ana = busy.house, busy.manager.colleague(Role.AGENT, "es")
    await busy.group("Day", ana.person.user_id, "ben", "cleo", "dan")
    await ana.types("me", "drill")
    assert not [note for note in ana.notes if "gerentes" in note]
    await busy.sees("Day")
    await busy.manager.presses("Show who practised")
    await ana.types("yo", "drill")
    assert any(note.startswith("Sus gerentes pueden ver si usted practicó esta semana") for note in ana.notes)
    await busy.manager.presses("Who practised")
    assert (ana.person.user_id, "no") in busy.rows
    await ana.presses("Ocultar esto")
    assert any("Sus gerentes" in note for note in ana.notes)
    await busy.manager.press("results.who", "own-day|0")
    assert [row[0] for row in busy.rows] == ["ben", "cleo", "dan"]
    assert busy.manager.notes == ["Whoever hides their figures is left out: 1 here."]
    other = await house.desk.answer(Command(Member(house, role=Role.AGENT).person, "drill", "me"))
    assert isinstance(other, Answer)
    assert "managers" not in str(other.card.elements)


async def test_names_are_those_that_people_are_known_by_and_come_in_pages(floor: Floor) -> None:
    ids = [f"u{n:03}" for n in range(60)]
    await floor.group("Big", *ids)
    await floor.house.stores.people.known(Person(floor.tenant, "test", "u007", name="Zoë *N*"))
    names = [*(id for id in ids if id != "u007"), "Zoë N"]
    await floor.sees("Big")
    await floor.manager.presses("Show who practised")
    await floor.manager.presses("Who practised")
    seen = [row[0] for row in floor.rows]
    while "Next" in floor.manager.labels:
        await floor.manager.presses("Next")
        seen += [row[0] for row in floor.rows]
    assert seen == names
    await floor.manager.presses("Previous")
    assert len(floor.rows) == 25
    await floor.manager.press("results.who", "own-big|99999")
    assert [row[0] for row in floor.rows][:1] == ["u000"]


async def test_one_team_never_counts_another(busy: Floor) -> None:
    other = Floor(busy.house)
    assert "Fewer than 3 people practised" in await other.sees()
    await other.manager.press("results.show", "own-night")
    assert "Night" not in other.said
    await other.manager.press("results.name", "own-night|on")
    assert "Who practised" not in other.manager.labels
    assert not await busy.house.stores.drills.figures.named(busy.tenant)


class Channel(Roster):
    """A channel whose members a platform tells; None where it does not."""

    def __init__(self, *members: Seat, slow: bool = False) -> None:
        self._members, self._slow = members, slow

    async def members(self, tenant: str, conversation: str) -> tuple[Seat, ...] | None:
        if self._slow:
            await asyncio.Event().wait()
        return self._members or None


async def test_who_is_in_the_channel_now_counts(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "PATIENCE", 0.05)
    await floor.group("Line", "ana", "ben", "cleo", conversation="C1")
    seats = (Seat("ana", "Ana **P**"), Seat("ben", "Ben"), Seat("cleo"), Seat("dan", "Dan"))
    floor.house.rosters.take([("test", Channel(*seats))])
    for user in ("ana", "ben", "dan"):
        await floor.answered(user, NO, 0)
    assert "**3 of 4** people practised" in await floor.sees("Line")
    await floor.manager.presses("Show who practised")
    await floor.manager.presses("Who practised")
    assert tuple(floor.rows) == (("Ana P", "yes"), ("Ben", "yes"), ("cleo", "no"), ("Dan", "yes"))
    for silent in (Channel(), Channel(slow=True)):
        floor.house.rosters.take([("test", silent)])
        assert "Fewer than 3 people practised" in await floor.sees("Line")
