"""Practice in the browser: a role-play to two endings, and a round with five people up to its result."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Page, expect

from app import House
from bot.coach.talk import Role
from bot.playground.edge import Playground
from bot.playground.people import TEAM, Member
from bot.slack.render import message
from bot.teams.render import adaptive_card
from tests.conftest import PHRASEBOOK
from tests.roleplay.sample import with_samples
from tests.round.table import with_prompts

from .conftest import served
from .test_team import become

SHOTS = os.environ.get("CALMA_SCREENSHOTS", "")  # a folder for pictures of what is tested here


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The house as it is shipped, with scenarios and lines of our own, and two more people in the team."""
    more = {"eva": Member("Eva", Role.AGENT), "pau": Member("Pau", Role.AGENT)}
    for who, member in more.items():
        monkeypatch.setitem(TEAM, who, member)
    with served(_app) as found:
        yield found


def _app() -> web.Application:
    house = House(PHRASEBOOK)
    house.library.book = replace(with_samples(), prompts=with_prompts().prompts)
    inspect = {"Block Kit": message, "Adaptive Card": adaptive_card}
    edge = Playground(house.desk, house.library, inspect)
    drainer = house.drainer([edge])
    app = web.Application()
    app.add_routes(edge.routes())

    async def begin(_: web.Application) -> None:
        await house.start()
        await edge.start()
        await drainer.start()

    async def end(_: web.Application) -> None:
        await drainer.close()
        await house.close()

    app.on_startup.append(begin)
    app.on_shutdown.append(lambda _: edge.hang_up())
    app.on_cleanup.append(end)
    return app


def ask(page: Page, text: str) -> None:
    """Types and sends, in whichever language the page is."""
    page.locator("#field").fill(text)
    page.locator("#field").press("Enter")


def reply(page: Page, text: str) -> None:
    """Presses the number of the reply that says this."""
    line = page.locator("article:visible p", has_text=text).last
    number = line.inner_text().split(" ")[0]
    page.get_by_role("button", name=number, exact=True).last.click()


def says(page: Page, text: str) -> None:
    """Waits until a card on the page says this."""
    expect(page.locator("article:visible", has_text=text).last).to_be_visible()


def shot(page: Page, name: str) -> None:
    """Takes a picture, where somebody wants to look at it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_role_play_to_two_endings(page: Page, language: str) -> None:
    page.locator("#language").select_option(language)
    spanish = language == "es"
    ask(page, "/practica simulacro" if spanish else "/drill roleplay")
    shot(page, f"roleplay-list-{language}")
    page.get_by_label("Elija un contacto" if spanish else "Choose a contact").select_option("late-parcel")
    first = "respuesta 1" if spanish else "reply 1"
    says(page, first)
    shot(page, f"roleplay-first-{language}")
    lines = (
        (
            "Seis días es mucho.",
            "Léamelo",
            "Está detenido",
            "Uno nuevo mañana",
            "Queda pedido",
            "Entonces: uno",
        )
        if spanish
        else (
            "Six days is long.",
            "Read it to me",
            "It stands at",
            "A new one tomorrow",
            "ordered now",
            "So: a",
        )
    )
    for number, line in enumerate(lines, 2):
        reply(page, line)
        if number == 2:
            says(page, "respuesta 2" if spanish else "reply 2")
            shot(page, f"roleplay-second-{language}")
        elif number <= len(lines):
            says(page, f"respuesta {number}" if spanish else f"reply {number}")
    says(page, "buen final" if spanish else "a right ending")
    shot(page, f"roleplay-right-{language}")
    page.get_by_role("button", name="Repetir" if spanish else "Again").click()
    says(page, first)
    reply(page, "Los paquetes se retrasan" if spanish else "Parcels get late")
    says(page, "todavía no" if spanish else "not yet")
    shot(page, f"roleplay-wrong-{language}")
    expect(page.get_by_role("article")).to_have_count(1)


def channel(page: Page) -> None:
    """Goes to #support."""
    page.locator("#places button", has_text="#support").click()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_round_with_five_people(page: Page, language: str) -> None:
    spanish = language == "es"
    page.locator("#language").select_option(language)
    become(page, "Marta")
    channel(page)
    ask(page, "/practica equipo" if spanish else "/drill team")
    dialog = page.get_by_role("dialog")
    shot(page, f"round-form-{language}")
    dialog.locator("select").first.select_option("refund-day-31")
    dialog.get_by_role("button", name="Publicar" if spanish else "Post").click()
    mine = "Mi respuesta" if spanish else "My reply"
    expect(page.get_by_role("button", name=mine)).to_be_visible(timeout=10_000)
    shot(page, f"round-open-{language}")
    for name in ("Ana", "Luis", "Sofía", "Eva", "Pau"):
        become(page, name)
        channel(page)
        page.get_by_role("button", name=mine).click()
        dialog.locator("textarea").fill(f"{name} <b>says</b> *this* @here")
        dialog.get_by_role("button", name="Enviar" if spanish else "Send").click()
        expect(dialog.get_by_role("heading", name="adentro" if spanish else "is in")).to_be_visible()
        page.keyboard.press("Escape")
    become(page, "Marta")
    channel(page)
    page.get_by_role("button", name="Mostrar" if spanish else "Reveal", exact=True).click()
    says(page, "<b>says</b>")
    shot(page, f"round-voting-{language}")
    for name in ("Ana", "Luis", "Sofía", "Pau"):
        become(page, name)
        channel(page)
        page.get_by_role("button", name="Leer y votar" if spanish else "Read and vote").click()
        expect(dialog.get_by_text("Esta es la suya." if spanish else "This one is yours.")).to_be_visible()
        texts = dialog.inner_text()
        place = texts[: texts.index("Eva")].count("<b>says</b>") + 1
        dialog.get_by_role("button", name=f"Votar por la {place}" if spanish else f"Vote for {place}").click()
        expect(dialog.get_by_text("Le queda un voto" if spanish else "one vote left")).to_be_visible()
        shot(page, f"round-ballot-{language}")
        page.keyboard.press("Escape")
    become(page, "Marta")
    channel(page)
    page.get_by_role("button", name="Cerrar la votación" if spanish else "Close the vote").click()
    says(page, "Más votos: 4" if spanish else "Most votes: 4")
    shot(page, f"round-result-{language}")
    expect(page.locator(".log:visible article", has_text="Eva <b>says</b>")).to_have_count(1)
    become(page, "Ana")
    channel(page)
    says(page, "Más votos: 4" if spanish else "Most votes: 4")
    become(page, "Marta")
    channel(page)
    page.get_by_role("button", name="Guardar como frase" if spanish else "Keep as our phrase").click()
    languages = ("en", "es")
    words = dialog.locator("textarea").nth(languages.index(language))
    expect(words).to_have_value("Eva <b>says</b> *this* @here")
    shot(page, f"round-keep-{language}")


def test_a_change_in_the_channel_is_seen_in_the_other_window(page: Page, address: str) -> None:
    become(page, "Marta")
    channel(page)
    ask(page, "/drill team")
    dialog = page.get_by_role("dialog")
    dialog.locator("textarea").fill("You again?")
    dialog.get_by_role("button", name="Post").click()
    expect(page.get_by_role("button", name="My reply")).to_be_visible(timeout=10_000)
    with page.context.browser.new_context(locale="en-US") as context:  # type: ignore[union-attr]
        other = context.new_page()
        other.goto(address)
        channel(other)
        other.get_by_label("Message to Calma").fill("a draft")
        expect(other.get_by_role("button", name="Reveal", exact=True)).to_be_visible()
        page.get_by_role("button", name="Reveal", exact=True).click()
        expect(other.get_by_role("button", name="Reveal anyway")).to_be_visible()
        expect(other.get_by_label("Message to Calma")).to_have_value("a draft")
        expect(other.get_by_label("Message to Calma")).to_be_focused()
        other.reload()
        channel(other)
        expect(other.get_by_role("button", name="Reveal anyway")).to_be_visible()
        expect(other.get_by_role("article")).to_have_count(1)
