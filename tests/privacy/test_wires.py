"""What is kept of somebody, over the wires of all platforms: none of it is ever a message."""

from __future__ import annotations

import json

import pytest

from bot.core.personal import DataSubject
from tests.checkin.wires import Wires
from tests.fakes.slack import words
from tests.fakes.slack_user import inputs
from tests.fakes.teams import TENANT

QUIET = {"views.open", "views.update", "users.info"}
SLACK = {
    "/calm": ("privacy", "What Calma keeps about you", "Export everything", "Erase everything"),
    "/calma": ("privacidad", "Lo que Calma guarda de usted", "Exportar todo", "Borrar todo"),
}
EN = ("Erase it", "Erase for good", "All of yours is gone")
ES = ("Borrarlo", "Borrar para siempre", "Todo lo suyo se borró")


def messages(wires: Wires) -> list[str]:
    """Returns the methods of all that Slack was called with besides dialogs and who somebody is."""
    return [call.method for call in wires.slack.calls if call.method not in QUIET]


@pytest.mark.parametrize("command", SLACK)
async def test_slack_shows_exports_and_erases_in_a_modal_alone(wires: Wires, command: str) -> None:
    typed, title, export, erase = SLACK[command]
    ana = wires.in_slack()
    if command == "/calma":
        wires.slack.locales["U1"] = "es-ES"
    await ana.types(typed, command)
    assert title in words(ana.view.body)
    await ana.presses(export)
    [part] = [block["element"]["initial_value"] for block in inputs(ana.view).values()]
    assert json.loads(part)["profile"]["people"]
    await ana.sends()
    assert title in words(ana.view.body)
    go, sure, done = ES if command == "/calma" else EN
    for label in (erase, go, sure):
        await ana.presses(label)
    assert done in words(ana.view.body)
    assert messages(wires) == []
    assert await wires.calma.stores.personal.export_person(DataSubject("T1", "U1", "slack")) == {}


async def test_teams_shows_exports_and_erases_in_a_dialog_alone(wires: Wires) -> None:
    maria = wires.in_teams(locale="es-MX")
    await maria.types("/calm privacidad")
    before = maria.text
    assert "Sus ajustes" not in before  # a typed word opens no dialog: a button does
    await maria.opens(maria.labels[0])
    assert "Sus ajustes" in maria.text
    await maria.forces_in_dialog("Exportar todo")
    assert "people" in json.loads(maria.field("part_1")["value"])["profile"]
    await maria.sends()
    for label in ("Borrar todo", *ES[:2]):
        await maria.forces_in_dialog(label)
    assert ES[2] in maria.text
    await wires.chat.edge._references.settle()
    subject = DataSubject(TENANT, "aad-maria", "teams")
    assert await wires.calma.stores.personal.export_person(subject) == {}
    assert len(wires.teams.calls) == 1  # the button that opens the dialog, the same for everybody
    luis = wires.in_teams("luis", locale="es-MX")
    await luis.types("/calm privacidad")
    assert luis.text == before
    await maria.types("hola")
    await wires.chat.edge._references.settle()
    kept = await wires.calma.stores.personal.export_person(subject)
    assert {table for tables in kept.values() for table in tables} == {"people", "references"}


async def test_the_page_shows_exports_and_erases(wires: Wires) -> None:
    page = wires.page
    shown = await page.types("privacy", "calm")
    assert shown["how"] == "dialog"
    assert set(shown) == {"how", "html"}  # nothing to inspect, nothing that stays
    export = await page.press("privacy.export")
    assert 'data-save="calma-my-data-1.json"' in export["html"]
    assert "&quot;profile&quot;" in export["html"]
    for action in ("privacy.erase", "privacy.sure"):
        assert (await page.press(action))["how"] == "dialog"
    assert "All of yours is gone" in (await page.press("privacy.erased"))["html"]
    assert wires.playground.messenger.since("") == []


async def test_slack_a_long_export_fits(wires: Wires, clock: object) -> None:
    stores, ana = wires.calma.stores, wires.in_slack()
    now = wires.calma.runtime.clock()
    for number in range(400):
        await stores.schedule.attendance.note_opened("T1", f"schedule-{number}", "U1", now.date(), now)
        await stores.schedule.attendance.note_opened(
            TENANT, f"schedule-{number}", "aad-maria", now.date(), now
        )
    await ana.types("privacy", "/calm")
    await ana.presses("Export everything")
    seen = list(inputs(ana.view))
    while ana.view.body["submit"]["text"] == "Show the next parts":
        await ana.sends()
        seen += list(inputs(ana.view))
    assert seen == [f"part_{number + 1}" for number in range(len(seen))]
    assert len(seen) > 6
    maria = wires.in_teams()
    await maria.types("privacy")
    await maria.opens(maria.labels[0])
    await maria.forces_in_dialog("Export everything")
    await maria.sends()
    assert maria.field("part_7")
