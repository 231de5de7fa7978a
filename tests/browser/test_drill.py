"""A drill in the browser: one card that changes in place, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import enter, started
from tests.drill import bank

TIMEOUT = 15_000


@dataclass(frozen=True)
class Words:
    """What somebody types and reads in their language."""

    language: str
    command: str
    guess: str
    next: str
    end: str
    score: str
    back: str
    again: str
    why: str
    chosen: str


ENGLISH = Words(
    "en",
    "/drill saying-no 2",
    "I'd be guessing",
    "Next",
    "See how it went",
    "2 done · 1 right",
    "Comes back: 2 tomorrow.",
    "You were in the middle of this one.",
    "Why",
    "You chose",
)
SPANISH = Words(
    "es",
    "/practica decir que no 2",
    "Estaría adivinando",
    "Siguiente",
    "Ver cómo fue",
    "Hechas: 2 · Bien: 1",
    "Vuelven: 2 mañana.",
    "Esta quedó a medias.",
    "Por qué",
    "Usted eligió",
)


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app with the bank of the tests."""
    folder = tmp_path_factory.mktemp("gym")
    with started(folder / "data", CALMA_PHRASEBOOK=str(bank.phrasebook(folder))) as found:
        yield found


def press(page: Page, name: str) -> None:
    """Presses a button of the newest card."""
    page.get_by_role("article").last.get_by_role("button", name=name, exact=True).click(timeout=TIMEOUT)


def letter(page: Page, *, right: bool) -> str:
    """Returns the letter of the best option, or of another one."""
    kinds = ("the best", "la mejor")
    texts = page.get_by_role("article").last.locator("p").all_inner_texts()
    options = {text[0]: text for text in texts if text[1:4] == " · "}
    assert list(options) == ["A", "B", "C"]
    return next(name for name, text in options.items() if any(kind in text for kind in kinds) is right)


@pytest.mark.parametrize(("who", "words"), [("ana", ENGLISH), ("luis", SPANISH)])
def test_a_drill_in_one_card(browser: Browser, gym: str, who: str, words: Words) -> None:
    context = browser.new_context(locale=words.language)
    page = context.new_page()
    enter(page, gym)
    page.locator("#who").select_option(who)

    def types(text: str) -> None:
        page.locator("#field").fill(text)
        page.keyboard.press("Enter")

    def sees(text: str) -> None:
        expect(page.get_by_role("article").last).to_contain_text(text, timeout=TIMEOUT)

    types(words.command)
    sees("1 / 2 · ")
    cards = page.get_by_role("article").count()
    press(page, words.guess)
    sees("✓")
    press(page, letter(page, right=True))
    sees("✓ ")
    press(page, words.next)
    sees("2 / 2 · ")
    assert page.get_by_role("article").count() == cards
    types(words.command.split()[0])  # back from a call, perhaps on another day's page
    sees(words.again)
    press(page, letter(page, right=False))
    press(page, words.why)
    sees(words.chosen)
    press(page, words.end)
    sees(words.score)
    sees(words.back)
    assert page.get_by_role("article").count() == cards + 1
    context.close()
