"""Practice in the browser: a role-play to two endings, and a round with five people up to its result."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Browser, Page, expect

from bot.core.chat import Role
from bot.playground.edge import Playground
from bot.playground.people import TEAM, PlaygroundPerson
from bot.slack.render import message
from bot.teams.render import adaptive_card
from tests.browser.conftest import PLAYGROUND, enter, served
from tests.browser.test_team import become
from tests.build import build, put_book
from tests.conftest import PHRASEBOOK
from tests.roleplay.sample import with_samples
from tests.round.sample import with_prompts

SHOTS = os.environ.get("CALMA_SCREENSHOTS", "")  # a folder for pictures of what is tested here


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The house as it is shipped, with scenarios and lines of our own, and two more people in the team."""
    more = {"eva": PlaygroundPerson("Eva", Role.AGENT), "pau": PlaygroundPerson("Pau", Role.AGENT)}
    for who, member in more.items():
        monkeypatch.setitem(TEAM, who, member)
    with served(_app) as found:
        yield found


def _app() -> web.Application:
    house = build(PHRASEBOOK)
    put_book(house, replace(with_samples(), prompts=with_prompts().prompts))
    inspect = {"Block Kit": message, "Adaptive Card": adaptive_card}
    edge = Playground(house.desk, house.phrasebook, inspect)
    drainer = house.drainer([edge])
    app = web.Application()
    app[PLAYGROUND] = edge
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


class Round:
    """A round on the page, in one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.spanish, self.language = page, language == "es", language
        self.dialog = page.get_by_role("dialog")
        page.locator("#language").select_option(language)

    def says(self, english: str, spanish: str) -> str:
        return spanish if self.spanish else english

    def goes(self, name: str) -> None:
        """Becomes somebody, in #support."""
        become(self.page, name)
        channel(self.page)

    def presses(self, english: str, spanish: str) -> None:
        self.page.get_by_role("button", name=self.says(english, spanish), exact=True).last.click()

    def begins(self) -> None:
        self.goes("Marta")
        ask(self.page, self.says("/drill team", "/practica equipo"))
        self.dialog.locator("select").first.select_option("refund-day-31")
        shot(self.page, f"round-form-{self.language}")
        self.dialog.get_by_role("button", name=self.says("Post", "Publicar")).click()
        mine = self.page.get_by_role("button", name=self.says("My reply", "Mi respuesta"))
        expect(mine).to_be_visible(timeout=10_000)

    def replies(self, name: str) -> None:
        self.goes(name)
        self.presses("My reply", "Mi respuesta")
        self.dialog.locator("textarea").fill(f"{name} <b>says</b> *this* @here")
        self.dialog.get_by_role("button", name=self.says("Send", "Enviar")).click()
        kept = self.dialog.get_by_role("heading", name=self.says("is in", "llegó"))
        expect(kept).to_be_visible()
        self.page.keyboard.press("Escape")

    def votes(self, name: str, author: str) -> None:
        self.goes(name)
        self.presses("Read and vote", "Leer y votar")
        expect(self.dialog.get_by_text(self.says("This one is yours.", "Esta es la suya."))).to_be_visible()
        texts = self.dialog.inner_text()
        place = texts[: texts.index(author)].count("<b>says</b>") + 1
        self.dialog.get_by_role(
            "button", name=self.says(f"Vote for {place}", f"Votar por la {place}")
        ).click()
        expect(self.dialog.get_by_text(self.says("one vote left", "Le queda un voto"))).to_be_visible()
        shot(self.page, f"round-ballot-{self.language}")
        self.page.keyboard.press("Escape")

    def keeps(self) -> None:
        self.presses("Keep as our phrase", "Guardar como frase")
        words = self.dialog.locator(f"[data-name=text_{self.language}] textarea")
        expect(words).to_have_value("Eva <b>says</b> *this* @here")
        shot(self.page, f"round-keep-{self.language}")
        self.dialog.locator("[data-name=text_en] textarea").fill("I'll stay with you until it's sorted.")
        self.dialog.locator("[data-name=text_es] textarea").fill("Me quedo con usted hasta resolverlo.")
        for name in ("cue_en", "cue_es"):
            self.dialog.locator(f"[data-name={name}] input").fill("Slow")
        self.dialog.locator("form button").last.click()
        expect(self.dialog).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_round_with_five_people(page: Page, language: str) -> None:
    team = Round(page, language)
    team.begins()
    for name in ("Ana", "Luis", "Sofía", "Eva", "Pau"):
        team.replies(name)
    team.goes("Marta")
    team.presses("Reveal", "Mostrar")
    team.presses("Reveal anyway", "Mostrar de todos modos")  # of five it is easy to guess whose is whose
    says(page, "<b>says</b>")
    shot(page, f"round-voting-{language}")
    for name in ("Ana", "Luis", "Sofía", "Pau"):
        team.votes(name, "Eva")
    team.goes("Marta")
    team.presses("Close the vote", "Cerrar la votación")
    result = team.says("Most votes", "La más votada")
    says(page, result)
    shot(page, f"round-result-{language}")
    expect(page.locator(".log:visible article", has_text="Eva <b>says</b>")).to_have_count(1)
    team.goes("Ana")
    says(page, result)
    team.goes("Marta")
    team.keeps()
    says(page, "Me quedo con usted hasta resolverlo.")
    says(page, result)  # the card of the round stays


def test_a_change_in_the_channel_is_seen_elsewhere(page: Page, browser: Browser, address: str) -> None:
    become(page, "Marta")
    channel(page)
    ask(page, "/drill team")
    dialog = page.get_by_role("dialog")
    dialog.locator("textarea").fill("You again?")
    dialog.get_by_role("button", name="Post").click()
    expect(page.get_by_role("button", name="My reply")).to_be_visible(timeout=10_000)
    with browser.new_context(locale="en-US") as context:
        other = context.new_page()
        enter(other, address)
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
