"""A manager schedules drills in the browser, an agent does one, and the manager sees the figures after it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from playwright.sync_api import Browser, Locator, Page, expect

from bot.content.load import load
from bot.core.groups import Group
from bot.core.ticks import Ticks
from bot.core.words import Words
from bot.playground.edge import Playground
from bot.slack.render import message
from bot.teams.render import adaptive_card
from tests.browser.conftest import PLAYGROUND, enter, served
from tests.build import build
from tests.conftest import PHRASEBOOK
from tests.drill import bank

SHOTS = os.environ.get("CALMA_SCREENSHOTS", "")  # a folder for pictures of what is tested here
TIMEOUT = 15_000
MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 08:00 in Mexico City
ZONE = "America/Mexico_City"
DATES = {
    "en": ("Monday 23 November", "Tuesday 24 November", "Wednesday 25 November"),
    "es": ("Lunes 23 de noviembre", "Martes 24 de noviembre", "Miércoles 25 de noviembre"),
}
COMMANDS = {
    "en": ("/drill schedule", "/drill schedules"),
    "es": ("/practica programar", "/practica programadas"),
}


class Office:
    """The house, with a clock that goes when it is told to."""

    def __init__(self, phrasebook: Path) -> None:
        self.now = MONDAY
        self.address = ""
        self._phrasebook = phrasebook
        self._running: tuple[asyncio.AbstractEventLoop, Ticks]

    def plans(self, now: datetime) -> None:
        """It is now as late as that, and what is due soon is planned."""
        self.now = now
        loop, ticks = self._running
        asyncio.run_coroutine_threadsafe(ticks.run(now), loop).result(TIMEOUT / 1_000)

    def app(self) -> web.Application:
        """Returns what is served."""
        house = build(self._phrasebook, clock=lambda: self.now)
        inspect = {"Block Kit": message, "Adaptive Card": adaptive_card}
        edge = Playground(house.desk, house.phrasebook, inspect)
        drainer, found = house.drainer([edge]), web.Application()
        found[PLAYGROUND] = edge
        found.add_routes(edge.routes())

        async def begin(_: web.Application) -> None:
            self._running = asyncio.get_running_loop(), house.ticks
            group = Group("playground", "g1", "Night shift", "playground", people=("ana", "luis"))
            await house.stores.groups.keep_group(group)
            house.withdrawals.add_messengers({"playground": edge.messenger})
            await house.start()
            await edge.start()
            await drainer.start()

        async def end(_: web.Application) -> None:
            await drainer.close()
            await house.close()

        found.on_startup.append(begin)
        found.on_shutdown.append(lambda _: edge.hang_up())
        found.on_cleanup.append(end)
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(bank.phrasebook(tmp_path))
    with served(found.app) as address:
        found.address = address
        yield found


class Seat:
    """Somebody at the page."""

    def __init__(self, page: Page, words: Words, language: str) -> None:
        self.page, self._words, self._language = page, words, language

    def say(self, key: str) -> str:
        return self._words.say(self._language, f"schedule.{key}").replace("**", "")

    def becomes(self, who: str) -> None:
        self.page.locator("#who").select_option(who)

    def types(self, text: str) -> None:
        self.page.locator("#field").fill(text)
        self.page.keyboard.press("Enter")

    @property
    def card(self) -> Locator:
        return self.page.locator("article:visible").last

    def sees(self, text: str) -> None:
        expect(self.card).to_contain_text(text, timeout=TIMEOUT)

    def presses(self, name: str) -> None:
        self.card.get_by_role("button", name=name, exact=True).click(timeout=TIMEOUT)

    def shoots(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"schedule-{name}-{self._language}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "es"])
def test_from_the_form_to_the_figures(browser: Browser, office: Office, language: str) -> None:
    context = browser.new_context(locale=language, timezone_id=ZONE, viewport={"width": 1000, "height": 1100})
    page = context.new_page()
    enter(page, office.address)
    seat = Seat(page, load(PHRASEBOOK).words, language)
    new, listed = COMMANDS[language]
    seat.becomes("marta")
    seat.types(new)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    seat.shoots("1-form")
    dialog.get_by_label(seat.say("other"), exact=False).fill("Mars/Olympus")
    dialog.get_by_role("button", name=seat.say("form_send")).click()
    expect(dialog.get_by_text(seat.say("wrong.zone")).first).to_be_visible()
    seat.shoots("2-mistake")
    dialog.get_by_label(seat.say("other"), exact=False).fill("")
    dialog.get_by_label(seat.say("no_spread"), exact=True).check()
    dialog.get_by_role("button", name=seat.say("form_send")).click()
    for day in DATES[language]:
        seat.sees(f"{day}, 09:30")
    seat.shoots("3-preview")
    seat.presses(seat.say("try"))
    expect(page.locator("article:visible", has_text=seat.say("is_test"))).to_be_visible(timeout=TIMEOUT)
    page.get_by_role("button", name=seat.say("save"), exact=True).click()
    expect(page.locator("article:visible", has_text=seat.say("saved"))).to_be_visible()
    seat.shoots("4-saved")
    office.plans(MONDAY.replace(hour=15, minute=29))
    office.now = MONDAY.replace(hour=15, minute=31)
    seat.becomes("ana")
    seat.sees(seat.say("set_up_by"))
    seat.shoots("5-drill")
    seat.presses(seat.say("start"))
    for number in ("1", "2", "3"):
        seat.sees(f"{number} / 3")
        seat.presses("A")
        expect(seat.card.get_by_role("button", name="A", exact=True)).to_have_count(0)
        seat.page.get_by_role("article").last.get_by_role("button").first.click()
    seat.becomes("marta")
    seat.types(listed)
    seat.sees(seat.say("title"))
    seat.shoots("6-list")
    seat.card.locator("select").last.select_option(index=1)
    seat.sees(f": {seat.say('sent')}")  # of so few nothing else is told
    seat.shoots("7-figures")
    context.close()
