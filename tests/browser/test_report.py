"""The report's page in a browser: opened from a link, read by keyboard, on a phone, in the dark, on paper."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.test_site import PHONE, WIDE, Scheme, reader
from tests.page.served import EVIL, LOCAL, Office, serving

Link = Callable[[str], str]
MOST_BYTES = 150_000  # of the whole page


@pytest.fixture(scope="module")
def link() -> Iterator[Link]:
    """Returns a new link to a report that is served; that of a group with a name to be afraid of."""
    stop, ready, office = Event(), Event(), Office()
    office.source.name = EVIL
    loops: list[asyncio.AbstractEventLoop] = []

    def new_link(language: str) -> str:
        issuing = office.links.issue(replace(LOCAL, language=language))
        return asyncio.run_coroutine_threadsafe(issuing, loops[0]).result(timeout=10)

    async def serve() -> None:
        async with serving(office):
            loops.append(asyncio.get_running_loop())
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(timeout=10)
    yield new_link
    stop.set()
    thread.join()


def open_report(page: Page, address: str) -> None:
    """Opens a link and presses its button."""
    page.goto(address)
    page.get_by_role("button").click()
    page.wait_for_url("**/report")


@pytest.mark.parametrize(
    ("locale", "size", "scheme", "heading", "show"),
    [
        ("en-GB", WIDE, "light", "Practice and contacts", "Show"),
        ("es-MX", PHONE, "dark", "Práctica y contactos", "Mostrar"),
    ],
)
def test_a_manager_opens_it_chooses_and_leaves(
    browser: Browser, link: Link, locale: str, size: ViewportSize, scheme: Scheme, heading: str, show: str
) -> None:
    with reader(browser, locale, size, scheme) as page:
        open_report(page, link(locale[:2]))
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("select[name=group]").select_option(EVIL)
        page.locator("select[name=weeks]").select_option("52")
        page.get_by_role("button", name=show).click()
        page.wait_for_url("**/report?group=g1&weeks=52")
        expect(page.locator(".subtitle")).to_have_text(f"{EVIL} · 52")
        expect(page.locator("select[name=group]")).to_have_value("g1")
        with page.expect_download() as taken:
            page.locator("a[download]").last.click()
        assert re.fullmatch(r"calma-endings-script-.*\.csv", taken.value.suggested_filename)
        page.locator("form[method=post] button").click()
        page.wait_for_url("**/report/leave?*")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert page.context.cookies() == []


def test_the_keyboard_gets_everywhere_and_to_the_report_at_once(browser: Browser, link: Link) -> None:
    with reader(browser, "en-GB", WIDE, "light") as page:
        page.goto(link("en"))
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Open the report")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/report")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the report")
        expect(skip).to_be_focused()
        assert skip.evaluate("e => getComputedStyle(e).clipPath") == "none"
        reached = []
        for _ in range(10):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.textContent.trim().split(/\\s*[\\n:]/)[0]"))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert reached[0] == "Leave"
        assert reached[3:6] == ["Show", "Practice", "Contacts"]
        assert reached[6:8] == ["Schedule practice", "Figures as a table"]
        assert reached[8:10] == ["Download as CSV", "Download as CSV"]
        skip.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
        names = page.get_by_role("table").evaluate_all(
            "all => all.map(t => t.getAttribute('aria-label') || t.caption?.textContent)"
        )
        assert None not in names


def test_it_is_small_and_nothing_is_asked_of_anybody_else(browser: Browser, link: Link) -> None:
    with reader(browser, "en-GB", WIDE, "light") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        open_report(page, link("en"))
        address = page.url
        assert not [url for url in asked if not url.startswith(address.removesuffix("/report"))]
        size = page.evaluate("performance.getEntriesByType('navigation')[0].transferSize")
        assert 0 < size < MOST_BYTES
        assert [url for url in asked if "/report" not in url] == []


def test_a_dark_page_is_printed_on_white_paper_without_what_is_pressed(browser: Browser, link: Link) -> None:
    with reader(browser, "es-MX", WIDE, "dark") as page:
        open_report(page, link("es"))
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        for paper in ("A4", "Letter"):
            assert page.pdf(format=paper).startswith(b"%PDF-")
        page.emulate_media(media="print")
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)" != dark
        )
        for pressed in ("button", "select", "a[download]", "summary"):
            assert not page.locator(pressed).first.is_visible()
        expect(page.locator("footer")).to_contain_text("Generado el 30 de noviembre de 2026")
        assert (
            page.locator("thead").first.evaluate("e => getComputedStyle(e).display") == "table-header-group"
        )
        assert page.locator("figure.drawn").evaluate("e => getComputedStyle(e).breakInside") == "avoid"
        assert page.locator("section").first.evaluate("e => getComputedStyle(e).columnCount") == "2"


def test_without_a_session_and_with_a_used_link_it_says_what_to_do(browser: Browser, link: Link) -> None:
    with browser.new_context(locale="es-MX") as first, browser.new_context(locale="es-MX") as second:
        address = link("es")
        open_report(first.new_page(), address)
        page = second.new_page()
        page.goto(address)
        page.get_by_role("button", name="Abrir el informe").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Este enlace no abre el informe")
        page.goto(address.partition("/enter")[0])
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "El informe no está abierto en este navegador"
        )
