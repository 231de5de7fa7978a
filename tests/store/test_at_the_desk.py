"""What a person leaves is there after a restart, on both engines."""

from __future__ import annotations

from bot.store.database import Database
from bot.store.favourites import StoredFavourites
from bot.store.outcomes import StoredOutcomes
from bot.store.people import StoredPeople
from bot.wiring.calma import Calma
from bot.wiring.stores import Stores
from tests.agent import Agent
from tests.build import build
from tests.conftest import PHRASEBOOK


def built_on(database: Database) -> Calma:
    """Returns a house as it stands after a start."""
    people, favourites = StoredPeople(database), StoredFavourites(database)
    return build(PHRASEBOOK, Stores(people=people, favourites=favourites, outcomes=StoredOutcomes(database)))


async def test_what_a_person_leaves_survives_a_restart(database: Database) -> None:
    agent = Agent(built_on(database))
    await agent.types_for_form("settings")
    await agent.sends(language="es", industry="telecom")
    await agent.types("yelling")
    await agent.chooses("Canal", "Chat")
    wording = agent.texts[2]
    await agent.chooses("Guardar", agent.options("Guardar")[2])
    await agent.presses("Se calmó")

    again = Agent(built_on(database))
    again.person = agent.person
    await again.types("yelling")
    assert again.title == "Gritos · chat · telecomunicaciones"
    await again.types("mías")
    assert again.texts == [wording]
    tallies = await StoredOutcomes(database).tallies("T1")
    assert sum(tally.calmed for tally in tallies["yelling"].values()) == 3
