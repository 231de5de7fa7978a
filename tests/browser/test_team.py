"""Several people on the page: each has a conversation, and hears what Calma sends unasked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import enter, served
from tests.browser.test_playground import ask, posted


@pytest.fixture
def address() -> Iterator[str]:
    """A playground of its own for each test: mailboxes outlast a window."""
    with served() as found:
        yield found


@pytest.fixture
def beside(browser: Browser, page: Page, address: str) -> Iterator[Page]:
    """A second window, in which one is Sofía."""
    with browser.new_context(locale="en-US") as context:
        other = context.new_page()
        enter(other, address)
        become(other, "Sofía")
        yield other


def become(page: Page, name: str) -> None:
    """Chooses who one is."""
    who = page.locator("#who")
    option = who.locator("option", has_text=name)
    who.select_option(option.get_attribute("value"))


def tell(page: Page) -> None:
    """Presses what tells Sofía and the channel."""
    ask(page, "/desk")
    page.get_by_role("button", name="Tell Sofía").click()
    expect(page.get_by_role("heading", name="Sofía knows")).to_be_visible()


def test_the_team_is_grouped_by_role(page: Page) -> None:
    groups = page.locator("#who optgroup")
    assert [group.get_attribute("label") for group in groups.all()] == ["Agent", "Supervisor", "Manager"]
    expect(page.locator("#who option")).to_have_text(["Ana", "Luis", "Sofía", "Marta"])


def test_each_person_has_a_conversation(page: Page) -> None:
    ask(page, "yelling")
    expect(page.locator(".mine .name")).to_have_text("Ana")
    page.get_by_label("Message to Calma").fill("a draft")
    become(page, "Luis")
    expect(page.get_by_role("article")).to_have_count(0)
    expect(page.get_by_label("Message to Calma")).to_have_value("")
    ask(page, "printer toner")
    expect(page.locator(".mine .name:visible")).to_have_text("Luis")
    become(page, "Ana")
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("heading", name="Yelling · phone")).to_be_visible()
    expect(page.get_by_label("Message to Calma")).to_have_value("a draft")


def test_who_one_is_stays_over_a_reload(page: Page) -> None:
    become(page, "Sofía")
    page.reload()
    expect(page.locator("#who")).to_have_value("sofia")


def test_what_is_sent_appears_in_the_other_window(page: Page, beside: Page) -> None:
    tell(page)
    log = beside.get_by_role("log")
    expect(log.get_by_role("article", name="Ana ended an abusive call")).to_be_visible()
    expect(log).to_have_attribute("aria-live", "polite")
    expect(beside.locator(".theirs .meta:visible")).to_contain_text("Only you see this")


def test_a_card_that_was_sent_can_be_used(page: Page, beside: Page) -> None:
    tell(page)
    beside.get_by_role("button", name="Seen, I'm with you").click()
    expect(beside.get_by_role("heading", name="Pressed 1")).to_be_focused()
    expect(beside.get_by_role("article")).to_have_count(1)


def test_one_is_told_that_something_waits_for_somebody_else(page: Page) -> None:
    tell(page)
    expect(page.locator("#spoken")).to_have_text("New message: #support")
    expect(page.locator("#who option").nth(2)).to_have_text("Sofía · 1 new")
    expect(page.locator(".setting.unread")).to_have_count(1)
    expect(page).to_have_title("(2) Calma · playground")
    become(page, "Sofía")
    expect(page.get_by_role("heading", name="Ana ended an abusive call")).to_be_visible()
    expect(page.locator("#who option").nth(2)).to_have_text("Sofía")
    expect(page.locator(".setting.unread")).to_have_count(0)
    become(page, "Ana")
    expect(page.locator("#who option").nth(2)).to_have_text("Sofía")


def test_what_was_sent_while_no_window_was_open_waits(page: Page, browser: Browser, address: str) -> None:
    tell(page)
    page.goto("about:blank")
    with browser.new_context(locale="en-US") as context:
        later = context.new_page()
        enter(later, address)
        expect(later.locator("#who option").nth(2)).to_have_text("Sofía · 1 new")
        become(later, "Sofía")
        expect(later.get_by_role("heading", name="Ana ended an abusive call")).to_be_visible()
        expect(later.get_by_role("article")).to_have_count(1)


def test_what_was_seen_is_not_new_again_after_a_reload(page: Page) -> None:
    tell(page)
    become(page, "Sofía")
    expect(page.get_by_role("article")).to_have_count(1)
    become(page, "Ana")
    page.reload()
    expect(page.get_by_role("button", name="#support 1 new")).to_be_visible()
    expect(page.locator("#who option").nth(2)).to_have_text("Sofía")


def test_a_channel_is_seen_by_everybody(page: Page, beside: Page) -> None:
    tell(page)
    for window in (page, beside):
        window.get_by_role("button", name="#support 1 new").click()
        expect(window.get_by_role("heading", name="Team round")).to_be_visible()
        expect(window.get_by_role("heading", name="#support")).to_be_visible()
        expect(window.locator(".theirs .meta:visible")).to_contain_text("Everyone here sees this")
        here = window.get_by_role("button", name="#support", exact=True)
        expect(here).to_have_attribute("aria-current", "true")
        expect(here).to_be_focused()


def test_one_may_ask_in_a_channel_and_only_oneself_sees_the_answer(page: Page, beside: Page) -> None:
    page.get_by_role("button", name="#support").click()
    ask(page, "yelling")
    expect(page.get_by_role("heading", name="Yelling · phone")).to_be_visible()
    expect(page.locator(".theirs .meta:visible")).to_contain_text("Only you see this")
    beside.get_by_role("button", name="#support").click()
    expect(beside.get_by_role("article")).to_have_count(0)


def test_the_card_keeps_its_name_whatever_becomes_of_it(page: Page) -> None:
    ask(page, "/desk")
    origins = []
    for number in (1, 2):
        with page.expect_request("**/playground/ask") as sent:
            page.get_by_role("button", name="Again").click()
        expect(page.get_by_role("heading", name=f"Pressed {number}")).to_be_visible()
        origins.append(posted(sent.value)["origin"])
    assert origins[0] == origins[1] != ""


def test_whoever_reads_further_up_is_not_pulled_away(page: Page, beside: Page) -> None:
    for _ in range(4):
        ask(beside, "yelling")
    expect(beside.locator(".theirs:visible")).to_have_count(4)
    beside.wait_for_timeout(900)
    beside.locator("#scroller").evaluate("scroller => scroller.scrollTo({ top: 0, behavior: 'instant' })")
    tell(page)
    below = beside.get_by_role("button", name="New message below")
    below.click()
    expect(beside.get_by_role("heading", name="Ana ended an abusive call")).to_be_in_viewport()
    expect(below).to_be_hidden()


@pytest.mark.parametrize("status", [None, 503], ids=["no answer", "no line"])
def test_the_line_is_taken_up_again_by_itself(page: Page, status: int | None) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=status) if status else route.abort()

    page.route("**/playground/events?*", refuse)
    page.reload()
    tell(page)
    page.unroute("**/playground/events?*")
    expect(page.get_by_role("button", name="#support 1 new")).to_be_visible(timeout=10_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_figures_fit_a_phone(browser: Browser, address: str, scheme: str) -> None:
    size = {"width": 360, "height": 700}
    with browser.new_context(viewport=size, color_scheme=scheme, locale="en-US") as context:  # type: ignore[arg-type]
        page = context.new_page()
        enter(page, address)
        ask(page, "/desk")
        expect(page.get_by_role("table")).to_have_count(2)
        assert page.evaluate("document.getElementById('scroller').scrollWidth") <= 360
        row = page.get_by_role("row", name="Chat and email 9 71 Wed 25 Nov")
        expect(row.get_by_role("cell")).to_have_count(4)
        expect(page.get_by_role("row", name="Start 62")).to_be_visible()
        expect(page.get_by_role("figure", name="Tension, step by step")).to_be_visible()
