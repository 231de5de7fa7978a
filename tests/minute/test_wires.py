"""The minute over every wire, in both languages: turned on, sent, and ended by one tap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest_asyncio

from bot.core.groups import Group
from bot.features.minute.model import Minute
from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes import blockkit
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.teams import TENANT, FakeTeams, filled
from tests.harness import Clock


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None) -> AsyncIterator[Wires]:
    """Calma as it is shipped, on every edge."""
    slack.admins.add("UADMIN")
    async with wired(build(clock=Clock()), slack, teams) as open_wires:
        yield open_wires


async def comes(wires: Wires, tenant: str, user: str) -> Minute:
    """Has the line of somebody be due, and sends it."""
    calma = wires.calma
    minute = await calma.stores.minutes.find_minute(tenant, user)
    assert minute
    clock = calma.runtime.clock
    assert isinstance(clock, Clock)
    clock.now = minute.due - timedelta(minutes=1)
    await calma.ticks.run(clock.now)
    clock.now = minute.due
    assert await wires.drainer.drain() == 1
    return minute


async def test_in_slack(wires: Wires) -> None:
    user, slack = wires.in_slack("U1").user, wires.slack
    message = await user.types("minute")
    assert blockkit.message(message) == []
    assert "One line as your shift starts" in words(message)
    await user.presses(button(message, "Turn it on"))
    form = await slack.view()
    assert form.body["title"]["text"] == "Start-of-shift minute"
    await user.sends(form, at="07:15", days=[str(day) for day in range(7)])
    await comes(wires, user.team, "U1")
    came = await slack.next("chat.postMessage")
    assert blockkit.message(came) == []
    assert "Before you start" in words(came)
    await user.presses(button(came, "Turn it off"))
    ended = await slack.answer()
    assert ended["replace_original"] is True
    assert "It is off" in words(ended)
    assert await wires.calma.stores.minutes.find_minute(user.team, "U1") is None


async def test_in_slack_a_manager_offers_it_in_spanish(wires: Wires) -> None:
    admin, user, slack = wires.in_slack("UADMIN").user, wires.in_slack("U1").user, wires.slack
    slack.locales["U1"] = "es-MX"
    await user.types("ayuda")
    await wires.calma.stores.groups.keep_group(Group(user.team, "g1", "Night shift", "slack", people=("U1",)))
    message = await admin.types("minute")
    await admin.presses(button(message, "Offer it to a group"))
    form = await slack.view()
    await admin.sends(form, group="g1")
    await wires.calma.ticks.run(wires.calma.runtime.clock())
    assert await wires.drainer.drain() == 1
    came = await slack.next("chat.postMessage")
    assert blockkit.message(came) == []
    assert "¿Una línea al empezar su turno?" in words(came)
    await user.presses(button(came, "No, gracias; no preguntar más"))
    assert "No se le preguntará de nuevo" in words(await slack.answer())
    assert await wires.calma.stores.minutes.is_refused(user.team, "U1")


async def test_in_teams_in_spanish(wires: Wires) -> None:
    maria = wires.in_teams(locale="es-MX")
    await maria.types("calma minuto")
    assert maria.text.startswith("Minuto de inicio de turno")
    await maria.opens("Activarlo")
    await maria.forces(filled(maria.card, at="07:15", days="0,1,2,3,4,5,6"))
    assert "Está activado" in maria.text
    await comes(wires, TENANT, "aad-maria")
    maria.reads()
    assert "Antes de empezar" in maria.text
    await maria.presses("Desactivarlo")
    assert "Está desactivado" in maria.text
    assert await wires.calma.stores.minutes.find_minute(TENANT, "aad-maria") is None


async def test_in_teams_a_shift_is_started_by_hand(wires: Wires) -> None:
    maria = wires.in_teams()
    await maria.types("calm minute now")
    assert "Before you start" in maria.text
    await maria.presses("Another one")
    assert "Before you start" in maria.text
    assert await wires.calma.stores.minutes.find_minute(TENANT, "aad-maria") is None


async def test_on_the_page_in_both_languages(wires: Wires) -> None:
    for language, text, line in (
        ("en", "minute now", "Before you start"),
        ("es", "minuto ahora", "Antes de empezar"),
    ):
        page = replace(wires.page, language=language)
        assert line in str(await page.types(text, "calm"))
    assert "One line as your shift starts" in str(await wires.page.types("minute", "calm"))
    assert "My shift starts at" in str(await wires.page.press("minute.set"))
    assert "It is on" in str(await wires.page.sends("minute.keep", at="07:15", days="1"))
    assert "It is off" in str(await wires.page.press("minute.off"))
