"""Somebody who used nearly everything, in a database and in memory: exported alike, erased alike."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.chat import Role
from bot.core.groups import Group
from bot.core.personal import DataSubject
from bot.features.round.model import Round, RoundReply
from bot.features.team.model import Change, ChangeKind
from bot.keys import KeyFile
from bot.wiring.sql import stored
from tests.harness import PLATFORM, TENANT, Actor, Harness

WHO = "Uzanahoria"
SUBJECT = DataSubject(TENANT, WHO, PLATFORM)
TABLES = {
    "profile": {"people"},
    "saved": {"favourites"},
    "lookups": {"activity", "miss_people", "outcome_people", "outcome_tickets"},
    "drills": {"drills", "drill_answers", "drill_memories", "drill_habits"},
    "roleplays": {"roleplays"},
    "rounds": {"rounds", "round_replies"},
    "schedules": {"schedule_answers"},
    "contacts": {"incidents"},
    "alerts": {"alerts"},
    "groups": {"groups", "group_counted"},
    "changes": {"team_changes"},
    "messages": {"deliveries"},
}


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def app(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Harness]:
    if request.param == "in memory":
        yield Harness()
        return
    async with stored(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}", KeyFile(tmp_path / "keys")) as stores:
        yield Harness(stores)


async def uses(app: Harness, name: str) -> Actor:
    """Looks up, practises, plays, warns a customer, calls for help, and is in groups."""
    ana = Actor(app, name, role=Role.MANAGER)
    await ana.works("09:00", "17:00")
    await ana.types("yelling")
    await ana.chooses(ana.options("Save")[0], of="Save")
    await ana.presses("Calmed")
    await ana.types("zzzz qqqq wwww")
    await app.calma.misses.flush()
    await practises(ana)
    await ana.types("boundary")
    await ana.presses("I said it")
    await ana.presses("They stopped")
    await app.stores.people.appoint_person(TENANT, "marta", Role.SUPERVISOR)
    await ana.press("alert.raise", "abuse.phone")
    await grouped(app, name)
    return ana


async def practises(ana: Actor) -> None:
    await ana.types("", "drill")
    while "Next" not in ana.labels:
        await ana.press(*answer_of(ana))
    await ana.app.stores.drills.set_hidden(TENANT, ana.person.user_id, True)
    await ana.types("roleplay", "drill")
    await ana.press(*next((b.action, b.value) for b in ana.buttons if b.action == "roleplay.start"))


def answer_of(ana: Actor) -> tuple[str, str]:
    """Returns the first answer that can be pressed."""
    return next((b.action, b.value) for b in ana.buttons if b.action == "drill.answer")


async def grouped(app: Harness, name: str) -> None:
    stores, today = app.stores, app.now.date()
    group = await stores.groups.find_group(TENANT, "g1") or Group(TENANT, "g1", "Night", PLATFORM)
    await stores.groups.keep_group(
        Group(TENANT, "g1", "Night", PLATFORM, "", (*group.people, name), group.version)
    )
    await stores.groups.count_people(TENANT, today, f"of-{name}", [name])
    await stores.schedule.attendance.note_opened(TENANT, "s1", name, today, app.now)
    change = Change(ChangeKind.APPOINTED, name, f"Boss {name} ({name})", app.now)
    await stores.team.note_change(TENANT, change)
    opened = Round(TENANT, f"r-{name}", PLATFORM, "C1", name, "en", {"en": "x"}, app.now)
    await stores.rounds.open_round(opened)
    await stores.rounds.keep_reply(TENANT, f"r-{name}", name, RoundReply(f"e-{name}", "So sorry"), app.now)


async def areas_of(app: Harness, who: str) -> dict[str, set[str]]:
    await app.features.shared.flush()
    rows = await app.stores.personal.export_person(DataSubject(TENANT, who, PLATFORM))
    return {area.value: set(tables) for area, tables in rows.items()}


async def test_the_same_is_told_of_whoever_used_it_all(app: Harness) -> None:
    await uses(app, WHO)
    assert await areas_of(app, WHO) == TABLES
    assert await areas_of(app, "nobody") == {}


async def test_nothing_is_left_of_them_and_all_of_the_others(app: Harness) -> None:
    await uses(app, WHO)
    await uses(app, "luis")
    before = await areas_of(app, "luis")
    ana = Actor(app, WHO)
    assert await ana.press("privacy.erased") == "Erased"
    assert await areas_of(app, WHO) == {}
    assert await areas_of(app, "luis") == before
    app.later(seconds=5)
    await app.ticks()
    assert app.errors == []


async def test_what_stays_can_be_read_and_names_nobody(app: Harness) -> None:
    await uses(app, WHO)
    await Actor(app, WHO).press("privacy.erased")
    rosa = Actor(app, "rosa", role=Role.MANAGER)
    await rosa.types("boundary log")
    assert "They stopped" in rosa.text
    await rosa.types("team")
    await rosa.presses("Changes")
    assert "Somebody whose data was erased" in rosa.text
    assert WHO not in rosa.text
    incidents = await app.stores.boundary.incidents.incidents_since(TENANT, app.now - timedelta(days=1))
    assert [(each.agent, each.name) for each in incidents] == [("—", "—")]
