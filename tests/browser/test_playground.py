"""The playground as people use it: by mouse, by keyboard, on a phone, in either language."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import enter, served


def ask(page: Page, text: str) -> None:
    """Types and sends."""
    page.get_by_label("Message to Calma").fill(text)
    page.get_by_role("button", name="Send").click()


def posted(request: Request) -> dict[str, Any]:
    """Returns the ask that the page posted."""
    body: dict[str, Any] = json.loads(request.post_data or "")
    ask: dict[str, Any] = body["ask"]
    return ask


def test_asking_gets_words_in_both_languages(page: Page) -> None:
    ask(page, "/calm le está gritando")
    log = page.get_by_role("log")
    expect(log.locator(".said")).to_have_text("/calm le está gritando")
    expect(log.get_by_role("article", name="Yelling · phone")).to_be_visible()
    expect(log.locator('.wording[lang="en"]').first).to_have_text(re.compile("^I want to hear"))
    expect(log.locator('.wording[lang="es"]').first).to_have_text(re.compile("^Quiero escucharlo"))
    expect(page.get_by_label("Message to Calma")).to_have_value("")


def test_what_is_typed_before_the_answer_is_there_is_answered_in_turn(page: Page) -> None:
    page.evaluate("""() => {
      const fetched = window.fetch;
      window.fetch = async (...asked) => {
        await new Promise((wake) => setTimeout(wake, 150));
        return fetched(...asked);
      };
    }""")
    for word in ("toner", "blue toner", "red toner"):
        ask(page, word)
    expect(page.locator(".theirs q")).to_have_text(["toner", "blue toner", "red toner"])
    expect(page.locator(".mine .said")).to_have_text(["toner", "blue toner", "red toner"])


def test_words_without_a_slash_are_a_look_up(page: Page) -> None:
    ask(page, "printer toner")
    expect(page.get_by_role("article").locator("q")).to_have_text("printer toner")


def test_a_suggestion_asks_itself(page: Page) -> None:
    page.get_by_role("button", name="/calm she wants a refund").click()
    expect(page.locator(".said")).to_have_text("/calm she wants a refund")
    expect(page.get_by_role("article")).to_have_count(1)


def test_a_button_changes_its_card_in_place(page: Page) -> None:
    ask(page, "yelling")
    page.get_by_role("button", name="More phrases").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("heading", name="Yelling · more")).to_be_focused()


def test_an_earlier_card_changes_where_it_stands(page: Page) -> None:
    ask(page, "yelling")
    ask(page, "printer toner")
    expect(page.get_by_role("article")).to_have_count(2)  # while an answer is under way, no press counts
    page.get_by_role("button", name="More phrases").click()
    first, second = page.get_by_role("article").all()
    expect(first.get_by_role("heading")).to_have_text("Yelling · more")
    expect(second.get_by_role("heading")).to_have_text("I'm not sure what is happening there")


def test_a_select_is_pressed_by_choosing(page: Page) -> None:
    ask(page, "yelling")
    page.get_by_label("Channel").focus()
    page.get_by_label("Channel").select_option("Chat")
    expect(page.get_by_role("heading", name="Yelling · chat")).to_be_focused()


def test_a_select_without_a_choice_asks_for_one(page: Page) -> None:
    ask(page, "printer toner")
    choice = page.get_by_label("All situations")
    expect(choice.locator("option:checked")).to_have_text("Choose")
    choice.select_option("Waiting")
    expect(page.get_by_role("heading", name="Yelling · waiting")).to_be_visible()


def test_a_select_in_which_nothing_is_chosen_changes_nothing(page: Page) -> None:
    ask(page, "printer toner")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.get_by_label("All situations").focus()
    page.keyboard.press("ArrowDown")
    # The walk made the button appear; back at the beginning there is nothing that it could send.
    page.get_by_label("All situations").evaluate("select => { select.value = ''; }")
    page.get_by_role("button", name="Show").click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="I'm not sure what is happening there")).to_be_visible()
    assert "POST" not in asked


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    reach(page, "#field")
    page.keyboard.type("/calm le está gritando")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_be_visible()
    reach(page, "[data-action][data-value=more]", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Yelling · more")).to_be_focused()


def test_walking_through_a_select_sends_nothing_until_it_is_wanted(page: Page) -> None:
    ask(page, "yelling")
    page.get_by_label("Channel").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Show")).to_be_visible()
    expect(page.get_by_role("heading", name="Yelling · phone")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Yelling · email")).to_be_focused()


def test_a_link_leads_past_everything_to_the_message_box(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the message box")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Message to Calma")).to_be_focused()


def test_the_arrows_bring_back_what_was_typed(page: Page) -> None:
    field = page.get_by_label("Message to Calma")
    for text in ("first", "second"):
        ask(page, text)
        expect(page.locator(".turn.theirs")).to_have_count(1 if text == "first" else 2)
    field.focus()
    for key, text in (("Up", "second"), ("Up", "first"), ("Up", "first"), ("Down", "second"), ("Down", "")):
        page.keyboard.press(f"Arrow{key}")
        expect(field).to_have_value(text)


def test_the_language_changes_the_page_and_stays(page: Page) -> None:
    ask(page, "yelling")
    page.get_by_label("Language").select_option("Español")
    expect(page.get_by_label("Mensaje para Calma")).to_be_visible()
    expect(page.get_by_role("button", name="Enviar")).to_be_visible()
    expect(page.get_by_role("button", name="Copiar inglés").first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_label("Usted es").select_option("Marta")
    page.reload()
    expect(page.get_by_label("Idioma")).to_have_value("es")
    expect(page.get_by_label("Usted es")).to_have_value("marta")
    page.get_by_label("Mensaje para Calma").fill("/hello")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hola, soy Calma")).to_be_visible()


@pytest.mark.parametrize("width", [360, 390])
def test_a_phone_needs_no_sideways_scroll(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    for number, text in enumerate(("yelling", "printer toner", "/desk", "x" * 400), 1):
        ask(page, text)
        expect(page.locator(".turn.theirs")).to_have_count(number)
    page.get_by_text("Inspect").last.click()
    page.get_by_label("Language").select_option("es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    for place in ("document.scrollingElement", "document.getElementById('scroller')"):
        assert page.evaluate(f"{place}.scrollWidth <= {place}.clientWidth"), place


def test_everything_to_touch_is_large_enough_for_a_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    ask(page, "yelling")
    expect(page.get_by_role("article")).to_be_visible()
    for control in page.locator("button:visible, select:visible, textarea:visible, summary:visible").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 40, control


def test_a_wording_is_copied_with_one_press(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "yelling")
    page.get_by_role("button", name="Copy Spanish").first.click()
    expect(page.get_by_role("button", name="Copied Spanish")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "Quiero escucharlo todo. Adelante, le escucho."


def test_each_platforms_card_can_be_inspected(page: Page) -> None:
    ask(page, "yelling")
    page.get_by_text("Inspect").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Block Kit")).to_contain_text('"type": "section"')
    expect(page.get_by_role("region", name="Adaptive Card")).to_contain_text('"type": "AdaptiveCard"')
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy Block Kit")).to_be_focused()


def test_when_something_breaks_the_card_stays(page: Page) -> None:
    ask(page, "yelling")
    page.get_by_role("button", name="Break").click()
    expect(page.get_by_role("heading", name="That didn't work on our side")).to_be_visible()
    expect(page.get_by_role("heading", name="Yelling · phone")).to_be_visible()


def test_what_is_too_long_is_handed_back(page: Page) -> None:
    ask(page, "x" * 48_001)
    expect(page.get_by_role("alert")).to_contain_text("longer than I can take in")
    expect(page.get_by_label("Message to Calma")).to_have_value("x" * 48_001)
    expect(page.locator(".turn")).to_have_count(0)


def test_when_the_server_is_gone_one_can_try_again(page: Page) -> None:
    page.route("**/playground/ask", lambda route: route.abort())
    ask(page, "yelling")
    expect(page.get_by_role("alert")).to_contain_text("No answer came")
    page.unroute("**/playground/ask")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Yelling · phone")).to_be_visible()
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator(".said")).to_have_count(1)


def test_what_is_typed_never_becomes_markup(page: Page) -> None:
    ask(page, "toner <img src=x onerror=document.title='owned'>")
    expect(page.locator("q")).to_contain_text("<img src=x")
    expect(page.locator("main img")).to_have_count(0)


def test_less_motion_where_less_is_wanted(browser: Browser) -> None:
    with served() as address, browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        enter(page, address)
        ask(page, "yelling")
        turn = page.locator(".turn.theirs")
        expect(turn).to_have_css("animation-name", "none")
        expect(page.locator("#scroller")).to_have_css("scroll-behavior", "auto")


def reach(page: Page, selector: str, key: str = "Tab") -> None:
    """Presses `key` until the focus is on what `selector` names, and visible there."""
    for _ in range(20):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    pytest.fail(f"the keyboard does not reach {selector}")
