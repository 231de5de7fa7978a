"""Who manages, by name: to remove the right one is no guesswork."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Person, Role
from bot.core.inert import literal
from tests.harness import Harness
from tests.team.actor import Member


async def test_managers_are_listed_and_removed_by_name(app: Harness) -> None:
    manager = Member(app)
    names = {"U901": "Zoë", "U902": "ana *P*", "U903": "Luis", "U904": "Luis"}
    for id, name in names.items():
        await app.stores.people.complete_person(Person(manager.tenant, "test", id, name=name))
    for id in (*names, "U905"):
        await app.stores.people.appoint_person(manager.tenant, id, Role.MANAGER)
    await manager.at("Managers")
    listed = [quote.text for quote in manager.all(c.Quote)]
    assert listed == [
        literal("ana *P*"),
        "Colleague (…U905)",
        "Luis (…U903)",
        "Luis (…U904)",
        "Zoë",
    ]
    await manager.presses("Remove Luis (…U904)")
    left = await app.stores.people.appointed_people(manager.tenant, Role.MANAGER)
    assert left == ("U901", "U902", "U903", "U905")
    await manager.at("Changes")
    assert manager.one(c.Quote).text == "Luis"


async def test_whoever_is_told_of_incidents_stands_in_the_policy_by_name(app: Harness) -> None:
    manager = Member(app)
    for id, name in (("U911", "Sofía"), ("U912", "Pau")):
        await app.stores.people.complete_person(Person(manager.tenant, "test", id, name=name))
    await manager.types("boundary policy")
    await manager.opens("Change the settings")
    await manager.sends(supervisor_1="U912", supervisor_2="U911", channel="C-support")
    [told] = [quote.text for quote in manager.all(c.Quote)]
    assert told == "a channel whose name isn't known (…port), Pau, Sofía"
    assert "U91" not in str([element for element in manager.elements if not isinstance(element, c.Buttons)])
