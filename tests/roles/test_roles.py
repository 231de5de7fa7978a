"""Who may do what, over every edge's wire: each way that the desk answers, tried by each role.

`table.txt` says it, a line for each way. It is written by `python -m tests.roles.record`, and read by whoever
reviews a change: a new way has to stand in it, and one whose role changes shows there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import cache
from pathlib import Path

import pytest_asyncio

from bot.core.background import batched
from bot.core.chat import Role
from tests.build import build
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.roles.doors import Door, Way, playground_door, slack_door, teams_door, ways, yielded

AT_ONCE = 24
TABLE = Path(__file__).with_name("table.txt")
ON_SLACK = {
    "agent": Role.AGENT,
    "supervisor": Role.SUPERVISOR,
    "manager": Role.MANAGER,
    "admin": Role.ADMIN,
    "stranger-manager": Role.AGENT,  # of another workspace: what they are there counts for nothing here
    "deactivated": Role.AGENT,
    "restricted": Role.AGENT,
}
IN_TEAMS: dict[str, Role | None] = {
    "agent": Role.AGENT,
    "supervisor": Role.SUPERVISOR,
    "manager": Role.MANAGER,
    "rosa": Role.ADMIN,
    "stranger-manager": Role.AGENT,
    "guest": None,  # nobody knows who they are
}
ON_THE_PAGE = {
    "agent": Role.AGENT,
    "supervisor": Role.SUPERVISOR,
    "manager": Role.MANAGER,
    "nobody": None,
}


@cache
def table() -> dict[Way, Role]:
    """Returns the recorded table."""
    lines = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return {Way(*way.split(" ", 1)): Role[role.upper()] for way, role in lines}


def test_the_table_is_that_of_the_desk() -> None:
    assert dict(ways(build().desk)) == table()


def test_a_table_is_in_order_and_names_every_way_once() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))


@pytest_asyncio.fixture
async def slack_wire(slack: FakeSlack, patient: None) -> AsyncIterator[Door]:
    async with slack_door(slack) as door:
        yield door


@pytest_asyncio.fixture
async def teams_wire(teams: FakeTeams) -> AsyncIterator[Door]:
    async with teams_door(teams) as door:
        yield door


@pytest_asyncio.fixture
async def page_wire() -> AsyncIterator[Door]:
    async with playground_door() as door:
        yield door


async def differing(door: Door, people: Mapping[str, Role | None]) -> dict[str, list[str]]:
    """Returns for whom a way is open that the table closes, or the other way round; each tries on its own.

    What an agent may, the others may as well, so of that they try nothing.
    """
    wrong: dict[str, list[str]] = {}
    for who, role in people.items():
        tried = [way for way, least in table().items() if who == "agent" or least > Role.AGENT]
        door.watch.let_in.clear()
        for some in batched(tried, AT_ONCE):
            await asyncio.gather(*(door.tries(who, way) for way in some))
        await door.watch.house.background.settled()
        desk = door.watch.house.desk
        led = {way: way if role and role >= table()[way] else role and yielded(desk, way) for way in tried}
        may = {led[way] for way in tried if led[way] and str(way) not in door.missing}
        if differs := sorted(map(str, may ^ door.watch.let_in)):
            wrong[who] = differs
    return wrong


async def test_on_slack(slack_wire: Door) -> None:
    assert await differing(slack_wire, ON_SLACK) == {}


async def test_in_teams(teams_wire: Door) -> None:
    assert await differing(teams_wire, IN_TEAMS) == {}


async def test_on_the_playground(page_wire: Door) -> None:
    assert await differing(page_wire, ON_THE_PAGE) == {}
