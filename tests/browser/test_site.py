"""The pages that everybody may read, in a browser, from the app as it is started."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

WIDE, PHONE = ViewportSize(width=1100, height=800), ViewportSize(width=360, height=740)
Scheme = Literal["dark", "light"]


@contextmanager
def reader(browser: Browser, locale: str, size: ViewportSize, scheme: Scheme) -> Iterator[Page]:
    """A page of somebody who reads in that language; whatever the browser complains about fails the test."""
    with browser.new_context(locale=locale, viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        yield page
        assert complaints == []


@pytest.mark.parametrize(
    ("locale", "size", "scheme", "heading", "terms", "other"),
    [
        ("en-GB", WIDE, "light", "Privacy", "Terms of use", "Español"),
        ("es-MX", PHONE, "dark", "Privacidad", "Condiciones de uso", "English"),
    ],
)
def test_somebody_reads_both_pages_in_their_language_and_in_the_other(
    browser: Browser,
    app_address: str,
    locale: str,
    size: ViewportSize,
    scheme: Scheme,
    heading: str,
    terms: str,
    other: str,
) -> None:
    with reader(browser, locale, size, scheme) as page:
        page.goto(f"{app_address.partition('?')[0]}privacy")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("link", name=terms).click()
        page.wait_for_url("**/terms*")
        expect(page.get_by_role("heading", level=1)).to_have_text(terms)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("link", name=other).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(terms)
        expect(page.get_by_role("navigation").get_by_role("link").first).to_be_visible()


def test_no_entrance_is_needed_for_them_and_none_is_given(browser: Browser, app_address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        assert (page.goto(f"{app_address.partition('?')[0]}terms") or pytest.fail("no answer")).status == 200
        assert context.cookies() == []
        page.goto(app_address.partition("?")[0])
        expect(page.get_by_text("where Calma was started")).to_be_visible()
