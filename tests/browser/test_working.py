"""A team at work: the app as it is started, with what its people keep, write and tell each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import enter

Window = Callable[..., Page]
TIMEOUT = 15_000
WORDS = {
    "Words to say: English": "Please calm down, I'm right here with you, {name}.",
    "Words to say: Spanish": "Aquí sigo con usted, {name}, y lo vemos paso a paso.",
    "How to deliver it: English": "Slowly; then pause",
    "How to deliver it: Spanish": "Despacio; luego una pausa",
}
MENDED = "I'm right here with you, {name}, and we'll take it step by step."


@pytest.fixture
def window(browser: Browser, app_address: str) -> Iterator[Window]:
    """Opens the app as somebody of the team. Whatever the page itself complains about fails the test."""
    complaints: list[str] = []
    with ExitStack() as stack:

        def opened(who: str, language: str = "en") -> Page:
            context = stack.enter_context(browser.new_context(locale=language))
            context.set_default_timeout(TIMEOUT)
            page = context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            enter(page, app_address)
            page.locator("#who").select_option(who)
            return page

        yield opened
    assert complaints == []


def ask(page: Page, text: str) -> Locator:
    """Types and sends; returns the card that comes."""
    before = page.locator(".turn.mine").count()
    page.locator("#field").fill(text)
    page.keyboard.press("Enter")
    # Below the question: what was in the mailbox may come in at any moment, above it.
    card = (
        page.locator(".turn.mine").nth(before).locator("xpath=following-sibling::*[1]").get_by_role("article")
    )
    expect(card).to_be_visible()
    return card


def settle(page: Page, language: str) -> None:
    """Chooses a language in the settings."""
    cards = page.get_by_role("article")
    before = cards.count()
    page.locator("#field").fill("/calm settings")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.locator('[data-name="language"]').get_by_role("radio", name=language).check()
    dialog.locator("footer button").click()
    expect(dialog).to_be_hidden()
    expect(cards).to_have_count(before + 1)


def press(page: Page, *names: str) -> None:
    """Presses one button after the other."""
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def test_the_language_that_was_chosen_comes_first_from_then_on(window: Window) -> None:
    ana = window("ana")
    expect(ask(ana, "/calm yelling").locator(".wording").first).to_have_attribute("lang", "en")
    settle(ana, "Español")
    expect(ana.get_by_role("heading", name="Ajustes guardados")).to_be_visible()
    words = ask(ana, "/calm yelling").locator(".wording")
    expect(words.first).to_have_attribute("lang", "es")
    expect(words.nth(1)).to_have_attribute("lang", "en")
    settle(ana, "El de la aplicación")  # the others find her as she was
    expect(ask(ana, "/calm yelling").locator(".wording").first).to_have_attribute("lang", "en")


def test_a_phrase_that_was_saved_is_brought_back(window: Window) -> None:
    ana = window("ana")
    found = ask(ana, "/calm yelling")
    words = found.locator('.wording[lang="en"]').first.inner_text()
    found.get_by_label("Save").select_option(words)
    expect(found).to_contain_text("Saved. /calm mine brings it back.")
    mine = ask(ana, "/calm mine")
    expect(mine.get_by_role("heading", name="My phrases")).to_be_visible()
    expect(mine.locator('.wording[lang="en"]')).to_have_text([words])


def test_how_it_went_is_noted_and_not_asked_again(window: Window) -> None:
    ana = window("ana")
    found = ask(ana, "/calm yelling")
    press(ana, "Calmed")
    expect(found).to_contain_text("Thanks, noted.")
    expect(found).not_to_contain_text("Did it help?")
    expect(found.locator('[data-action="lookup.outcome"]')).to_have_count(0)
    expect(found.locator(".phrase")).not_to_have_count(0)


def test_a_manager_mends_a_phrase_and_the_team_finds_it(window: Window) -> None:
    marta = window("marta")
    ask(marta, "/calm team")
    press(marta, "Phrases", "Add a phrase")
    dialog = marta.get_by_role("dialog", name="Add a phrase")
    dialog.get_by_label("Situation").select_option("yelling")
    for label, text in WORDS.items():
        dialog.get_by_label(label).fill(text)
    press(marta, "Save")

    wrong = dialog.get_by_label("Words to say: English")
    expect(dialog.locator('[data-name="text_en"]').get_by_role("alert")).to_contain_text("“calm down”")
    expect(wrong).to_be_focused()
    expect(dialog.locator("[aria-invalid=true]")).to_have_count(1)
    for label, text in WORDS.items():
        expect(dialog.get_by_label(label)).to_have_value(text)
    expect(dialog.get_by_label("Situation")).to_have_value("yelling")

    wrong.fill(MENDED)
    press(marta, "Save")
    expect(dialog).to_be_hidden()
    expect(marta.get_by_role("article").last).to_contain_text("Saved. The next look-up uses it.")
    own = (
        ask(window("ana"), "/calm yelling")
        .locator(".phrase")
        .filter(has_text=MENDED.replace("{name}", "[their name]"))
    )
    expect(own.locator(".cue")).to_contain_text("your team's")


@pytest.mark.parametrize(
    ("language", "names", "told", "seen", "backed"),
    [
        (
            "en",
            ("I said it", "They went on, I said it again", "Contact ended", "Tell my supervisor"),
            "Ana ended a call after abuse",
            "Seen, I'm with you",
            "Sofía has seen it and is with you",
        ),
        (
            "es",
            ("Ya lo dije", "Siguió igual, lo dije otra vez", "Contacto terminado", "Avisar a supervisión"),
            "Ana recibió maltrato y terminó la llamada",
            "Lo vi, cuente conmigo",
            "Sofía ya lo vio y está con usted",
        ),
    ],
)
def test_a_supervisor_stands_behind_whoever_ended_it(
    window: Window, language: str, names: tuple[str, ...], told: str, seen: str, backed: str
) -> None:
    ana, sofia = window("ana", language), window("sofia", language)
    ask(sofia, "/calm help")  # so that it is known which language she reads
    ask(ana, "/calm boundary")
    press(ana, *names)
    notice = sofia.get_by_role("article", name=told)
    expect(notice).to_be_visible()
    notice.get_by_role("button", name=seen).click()
    expect(notice.get_by_role("button", name=seen)).to_have_count(0)
    expect(notice).to_contain_text(seen)
    expect(ana.get_by_role("heading", name=backed)).to_be_visible()
