"""What managers see of the report, in the chat and on its page: axe finds nothing to mend.

Of the coach itself, with half a year behind it. Sizes and colours change while a page stays loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

import pytest
from aiohttp import web
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.wiring import calma, edges, page
from bot.wiring.runtime import now
from tests.browser.conftest import PLAYGROUND, enter, served
from tests.browser.test_site import reader
from tests.browser.test_team import become
from tests.build import ready, settings
from tests.processes import free_port
from tests.report.actor import half_year

Scheme = Literal["light", "dark"]
# Between them, the two languages go through each size by day and by night.
LOOKS: Mapping[str, tuple[tuple[int, Scheme], ...]] = {
    "en-GB": ((1280, "light"), (360, "dark")),
    "es-MX": ((1280, "dark"), (360, "light")),
}
WORDS = {
    "en-GB": ("/calm report", "Open on a page", "Open the report", "Schedule practice", "Save"),
    "es-MX": ("/calma informe", "Abrir en una página", "Abrir el informe", "Programar práctica", "Guardar"),
}
RULES = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def coach() -> Iterator[str]:
    """The address of the coach's chat page, with the report's page beside it."""
    port = int(free_port())

    def made() -> web.Application:
        config = replace(settings(), port=port)
        house = calma.build(config, ready=ready())
        edge = edges.open_playground(house)
        app = web.Application()
        app[PLAYGROUND] = edge  # type: ignore[misc]
        app.add_routes([*edge.routes(), *page.report_routes(house, config)])

        async def begin(_: web.Application) -> None:
            await half_year(house.stores, now().date(), tenant="playground", platform="playground")
            await house.start()
            await edge.start()

        app.on_startup.append(begin)
        app.on_shutdown.append(lambda _: edge.hang_up())
        app.on_cleanup.append(lambda _: house.close())
        return app

    with served(made, port) as address:
        yield address


def check(page: Page, locale: str) -> None:
    """Fails with what axe finds, in each size and by day or by night."""
    page.evaluate(Axe().axe_script)
    for width, scheme in LOOKS[locale]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        results = page.evaluate("options => axe.run(document, options)", RULES)
        assert [_fault(each) for each in results["violations"]] == [], (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def _fault(violation: dict[str, Any]) -> str:
    places = [f"{node['html'][:120]} {node['failureSummary'][:200]}" for node in violation["nodes"][:3]]
    return f"{violation['id']}: {places}"


@pytest.mark.parametrize("locale", LOOKS)
def test_axe_finds_nothing_from_the_chat_to_the_page_and_what_it_schedules(
    browser: Browser, coach: str, locale: str
) -> None:
    report, on_page, opens, practise, save = WORDS[locale]
    with reader(browser, locale, {"width": 1280, "height": 800}, "light") as page:
        enter(page, coach)
        become(page, "Marta")
        page.locator("#field").fill(report)
        page.keyboard.press("Enter")
        expect(page.locator(".plot").first).to_be_visible()
        check(page, locale)
        page.get_by_role("button", name=on_page).click()
        page.goto(page.locator("a[href*='/report/enter']").get_attribute("href") or "")
        check(page, locale)
        page.get_by_role("button", name=opens).click()
        page.wait_for_url(re.compile("/report\\?"))
        check(page, locale)
        page.get_by_role("button", name=practise).click()
        check(page, locale)
        page.locator("select[name=group]").select_option(index=1)
        page.get_by_role("button", name=save).click()
        expect(page.locator("h1 .badge")).to_be_visible()
        check(page, locale)


@pytest.mark.parametrize("locale", LOOKS)
def test_axe_finds_nothing_in_what_is_said_in_place_of_it(browser: Browser, coach: str, locale: str) -> None:
    with browser.new_context(locale=locale) as context:
        page, place = context.new_page(), coach.partition("/?")[0]
        for path in ("/report", "/report/enter?token=x", "/report/practice"):
            answer = page.goto(f"{place}{path}")
            assert answer
            assert answer.status == 403
            check(page, locale)
