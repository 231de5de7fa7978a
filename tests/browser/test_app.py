"""The app as it is started, with the coach as it is shipped."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import enter, served


def test_from_the_menu_to_words_and_on_to_another_channel(page: Page, app_address: str) -> None:
    enter(page, app_address)
    page.get_by_role("button", name="/calm", exact=True).click()
    card = page.get_by_role("article")
    card.get_by_label("All situations").select_option("Yelling")
    expect(card.get_by_role("heading")).to_contain_text("Yelling")
    expect(card.locator('.wording[lang="en"]').first).to_be_visible()
    expect(card.locator('.wording[lang="es"]').first).to_be_visible()
    card.get_by_label("Channel").select_option("Chat")
    expect(card.get_by_role("heading")).to_contain_text("chat")
    expect(card).to_have_count(1)


def test_help_in_spanish(page: Page, app_address: str) -> None:
    enter(page, app_address)
    page.get_by_label("Language").select_option("Español")
    page.get_by_label("Mensaje para Calma").fill("/calma ayuda")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cómo ayuda Calma")).to_be_visible()


def test_the_printed_address_opens_one_browser(browser: Browser) -> None:
    with served() as address, browser.new_context() as first, browser.new_context() as second:
        page = first.new_page()
        page.goto(address)
        expect(page).to_have_url(address.partition("?")[0])
        expect(page.get_by_label("Message to Calma")).to_be_visible()
        window = first.new_page()
        window.goto(address.partition("?")[0])
        expect(window.get_by_label("Message to Calma")).to_be_visible()
        stranger = second.new_page()
        stranger.goto(address)
        expect(stranger.get_by_text("where Calma was started")).to_be_visible()
        expect(stranger.get_by_text("donde se inició Calma")).to_be_visible()
