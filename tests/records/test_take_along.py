"""`/calm records`: who practised by week, contacts without names, and each file in the change log."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role, Submit
from bot.core.figures import FEWEST, period_at
from bot.core.policy import DEFAULT
from bot.features.boundary import protocol
from bot.features.boundary.model import Incident, SupervisorAnswer, SupervisorSupport
from bot.features.boundary.protocol import ProtocolMove
from tests.drill import bank
from tests.harness import Harness
from tests.results.actor import Manager

NO = "saying-no-item-0"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
WEEK = timedelta(weeks=1)


@pytest.fixture
def app() -> Harness:
    """The coach, with the small bank of the tests, on a Tuesday."""
    return Harness(book=bank.book())


@pytest.fixture
def manager(app: Harness) -> Manager:
    """A manager of a team that has nothing yet."""
    return Manager(app)


async def switched_on(manager: Manager, weeks: int) -> None:
    """Has managers see who practised since so many weeks ago."""
    before, manager.app.clock.now = manager.app.now, manager.app.now - weeks * WEEK
    await manager.press("results.name", "own-night|on")
    manager.app.clock.now = before


def rows(form: c.Form | None) -> list[list[str]]:
    """Returns the rows of the files on a form, as a spreadsheet reads them, each file with its headings."""
    assert form
    assert form.dialog  # in a chat it would stay
    texts = [field.value for field in form.fields if isinstance(field, c.Input)]
    delimiter = ";" if form.language == "es" else ","
    return [row for text in texts for row in csv.reader(io.StringIO(text), delimiter=delimiter)]


async def log(manager: Manager) -> list[str]:
    """Returns the change log, the newest first."""
    await manager.at("Changes" if manager.person.language == "en" else "Cambios")
    quotes = [f"{quote.label} | {quote.text}" for quote in manager.all(c.Quote)]
    return [re.sub(r"^\S+ \S+( UTC)? · ", "", line) for line in (*quotes, *manager.notes)]


@pytest_asyncio.fixture
async def night(manager: Manager) -> Manager:
    """A night shift: ana practised last week and three weeks ago, ben two weeks ago, cleo never."""
    await manager.group("Night", "ana", "ben", "cleo")
    monday = manager.app.now - timedelta(days=1)
    for user, weeks in (("ana", 1), ("ana", 3), ("ben", 2)):
        await manager.answered(user, NO, 0, at=monday - weeks * WEEK)
    return manager


async def test_where_nobody_sees_who_practised_nothing_can_be_taken_along(night: Manager) -> None:
    assert await night.types("records") == "Files to take along"
    assert "This is off: nobody sees who practised." in str(night.notes)
    assert "Contacts: 12 weeks" in night.labels
    assert not any(button.action == "records.practice" for button in night.buttons)
    await night.press("records.practice", "own-night|12|0")
    assert night.title == "Files to take along"
    assert night.form is None
    assert await night.presses("Figures of practice") == "Practice"


async def test_who_practised_week_by_week(night: Manager) -> None:
    await switched_on(night, 4)
    await night.types("records")
    form = await night.opens("Who practised: 4 weeks")
    [headings, *people] = rows(form)
    assert headings == ["Name", "2026-11-02", "2026-11-09", "2026-11-16"]  # the first one began before that
    assert [name[-5:].strip("(…)") for name, *_ in people] == ["ana", "ben", "cleo"]
    assert [row[1:] for row in people] == [["yes", "no", "yes"], ["no", "yes", "no"], ["no", "no", "no"]]
    assert "Whoever hides their figures isn't in it." in str(form.intro)
    line = (await log(night))[0]
    assert "took along as a file: who practised (weeks: 4) | Night" in line


async def test_in_spanish_cells_are_parted_by_semicolons(app: Harness) -> None:
    manager = Manager(app, language="es")
    await manager.group("Night", "ana")
    await switched_on(manager, 2)
    assert await manager.types("registros") == "Archivos para descargar"
    [headings, row] = rows(await manager.opens("Quién practicó: 4 semanas"))
    assert headings == ["Nombre", "2026-11-16"]
    assert row[1] == "no"
    [line] = [line for line in await log(manager) if "archivo" in line]
    assert "se llevó como archivo: quién practicó (semanas: 4) | Night" in line


async def test_no_week_that_began_before_it_was_switched_on(night: Manager) -> None:
    await night.press("results.name", "own-night|on")
    await night.types("records")
    await night.presses("Who practised: 4 weeks")
    assert night.form is None
    assert any("The first one is on 7 December 2026." in note for note in night.notes)
    assert not any("took along" in line for line in await log(night))
    night.app.later(days=12)  # the whole first week is not over
    await night.types("records")
    await night.presses("Who practised: 4 weeks")
    assert night.form is None
    night.app.later(days=1)
    await night.types("records")
    [headings, *_] = rows(await night.opens("Who practised: 4 weeks"))
    assert headings[1:] == ["2026-11-30"]


async def test_whoever_hides_is_in_no_file(night: Manager) -> None:
    await switched_on(night, 4)
    await night.app.stores.drills.set_hidden(night.tenant, "ana", True)
    await night.types("records")
    [_, *people] = rows(await night.opens("Who practised: 4 weeks"))
    assert len(people) == 2
    assert not any("ana" in name for name, *_ in people)


async def test_switched_off_again_nothing_is_told_not_even_by_an_old_card(night: Manager) -> None:
    await switched_on(night, 4)
    await night.types("records")
    old = night.button("Who practised: 4 weeks")
    await night.press("results.name", "own-night|off")
    await night.presses(old)
    assert night.form is None
    assert "This is off: nobody sees who practised." in str(night.notes)


async def test_a_name_is_no_formula(manager: Manager) -> None:
    names = {"u1": "=HYPERLINK(1)", "u2": "@x", "u3": " +1+1", "u4": '-1",=2', "u5": "＝1"}
    for id, name in names.items():
        person = Person(manager.tenant, "test", id, name=name)
        await manager.app.stores.people.complete_person(person)
    await manager.group("Night", *names)
    await switched_on(manager, 2)
    await manager.types("records")
    table = rows(await manager.opens("Who practised: 4 weeks"))
    assert len(table) == 6
    assert not [cell for row in table for cell in row if cell.lstrip().startswith(FORMULA)]


async def test_a_large_group_comes_in_parts_and_each_hand_over_is_logged(manager: Manager) -> None:
    people = [f"person-{n:04}" for n in range(900)]
    await manager.group("Night", *people)
    await switched_on(manager, 13)
    await manager.types("records")
    await manager.press("records.practice", "own-night|12|0")
    seen = list[str]()
    while manager.form:
        table = rows(manager.form)
        seen += [row[0] for row in table if row[0] != "Name"]
        assert all(len(row) == 13 for row in table)
        await manager.sends()
    assert len(seen) == len(set(seen)) == 900
    assert manager.title == "Files to take along"
    handed = [line for line in await log(manager) if "took along" in line]
    assert len(handed) >= 2


async def test_an_agent_gets_nothing(night: Manager) -> None:
    await switched_on(night, 4)
    agent = night.colleague(Role.AGENT)
    assert await agent.types("records") == "This is for whoever leads a team here"
    for action in ("records.show", "records.practice", "records.incidents"):
        for ask in (Press(agent.person, action, "own-night|4|0"), Submit(agent.person, action, "|4|1", {})):
            reply = await night.app.calma.desk.answer(ask)
            assert isinstance(reply, Answer)
            assert "cleo" not in str(reply)
            if action != "records.show" or isinstance(ask, Press):
                assert agent.looks_at(reply.card) == "This is for whoever leads a team here"
    assert not any("took along" in line for line in await log(night))


async def test_a_group_of_another_tenant_is_none(night: Manager) -> None:
    await switched_on(night, 4)
    other = Manager(night.app)
    await other.group("Theirs", "zoe")
    await other.press("results.name", "own-theirs|on")
    night.app.later(days=14)
    await other.press("records.practice", "own-night|4|0")
    assert other.form is None
    assert "That group is not there anymore." in other.notes
    assert "ana" not in other.text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "own-night",
        "own-night|",
        "own-night|52|0",
        "own-night|5|0",
        "|4|0",
        "own-night|4|0|",
        "OWN|4|0",
        "own-night|4|99999",
        "own-night|-4|0",
        "own-night|٤|0",
        "|" * 90,
        "own-night|4|0\n",
    ],
)
async def test_values_that_no_card_wrote(night: Manager, value: str) -> None:
    await switched_on(night, 4)
    for action in ("records.practice", "records.incidents"):
        await night.press(action, value)
        if night.form:
            assert action == "records.incidents"
            assert value == "|4|0"
        await night.ask(Submit(night.person, action, value, {}))
        assert night.form is None


async def test_a_page_beyond_the_last_is_the_first(night: Manager) -> None:
    await switched_on(night, 4)
    await night.ask(Submit(night.person, "records.practice", "own-night|4|77", {}))
    assert len(rows(night.form)) == 4


def incident(manager: Manager, id: str, agent: str, began: datetime, *, threat: bool = False) -> Incident:
    """Returns a contact that ended after two warnings, to which a supervisor answered after ten minutes."""
    policy = manager.app.book.protocols[DEFAULT]
    course = protocol.start("phone", began)
    for move in (ProtocolMove.SAID, ProtocolMove.SAID, ProtocolMove.ENDED, ProtocolMove.TELL):
        course = protocol.press(course, policy, move, course.turn, began)
    support = SupervisorSupport("sofia", "Sofía", SupervisorAnswer.SEEN, began + timedelta(minutes=10))
    return Incident(
        *(manager.tenant, id, agent, "test", "Ana Pérez", "es", "seal", policy, (), course),
        note="=SECRET note",
        ticket="#CASE-9",
        support=support,
    )


async def keep(manager: Manager, people: int, back: int = 1) -> None:
    """Has so many people have one each, in the four weeks that many before these."""
    period = period_at(manager.app.now)
    for _ in range(back):
        period = period.before()
    made = [
        incident(manager, f"i{back}-{n}", f"agent-{n}", period.start + timedelta(hours=9 + n))
        for n in range(people)
    ]
    assert await manager.app.stores.boundary.incidents.keep_incident(made)


async def test_contacts_have_rows_where_enough_people_had_one(manager: Manager) -> None:
    await keep(manager, FEWEST)
    await manager.types("records")
    assert await manager.press("records.incidents", "|4|0") == "Take along"
    [headings, *told] = rows(manager.form)
    assert headings == [
        *("Four weeks", "Day", "Kind", "Channel", "Warnings", "Outcome", "Supervisor answered", "How many")
    ]
    assert len(told) == FEWEST
    weeks = "2026-10-26 – 2026-11-22"
    assert told[0] == [weeks, "2026-10-26", "not told yet", "Phone", "2", "ended", "within 15 minutes", "1"]
    text = str(manager.form)
    for secret in ("agent-", "Ana", "Pérez", "SECRET", "CASE", "Sofía", "09:00", "T09", "i1-"):
        assert secret not in text
    [line] = [line for line in await log(manager) if "took along" in line]
    assert line.endswith("took along as a file: contacts with warnings (weeks: 4)")


async def test_of_fewer_people_there_are_numbers_alone(manager: Manager) -> None:
    await keep(manager, FEWEST - 1)
    await keep(manager, 0, back=2)
    await manager.press("records.incidents", "|12|0")
    assert rows(manager.form)[1:] == [["2026-10-26 – 2026-11-22", "", "not told yet", "", "", "", "", "7"]]
    # One person's many contacts are one person's.
    await keep(manager, FEWEST, back=3)
    await manager.press("records.incidents", "|12|0")
    assert [row[7] for row in rows(manager.form)[1:]] == ["1"] * FEWEST + ["7"]


async def test_the_four_weeks_that_go_on_are_in_no_file(manager: Manager) -> None:
    made = [incident(manager, f"n{n}", f"agent-{n}", manager.app.now) for n in range(FEWEST)]
    assert await manager.app.stores.boundary.incidents.keep_incident(made)
    await manager.press("records.incidents", "|52|0")
    assert len(rows(manager.form)) == 1
    assert "there was nothing" in str(manager.form)


async def test_contacts_of_another_tenant_are_in_no_file(manager: Manager) -> None:
    await keep(Manager(manager.app), FEWEST)
    await manager.press("records.incidents", "|4|0")
    assert len(rows(manager.form)) == 1


async def test_the_form_beside_the_log_is_logged_too(manager: Manager) -> None:
    await keep(manager, 1)
    await manager.types("boundary log")
    await manager.opens("Export CSV")
    [line] = [line for line in await log(manager) if "took along" in line]
    assert line.endswith("took along as a file: contacts with warnings")
