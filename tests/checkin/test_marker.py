"""Answers with a mark in them: whatever is written, logged or sent is searched for it, byte by byte."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.config import read
from bot.core.groups import Group
from bot.features.boundary import feature as boundary
from bot.features.checkin import feature
from bot.features.checkin.sealed import SealedRecordStore
from bot.keys import KeyFile
from bot.store.sql.checkin_blocks import SqlSealedBlockStore
from bot.wiring.sql import stored
from tests.build import build
from tests.checkin.actor import chosen, in_unit, switched_on
from tests.checkin.wires import Wires, wired
from tests.conftest import PHRASEBOOK
from tests.doctor.conftest import all_findings
from tests.fakes.slack import FakeSlack, Fault
from tests.fakes.teams import TENANT, FakeTeams, filled
from tests.harness import Clock

MARK = "zqxw"
# Three of four answers: an index that no round figure of a group can be, as it stands in JSON.
ANSWERS = {"q-one": "1", "q-two": "3", "q-three": "2", "hit": "3"}
INDEX = "66.66666"
MARKS = (MARK, INDEX, *(f'"{id}":{place}' for id, place in ANSWERS.items()))
SCALE = "".join(f"  - {{en: {MARK}-{i}, es: {MARK}-{i}}}\n" for i in range(5))
INSTRUMENT = f"""\
id: a-licensed-one
version: 3
licence: {{holder: Somebody, permission_ref: contract 12}}
recall_days: 7
min_interval_days: 7
scale:
{SCALE}\
items:
  - {{id: q-one, subscale: index, reverse: true, text: {{en: One?, es: ¿Uno?}}}}
  - {{id: q-two, subscale: index, text: {{en: Two?, es: ¿Dos?}}}}
  - {{id: q-three, subscale: index, reverse: true, text: {{en: Three?, es: ¿Tres?}}}}
  - {{id: hit, subscale: exposure, text: {{en: Hit?, es: ¿Golpe?}}, label: {{en: Hits, es: Golpes}}}}
scoring: {{method: mean, min_answered: 3}}
bands:
  - {{max: 49, label: {{en: light, es: ligera}}, source: a study}}
  - {{max: 100, label: {{en: heavy, es: pesada}}, source: a study}}
"""


@pytest_asyncio.fixture
async def marked(
    tmp_path: Path, clock: Clock, slack: FakeSlack, teams: FakeTeams, logged: Path
) -> AsyncIterator[Wires]:
    """A house on every edge that asks marked questions, and keeps what there is in a file."""
    instrument = tmp_path / "instrument.yml"
    instrument.write_text(INSTRUMENT, encoding="utf-8")
    (tmp_path / "data").mkdir()
    url = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'calma.db'}"
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(stored(url, KeyFile(tmp_path / "data" / "checkin.keys")))
        calma = build(stores=stores, instrument=instrument, clock=clock)
        for tenant in ("T1", TENANT, "playground"):
            await switched_on(stores, tenant)
        yield await stack.enter_async_context(wired(calma, slack, teams))


async def take_part(wires: Wires) -> None:
    """Somebody on each edge, through all there is: answered, corrected, seen, exported."""
    ana = wires.in_slack()
    await ana.types()
    await ana.sends()
    await ana.sends(**ANSWERS)
    await (await ana.presses("Change my answers")).sends(**ANSWERS)
    await ana.types("me")
    await ana.presses("Export my answers")
    maria = wires.in_teams()
    await maria.types("checkin")
    await maria.opens("Open")
    await maria.sends()
    await maria.sends(**ANSWERS)
    for label in ("My checks", "Export my answers"):
        await maria.forces_in_dialog(label)
    await wires.page.types()
    await wires.page.sends("checkin.consent", "1|a-licensed-one|3|8|180||1")
    await wires.page.sends("checkin.answer", "2026-W47-W48|a-licensed-one|3", **ANSWERS)
    await wires.page.press("checkin.export")


async def break_things(wires: Wires, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that may fail with answers in its hands fails, on each edge."""

    async def broken(*_: Any) -> None:
        raise RuntimeError("on purpose")

    maria = wires.in_teams()
    await maria.types("checkin")
    await maria.opens("Open")
    await maria.forces_in_dialog("Change my answers")
    with monkeypatch.context() as patch:
        for place, name in (
            (SqlSealedBlockStore, "change_block"),
            (SqlSealedBlockStore, "find_lock"),
            (SealedRecordStore, "change_record"),
        ):
            patch.setattr(place, name, broken)
            await wires.page.sends("checkin.answer", "2026-W47-W48|a-licensed-one|3", **ANSWERS)
            await wires.chat.send(wires.teams.sends(filled(maria.card, **ANSWERS), **maria.who))
    wires.slack.fail["views.update"] = Fault(error="internal_error", status=500)
    ana = wires.in_slack()
    await ana.types()
    await ana.user.presses(ana.view.body["blocks"][-1]["elements"][0], view=ana.view)
    await wires.slack.next("views.update")
    wires.slack.fail.clear()


async def everything_else(wires: Wires, clock: Clock) -> None:
    """Reminders, a group's figures, a manager who looks, exports of other rooms."""
    stores = wires.calma.stores
    await stores.groups.keep_group(Group(TENANT, "all", "All", "teams", people=("aad-maria",)))
    terms = await stores.checkin.terms.find_terms(TENANT)
    await stores.checkin.terms.keep_terms(TENANT, chosen(terms))
    await in_unit(stores, "aad-maria", id="all", tenant=TENANT, platform="teams")
    await wires.reminded()
    clock.later(days=14)
    assert wires.calma.features.checkin
    await feature.closing(wires.calma.features.checkin)(clock.now)
    rosa = wires.in_teams("rosa")
    await rosa.types("checkin team")
    assert MARK not in json.dumps(rosa.card)
    assert MARK not in await boundary.export(stores.boundary.incidents, TENANT)
    assert MARK not in str(await stores.checkin.results.results_of_unit(TENANT, "all"))


def found_in(data: bytes | str, where: str) -> list[str]:
    """Returns which marks are in data, and where."""
    raw = data.encode() if isinstance(data, str) else data
    return [
        f"{m} ({code}) in {where}" for m in MARKS for code in ("utf-8", "utf-16-le") if m.encode(code) in raw
    ]


def files(folder: Path) -> dict[str, bytes]:
    """Returns every file below a folder but the questions themselves, which hold the mark."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "instrument.yml")
    return {path.name: path.read_bytes() for path in paths}


async def test_no_byte_of_an_answer_is_on_disk_in_a_log_or_in_a_message(
    marked: Wires, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take_part(marked)
    await break_things(marked, monkeypatch)
    await everything_else(marked, clock)
    written = files(tmp_path)
    assert {"calma.db", "checkin.keys", "calma.log"} <= written.keys()
    found = [mark for name, data in written.items() for mark in found_in(data, name)]
    dialogs = {"views.open", "views.update", "views.push"}
    for call in marked.slack.calls:
        if call.method not in dialogs:
            found += found_in(json.dumps(call.body, ensure_ascii=False), f"Slack {call.method}")
    for sent in marked.teams.calls:
        found += found_in(json.dumps(sent.body, ensure_ascii=False), "a Teams message")
    for message in marked.playground.messenger.since(""):
        found += found_in(str(message), "a message on the page")
    assert found == []
    told = written["calma.log"].decode()
    assert told.count(": RuntimeError\n") == 6  # what broke was logged, with its trace
    # Nor does a log tell, by its own times, who took a self-check when.
    assert [user for user in ("U1", "aad-maria", '"ana"') if user in told] == []


async def test_the_search_finds_what_it_looks_for(marked: Wires, tmp_path: Path) -> None:
    # Else it would find nothing for another reason.
    await take_part(marked)
    view = json.dumps([call.body for call in marked.slack.calls if call.method == "views.update"])
    assert MARK in view
    assert INDEX in view
    assert found_in(view, "the dialog")
    logging.getLogger("calma").warning("an answer: %s", MARK)
    assert found_in(files(tmp_path)["calma.log"], "the log")


async def test_the_doctor_tells_nothing_of_it(
    marked: Wires, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await take_part(marked)
    settings = read(
        {
            "CALMA_DATA_DIR": str(tmp_path / "data"),
            "CALMA_PHRASEBOOK": str(PHRASEBOOK),
            "CALMA_INSTRUMENT": str(tmp_path / "instrument.yml"),
        }
    )
    told = "\n".join(finding.line for finding in await all_findings(settings))
    assert "next to the database" in told
    assert "MX: 911, 800 911 2000" in told
    assert "024" in told
    assert found_in(told, "the doctor") == []


async def test_an_error_of_the_database_names_no_values(marked: Wires, tmp_path: Path) -> None:
    await take_part(marked)
    with closing(sqlite3.connect(tmp_path / "data" / "calma.db")) as connection, connection:
        connection.execute("ALTER TABLE checkin_blocks RENAME TO elsewhere")
    await marked.page.sends("checkin.answer", "2026-W47-W48|a-licensed-one|3", **ANSWERS)
    told = files(tmp_path)["calma.log"].decode()
    assert "no such table: checkin_blocks" in told
    with closing(sqlite3.connect(tmp_path / "data" / "calma.db")) as connection, connection:
        sealed = [row for (row,) in connection.execute("SELECT sealed FROM elsewhere")]
    assert sealed
    assert [row for row in sealed if row[:8].hex() in told or str(row[:8])[2:-1] in told] == []
    assert found_in(told, "the log") == []
