"""A manager makes units: nothing holds before it was looked at, and then from the next period on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core.chat import Placement, Role
from bot.core.groups import Group
from bot.features.checkin.units import Unit, UnitPlan
from tests.checkin.actor import Colleague
from tests.checkin.units import NEXT, TWELVE, grouped, holds, newest, turned_on
from tests.harness import PLATFORM, TENANT, Clock, Harness


@pytest.fixture
def boss(app: Harness) -> Colleague:
    return Colleague(app, "boss", role=Role.MANAGER)


async def test_the_first_units_are_made_of_groups(app: Harness, boss: Colleague) -> None:
    await turned_on(app)
    await grouped(app, "n", *TWELVE[:8])
    await grouped(app, "d", *TWELVE[8:])
    await boss.types("units")
    assert boss.came(Placement.PRIVATE)
    assert "offered to nobody" in boss.text
    await boss.opens("From groups")
    assert await boss.sends() == ""
    assert "at least one" in boss.errors["groups"]
    await boss.sends(groups=("n", "d"))
    assert boss.title == "What would change"
    assert boss.came(Placement.UPDATE)
    assert "from 30 November on" in boss.text.replace("**", "")
    assert "Never a figure (2): Group d, Group n" in boss.text
    assert "New in a unit (12)" in boss.text
    assert "counts in no figure for two periods, until 28 December." in boss.text
    assert "first figure" not in boss.text  # of units that are too small for any
    assert "Told of it: 12 people" in boss.text
    assert "nobody has to take part" in boss.text
    assert (await newest(app)).edition == 0  # nothing holds yet
    await boss.presses("Use this")
    assert "Done. It holds from 30 November on" in boss.text
    plan = await newest(app)
    assert plan.first == NEXT
    assert plan.members() == {"n": set(TWELVE[:8]), "d": set(TWELVE[8:])}
    assert boss.rows == (("Group d", "–", "4 people · too few"), ("Group n", "–", "8 people · too few"))
    await boss.chooses("Group d", of="Open a unit")
    assert "Not there yet. It begins on 30 November." in boss.text


async def test_everybody_concerned_is_told_by_one_message(app: Harness, boss: Colleague) -> None:
    await turned_on(app)
    await holds(app, night=TWELVE[:4], day=TWELVE[4:])
    await boss.types("unidades")
    await boss.opens("Move people")
    await boss.sends(people=("p00", "new"), unit="day")
    await boss.presses("Use this")
    await app.passes(minutes=10)
    assert app.mail.titles("p00") == app.mail.titles("new") == ["Your team's self-check"]
    assert app.mail.titles("p01") == app.mail.titles("boss") == []
    text = Colleague(app, "p00")
    await text.reads_mail()
    assert "from 30 November on, your team's figure is that of the unit “Day”." in text.text
    assert text.labels == []
    assert [card.elements for card in app.mail.to("p00")] == [card.elements for card in app.mail.to("new")]


async def test_nobody_is_told_where_it_is_off(app: Harness, boss: Colleague, clock: Clock) -> None:
    await turned_on(app)
    terms = await app.stores.checkin.terms.find_terms(TENANT)
    await app.stores.checkin.terms.keep_terms(TENANT, replace(terms, on=False))
    await boss.types("units")
    assert "The self-check is off" in boss.text
    await boss.opens("New unit")
    await boss.sends(name="Night", people=TWELVE)
    assert "nobody is told before it is on" in boss.text
    assert "Told of it" not in boss.text
    assert "The first figure can come for the period that starts on 28 December." in boss.text
    await boss.presses("Use this")
    assert "nobody is told before it is on" in boss.text
    await app.passes(minutes=10)
    assert app.mail.sent == []


async def test_a_change_is_in_the_change_log(app: Harness, boss: Colleague) -> None:
    await holds(app, night=TWELVE[:4], day=TWELVE[4:])
    await boss.types("units")
    await boss.chooses("Night", of="Open a unit")
    await boss.opens("Change this unit")
    await boss.sends(name="Nights", people=("p01", "p02", "p03"))
    assert "Another name: Night → Nights" in boss.text
    assert "In no unit anymore (1)" in boss.text
    await boss.presses("Use this")
    await boss.types("team", command="calm")
    await boss.presses("Changes")
    assert "a unit of the self-check" in boss.text
    assert "Night → Nights" in boss.text
    assert "from 30 November 2026 on" in boss.text
    assert "out: " in boss.text


async def test_whoever_would_be_in_two_has_to_be_settled(app: Harness, boss: Colleague) -> None:
    await grouped(app, "n", *TWELVE[:8])
    await grouped(app, "d", *TWELVE[6:])
    await boss.types("units")
    await boss.opens("From groups")
    await boss.sends(groups=("n", "d"))
    assert "In more than one unit (2)" in boss.text
    assert "Use this" not in boss.labels
    await boss.opens("Say which unit")
    assert boss.form
    assert [field.name for field in boss.form.fields] == ["p0", "p1"]
    await boss.sends(p0="n", p1="-")
    assert "In more than one unit" not in boss.text
    await boss.presses("Use this")
    plan = await newest(app)
    assert plan.people["p06"] == (PLATFORM, "n")
    assert "p07" not in plan.people
    assert plan.unsettled == {}


async def test_those_in_two_can_be_left_out_together(app: Harness, boss: Colleague) -> None:
    await grouped(app, "n", *TWELVE)
    await grouped(app, "d", *TWELVE)
    await boss.types("units")
    await boss.opens("From groups")
    await boss.sends(groups=("n", "d"))
    await boss.presses("Leave them out")
    assert "In more than one unit" not in boss.text
    assert "Nothing changes" in boss.text


async def test_what_a_migration_left_open_is_settled_from_the_list(app: Harness, boss: Colleague) -> None:
    plan = UnitPlan(
        date(2026, 1, 5), (Unit("d", "Day"), Unit("n", "Night")), {}, 0, {"ana": (PLATFORM, ("d", "n"))}
    )
    assert await app.stores.checkin.units.keep_plan(TENANT, plan)
    await boss.types("units")
    assert "To be settled (1)" in boss.text
    await boss.opens("Say which unit")
    await boss.sends(p0="n")
    await boss.presses("Use this")
    assert (await newest(app)).people == {"ana": (PLATFORM, "n")}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("User ID;Team\nU0001A;Night\nU0002B;Day\n", {"U0001A": "Night", "U0002B": "Day"}),
        ("sep=;\nEquipo;Mención\nTarde;<@U0007X|ana>\n", {"U0007X": "Tarde"}),
        ("Name,Department,Location\n@Marta Díaz,Night,Quito\n", {"u-marta": "Night"}),
        ("U0001A\tNight\nU0002B\tNight\n", {"U0001A": "Night", "U0002B": "Night"}),
        ("nombre completo,correo,unidad\nmarta diaz,m@x.com,Night\n", {"u-marta": "Night"}),
    ],
)
async def test_a_file_as_a_person_would_write_it(
    app: Harness, boss: Colleague, text: str, people: dict[str, str]
) -> None:
    await Colleague(app, "u-marta", shown_as="Marta Díaz").types("help", command="calm")
    await grouped(app, "g", "u-marta")
    await boss.types("units")
    await boss.opens("From a file")
    await boss.sends(file=text)
    assert boss.errors == {}
    await boss.presses("Use this")
    plan = await newest(app)
    assert {who: plan.unit(unit).name for who, (_, unit) in plan.people.items()} == people  # type: ignore[union-attr]


async def test_of_a_file_that_is_wrong_nothing_is_taken(app: Harness, boss: Colleague) -> None:
    await boss.types("units")
    await boss.opens("From a file")
    await boss.sends(file="name,unit\nNobody Known,Night\n,Night\na@b.com,Night\nU00012,\n")
    assert boss.errors["file"].splitlines() == [
        "Line 2: nobody in your groups or units has this name: write the user ID, or an @mention",
        "Line 3: it does not say who",
        "Line 4: Calma cannot look up e-mail addresses: write the user ID, an @mention or the name",
        "Line 5: it does not say which unit",
    ]
    await boss.sends(file="what,where\nU1,N\n")
    assert "one column has to say who" in boss.errors["file"]
    await boss.types("units")
    assert "From a file" in boss.labels
    assert "See what changes" not in boss.labels


async def test_by_a_file_somebody_in_two_units_is_to_be_settled(app: Harness, boss: Colleague) -> None:
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.opens("From a file")
    await boss.sends(file="id,unit\np00,Day\np00,Night\np01,Day\n", others="leave")
    assert "In more than one unit (1)" in boss.text
    assert "In no unit anymore (11)" in boss.text
    await boss.presses("Leave them out")
    await boss.presses("Use this")
    plan = await newest(app)
    assert [unit.name for unit in plan.units] == ["Day"]
    assert set(plan.people) == {"p01"}


async def test_a_channel_is_read_once(app: Harness, boss: Colleague) -> None:
    app.channels["C1"] = ["ana", "luis"]
    await boss.types("units")
    await boss.opens("New unit")
    await boss.sends(name="Night", channel="C9")
    assert "Was the channel archived?" in boss.errors["channel"]
    await boss.sends(name="Night", channel="C1", people=("x",))
    assert "not both" in boss.errors["people"]
    await boss.sends(name="Night", channel="C1")
    await boss.presses("Use this")
    assert set((await newest(app)).people) == {"ana", "luis"}


async def test_two_units_are_put_together(app: Harness, boss: Colleague) -> None:
    await turned_on(app)
    await holds(app, night=TWELVE[:8], day=TWELVE[8:])
    await boss.types("units")
    await boss.chooses("Night", of="Open a unit")
    assert "This unit never has a figure: it has 8 people, and a figure needs the answers of 10" in boss.text
    await boss.opens("Put together")
    await boss.sends(unit="day")
    assert "No figure for two periods, until 28 December (1): Day" in boss.text
    assert "Gone: Night" in boss.text
    assert "Never a figure" not in boss.text
    await boss.presses("Use this")
    assert (await newest(app)).members() == {"day": set(TWELVE)}


async def test_a_unit_says_why_nine_of_ten_may_not_be_enough(app: Harness, boss: Colleague) -> None:
    await turned_on(app)
    await holds(app, night=TWELVE)
    await boss.types("units")
    await boss.chooses("Night", of="Open a unit")
    assert "needs the answers of 10 of its 12 people in the same period" in boss.text
    assert "Put it together with another unit" in boss.text
    assert "than two full periods ago" not in boss.text
    await holds(app, date(2026, 11, 16), night=(*TWELVE, "new"))
    await boss.types("units")
    await boss.chooses("Night", of="Open a unit")
    assert "New (1): whoever came less than two full periods ago" in boss.text


async def test_a_group_of_the_name_of_a_unit_is_that_unit(app: Harness, boss: Colleague) -> None:
    await holds(app, n=TWELVE[:4])
    await app.stores.groups.keep_group(Group(TENANT, "g7", "n", PLATFORM, people=TWELVE[2:6]))
    await boss.types("units")
    await boss.opens("From groups")
    await boss.sends(groups=("g7",))
    await boss.presses("Use this")
    assert (await newest(app)).members() == {"n": set(TWELVE[2:6])}
