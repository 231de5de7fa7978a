"""The app as it is started, with the coach as it is shipped."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_from_the_menu_to_words_and_on_to_another_channel(page: Page, app_address: str) -> None:
    page.goto(app_address)
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
    page.goto(app_address)
    page.get_by_label("Language").select_option("Español")
    page.get_by_label("Mensaje para Calma").fill("/calma ayuda")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cómo ayuda Calma")).to_be_visible()
