"""Long lists: turned page by page, searched, and small whatever is in them."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Role
from bot.core.groups import Group
from bot.core.pages import LONGEST_SEARCH, Page, page_of
from bot.teams import limits
from bot.teams.fit import size
from bot.teams.render import adaptive_card
from tests.harness import TENANT, Agent, Harness

MANY = 200
HIDDEN = "Zoë's night team, Bogotá"


@pytest.fixture
async def manager(app: Harness) -> Agent:
    """A manager of as many groups as there may be, with long names."""
    for i in range(MANY - 1):
        group = Group(TENANT, f"g{i}", f"Group {i:03} {'of the morning shift ' * 2}"[:60], "test")
        await app.stores.groups.keep_group(group)
    await app.stores.groups.keep_group(Group(TENANT, "g-zoe", HIDDEN, "test"))
    agent = Agent(app, "marta", role=Role.MANAGER)
    await agent.types("groups")
    return agent


async def test_a_long_list_is_turned_page_by_page(manager: Agent) -> None:
    seen = list(manager.rows)
    while "Next page" in manager.labels:
        await manager.presses("Next page")
        seen += manager.rows
    assert len({name for name, _ in seen}) == len(seen) == MANY
    await manager.presses("Previous page")
    assert {"Previous page", "Next page"} <= set(manager.labels)


async def test_it_is_searched_however_it_is_spelt(manager: Agent) -> None:
    await manager.opens("Find in this list")
    await manager.sends(text="BOGOTA zoe")
    assert [name for name, _ in manager.rows] == [HIDDEN]
    assert c.Quote("1 of 200 with:", "BOGOTA zoe") in manager.elements
    assert manager.options("Open a group") == [HIDDEN]
    await manager.opens("Find in this list")
    await manager.sends(text="nobody at all")
    assert (manager.rows, c.Quote("0 of 200 with:", "nobody at all") in manager.elements) == ((), True)
    await manager.presses("Show all")
    assert manager.rows
    assert "Show all" not in manager.labels


async def test_what_was_searched_for_stays_while_pages_are_turned(manager: Agent) -> None:
    await manager.opens("Find in this list")
    await manager.sends(text="group 1")
    await manager.presses("Next page")
    assert manager.rows
    assert all("1" in name for name, _ in manager.rows)


async def test_the_card_of_a_long_list_is_small(manager: Agent) -> None:
    assert size(adaptive_card(manager.card)) < limits.CARD_BYTES / 2


@pytest.mark.parametrize("value", ["", "x", "-1", "1000000", "²", "|", "0|", "7|a|b", "|" * 3_000])
def test_any_value_is_a_page(value: str) -> None:
    page = Page.decode(value)
    assert 0 <= page.number < 100_000
    assert len(page.search) <= LONGEST_SEARCH
    assert Page.decode(page.encode()) == page


def test_beyond_the_end_is_the_beginning() -> None:
    assert page_of("abc", Page(9), 2, str).items == "ab"
    assert page_of("abc", Page(1), 2, str).items == "c"
