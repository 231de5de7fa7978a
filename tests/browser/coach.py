"""The coach itself for a browser: its chat page, with the report's page beside it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from aiohttp import web
from playwright.sync_api import Page

from bot.wiring import calma, edges, page
from bot.wiring.stores import Stores
from tests.browser.conftest import PLAYGROUND, enter, served
from tests.browser.test_team import become
from tests.build import ready, settings
from tests.processes import free_port

WORDS = {
    "en-GB": ("/calm report", "Open on a page", "Open the report", "Schedule practice", "Save"),
    "es-MX": ("/calma informe", "Abrir en una página", "Abrir el informe", "Programar práctica", "Guardar"),
}


@contextmanager
def served_coach(filling: Callable[[Stores], Awaitable[object]], within: float = 10.0) -> Iterator[str]:
    """Serves it from a thread once its stores are filled; yields an address that lets one in."""
    port = int(free_port())

    def made() -> web.Application:
        config = replace(settings(), port=port)
        house = calma.build(config, ready=ready())
        edge = edges.open_playground(house)
        app = web.Application()
        app[PLAYGROUND] = edge  # type: ignore[misc]
        app.add_routes([*edge.routes(), *page.report_routes(house, config)])

        async def begin(_: web.Application) -> None:
            await filling(house.stores)
            await house.start()
            await edge.start()

        app.on_startup.append(begin)
        app.on_shutdown.append(lambda _: edge.hang_up())
        app.on_cleanup.append(lambda _: house.close())
        return app

    with served(made, port, within) as address:
        yield address


def ask_for_report(page: Page, address: str, locale: str) -> None:
    """Opens the chat page as Marta, and asks for the report."""
    enter(page, address)
    become(page, "Marta")
    page.locator("#field").fill(WORDS[locale][0])
    page.keyboard.press("Enter")
    page.locator(".plot").first.wait_for()


def follow_link(page: Page, locale: str) -> None:
    """Has the report open on a page: up to the entrance, whose button is still to be pressed."""
    page.get_by_role("button", name=WORDS[locale][1]).click()
    page.goto(page.locator("a[href*='/report/enter']").get_attribute("href") or "")


def press_open(page: Page, locale: str) -> None:
    """Presses the button of the entrance."""
    page.get_by_role("button", name=WORDS[locale][2]).click()
    page.wait_for_url(re.compile(r"/report\?"))
