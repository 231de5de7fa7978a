"""Two dumps around one action: which action it was, and whose, told no better than by chance."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count, product
from pathlib import Path
from random import Random

import pytest

from bot.core.keys import key_id
from bot.features.checkin.blocks import SLOTS, BlockLayout, RecordPlace, divided, tag_of
from bot.features.checkin.model import VaultLock
from bot.features.checkin.vault import Vault
from bot.keys import EnvironmentKeys, keys_of
from bot.store.sql.database import Database
from bot.wiring.sql import stored
from tests.checkin.attackers import dumps, house
from tests.checkin.attackers.told import CASES, told
from tests.checkin.keys import OLD, PEPPER
from tests.databases import new_database
from tests.harness import Harness

HOUSES = max(CASES // 50, 2)  # to learn from, and as many to guess in
ACTS = tuple(house.ACTS)
LISTED = "SQLite and the list of erasures"
BEGIN = datetime(2026, 11, 17, 15, tzinfo=UTC)  # in the first week of a fortnight
KNOWN = 6  # people who were seen doing something
LINKED = 0.35  # how often one of these six is told again, where all are in one block
MATES = 10  # people at least who share a block, whatever the number of people


@dataclass
class Place:
    """A database, what reads all of it, and the folder of the list of erasures."""

    url: str
    dump: Callable[[], dumps.Dump]
    listed: Path


@dataclass
class Acted:
    """One action: what differs in the dumps around it, whom they name, and whose it was."""

    act: str
    differs: frozenset[str]
    named: list[str]
    who: str


@pytest.fixture(params=["SQLite", LISTED, pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    """What the database is, and what is in its dumps."""
    found: str = request.param
    return found


@pytest.fixture
def places(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    """Yields databases, each of them empty."""
    if engine == "PostgreSQL":
        return _servers(request.getfixturevalue("postgres"), tmp_path)
    return _files(tmp_path, beside=engine == LISTED)


async def _files(folder: Path, *, beside: bool) -> AsyncIterator[Place]:
    for i in count():
        path = folder / f"house{i}" / "calma.db"
        listed = path.parent if beside else folder / f"list{i}"
        for made in (path.parent, listed):
            made.mkdir(exist_ok=True)
        yield Place(f"sqlite+aiosqlite:///{path}", partial(dumps.sqlite_dump, path), listed)


async def _servers(server: str, folder: Path) -> AsyncIterator[Place]:
    first = new_database(server)
    database = Database(first)
    await database.migrate()
    await database.close()
    for i in count():
        url, listed = new_database(server, like=first), folder / f"list{i}"
        listed.mkdir()
        yield Place(url, partial(dumps.postgres_dump, url), listed)


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[Harness]:
    """Yields a Calma over a database, its keys in the environment."""
    async with stored(place.url, EnvironmentKeys([OLD], PEPPER, place.listed)) as stores:
        app = Harness(stores, now=BEGIN)
        yield app
        await app.settled()


async def acted(place: Place, chance: Random) -> list[Acted]:
    """Returns every action, done once, in any order."""
    found = []
    async with opened(place) as app:
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
            found.append(Acted(act, dumps.signature(before, after), named, who.person.user_id))
    return found


async def test_which_action_and_whose(
    engine: str, places: AsyncIterator[Place], capsys: pytest.CaptureFixture[str]
) -> None:
    chance, guesser = Random(11), dumps.Guesser()
    for _ in range(HOUSES):
        for one in await acted(await anext(places), chance):
            guesser.learn(one.differs, one.act)
    tried = [one for _ in range(HOUSES) for one in await acted(await anext(places), chance)]
    right = sum(guesser.guess(one.differs) == one.act for one in tried)
    named = sum(one.named == [one.who] for one in tried)
    told(
        capsys,
        f"e · two dumps around one action, {engine}",
        f"{HOUSES} organisations to learn from, {len(tried)} actions",
        f"which: {right / len(tried):.0%} right (chance {1 / len(ACTS):.0%}); whose: {named}",
        "that somebody erased, and no more" if engine == LISTED else "chance; nobody",
    )
    assert named == 0, "a row that differs names the person"
    # A backup that holds the list of erasures as well tells that somebody erased, as is documented.
    assert guesser.telling().keys() <= ({"erase"} if engine == LISTED else set())
    assert right <= len(tried) * (2 if engine == LISTED else 1) / len(ACTS) + HOUSES, guesser.seen


async def test_two_actions_of_one_person(
    engine: str, places: AsyncIterator[Place], capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody sees six people at their phones, and dumps each time; later one of them erases."""
    chance, right, tried = Random(12), 0.0, 0
    for _ in range(HOUSES):
        place = await anext(places)
        async with opened(place) as app:
            people = (await house.ready(app, house.MANY))["answered"]
            await house.written(app)
            chosen, known = chance.sample(people, KNOWN), {}
            for who in chosen:
                known[who.person.user_id] = await _touched(place, app, who.changes)
            for who in chance.sample(chosen, 3):
                again = await _touched(place, app, who.erases)
                overlap = {name: len(again & seen) for name, seen in known.items()}
                best = [name for name, many in overlap.items() if many == max(overlap.values())]
                tried += 1
                right += (who.person.user_id in best) / len(best)
    told(
        capsys,
        f"e · who of {KNOWN}, seen answering once, erased now, {engine}",
        f"{HOUSES} organisations of {len(house.MANY)} people, {tried} erasures",
        f"{right / tried:.0%} right (chance {1 / KNOWN:.0%})",
        "chance; in larger organisations, which of the blocks it was",
    )
    assert right / tried <= LINKED


async def _touched(place: Place, app: Harness, does: house.Done) -> set[dumps.Row]:
    before = place.dump()
    await does()
    await house.written(app)
    return dumps.touched(before, place.dump())


@pytest.mark.postgres
async def test_one_dump_pairs_nothing(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who wrote a row, and who held it: PostgreSQL tells both, by numbers that count."""
    place = await anext(_servers(postgres, tmp_path))
    async with opened(place) as app:
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


def test_how_many_share_a_block(capsys: pytest.CaptureFixture[str]) -> None:
    """What a difference in a block tells of whose it is: one of these people."""
    fewest, many = SLOTS, 0
    sizes = (20, 60, 65, 120, 300, 1_000)
    for size, seed in product(sizes, range(max(CASES // 10, 5))):
        pepper = seed.to_bytes(32, "big")
        keys = keys_of([OLD], pepper)
        vault = Vault(keys, VaultLock(key_id(pepper), keys.current), secrets.token_bytes)
        places = [RecordPlace(tag_of("T1", f"p{i}"), 0, b"") for i in range(size)]

        def block_of(place: RecordPlace, blocks: int, vault: Vault = vault) -> int:
            return vault.block_of("T1", place.tag, BlockLayout(blocks, vault.lock.pepper))

        parts = divided(places, SLOTS, block_of)
        fewest = min(fewest, *map(len, parts))
        many += 1
    told(
        capsys,
        "e · how many share a block",
        f"{many} organisations of {sizes[0]} to {sizes[-1]} people",
        f"{fewest} at least",
        f"{MATES}",
    )
    assert fewest >= MATES
