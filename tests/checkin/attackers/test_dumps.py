"""Two dumps around one action: which action it was, and whose, told no better than by chance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.keys import EnvironmentKeys
from bot.store.sql.database import Database
from bot.wiring.sql import stored
from tests.checkin.attackers import dumps, house
from tests.checkin.attackers.told import CASES, told
from tests.checkin.keys import OLD, PEPPER
from tests.databases import new_database
from tests.harness import Harness

HOUSES = max(CASES // 50, 3)  # to learn from, and as many to guess in
ACTS = tuple(house.ACTS)
BEGIN = datetime(2026, 11, 17, 15, tzinfo=UTC)  # in the first week of a fortnight


@dataclass
class Place:
    """A database, and what reads all of it."""

    url: str
    dump: Callable[[], dumps.Dump]
    folder: Path | None = None  # what is backed up with it


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """Yields databases, each of them empty."""
    if request.param == "SQLite":
        return _files(tmp_path)
    return _servers(request.getfixturevalue("postgres"))


async def _files(folder: Path) -> AsyncIterator[Place]:
    for i in range(1_000):
        path = folder / f"house{i}" / "calma.db"
        path.parent.mkdir()
        yield Place(f"sqlite+aiosqlite:///{path}", lambda path=path: dumps.sqlite_dump(path), path.parent)


async def _servers(server: str) -> AsyncIterator[Place]:
    first = new_database(server)
    await _migrated(first)
    while True:
        url = new_database(server, like=first)
        yield Place(url, lambda url=url: dumps.postgres_dump(url))


async def _migrated(url: str) -> None:
    database = Database(url)
    await database.migrate()
    await database.close()


@asynccontextmanager
async def opened(place: Place, folder: Path) -> AsyncIterator[Harness]:
    """Yields a Calma over a database, its keys in the environment."""
    keys = EnvironmentKeys([OLD], PEPPER, place.folder or folder)
    async with stored(place.url, keys) as stores:
        app = Harness(stores, now=BEGIN)
        yield app
        await app.settled()


async def acted(
    place: Place, folder: Path, chance: Random
) -> list[tuple[str, frozenset[str], list[str], str]]:
    """Every action once, in any order; returns each with what differs, whose it was and what names them."""
    found = []
    async with opened(place, folder) as app:
        people = await house.ready(app)
        app.later(days=7)  # the same fortnight, another week: what is stored by week is stored anew
        for act in chance.sample(ACTS, len(ACTS)):
            state, does = house.ACTS[act]
            who = people[state].pop(chance.randrange(len(people[state])))
            if state == "out":
                await who.types()
            await house.written(app)
            before = place.dump()
            await does(who)
            await house.written(app)
            after = place.dump()
            named = [id for id in house.PEOPLE if id in dumps.named(before, after)]
            found.append((act, dumps.signature(before, after), named, who.person.user_id))
    return found


async def test_which_action_and_whose(
    places: AsyncIterator[Place],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance, guesser = Random(11), dumps.Guesser()
    for _ in range(HOUSES):
        for act, differs, _, _ in await acted(await anext(places), tmp_path, chance):
            guesser.learn(differs, act)
    right = named = tried = 0
    for _ in range(HOUSES):
        for act, differs, names, who in await acted(await anext(places), tmp_path, chance):
            tried += 1
            right += guesser.guess(differs) == act
            named += names == [who]
    engine = request.node.callspec.params["places"]
    told(
        capsys,
        f"e · two dumps around one action, {engine}",
        f"{HOUSES} organisations to learn from, {tried} actions",
        f"which: {right / tried:.0%} right (chance {1 / len(ACTS):.0%}); whose: {named} of {tried}",
        "chance; nobody",
    )
    assert not guesser.telling()
    assert named == 0, "a row that differs names the person"
    spread = 3 * (tried * (1 / len(ACTS)) * (1 - 1 / len(ACTS))) ** 0.5
    assert right <= tried / len(ACTS) + spread, sorted({(act, tuple(sorted(d))) for d, act in guesser.seen})


async def test_two_actions_of_one_person(
    places: AsyncIterator[Place],
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chance = Random(12)
    right, tried, bound = 0.0, 0, 0.0
    for _ in range(HOUSES):
        place = await anext(places)
        async with opened(place, tmp_path) as app:
            people = (await house.ready(app, house.MANY))["answered"]
            await house.written(app)
            chosen, known = chance.sample(people, 6), {}
            for who in chosen:  # whoever saw these six at their phones knows whose difference is whose
                before = place.dump()
                await who.changes()
                await house.written(app)
                known[who.person.user_id] = dumps.touched(before, place.dump())
            for who in chance.sample(chosen, 3):
                before = place.dump()
                await who.erases()
                await house.written(app)
                again = dumps.touched(before, place.dump())
                overlap = {name: len(again & seen) for name, seen in known.items()}
                best = [name for name, many in overlap.items() if many == max(overlap.values())]
                tried += 1
                right += (who.person.user_id in best) / len(best)
                bound += 1 / len(chosen)
    engine = request.node.callspec.params["places"]
    told(
        capsys,
        f"e · who of six, seen answering, erased now, {engine}",
        f"{HOUSES} organisations of {len(house.MANY)} people, {tried} erasures",
        f"{right / tried:.0%} right (chance {bound / tried:.0%})",
        "which block of 16 or more people it was",
    )
    assert right / tried <= LINKED, "more than the block"


LINKED = 0.6  # of six people in a few blocks


@pytest.mark.postgres
async def test_one_dump_pairs_nothing(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who wrote a row, and who held it: PostgreSQL tells both, by numbers that count."""
    place = await anext(_servers(postgres))
    async with opened(place, tmp_path) as app:
        people = (await house.ready(app, house.MANY))["answered"]
        found = dumps.paired(place.dump())
    told(
        capsys,
        "6 · one dump, rows paired by xmin and xmax",
        f"one organisation, {len(people)} people who answered",
        f"{found} pairs",
        "0",
    )
    assert found == 0
