"""What a person leaves is there after a restart, on both engines."""

from __future__ import annotations

import math
from typing import Any

import pytest

from bot.core.chat import Role
from bot.core.errors import Unsettled
from bot.store.sql.database import Database
from bot.store.sql.favourites import SqlFavouriteStore
from bot.store.sql.groups import SqlGroupStore
from bot.store.sql.outage import IN_A_ROW
from bot.store.sql.outcomes import SqlOutcomeStore
from bot.store.sql.people import SqlPeopleStore
from bot.wiring.stores import Stores
from tests.harness import Agent, Harness


def restarted(database: Database) -> Harness:
    """Returns the app as it stands after a start."""
    people, favourites = SqlPeopleStore(database), SqlFavouriteStore(database)
    return Harness(Stores(people=people, favourites=favourites, outcomes=SqlOutcomeStore(database)))


async def test_what_a_person_leaves_survives_a_restart(database: Database) -> None:
    agent = Agent(restarted(database))
    await agent.types("settings")
    await agent.sends(language="es", industry="telecom")
    await agent.types("yelling")
    await agent.chooses("Chat", of="Canal")
    wording = agent.wordings[2]
    await agent.chooses(agent.options("Guardar")[2], of="Guardar")
    await agent.presses("Se calmó")

    again = Agent(restarted(database))
    await again.types("yelling")
    assert again.title == "Gritos · chat · telecomunicaciones"
    await again.types("mías")
    assert again.wordings == [wording]
    [week] = await SqlOutcomeStore(database).outcome_weeks("T1", "2026-W01", "2026-W53")
    assert (week.situation, week.count) == ("yelling", 1)


async def test_half_a_surrogate_is_stored_as_a_mark_that_something_was_there(database: Database) -> None:
    groups = SqlGroupStore(database)
    app = Harness(Stores(people=SqlPeopleStore(database), groups=groups))
    manager = Agent(app, "mo", role=Role.MANAGER, shown_as="Mo \ude00")
    await manager.press("group.new")
    await manager.sends(name="Night \ud83d", people=["ana"])
    assert [group.name for group in await groups.all_groups("T1")] == ["Night \N{REPLACEMENT CHARACTER}"]
    assert not app.errors


async def test_settings_that_cannot_be_read_back_are_not_said_to_be_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent, execute = Agent(restarted(database)), database.execute

    async def last(*given: Any) -> int:
        changed = await execute(*given)
        database._reads._failed, database._reads._next_try = IN_A_ROW, math.inf
        return changed

    await agent.types("settings")
    monkeypatch.setattr(database, "execute", last)
    with pytest.raises(Unsettled):
        await agent.sends(language="es")
    database._reads.over()
    again = Agent(restarted(database))
    await again.types("yelling")
    assert again.title == "Gritos · teléfono"
