"""The first days of somebody new, and a week that is prepared, over every wire in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest_asyncio

from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes import blockkit
from tests.fakes.slack import FakeSlack, button, words
from tests.fakes.teams import FakeTeams, filled
from tests.harness import Clock


@pytest_asyncio.fixture
async def wires(slack: FakeSlack, teams: FakeTeams, patient: None) -> AsyncIterator[Wires]:
    """Calma as it is shipped, on every edge."""
    slack.admins.add("UADMIN")
    async with wired(build(clock=Clock()), slack, teams) as open_wires:
        yield open_wires


async def test_in_slack_five_days_are_set_up_and_undone(wires: Wires) -> None:
    admin, slack = wires.in_slack("UADMIN").user, wires.slack
    message = await admin.types("starter")
    assert blockkit.message(message) == []
    assert "*Day 5:* where abuse ends, and where help is" in words(message)
    await admin.presses(button(message, "Set it up"))
    form = await slack.view()
    assert form.body["title"]["text"] == "First five days"
    assert "people" in (await admin.sends(form, first="2030-01-01", at="09:30"))["errors"]
    shown = await admin.sends(form, people=["U1"], first="2026-12-07", at="09:30")
    assert "from Monday 7 December to Friday 11 December" in words(shown["view"])
    view = next(v for v in slack.views.values() if v.body["blocks"] == shown["view"]["blocks"])
    await admin.presses(button(shown["view"], "Start the five days"), view=view)
    begun = await slack.next("views.update")
    assert "The five days are set" in words(begun["view"])
    view = next(v for v in slack.views.values() if v.body["blocks"] == begun["view"]["blocks"])
    await admin.presses(button(begun["view"], "Undo"), view=view)
    assert "Undone. Nothing comes" in words((await slack.next("views.update"))["view"])
    assert await wires.calma.stores.schedule.schedules.all_schedules(admin.team) == ()


async def test_in_teams_the_same_in_spanish(wires: Wires) -> None:
    maria, rosa = wires.in_teams(), wires.in_teams("rosa", locale="es-MX")
    await maria.types("ayuda")
    await rosa.types("calma empezar")
    assert rosa.text.startswith("Cinco días para empezar")
    await rosa.opens("Prepararlos")
    await rosa.forces(filled(rosa.card, people="aad-maria", first="2026-12-07", at="09:30"))
    assert "desde el lunes 7 de diciembre hasta el viernes 11 de diciembre" in rosa.text
    await rosa.presses("Iniciar los cinco días")
    assert "Los cinco días están listos" in rosa.text
    await rosa.presses("Deshacer")
    assert "Deshecho. No llega nada" in rosa.text


async def test_on_the_page_a_week_is_prepared_and_five_days_begin(wires: Wires) -> None:
    marta = replace(wires.page, who="marta", language="es")
    assert "Cinco días para empezar" in str(await marta.types("empezar", "calm"))
    sent = await marta.press("schedule.onboarding.new")
    assert "Quién empieza" in str(sent)
    shown = await marta.sends("schedule.onboarding.keep", people="ana", first="2026-12-07", at="09:30")
    # Tuesday is a public holiday where Marta is: no topic is lost, all ends a working day later.
    assert "desde el lunes 7 de diciembre hasta el lunes 14 de diciembre" in str(shown)
    assert "Práctica de 10 minutos" in str(await marta.types("ten minutes", "calm"))
    assert "Preparar la semana" in str(await marta.types("equipo", "drill"))
