"""A manager makes groups, changes them, and removes them."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Role
from bot.core.edge import ChannelMember
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
