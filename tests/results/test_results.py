"""What managers see of practice: for how many of a group, and by name a yes or no where that is on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.core import card as c
from bot.core import groups
from bot.core.chat import Person, Role
from bot.core.edge import ChannelMember as Seat
from bot.core.edge import Roster
from bot.core.figures import FEWEST, FEWEST_TO_ANSWER
from bot.core.inert import literal
from tests.harness import Harness
from tests.results.actor import Manager
from tests.results.floor import answers
from tests.results.questions import QUESTION
from tests.team.actor import Member

NO, YELLING = "saying-no-item-0", "yelling-item-0"
MOMENT = timedelta(seconds=1)
CREW = ("ana", "ben", "cleo", "dan", *(f"p{n}" for n in range(8)))


@pytest_asyncio.fixture
async def busy(manager: Manager) -> Manager:
    """A night shift of twelve: ten practised, six of them well; one alone answered something else."""
    await manager.group("Night", *CREW)
    for nth, user in enumerate(CREW[:10]):
        await manager.answered(user, NO, 0 if nth < 6 else 1)
    await manager.answered("ana", YELLING, *[1] * 5)
    return manager


async def test_a_group_is_told_in_shares(busy: Manager) -> None:
    said = await busy.reads()
    assert busy.title == "Practice"
    assert "From 26 October 2026 to 22 November 2026, **half or more** of the group practised." in said
    assert tuple(busy.rows) == (("Saying no", "half or more"),)
    assert "yelling" not in said.casefold()  # one person's answers look like nobody's
    for name in ("ana", "ben", "cleo", "dan"):
        assert name not in said.replace("anager", "")
    assert not [line for line in said.splitlines() if "10" in line or "12" in line]


async def test_in_spanish(app: Harness) -> None:
    manager = Manager(app, language="es")
    await manager.group("Noche", *CREW)
    for user in CREW[:8]:
        await manager.answered(user, NO, 1)
    said = await manager.reads("Noche")
    assert (
        "Del 26 de octubre de 2026 al 22 de noviembre de 2026 practicó **la mitad o más** del grupo." in said
    )
    assert tuple(manager.rows) == (("Decir que no", "menos de la mitad"),)
    assert "**menos de la mitad** · Momento uno de saying-no" in said


async def test_without_a_group_there_is_a_way_to_one(manager: Manager) -> None:
    await manager.answered("ana", NO, 0)
    said = await manager.reads()
    assert "Make one of 8 people or more" in said
    assert "Group" not in [e.label for e in manager.all(c.Choice)]
    assert "New group" in manager.labels


@pytest.mark.parametrize(
    ("practised", "told"), [(0, "under half"), (1, "under half"), (4, "half or more"), (8, "half or more")]
)
async def test_the_smallest_group_that_is_told_of(manager: Manager, practised: int, told: str) -> None:
    await manager.group("Day", *CREW[:FEWEST])
    for user in CREW[:practised]:
        await manager.answered(user, NO, 0)
    said = await manager.reads("Day")
    assert f"**{told}** of the group practised" in said
    assert manager.rows == ()  # that all eight are among those who answered would be told with it
    assert "No topic was answered by 8 people or more" in said


@pytest.mark.parametrize("people", [1, 3, FEWEST - 1])
async def test_a_smaller_group_has_no_figures(manager: Manager, people: int) -> None:
    await manager.group("Few", *CREW[:people])
    for user in CREW:
        await manager.answered(user, NO, 0, 1)
    said = await manager.reads("Few")
    assert "fewer than 8 people" in said
    assert "practised." not in said
    assert manager.rows == ()


async def test_this_week_and_weeks_long_ago_are_in_no_figure(manager: Manager) -> None:
    await manager.group("Day", *CREW)
    for user in CREW:
        for at in (manager.over.start - MOMENT, manager.over.end, manager.app.now):
            await manager.answered(user, NO, 0, at=at)
    assert "**under half** of the group practised" in await manager.reads("Day")
    for user in CREW:
        await manager.answered(user, NO, 0, at=manager.over.end - MOMENT)
    assert "**half or more** of the group practised" in await manager.reads("Day")


async def test_whoever_answers_a_lot_counts_once(manager: Manager) -> None:
    await manager.group("Day", *CREW)
    for user in CREW[1:9]:
        await manager.answered(user, NO, 0)
    await manager.answered("ana", NO, *[1] * 50)
    await manager.reads("Day")
    assert tuple(manager.rows) == (("Saying no", "half or more"),)


async def test_five_hard_ones_are_told_in_an_order_that_tells_nothing(manager: Manager) -> None:
    await manager.group("Day", *CREW)
    items = sorted(name for name in manager.app.book.quiz if name.startswith(("saying-no", "yelling")))
    for nth, item in enumerate(items):
        for who, user in enumerate(CREW):
            await manager.answered(user, item, 0 if who < (len(items) - nth) % 6 else 1)
    said = await manager.reads("Day")
    hard = [line for line in said.splitlines() if line.startswith("**under half** · ")]
    assert len(hard) == 5
    assert hard[0].startswith("**under half** · Moment one of saying-no")


async def test_an_option_that_hardly_anybody_picks(manager: Manager) -> None:
    crowd = [f"crowd{n}" for n in range(53)]
    await manager.group("Crowd", *crowd)
    for nth, user in enumerate(crowd[:49]):
        await manager.answered(user, NO, nth % 2)
    assert "Hardly anybody" not in await manager.reads("Crowd")
    await manager.answered(crowd[49], NO, 2)
    said = await manager.reads("Crowd")
    assert "**Hardly anybody picks these**: under 10% of those who answered" in said
    assert "“This is a worse line, three.” · Moment one of saying-no" in said
    for user in crowd[:4]:
        await manager.answered(user, NO, 2)
    assert "Hardly anybody" not in await manager.reads("Crowd")


async def test_a_question_that_is_gone_keeps_its_topic(manager: Manager) -> None:
    await manager.types("items", "drill")
    await manager.opens("Add a question")
    await manager.writes(**QUESTION)
    await manager.group("Day", *CREW)
    [entry] = (await manager.app.stores.team.find_content(manager.tenant)).entries
    drills = manager.app.stores.drills
    for name in CREW[:8]:
        given = [(entry.id, 1, False)] * 2
        await answers(drills, manager.tenant, name, manager.over.start, given, "escalation")
    said = await manager.reads()
    assert f"**under half** · {QUESTION['stem_en'][0][:40]}" in said
    await manager.presses("Own questions")
    await manager.presses("Retire")
    await manager.presses("Yes, retire it")
    assert QUESTION["stem_en"][0][:40] not in await manager.reads()
    # Else a manager who moves a question to another topic reads the difference.
    assert [share for _, share in manager.rows] == ["under half"]


async def test_who_practised_is_hidden_until_it_is_switched_on_and_logged(busy: Manager) -> None:
    said = await busy.reads("Night")
    assert "Nobody sees who practised" in said
    assert "Who practised" not in busy.labels
    sly = await busy.forces("results.who", "own-night|0")
    assert "ana" not in str(sly.card.elements)
    await busy.presses("Show who practised")
    busy.app.later(minutes=1)
    await busy.answered("ben", NO, 0, at=busy.app.now)
    assert "yes or no, by group" in busy.text
    await busy.presses("Who practised")
    assert busy.title == "This week: Night"
    assert [name[-6:-1] for name, did in busy.rows if did == "yes"] == ["(…ben"]
    assert len(busy.rows) == len(CREW)
    await busy.presses("Back to the figures")
    assert busy.title == "Practice"
    await busy.presses("Stop showing who")
    assert "Who practised" not in busy.labels
    await busy.at("Changes")
    me = busy.person.user_id  # so the platform names them
    assert [note.partition(" UTC · ")[2] for note in busy.notes] == [
        f"{me} switched off that managers see who practised",
        f"{me} switched on that managers see who practised",
    ]


@pytest.mark.parametrize(
    ("language", "show", "yes", "told"),
    [
        ("en", "Show who practised", "yes", "Counts from when this was switched on: 24 November 2026."),
        ("es", "Mostrar quién practicó", "sí", "Cuenta desde que esto se activó: 24 de noviembre de 2026."),
    ],
)
async def test_only_practice_since_it_was_switched_on_is_shown(
    app: Harness, language: str, show: str, yes: str, told: str
) -> None:
    manager = Manager(app, language=language)
    await manager.group("Day", "ana", "ben", "cleo", "dan")

    async def practised(user: str) -> None:
        await manager.answered(user, NO, 0, at=app.now)
        app.later(seconds=1)

    async def named() -> list[str]:
        await manager.press("results.who", "own-day|0")
        return [name[-5:].strip("(…)") for name, did in manager.rows if did == yes]

    await practised("ana")  # nobody sees it, she was told
    await manager.answered("ben", NO, 0, at=app.now)  # in the very second
    await manager.reads("Day")
    await manager.presses(show)
    app.later(seconds=1)
    await practised("cleo")
    assert await named() == ["cleo"]
    assert told in manager.notes
    await manager.press("results.name", "own-day|off")
    await practised("dan")
    await manager.press("results.name", "own-day|on")
    app.later(seconds=1)
    assert await named() == []
    app.later(days=7)  # a week in which it was on throughout
    await practised("ana")
    assert await named() == ["ana"]
    assert told not in manager.notes


async def test_pressing_the_switch_twice_is_one_change(busy: Manager) -> None:
    await busy.reads()
    for _ in range(2):
        await busy.press("results.name", "all|on")
    assert len(await busy.app.stores.team.find_changes(busy.tenant, 0, 9)) == 1


async def test_agents_are_told_and_whoever_hides_is_left_out(manager: Manager) -> None:
    ana = manager.colleague(Role.AGENT, "es")
    await manager.group("Day", ana.person.user_id, "ben", "cleo", "dan")
    await ana.types("me", "drill")
    assert not [note for note in ana.notes if "gerentes" in note]
    await manager.reads("Day")
    await manager.presses("Show who practised")
    await ana.types("yo", "drill")
    assert any(
        note.startswith("Sus gerentes pueden ver, semana por semana, si usted practicó") for note in ana.notes
    )
    await manager.presses("Who practised")
    assert len(manager.rows) == 4
    assert manager.notes[-1] == "Whoever hides their figures isn't listed."
    await ana.presses("Ocultar esto")
    assert any("Sus gerentes" in note for note in ana.notes)
    await manager.press("results.who", "own-day|0")
    assert [row[0][-5:-1] for row in manager.rows] == ["…ben", "cleo", "…dan"]
    assert manager.notes[-1] == "Whoever hides their figures isn't listed."
    other = Member(manager.app, role=Role.AGENT)
    await other.types("me", "drill")
    assert "managers" not in str(other.card.elements)


async def test_names_are_those_that_people_are_known_by_and_come_in_pages(manager: Manager) -> None:
    ids = [f"u{n:03}" for n in range(60)]
    await manager.group("Big", *ids)
    for id in ids:
        name = "Zoë *N*" if id == "u007" else f"Person {id}"
        await manager.app.stores.people.complete_person(Person(manager.tenant, "test", id, name=name))
    names = [*(f"Person {id}" for id in ids if id != "u007"), literal("Zoë *N*")]
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
    assert [row[0] for row in manager.rows][:1] == ["Person u000"]


async def test_one_team_never_counts_another(busy: Manager) -> None:
    other = Manager(busy.app)
    assert "Figures are of groups" in await other.reads()
    await other.press("results.show", "own-night")
    assert "Night" not in other.text
    await other.press("results.name", "own-night|on")
    assert "Who practised" not in other.labels
    assert await busy.app.stores.drills.stats.named_since(busy.tenant) is None


class Channel(Roster):
    """A channel whose members a platform tells; None where it does not."""

    def __init__(self, *members: Seat, slow: bool = False) -> None:
        self._members, self._slow = members, slow

    async def members(self, tenant: str, conversation: str) -> tuple[Seat, ...] | None:
        if self._slow:
            await asyncio.Event().wait()
        return self._members or None


async def test_by_name_whoever_is_in_the_channel_now_is_listed(
    manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "WAIT", 0.05)
    await manager.group("Line", "ana", "ben", "cleo", conversation="C1")
    seats = (Seat("ana", "Ana **P**"), Seat("ben", "Ben"), Seat("cleo", "Cleo"), Seat("dan", "Dan"))
    manager.app.calma.rosters.add_rosters([("test", Channel(*seats))])
    await manager.reads("Line")
    await manager.presses("Show who practised")
    manager.app.later(minutes=1)
    for user in ("ana", "ben", "dan"):
        await manager.answered(user, NO, 0, at=manager.app.now)
    await manager.presses("Who practised")
    assert tuple(manager.rows) == (
        (literal("Ana **P**"), "yes"),
        ("Ben", "yes"),
        ("Cleo", "no"),
        ("Dan", "yes"),
    )
    for silent in (Channel(), Channel(slow=True)):
        manager.app.calma.rosters.add_rosters([("test", silent)])
        await manager.press("results.who", "own-line|0")
        assert len(manager.rows) == 3


async def test_the_counted_are_those_that_were_in_a_channel_when_its_weeks_began(manager: Manager) -> None:
    app, channel = manager.app, "C-Line"
    app.channels[channel] = list(CREW)
    await manager.types("groups", "drill")
    await manager.opens("New group")
    assert await manager.sends(name="Line", channel=channel)
    said = await manager.reads()
    assert "The first figures of this group come on 21 December 2026" in said
    for user in CREW[:FEWEST_TO_ANSWER]:
        await manager.answered(user, NO, 0, at=app.now)
    app.channels[channel] = ["zoe"]
    app.clock.now = manager.over.end + timedelta(weeks=4)
    assert "**half or more** of the group practised" in await manager.reads()
