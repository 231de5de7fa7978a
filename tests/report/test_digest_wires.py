"""The weekly digest over the wires of Slack and Teams, as it arrives and is turned off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.slack import people
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes import blockkit
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.teams import TENANT, FakeTeams
from tests.harness import Clock

BEFORE, MONDAY = datetime(2026, 11, 27, 12, tzinfo=UTC), datetime(2026, 11, 30, 15, 5, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    """A clock on a Friday."""
    return Clock(BEFORE)


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None, clock: Clock) -> AsyncIterator[Wires]:
    """Calma as it is shipped, on every edge."""
    slack.admins.add("UADMIN")
    slack.zones["UADMIN"] = "America/Mexico_City"
    async with wired(build(clock=clock), slack, teams) as open_wires:
        open_wires.calma.rosters.add_rosters((e.platform, e.roster) for e in open_wires.edges)
        yield open_wires


async def on_monday(wires: Wires, clock: Clock) -> int:
    """Has it be the next Monday, and returns how much was sent."""
    clock.now = MONDAY
    await wires.calma.ticks.run(clock.now)
    return await wires.drainer.drain()


async def test_in_slack_an_administrator_turns_it_on_and_off(wires: Wires, clock: Clock) -> None:
    admin, slack = wires.in_slack("UADMIN").user, wires.slack
    status = await admin.types("digest", "/calm")
    assert blockkit.message(status) == []
    assert "It's off." in words(status)
    await admin.presses(button(status, "Turn it on"))
    turned = await slack.answer()
    assert "It's on: Mondays at 09:00, where you are. The next one comes on 30 Nov." in words(turned)
    assert await on_monday(wires, clock) == 1  # Slack is asked whether she administrates, and says yes
    came = await slack.next("chat.postMessage")
    assert blockkit.message(came) == []
    assert "Your week" in words(came)
    assert await on_monday(wires, clock) == 0
    await admin.presses(button(came, "Open the report"))
    opened = await slack.answer()
    assert opened["replace_original"] is False
    await admin.presses(button(came, "Turn this off"))
    off = await slack.answer()
    assert off["replace_original"] is True
    assert "The weekly digest is off" in words(off)


async def test_in_slack_who_administrates_no_longer_gets_none(
    wires: Wires, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, slack = wires.in_slack("UADMIN").user, wires.slack
    await admin.presses(button(await admin.types("digest", "/calm"), "Turn it on"))
    assert "It's on" in words(await slack.answer())
    slack.admins.clear()
    monkeypatch.setattr(people, "ADMIN_FOR", 0.0)  # what Slack told on Friday counts no more
    assert await on_monday(wires, clock) == 1
    assert slack.called("chat.postMessage") == []
    assert await wires.calma.stores.digests.find_digest(admin.team, "UADMIN") is None


async def test_in_slack_an_agent_does_not_turn_it_on(wires: Wires, clock: Clock) -> None:
    agent, admin = wires.in_slack("U1").user, wires.in_slack("UADMIN").user
    assert "It's off." not in words(await agent.types("digest", "/calm"))
    await agent.presses(button(await admin.types("digest", "/calm"), "Turn it on"))
    assert "It's on" not in words(await wires.slack.answer())
    assert await on_monday(wires, clock) == 0
    assert await wires.calma.stores.digests.find_digest(agent.team, "U1") is None


async def test_in_teams_the_same_in_spanish(wires: Wires, clock: Clock) -> None:
    rosa, maria = wires.in_teams("rosa", locale="es-MX"), wires.in_teams("maria", locale="es-MX")
    await maria.types("calma resumen semanal")
    assert "Está desactivado" not in maria.text
    await rosa.types("calma resumen semanal")
    assert "Está desactivado." in rosa.text
    await rosa.presses("Activarlo")
    assert "Está activado: los lunes a las 09:00" in rosa.text
    assert await on_monday(wires, clock) == 1
    rosa.reads()
    assert rosa.text.startswith("Su semana")
    assert "No hay cifras de la semana pasada" in rosa.text
    assert rosa.labels == ["Revisiones", "Abrir el informe", "Desactivarlo"]
    await rosa.presses("Desactivarlo")
    assert rosa.text.startswith("El resumen semanal está desactivado")
    assert await wires.calma.stores.digests.find_digest(TENANT, "aad-rosa") is None
