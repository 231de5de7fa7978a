"""What earlier versions stored: policies load, incidents open, and nothing in them is claimed anew."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
import yaml

from bot.core.policy import DEFAULT, PolicyPart, of_data
from bot.features.boundary import facts
from bot.features.boundary.feature import export
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.wiring.stores import Stores
from tests.boundary.actor import Seat
from tests.boundary.test_manager import marta
from tests.harness import TUESDAY, Harness

WORDS = yaml.safe_load((Path(__file__).parent / "two-warning-0.2.yml").read_text(encoding="utf-8"))["words"]
BEGAN = int(TUESDAY.timestamp()) - 3600
COLUMNS = (
    *("tenant", "id", "agent", "platform", "name", "language", "seal", "policy", "audience", "channel"),
    *("kind", "step", "turn", "began", "warned", "zero", "closed", "told", "rested", "note", "ticket"),
    *("backed_by", "backed_name", "backed_how", "backed_at", "version"),
)


def earlier_policy(**words: Any) -> dict[str, Any]:
    """Returns a policy as version 0.2 stored it: with a copy of all words, some of them a manager's own."""
    flat = {
        f"{group}.{name}" if group in ("end", "transfer") else group: said
        for group, parts in WORDS.items()
        for name, said in (parts.items() if group in ("end", "transfer") else [("", parts)])
    }
    return {
        **{"warnings": 2, "ending": "end", "zero_tolerance": ["threat", "slurs", "sexual"], "channel": ""},
        **{"supervisors": ["pablo"], "rest": 7, "announced": False, "reminder": 15, "retention": 365},
        "words": {**flat, **words},
    }


OWN = {"phone": {"en": "Our own.", "es": "Las nuestras."}, "chat": WORDS["first"]["chat"]}


def test_what_was_shipped_is_nobodys_own() -> None:
    policy = of_data(earlier_policy())
    assert policy.words == {}
    assert (policy.warnings, policy.rest, policy.supervisors, policy.recorded) == (2, 7, ("pablo",), False)


def test_own_words_of_a_warning_count_for_both_endings() -> None:
    policy = of_data(earlier_policy(first=OWN))
    own = {"phone": OWN["phone"]}
    assert policy.words == {PolicyPart.END_FIRST: own, PolicyPart.TRANSFER_FIRST: own}


def test_own_words_of_the_step_that_was_called_last_warning_are_kept_and_not_said() -> None:
    policy = of_data(earlier_policy(**{"end.last": OWN}))
    assert set(policy.words) == {PolicyPart.END_LAST}


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}")
    await opened.migrate()
    yield opened
    await opened.close()


async def incident(database: Database, **columns: Any) -> None:
    """Stores a row as version 0.2 did."""
    row = {
        **dict.fromkeys(COLUMNS),
        **{"tenant": "T1", "id": "old", "agent": "ana", "platform": "test", "name": "Ana", "language": "en"},
        **{"seal": "s", "policy": json.dumps(earlier_policy()), "audience": "[]", "channel": "phone"},
        **{"kind": "insults", "step": "warning", "turn": 2, "began": BEGAN, "zero": False, "note": ""},
        **{"warned": json.dumps([BEGAN, BEGAN + 120]), "ticket": "", "version": 2},
        **columns,
    }
    values = ", ".join(f":{name}" for name in COLUMNS)
    async with database.writing() as connection:
        await connection.execute(
            sa.text(f"INSERT INTO incidents ({', '.join(COLUMNS)}) VALUES ({values})"), row
        )


def office(database: Database) -> Harness:
    return Harness(Stores(boundary=boundary_stores(database)))


async def test_one_that_was_open_goes_on_and_no_warning_of_it_is_claimed(database: Database) -> None:
    await incident(database)
    ana = Seat(office(database))
    assert await ana.types("boundary") == "Boundary · first warning"
    await ana.press("boundary.again", "old.2")  # its card of before
    assert ana.title == "Boundary · first warning"
    await ana.presses("I said it")
    await ana.presses("They stopped")
    assert "Warned 14:02 UTC. Words of a warning were shown 13:02 UTC and 13:04 UTC" in ana.text


async def test_one_that_was_ended_says_what_is_known_and_no_more(database: Database) -> None:
    await incident(database, step="ended", turn=3, closed=BEGAN + 180, told=BEGAN + 200, rested=BEGAN + 220)
    app = office(database)
    stored = await app.stores.boundary.incidents.find_incident("T1", "old")
    assert stored
    course = stored.course
    assert facts.followed(course, stored.policy) is None
    assert (course.step.value, course.warned, course.kind, course.rest) == ("ended", (), None, 7)
    assert course.reported
    ana = Seat(app)
    await ana.press("boundary.show", "old.3")
    assert ana.title == "It's over now."
    assert "whether they were said wasn't asked then. Ended 13:05 UTC." in ana.text
    assert "Policy followed" not in ana.text
    text = await export(app.stores.boundary.incidents, "T1")
    assert text.splitlines()[1].startswith("2026-11-24T13:02:00Z,phone,,,ended,2026-11-24T13:05:00Z,")
    boss = marta(app)
    await boss.types("boundary log")
    assert boss.rows[0][1:4] == ("Not told yet", "Ended", "—")


async def test_a_kind_that_was_told_then_is_told_now(database: Database) -> None:
    closed = BEGAN + 180
    await incident(database, step="ended", kind="sexual", zero=True, closed=closed, told=closed)
    stored = await office(database).stores.boundary.incidents.find_incident("T1", "old")
    assert stored
    assert stored.course.kind
    assert (stored.course.kind.value, stored.course.zero) == ("sexual", True)


@pytest.mark.parametrize("step", ["stopped", "left", "transferred"])
async def test_every_step_of_before_is_a_step(database: Database, step: str) -> None:
    await incident(database, step=step, closed=BEGAN + 180)
    stored = await office(database).stores.boundary.incidents.find_incident("T1", "old")
    assert stored
    assert stored.course.step.value == step
    assert stored.course.reported is None


async def test_a_manager_sees_the_words_of_before_where_they_may_belong(database: Database) -> None:
    row = {"tenant": "T1", "version": 1, "by": "marta", "at": BEGAN}
    policy = json.dumps(earlier_policy(**{"end.last": OWN}))
    async with database.writing() as connection:
        await connection.execute(
            sa.text("INSERT INTO policies VALUES (:tenant, :version, :policy, :by, :at)"),
            {**row, "policy": policy},
        )
    app = office(database)
    boss = marta(app)
    await boss.types("boundary policy")
    await boss.presses("Last chance")
    assert "Our own." in boss.text
    await boss.sends(phone_en="Last time.", phone_es="Última vez.")
    assert "Last chance · your own" in boss.labels
    shipped = app.book.protocols[DEFAULT].said(PolicyPart.END_CLOSING, "phone")["en"]
    ana = Seat(app)
    await ana.types("boundary")
    await ana.presses("I said it")
    assert ana.wordings == ["Last time."]
    await ana.presses("They went on, I said it again")
    assert ana.wordings == [shipped]
