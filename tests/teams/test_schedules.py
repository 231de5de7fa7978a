"""A manager schedules drills in Teams, and an agent gets one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.core.groups import Group
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule
from bot.teams.edge import Teams
from tests.build import build
from tests.drill import bank
from tests.fakes.teams import TENANT, FakeTeams, filled
from tests.teams.dialogue import Settings
from tests.teams.people import MANAGERS, Member, Shipped


class Practising(Shipped):
    """The coach with the bank of the tests."""

    def __init__(self, teams: FakeTeams, phrasebook: Path) -> None:
        super().__init__(teams)
        self.house = house = build(phrasebook)
        told = Settings(teams.openid_url, teams.login_url)
        self.edge = Teams(house.desk, house.phrasebook, told, house.stores.references, MANAGERS)

    async def tick(self) -> None:
        """Does what happens every minute."""
        await self.house.ticks.run(datetime.now(UTC))
        await self.drain()


@pytest.fixture
async def chat(teams: FakeTeams, tmp_path: Path) -> AsyncIterator[Practising]:
    """The coach, new for each test."""
    async with Practising(teams, bank.phrasebook(tmp_path)) as found:
        yield found


@pytest.fixture
def rosa(chat: Practising) -> Member:
    """A manager by the settings."""
    return Member(chat, "rosa")


@pytest.fixture
def maria(chat: Practising) -> Member:
    """An agent who reads Spanish."""
    return Member(chat, "maria", locale="es-MX")


async def team(chat: Practising) -> None:
    await chat.house.stores.groups.keep_group(
        Group(TENANT, "g1", "Night shift", "teams", people=("aad-maria",))
    )


async def test_a_schedule_is_set_up_in_a_dialog(chat: Practising, rosa: Member) -> None:
    await team(chat)
    await rosa.types("drill schedule")
    await rosa.forces(filled(rosa.card, zone="other", other="Mars/Olympus", quiet="Christmas"))
    assert "No time zone has this name" in rosa.error("other")
    assert "Write dates like 2026-12-24" in rosa.error("quiet")
    await rosa.forces(filled(rosa.card, zone="America/Mexico_City", other="", quiet="", holidays="MX"))
    assert "This is what will happen" in rosa.text
    assert "Comes weekdays at 09:30, in Mexico City." in rosa.text
    assert "The next times:" in rosa.text
    await rosa.presses("Send me a test now")
    assert "The test is on its way" in rosa.text
    await rosa.presses("Save")
    assert "It comes as it says here." in rosa.text
    await chat.drain()
    rosa.reads()
    assert "This is a test" in rosa.text
    await rosa.types("drill schedules")
    await rosa.chooses("Open a schedule", 0)
    await rosa.opens("Change")
    assert "America/Mexico_City" in str(rosa.field("zone")["value"])
    await rosa.sends(days="")
    assert "Pick at least one day." in rosa.error("days")
    await rosa.sends(days="1,3")
    assert "Comes Tuesdays and Thursdays at 09:30, in Mexico City." in rosa.text


async def test_a_drill_comes_and_is_done(chat: Practising, rosa: Member, maria: Member) -> None:
    await maria.types("ayuda")
    await team(chat)
    now = datetime.now(UTC)
    rule = RecurrenceRule(tuple(range(7)), time(now.hour, now.minute), "UTC", False, date(2026, 1, 1))
    found = Schedule(
        TENANT, "s1", "teams", "g1", "aad-rosa", "Rosa", "en", DeliveryFormat.EACH, rule, count=1
    )
    await chat.house.stores.schedule.schedules.keep_schedule(replace(found, since=now - timedelta(hours=1)))
    await chat.tick()
    maria.reads()
    assert "Una pregunta, menos de un minuto" in maria.text
    await maria.presses("Empezar")
    await maria.presses("A")
    await rosa.types("drill schedules")
    await rosa.chooses("Open a schedule", 0)
    assert "sent" in rosa.text
    assert "opened" not in rosa.text  # it would be of one person


async def test_settings_lead_to_the_drills(maria: Member) -> None:
    await maria.types("practica ajustes")
    await maria.forces(filled(maria.card, state="stopped", quiet="22:00", loud="07:00"))
    assert "Silencio desde las 22:00 hasta las 07:00." in maria.text
