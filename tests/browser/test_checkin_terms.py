"""The set-up of the self-check in a browser, and what is asked anew when its terms change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.wiring.calma import Calma
from tests.browser.conftest import enter
from tests.browser.test_checkin import ANSWERS, fill, no_scroll, served_with, shot, types


async def nothing(_: Calma) -> None:
    """Leaves the house as it is shipped."""


@pytest.fixture
def new() -> Iterator[str]:
    """The address of a coach in which nobody has set up anything."""
    with served_with(nothing) as found:
        yield found


def sets(page: Page, minimum: str, days: str) -> None:
    """A manager sets how many a figure needs, and how long answers are kept."""
    page.locator("#who").select_option("marta")
    types(page, "/checkin settings")
    dialog = page.locator("dialog")
    dialog.locator("[data-name=minimum] input").fill(minimum)
    dialog.locator("[data-name=retention] input").fill(days)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("article").last).to_contain_text("What you set holds from now on")


def test_from_off_to_a_yes_and_to_another_yes(page: Page, new: str) -> None:
    enter(page, new)
    dialog = page.locator("dialog")
    types(page, "/checkin")
    expect(dialog).to_contain_text("nothing of it is stored")
    expect(dialog.get_by_role("button", name="Someone to talk to")).to_be_visible()
    shot(page, "off-en")
    dialog.get_by_role("button", name="Close").click()

    page.locator("#who").select_option("marta")
    types(page, "/checkin settings")
    expect(dialog.get_by_role("heading", name="Set up the self-check")).to_be_visible()
    expect(dialog).to_contain_text("GDPR Art. 35")
    shot(page, "setup-en")
    no_scroll(page)
    for option in (
        "Taking part is voluntary",
        "The impact was looked at",
        "It is settled who holds the keys",
    ):
        dialog.locator("[data-name=confirmed]").get_by_text(option).click()
    dialog.locator("[data-name=staff]").get_by_text("There is none here").click()
    dialog.get_by_role("button", name="Switch it on").click()
    card = page.get_by_role("article").last
    expect(card).to_contain_text("It is on")
    expect(card.get_by_role("button", name="Units", exact=True)).to_be_visible()
    shot(page, "setup-done-en")

    page.locator("#who").select_option("ana")
    types(page, "/checkin")
    expect(dialog.get_by_role("button", name="No thanks")).to_have_count(2)
    dialog.get_by_role("button", name="Yes, I want this").click()
    fill(page, ANSWERS)
    dialog.get_by_role("button", name="See my result").click()
    expect(dialog).to_contain_text("68 of 100")
    dialog.get_by_role("button", name="Close").click()

    sets(page, "8", "365")
    page.locator("#who").select_option("ana")
    types(page, "/checkin")
    dialog.get_by_role("button", name="See what changed").click()
    expect(dialog).to_contain_text("A figure now needs 8 people; you agreed to 10.")
    expect(dialog).to_contain_text("Answers are now kept for 365 days; you agreed to 180.")
    shot(page, "changed-en")
    no_scroll(page)
    dialog.get_by_role("button", name="Go on under the old ones").first.click()
    expect(dialog.get_by_role("heading", name="Your last 7 days")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    types(page, "/checkin")
    dialog.get_by_role("button", name="See what changed").click()
    dialog.get_by_role("button", name="Yes, under the new terms").click()
    fill(page, ANSWERS)
    dialog.get_by_role("button", name="See my result").click()
    expect(dialog).to_contain_text("kept for 365 days")
    expect(dialog.get_by_role("button", name="See what changed")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator(".turn.theirs").filter(has_text="of 100")).to_have_count(0)
