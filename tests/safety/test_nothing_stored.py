"""Marked texts about danger: whatever is written, logged or sent is searched for the mark, byte by byte."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from copy import copy
from pathlib import Path

import pytest_asyncio

from bot.core.misses import FEWEST_PEOPLE
from bot.core.safety import SafetyKind
from bot.keys import KeyFile
from bot.playground.people import person
from bot.wiring.sql import stored
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.harness import Clock
from tests.safety.noticed import ToldSigns

MARK = "zqxwvq"
OWN = "agent-distress"
KINDS = [kind.value for kind in SafetyKind]


@pytest_asyncio.fixture
async def marked(
    tmp_path: Path, slack: FakeSlack, teams: FakeTeams, logged: Path, patient: None
) -> AsyncIterator[Wires]:
    """Calma on every edge, which notices what is marked, and stores what there is in a file."""
    (tmp_path / "data").mkdir()
    url = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'calma.db'}"
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(stored(url, KeyFile(tmp_path / "data" / "checkin.keys")))
        calma = build(stores=stores, clock=Clock())
        shipped = copy(calma.finders.shipped)  # other tests have the same one
        shipped._safety = ToldSigns()
        calma.finders.shipped = shipped
        yield await stack.enter_async_context(wired(calma, slack, teams))


async def say(wires: Wires, text: str, who: int) -> None:
    """Somebody types it on each edge, in each way there is."""
    ana, maria, page = wires.in_slack(f"U{who}"), wires.in_teams(f"maria{who}"), wires.page
    assert await ana.user.types(text, "/calm")
    for command in ("/drill", "/checkin"):
        await ana.user.types(text, command)
    await maria.types(text)
    await page.types(text, "calm")
    await page.sends("lookup.ask", text=text)
    await page.press("lookup.ask", text)
    for before in ("método", "persona", "mías"):
        await page.types(f"{before} {text}", "calm")


async def through_it(wires: Wires) -> None:
    """Enough people look up each kind, sure or maybe, that a miss would be stored with its text."""
    for who in range(FEWEST_PEOPLE):
        for sign in (*(f"danger {kind}" for kind in KINDS), "maybe violence", f"maybe {OWN}"):
            await say(wires, f"{MARK} toner {MARK}o {sign}", who)
    await wires.calma.misses.flush()
    await wires.calma.background.settled()


def files(folder: Path) -> dict[str, bytes]:
    """Returns every file below a folder."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def holds(data: bytes | str, mark: str = MARK) -> bool:
    """Returns whether a mark is in data, in whichever encoding."""
    raw = data.encode() if isinstance(data, str) else data
    return any(mark.encode(code) in raw for code in ("utf-8", "utf-16-le"))


def rows(folder: Path) -> dict[str, str]:
    """Returns all rows of each table."""
    with closing(sqlite3.connect(folder / "data" / "calma.db")) as connection, connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {n: str(connection.execute(f'SELECT * FROM "{n}"').fetchall()) for (n,) in names}


async def quiet(wires: Wires, folder: Path) -> None:
    """Returns once nothing more is written behind the answers."""
    await wires.calma.misses.flush()
    await wires.calma.features.shared.activity.flush()
    await wires.calma.background.settled()
    before: dict[str, str] = {}
    while (now := rows(folder)) != before:
        before = now
        await asyncio.sleep(0.2)


async def test_no_byte_of_a_text_about_danger_is_on_disk_in_a_log_or_in_a_message(
    marked: Wires, tmp_path: Path
) -> None:
    await through_it(marked)
    written = files(tmp_path)
    assert {"calma.db", "calma.log"} <= written.keys()
    assert [name for name, data in written.items() if holds(data)] == []
    assert not holds(str(rows(tmp_path)))
    bodies = [*(call.body for call in marked.slack.calls), *(call.body for call in marked.teams.calls)]
    for body in (json.dumps(sent, ensure_ascii=False) for sent in bodies):
        assert not holds(body) or "You wrote" in body or "searched for" in body, body
    for tenant in ("T1", "tenant-1", "playground"):
        assert await marked.calma.stores.misses.frequent_misses(tenant) == ()


async def test_an_agents_own_distress_leaves_no_trace_at_all(marked: Wires, tmp_path: Path) -> None:
    await say(marked, "hello", 0)  # whoever turns to the coach is known to it
    await quiet(marked, tmp_path)
    before, log = rows(tmp_path), (tmp_path / "calma.log").read_text()
    ana = person("ana", "en", "")
    recent = marked.calma.features.recent.last(ana)
    await say(marked, f"{MARK} danger {OWN}", 0)
    await marked.page.press("safety.show", f"{OWN}|phone")
    await marked.page.press("safety.after", "")
    await quiet(marked, tmp_path)
    # That a command came, by a hash of its id, is stored whatever its text, and names nobody.
    changed = {name for name, text in rows(tmp_path).items() if text != before[name]}
    assert changed <= {"requests"}
    told = (tmp_path / "calma.log").read_text()[len(log) :]
    assert not any(word in told for word in (OWN, "distress", "safety", MARK))
    assert marked.calma.features.recent.last(ana) == recent


async def test_other_kinds_are_counted_without_anybody(marked: Wires, tmp_path: Path) -> None:
    await say(marked, f"{MARK} danger violence", 0)
    await marked.calma.background.settled()
    with closing(sqlite3.connect(tmp_path / "data" / "calma.db")) as connection, connection:
        counts = connection.execute("SELECT * FROM safety_counts ORDER BY tenant").fetchall()
        columns = [row[1] for row in connection.execute("PRAGMA table_info(safety_counts)")]
    assert columns == ["tenant", "week", "kind", "count"]
    assert {(week, kind) for _, week, kind, _ in counts} == {("2026-W48", "violence")}
    assert len(counts) == 3  # a workspace, an organisation in Teams, and the page
    assert OWN not in str(counts)


async def test_the_search_finds_what_it_looks_for(marked: Wires, tmp_path: Path) -> None:
    # Else it would find nothing for another reason.
    for who in range(FEWEST_PEOPLE):
        await marked.page.types(f"{MARK} toner", "calm")
        await marked.in_slack(f"U{who}").user.types(f"{MARK} toner", "/calm")
    await marked.calma.misses.flush()
    assert holds(str(rows(tmp_path)))
    logging.getLogger("calma").debug("a text: %s", MARK)
    assert holds(files(tmp_path)["calma.log"])
