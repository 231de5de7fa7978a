"""What managers see of the report, in the chat and on its page: axe finds nothing to mend.

Of the coach itself, with half a year behind it. Sizes and colours change while a page stays loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.wiring.runtime import now
from bot.wiring.stores import Stores
from tests.browser.coach import WORDS, ask_for_report, follow_link, press_open, served_coach
from tests.browser.test_site import reader
from tests.report.actor import half_year

Scheme = Literal["light", "dark"]
# Between them, the two languages go through each size by day and by night.
LOOKS: Mapping[str, tuple[tuple[int, Scheme], ...]] = {
    "en-GB": ((1280, "light"), (360, "dark")),
    "es-MX": ((1280, "dark"), (360, "light")),
}
RULES = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def coach() -> Iterator[str]:
    """The address of the coach's chat page, with the report's page beside it."""

    async def filling(stores: Stores) -> None:
        await half_year(stores, now().date(), tenant="playground", platform="playground")

    with served_coach(filling) as address:
        yield address


def check(page: Page, locale: str) -> None:
    """Fails with what axe finds, in each size and by day or by night."""
    page.evaluate(Axe().axe_script)
    for width, scheme in LOOKS[locale]:
        page.set_viewport_size({"width": width, "height": 800})
        # What comes in is half seen through for a moment, and colours of that moment are nobody's.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
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
    *_, practise, save = WORDS[locale]
    with reader(browser, locale, {"width": 1280, "height": 800}, "light") as page:
        ask_for_report(page, coach, locale)
        check(page, locale)
        follow_link(page, locale)
        check(page, locale)
        press_open(page, locale)
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
