"""A manager makes groups, changes them, and removes them."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Person, Role
from bot.core.edge import ChannelMember
from bot.core.figures import period_at
from tests.harness import Agent, Harness


@pytest.fixture
def manager(app: Harness) -> Agent:
    """A manager of a team without groups."""
    app.channels["C1"] = [ChannelMember("U7", "Ana"), ChannelMember("U8", "Luis")]
    return Agent(app, "marta", role=Role.MANAGER)


async def made(manager: Agent, **fields: str | tuple[str, ...]) -> str:
    """Fills in the form for a new group, and returns the title of what comes of it."""
    await manager.types("groups")
    await manager.opens("New group")
    return await manager.sends(**fields)


async def test_people_are_picked_by_name(manager: Agent) -> None:
    await made(manager, name="Night shift", people=("U1", "U2", "U1"))
    assert manager.title == "Night shift"
    await manager.presses("All groups")
    assert manager.options("Open a group") == ["Night shift"]
    assert manager.rows == (("Night shift", "2 people"),)


async def test_a_channel_brings_its_people_along(manager: Agent) -> None:
    assert await made(manager, name="Support", channel="C1")
    assert c.Text("Ana, Luis") in manager.elements


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"name": "X"}, "people", "one of the two"),
        ({"name": "X", "people": "U1", "channel": "C1"}, "people", "one of the two"),
        ({"people": "U1"}, "name", "Give it a name"),
        ({"name": "x" * 61, "people": "U1"}, "name", "at most 60"),
        ({"name": "X", "channel": "C9"}, "channel", "Add Calma to the channel"),
    ],
)
async def test_what_is_missing_is_told_at_its_field(
    manager: Agent, fields: dict[str, str], field: str, told: str
) -> None:
    assert await made(manager, **fields) == ""
    assert told in manager.errors[field]


async def test_two_groups_have_two_names(manager: Agent) -> None:
    await made(manager, name="Night shift", people="U1")
    assert await made(manager, name="night SHIFT", people="U1") == ""
    assert "Another group has this name" in manager.errors["name"]


async def test_two_managers_at_once_do_not_undo_each_other(manager: Agent) -> None:
    await made(manager, name="Night shift", people="U1")
    other = Agent(manager.app, "pablo", role=Role.MANAGER)
    other.looks_at(manager.card)
    await manager.opens("Change group")
    await other.opens("Change group")
    await other.sends(name="Nights", people="U1")
    assert await manager.sends(name="Late", people="U1") == ""
    assert "Somebody else changed" in manager.errors["name"]


async def test_a_group_goes_after_a_second_yes(manager: Agent) -> None:
    await made(manager, name="Night shift", people="U1")
    await manager.presses("Remove")
    assert manager.title == "Remove Night shift?"
    await manager.presses("Keep it")
    await manager.presses("Remove")
    await manager.presses("Remove")
    assert manager.notes == ["The group is gone."]
    assert "No groups yet" in str(manager.card)


async def test_agents_have_no_groups_to_manage(manager: Agent) -> None:
    agent = Agent(manager.app, "luis")
    await agent.types("groups")
    assert "group." not in str(agent.card)


async def test_it_is_said_in_spanish_too(app: Harness) -> None:
    manager = Agent(app, "marta", "es", Role.MANAGER)
    await manager.types("grupos")
    assert manager.title == "Grupos"
    assert manager.labels == ["Grupo nuevo"]


TEAM = tuple(f"P{n}" for n in range(9))


async def meet(manager: Agent, *names: str) -> None:
    """Has people turn to the coach, so that they are known to be there."""
    for name in names:
        await manager.app.stores.people.complete_person(Person("T1", "test", name, name=name))


async def counted(manager: Agent) -> dict[str, int]:
    """Returns how many people count in each group in these four weeks, by its name."""
    groups, first = manager.app.stores.groups, period_at(manager.app.now).first
    return {
        group.name: len(await groups.counted_people(group.tenant, first, group.id))
        for group in await groups.all_groups(manager.person.tenant)
    }


async def test_everybody_counts_in_one_group_alone(manager: Agent) -> None:
    await meet(manager, *TEAM, *(f"{letter}{n}" for letter in "NL" for n in range(9)))
    await made(manager, name="Day", people=TEAM)
    await made(manager, name="Day without P8", people=TEAM[:8])
    await made(manager, name="Night", people=("P8", *(f"N{n}" for n in range(9))))
    await made(manager, name="Few", people=("F1", "F2"))
    await made(manager, name="Late", people=tuple(f"L{n}" for n in range(8)))
    assert await counted(manager) == {"Day": 9, "Day without P8": 0, "Night": 0, "Few": 0, "Late": 8}


async def test_who_was_invented_does_not_count(manager: Agent) -> None:
    await meet(manager, *TEAM[:7])
    await made(manager, name="Day", people=(*TEAM[:7], "nobody-1", "nobody-2"))
    assert await counted(manager) == {"Day": 0}
    await meet(manager, TEAM[7])
    await made(manager, name="Night", people=(*TEAM[:8], "nobody-1", "nobody-2"))
    assert await counted(manager) == {"Day": 0, "Night": 8}


async def test_a_change_of_people_ends_what_counts_and_a_new_name_does_not(manager: Agent) -> None:
    await meet(manager, *TEAM)
    await made(manager, name="Day", people=TEAM)
    await manager.opens("Change group")
    await manager.sends(name="Days")
    assert await counted(manager) == {"Days": 9}
    await manager.opens("Change group")
    await manager.sends(people=TEAM[:8])
    assert await counted(manager) == {"Days": 0}
    await manager.presses("Remove")
    await manager.presses("Remove")
    await made(manager, name="Day", people=TEAM)
    assert await counted(manager) == {"Day": 0}
    counting = manager.app.features.group.counting
    assert await counting.count_all(manager.app.now) == 0
    manager.app.later(weeks=4)
    assert await counting.count_all(manager.app.now) == 1
    assert await counted(manager) == {"Day": 9}
    assert await counting.count_all(manager.app.now) == 0


async def test_whoever_had_figures_goes_on_to_have_them(manager: Agent) -> None:
    await meet(manager, *TEAM)
    for name in ("Zebras", "Ants", "Bees"):
        await made(manager, name=name, people=TEAM)
    assert await counted(manager) == {"Ants": 0, "Bees": 0, "Zebras": 9}
    for _ in range(3):
        manager.app.later(weeks=4)
        await manager.app.features.group.counting.count_all(manager.app.now)
        assert await counted(manager) == {"Ants": 0, "Bees": 0, "Zebras": 9}


async def test_changes_of_groups_are_in_the_change_log_by_name(manager: Agent) -> None:
    people = manager.app.stores.people
    for id, name in (("U1", "Ana"), ("U2", "Luis")):
        await people.complete_person(Person("T1", "test", id, name=name))
    await made(manager, name="Night", people=("U1", "U2"))
    await manager.opens("Change group")
    await manager.sends(name="Late shift", people=("U2", "U3"))
    await manager.opens("Change group")
    await manager.sends()  # nothing else, and so nothing to note
    await manager.presses("Remove")
    await manager.presses("Remove")
    await made(manager, name="Support", channel="C1")
    await manager.types("team")
    await manager.presses("Changes")
    quotes = [element for element in manager.elements if isinstance(element, c.Quote)]
    assert [quote.label.partition(" UTC · ")[2] for quote in quotes] == [
        "marta added a group",
        "marta retired a group",
        "marta changed a group",
        "marta added a group",
    ]
    assert [quote.text for quote in quotes] == [
        "Support · a channel whose name isn't known (…C1)",
        "Late shift",
        "Night → Late shift · in: Colleague (…U3) · out: Ana",
        "Night · in: Ana, Luis",
    ]
