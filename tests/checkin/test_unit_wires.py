"""Units over the wires of Slack, Teams and the page, in both languages."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from tests.checkin.actor import in_unit
from tests.checkin.wires import Wires, to_page
from tests.fakes.slack import button, elements, words
from tests.fakes.slack_user import inputs
from tests.fakes.teams import TENANT

TWELVE = tuple(f"U{number}" for number in range(40, 52))
NEWS = "from 30 November on, your team's figure is that of the unit “{name}”"


async def turned_on(wires: Wires, tenant: str) -> None:
    store = wires.calma.stores.checkin.terms
    assert await store.keep_terms(tenant, replace(await store.find_terms(tenant), on=True))


async def sent(wires: Wires) -> None:
    """Everything that is to be sent goes, however far off it is."""
    assert wires.calma.features.checkin
    clock = wires.calma.features.checkin.clock
    clock.later(minutes=10)  # type: ignore[attr-defined]
    await wires.drainer.drain()


async def test_slack_from_people_who_are_picked_to_the_message(wires: Wires) -> None:
    await turned_on(wires, "T1")
    wires.slack.admins.add("UBOSS")
    boss = wires.in_slack("UBOSS").user
    message = await boss.types("units", "/checkin")
    assert "offered to nobody" in words(message)
    await boss.presses(button(message, "New unit"))
    view = await wires.slack.view()
    assert list(inputs(view)) == ["name", "people", "channel"]
    refused = await boss.sends(view, name="Night shift")
    assert "Pick at least one" in refused["errors"]["people"]
    await boss.sends(view, name="Night shift", people=list(TWELVE))
    shown = wires.slack.views[view.id].body
    assert "What would change" in words(shown)
    assert "Told of it: 12 people" in words(shown)
    await boss.presses(button(shown, "Use this"), view=wires.slack.views[view.id])
    done = (await wires.slack.view("views.update")).body
    assert "Done. It holds from 30 November on" in words(done)
    await sent(wires)
    for user in TWELVE:
        [told] = wires.slack.messages[f"D{user}"]
        assert NEWS.format(name="Night shift") in words(told)
        assert not elements(told)  # nothing to press, so nothing that tells who did
    assert "UBOSS" not in {user.removeprefix("D") for user in wires.slack.messages}


async def test_slack_takes_the_file_of_a_spreadsheet(wires: Wires) -> None:
    wires.slack.admins.add("UBOSS")
    boss = wires.in_slack("UBOSS").user
    message = await boss.types("unidades", "/chequeo")
    await boss.presses(button(message, "From a file"))
    view = await wires.slack.view()
    wrong = wires.slack.upload("equipos.csv", "Usuario;Equipo\nalguien más;Noche\n".encode("cp1252"))
    refused = await boss.sends(view, file=wrong, others="stay")
    assert "Line 2: nobody in your groups or units has this name" in refused["errors"]["file"]
    rows = "\r\n".join(f"{user};Atención" for user in TWELVE)
    file = wires.slack.upload("equipos.csv", f"Usuario;Área\r\n{rows}\r\n".encode("utf-16"))
    await boss.sends(view, file=file, others="stay")
    shown = words(wires.slack.views[view.id].body)
    assert "New: Atención" in shown
    assert "New in a unit (12)" in shown


async def test_teams_in_spanish(wires: Wires) -> None:
    await turned_on(wires, TENANT)
    ana = wires.in_teams("ana", locale="es-ES")
    await ana.types("hola")
    await in_unit(wires.calma.stores, "aad-ana", id="n", name="Noche", tenant=TENANT, platform="teams")
    await in_unit(wires.calma.stores, "aad-eva", id="d", name="Día", tenant=TENANT, platform="teams")
    rosa = wires.in_teams("rosa", locale="es-ES")
    await rosa.types("chequeo unidades")
    assert "Unidades del chequeo" in rosa.text
    assert "1 persona · muy pocas" in rosa.text
    await rosa.chooses("Abrir una unidad", 1)
    assert "Esta unidad nunca tiene cifra" in rosa.text
    await rosa.opens("Juntar con otra")
    await rosa.sends(unit="d")
    assert "Unidades que se quitan: Noche" in rosa.text
    await rosa.forces_in_dialog("Aplicar esto")
    assert "Listo. Vale desde el 30 de noviembre" in rosa.text
    before = len(wires.teams.calls)
    await sent(wires)
    [call] = [call for call in wires.teams.calls[before:] if call.conversation == ana.conversation]
    assert "la cifra de su equipo es la de la unidad «Día»" in json.dumps(call.card, ensure_ascii=False)


async def test_the_page_settles_and_takes_back(wires: Wires) -> None:
    await turned_on(wires, "playground")
    page = replace(wires.page, who="marta")
    await in_unit(wires.calma.stores, "ana", id="n", name="Night", tenant="playground", platform="playground")
    await in_unit(wires.calma.stores, "luis", id="d", name="Day", tenant="playground", platform="playground")
    listed = await page.types("units")
    assert "Units of the self-check" in listed["html"]
    form = await page.press("checkin.units.file")
    assert form["how"] == "form"
    changed = await page.sends("checkin.units.file", file="id,unit\nluis,Day\nluis,Night\n", others="stay")
    assert "In more than one unit (1)" in changed["html"]
    settle = await page.press("checkin.units.settle")
    assert settle["how"] == "form"
    value = re.search(r'data-value="([0-9a-f]{12})"', settle["html"])
    assert value
    settled = await page.sends("checkin.units.settle", value[1], p0="n")
    assert "In more than one unit" not in settled["html"]
    use = re.search(r'data-action="checkin.units.use" data-value="([0-9a-f]{12})"', settled["html"])
    assert use
    done = await page.press("checkin.units.use", use[1])
    assert "Done. It holds from 30 November on" in done["html"]
    back = await page.press("checkin.units.back", "3")
    assert "Taken back" in back["html"]
    await sent(wires)
    told = {message.to: message for message in wires.playground.messenger.since("")}
    assert set(told) == {to_page("luis"), to_page("ana")}  # around her, too, it was to be another unit
