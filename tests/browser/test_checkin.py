"""The self-check in a browser: a dialog that leaves nothing on the page, and what a manager sees."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from aiohttp import web
from playwright.sync_api import Page, expect

from bot.features.checkin.model import CheckinEntry, Terms, UnitResult, Withheld
from bot.features.checkin.period import previous_period
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.units import Unit, UnitPlan
from bot.playground.edge import Playground
from bot.wiring.calma import Calma
from bot.wiring.edges import open_playground
from tests.browser.conftest import enter
from tests.build import build
from tests.conftest import PHRASEBOOK

SHOTS = os.environ.get("CALMA_SHOTS", "")  # a folder to put pictures into, for people to look at
TENANT = "playground"
TEAM = ("ana", "luis", "sofia", "marta")
ANSWERS = ("Very little", "Most", "A few", "3–4", "3–5", "Rarely")
RESPUESTAS = ("Muy poca", "La mayoría", "Unos pocos", "3–4", "3–5", "Pocas veces")


async def _past(house: Calma) -> None:
    """Figures of a few periods, and Luis's checks."""
    stores, deps = house.stores.checkin, house.features.checkin
    assert deps
    units = (Unit("night", "Night shift"), Unit("day", "Day shift"), Unit("new", "New people"))
    terms = Terms(on=True, minimum=8, country="MX")
    await stores.terms.keep_terms(TENANT, terms)
    period, since = deps.period(terms), deps.today()
    luis = CheckinRecord("luis", "playground", since, consent=deps.asked(terms), taking_part=True)
    for n, index in enumerate((70, 60, 55, 65, 40, 35, 45, 30)):
        period = previous_period(period)
        hidden = UnitResult(period.id, "day", "index", withheld=Withheld.SMALL)
        shown = [
            UnitResult(period.id, "night", name, *(told if n < 3 else (value, value)))
            for name, value, told in (
                ("index", index, (55, 100)),
                ("abuse", 70, (60, 100)),
                ("alone", 50, (40, 60)),
            )
        ]
        await stores.results.publish_results(TENANT, period.id, [*shown, hidden])
        entry = CheckinEntry(
            period.id, "calma-six", 1, {"energy": 2}, {"index": float(index)}, {"abuse": 75.0}
        )
        luis = luis.with_entry(entry)
    await stores.records.add_records(TENANT, [luis])
    people = {**dict.fromkeys(TEAM, ("playground", "night")), "tom": ("playground", "day")}
    await stores.units.keep_plan(TENANT, UnitPlan(period.first, units, people))


@contextmanager
def served_with(prepare: Callable[[Calma], Awaitable[None]]) -> Iterator[str]:
    """Serves the coach as it is shipped, with a past; yields an address that lets one in."""
    stop, ready, found = Event(), Event(), list[str]()

    async def serve() -> None:
        house = build(PHRASEBOOK)
        await house.start()
        await prepare(house)
        playground = open_playground(house)
        assert isinstance(playground, Playground)
        await playground.start()
        served = web.Application()
        served.add_routes(playground.routes())
        served.on_shutdown.append(lambda _: playground.hang_up())
        runner = web.AppRunner(served, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.append(f"http://127.0.0.1:{runner.addresses[0][1]}/{playground.entrance()}")
        ready.set()
        await asyncio.to_thread(stop.wait)
        await runner.cleanup()
        await house.close()

    thread = Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(timeout=20), "the playground did not start"
        yield found[0]
    finally:
        stop.set()
        thread.join()


@pytest.fixture(scope="module")
def checked() -> Iterator[str]:
    """The address of the coach, with figures and checks of the last months."""
    with served_with(_past) as found:
        yield found


def types(page: Page, text: str) -> None:
    page.locator("#field").fill(text)
    page.keyboard.press("Enter")


def fill(page: Page, answers: tuple[str, ...]) -> None:
    """Chooses an answer to each question."""
    boxes = page.locator("dialog [data-name]")
    expect(boxes).to_have_count(6)
    for i, answer in enumerate(answers):
        if boxes.nth(i).locator("select").count():  # what may be left out
            boxes.nth(i).locator("select").select_option(answer)
        else:
            boxes.nth(i).get_by_text(answer, exact=True).click()


def shot(page: Page, name: str) -> None:
    """Takes a picture in light and dark, wide and narrow, where a folder for them is set."""
    if not SHOTS:
        return
    for scheme in ("light", "dark"):
        for width in (1100, 390):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=Path(SHOTS) / f"{name}-{scheme}-{width}.png")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1100, "height": 800})


def no_scroll(page: Page) -> None:
    """Nothing needs a sideways scroll on a phone."""
    page.set_viewport_size({"width": 390, "height": 800})
    wide = page.evaluate(
        "[...document.querySelectorAll('dialog *')].filter(e => e.scrollWidth > e.clientWidth + 1"
        " && getComputedStyle(e).overflowX !== 'visible').map(e => e.className || e.tagName)"
    )
    assert wide == []
    page.set_viewport_size({"width": 1100, "height": 800})


def test_from_the_yes_to_erasing_nothing_stays_on_the_page(page: Page, checked: str) -> None:
    enter(page, checked)
    types(page, "/checkin")
    dialog = page.locator("dialog")
    expect(dialog.get_by_role("heading", name="Self-check")).to_be_visible()
    expect(dialog).to_contain_text("It is not a diagnosis")
    shot(page, "consent-en")
    no_scroll(page)
    dialog.get_by_role("button", name="Yes, I want this").click()
    expect(dialog.get_by_role("heading", name="Your last 7 days")).to_be_visible()
    shot(page, "form-en")
    dialog.get_by_role("button", name="See my result").click()
    expect(dialog).to_contain_text("This is still missing.")
    for name in ("energy", "autopilot", "helped", "rested"):
        dialog.locator(f"[data-name={name}]").get_by_text("I leave this out").click()
    dialog.get_by_role("button", name="See my result").click()
    expect(dialog).to_contain_text("answer 3 of the first 4")
    fill(page, ANSWERS)
    dialog.get_by_role("button", name="See my result").click()
    expect(dialog).to_contain_text("68 of 100, a heavy load.")
    expect(dialog).to_contain_text("Línea de la Vida")
    shot(page, "result-en")
    no_scroll(page)
    dialog.get_by_role("button", name="My checks").click()
    expect(dialog.get_by_role("heading", name="My checks")).to_be_visible()
    dialog.get_by_role("button", name="Export my answers").click()
    shot(page, "export-en")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "calma-self-check-1.json"
    [entry] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert entry["index"] == 68.75
    dialog.get_by_role("button", name="Close").click()
    expect(dialog.locator("textarea")).to_have_count(0)
    body = page.locator("body").inner_text() + page.content()
    for trace in ("68 of 100", "68.75", "a heavy load", "Very little"):
        assert trace not in body
    stores = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])")
    assert "68" not in stores
    types(page, "/checkin me")
    dialog.get_by_role("button", name="Stop and erase").click()
    shot(page, "erase-en")
    dialog.get_by_role("button", name="Erase", exact=True).click()
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog).to_contain_text("Your answers are gone")
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator(".turn.theirs")).to_have_count(0)


def test_in_spanish_with_a_trend(page: Page, checked: str) -> None:
    enter(page, checked)
    page.get_by_label("Language").select_option("Español")
    page.locator("#who").select_option("luis")
    types(page, "/chequeo yo")
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("pesaron más que los 4 anteriores")
    shot(page, "me-es")
    no_scroll(page)
    dialog.get_by_role("button", name="Recordatorios").click()
    expect(dialog).to_contain_text("Ahora: cada dos semanas.")
    shot(page, "reminders-es")
    dialog.get_by_role("button", name="Cada semana").click()
    expect(dialog).to_contain_text("Ahora: cada semana.")
    dialog.get_by_role("button", name="Cerrar").click()
    types(page, "/chequeo")
    shot(page, "form-es")
    fill(page, RESPUESTAS)
    dialog.get_by_role("button", name="Ver mi resultado").click()
    expect(dialog).to_contain_text("68 de 100, carga pesada.")
    # 50 or more twice: support comes first.
    texts = dialog.inner_text()
    assert texts.index("Línea de la Vida") < texts.index("68 de 100")
    shot(page, "result-es")
    no_scroll(page)
    dialog.get_by_role("button", name="Cuidarme").click()
    expect(dialog).to_contain_text("Alrededor de un turno difícil")
    shot(page, "care-es")
    dialog.get_by_role("button", name="Cerrar").click()
    expect(dialog).to_be_empty()


@pytest.mark.parametrize(
    ("language", "command", "figure", "hidden", "soon"),
    [
        (
            "English",
            "/checkin team",
            "Load: 55 or more of 100.",
            "fewer answered than were needed",
            "No figure yet",
        ),
        (
            "Español",
            "/chequeo equipo",
            "Carga: 55 o más, sobre 100.",
            "respondieron menos de las necesarias",
            "Todavía no hay cifra",
        ),
    ],
)
def test_what_a_manager_sees(
    page: Page, checked: str, language: str, command: str, figure: str, hidden: str, soon: str
) -> None:
    enter(page, checked)
    page.get_by_label("Language").select_option(language)
    page.locator("#who").select_option("marta")
    types(page, command)
    card = page.get_by_role("article").last
    choice = card.locator("select")
    choice.select_option("Night shift")
    expect(card).to_contain_text(figure)
    shot(page, f"team-{language[:2].lower()}")
    choice.select_option("Day shift")
    expect(card).to_contain_text(hidden)
    shot(page, f"hidden-{language[:2].lower()}")
    choice.select_option("New people")
    expect(card).to_contain_text(soon)
    card.get_by_role("button", name="Settings" if language == "English" else "Ajustes").click()
    expect(page.locator("dialog [data-name=minimum] input")).to_have_value("8")
    shot(page, f"settings-{language[:2].lower()}")
