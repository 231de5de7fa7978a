"""Units of the self-check in a browser: made of people, put together, used and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from bot.features.checkin.period import previous_period
from bot.features.checkin.units import Unit, UnitPlan
from bot.wiring.calma import Calma
from tests.browser.conftest import enter
from tests.browser.test_checkin import TENANT, served_with, shot, types


async def _divided(house: Calma) -> None:
    """Two units that hold since the period before."""
    stores, deps = house.stores.checkin, house.features.checkin
    assert deps
    terms = replace(await stores.terms.find_terms(TENANT), on=True)
    await stores.terms.keep_terms(TENANT, terms)
    units = (Unit("day", "Day shift"), Unit("night", "Night shift"))
    people = {"ana": "night", "luis": "night", "sofia": "day"}
    places = {who: ("playground", unit) for who, unit in people.items()}
    first = previous_period(deps.period(terms)).first
    assert await stores.units.keep_plan(TENANT, UnitPlan(first, units, places))


@pytest.fixture(scope="module")
def divided() -> Iterator[str]:
    """The address of a coach with two units."""
    with served_with(_divided) as found:
        yield found


def test_units_are_put_together_and_taken_apart_again(page: Page, divided: str) -> None:
    enter(page, divided)
    page.locator("#who").select_option("marta")
    types(page, "/checkin units")
    card = page.get_by_role("article").last
    expect(card).to_contain_text("2 people · too few")
    shot(page, "units-en")
    card.locator("select").first.select_option(label="Night shift")
    expect(card).to_contain_text("This unit never has a figure")
    card.get_by_role("button", name="Put together").click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("Which unit they join")
    dialog.get_by_text("Day shift", exact=True).click()
    dialog.get_by_role("button", name="See what changes").click()
    card = page.get_by_role("article").last
    expect(card).to_contain_text("Gone: Night shift")
    expect(card).to_contain_text("Told of it: 3 people")
    shot(page, "units-preview-en")
    card.get_by_role("button", name="Use this").click()
    expect(card).to_contain_text("Done. It holds from")
    shot(page, "units-pending-en")
