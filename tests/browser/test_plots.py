"""Plots in the browser: in both sizes, by day and by night, with their figures a click away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import plots
from tests.browser.conftest import enter
from tests.browser.test_playground import ask


def test_a_plot_says_what_it_shows_and_opens_its_figures(page: Page) -> None:
    ask(page, "/plots")
    card = page.get_by_role("article")
    for plot in (plots.TIMES, plots.THINGS):
        expect(card.get_by_role("img", name=f"{plot.title}: {plot.finding}")).to_have_count(1)
    expect(card.get_by_role("table")).to_have_count(0)
    card.get_by_text("Figures as a table").first.click()
    expect(card.get_by_role("row", name=re.compile("Sep 14"))).to_have_text("Sep 1445.5%31%")


@pytest.mark.parametrize(("width", "size"), [(900, "wide"), (360, "narrow")])
def test_the_drawing_that_fits_is_shown_and_nothing_stands_out(
    browser: Browser, address: str, width: int, size: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    enter(page, address)
    ask(page, "/plots")
    pictures = page.locator(".plot > svg")
    expect(pictures).to_have_count(4)
    for picture in pictures.all():
        expect(picture).to_be_visible(visible=size in (picture.get_attribute("class") or ""))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for text in page.locator(".plot text:visible").all():
        box = text.bounding_box()
        assert box
        assert 0 <= box["x"] <= width - box["width"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_colours_are_those_of_the_page(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    enter(page, address)
    ask(page, "/plots")
    stroke = page.locator(".wide .line.s1 path").first.evaluate("(path) => getComputedStyle(path).stroke")
    assert stroke == {"light": "rgb(23, 102, 92)", "dark": "rgb(128, 202, 187)"}[scheme]
    page.close()
