"""A manager makes groups, changes them, and removes them."""

from __future__ import annotations

import pytest

from bot.coach import card as c
from bot.coach.edge import Member as Somebody
from bot.coach.talk import Errors, Role, Submit
from bot.wiring.calma import Calma
from tests.team.people import Member


class Channels:
    """A roster that knows one channel."""

    async def members(self, tenant: str, conversation: str) -> tuple[Somebody, ...] | None:
        return (Somebody("U7", "Ana"), Somebody("U8", "Luis")) if conversation == "C1" else None


@pytest.fixture
def manager(house: Calma) -> Member:
    """A manager of a team without groups."""
    house.rosters.take([("test", Channels())])
    return Member(house)


async def made(manager: Member, **fields: tuple[str, ...]) -> c.Card | Errors:
    """Fills in the form for a new group, and returns what comes of it."""
    await manager.types("groups")
    form = await manager.opens("New group")
    reply = await manager.house.desk.answer(Submit(manager.person, form.action, form.value, fields))
    if isinstance(reply, Errors):
        return reply
    assert not isinstance(reply, c.Form)
    manager.card = reply.card  # type: ignore[union-attr]
    return manager.card


async def test_people_are_picked_by_name(manager: Member) -> None:
    await made(manager, name=("Night shift",), people=("U1", "U2", "U1"))
    assert manager.title == "Night shift"
    await manager.presses("All groups")
    assert manager.options("Open a group") == ["Night shift"]
    table = next(e for e in manager.card.elements if isinstance(e, c.Table))
    assert table.rows == (("Night shift", "2 people"),)


async def test_a_channel_brings_its_people_along(manager: Member) -> None:
    card = await made(manager, name=("Support",), channel=("C1",))
    assert isinstance(card, c.Card)
    assert c.Text("Ana, Luis") in card.elements


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"name": ("X",)}, "people", "one of the two"),
        ({"name": ("X",), "people": ("U1",), "channel": ("C1",)}, "people", "one of the two"),
        ({"people": ("U1",)}, "name", "Give it a name"),
        ({"name": ("x" * 61,), "people": ("U1",)}, "name", "60 characters"),
        ({"name": ("X",), "channel": ("C9",)}, "channel", "Add Calma to the channel"),
    ],
)
async def test_what_is_missing_is_told_at_its_field(
    manager: Member, fields: dict[str, tuple[str, ...]], field: str, told: str
) -> None:
    reply = await made(manager, **fields)
    assert isinstance(reply, Errors)
    assert told in reply.fields[field]


async def test_two_groups_have_two_names(manager: Member) -> None:
    await made(manager, name=("Night shift",), people=("U1",))
    reply = await made(manager, name=("night SHIFT",), people=("U1",))
    assert isinstance(reply, Errors)
    assert "Another group has this name" in reply.fields["name"]


async def test_two_managers_at_once_do_not_undo_each_other(manager: Member) -> None:
    await made(manager, name=("Night shift",), people=("U1",))
    mine = await manager.opens("Change group")
    other = manager.colleague()
    other.card = manager.card
    await other.opens("Change group")
    await other.sends(name="Nights", people="U1")
    fields = {"name": ("Late",), "people": ("U1",)}
    reply = await manager.house.desk.answer(Submit(manager.person, mine.action, mine.value, fields))
    assert isinstance(reply, Errors)
    assert "Somebody else changed" in reply.fields["name"]


async def test_a_group_goes_after_a_second_yes(manager: Member) -> None:
    await made(manager, name=("Night shift",), people=("U1",))
    await manager.presses("Remove")
    assert manager.title == "Remove Night shift?"
    await manager.presses("Keep it")
    await manager.presses("Remove")
    await manager.presses("Remove")
    assert manager.notes == ["The group is gone."]
    assert "No groups yet" in str(manager.card)


async def test_agents_have_no_groups_to_manage(manager: Member) -> None:
    agent = manager.colleague(Role.AGENT)
    assert "group." not in str(await agent.types("groups"))


async def test_it_is_said_in_spanish_too(house: Calma) -> None:
    manager = Member(house, language="es")
    await manager.types("grupos")
    assert manager.title == "Grupos"
    assert manager.labels == ["Grupo nuevo"]
