"""A look-up as an agent sees it: the words and what to do next are in view, and stay where they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import enter

PHONE, DESK = (390, 844), (1280, 800)
SITUATIONS = {
    "en": ("yelling", "waiting #chat", "refund #chat", "threatens to sue"),
    "es": ("gritos", "reembolso #chat", "esperando la entrega #email", "amenaza con demandar"),
}
MORE = {"en": "More phrases", "es": "Más frases"}
LOCALES = {"en": "en-US", "es": "es-MX"}


def opened(browser: Browser, address: str, language: str, size: tuple[int, int]) -> BrowserContext:
    """Returns a browser window of that size in which the app is open."""
    width, height = size
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    enter(context.new_page(), address)
    return context


def asks(page: Page, text: str) -> None:
    """Types and sends, and waits for the card."""
    cards = page.locator(".theirs article").count()
    page.locator("#field").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".theirs article")).to_have_count(cards + 1)


def unseen(page: Page, *selectors: str) -> list[str]:
    """Returns which of the elements of the last card are not wholly in view, or run over its edges."""
    found: list[str] = page.evaluate(
        """(selectors) => {
          const card = [...document.querySelectorAll(".theirs article")].at(-1);
          const view = document.getElementById("scroller").getBoundingClientRect();
          return selectors.filter((selector) => {
            const [name, place] = selector.split("@");
            const box = card.querySelectorAll(name)[Number(place)]?.getBoundingClientRect();
            if (!box || box.left < 0 || box.right > innerWidth) return true;
            return box.top < view.top || box.bottom > view.bottom;
          });
        }""",
        list(selectors),
    )
    return found


def sideways(page: Page) -> list[str]:
    """Returns what is wider than its place: the page itself, and each button whose label is cut."""
    found: list[str] = page.evaluate(
        """() => [
          ...(document.documentElement.scrollWidth > innerWidth ? ["page"] : []),
          ...[...document.querySelectorAll("#scroller, .theirs article, .buttons button")]
            .filter((element) => element.scrollWidth > element.clientWidth + 1)
            .map((element) => element.id || element.textContent.slice(0, 30)),
        ]"""
    )
    return found


@pytest.fixture(params=["en", "es"])
def language(request: pytest.FixtureRequest) -> str:
    """The language of the browser."""
    return str(request.param)


@pytest.fixture
def phone(browser: Browser, app_address: str, language: str) -> Iterator[Page]:
    """The app on a phone."""
    context = opened(browser, app_address, language, PHONE)
    yield context.pages[0]
    context.close()


@pytest.fixture
def desk(browser: Browser, app_address: str, language: str) -> Iterator[Page]:
    """The app on a desk."""
    context = opened(browser, app_address, language, DESK)
    yield context.pages[0]
    context.close()


def test_on_a_phone_the_first_phrase_and_what_is_next_are_in_view(phone: Page, language: str) -> None:
    for text in SITUATIONS[language]:
        asks(phone, text)
        assert unseen(phone, ".phrase@0", ".cue@0", "[data-copy]@0", ".buttons button@0") == [], text
        expect(phone.locator(".theirs article").last.locator(".buttons button").first).to_have_text(
            MORE[language]
        )
        assert sideways(phone) == [], text


def test_on_a_desk_all_three_phrases_are_in_view(desk: Page, language: str) -> None:
    for text in SITUATIONS[language]:
        asks(desk, text)
        wanted = [f"{name}@{i}" for i in range(3) for name in (".phrase", ".phrase > .cue")]
        assert unseen(desk, *wanted, "[data-copy]@0", ".buttons button@0") == [], text


def test_what_is_left_on_a_card_leaves_it_where_it_is(phone: Page, language: str) -> None:
    asks(phone, SITUATIONS[language][0])
    card = phone.locator(".theirs article")
    calmed, thanks = {"en": ("Calmed", "Thanks, noted."), "es": ("Se calmó", "Anotado, gracias.")}[language]
    phone.get_by_role("button", name=calmed).scroll_into_view_if_needed()
    top = phone.locator("#scroller").evaluate("element => element.scrollTop")
    said = card.locator(".wording").all_text_contents()
    phone.get_by_role("button", name=calmed).click()
    expect(card.get_by_text(thanks)).to_be_visible()
    assert card.locator(".wording").all_text_contents() == said
    assert abs(phone.locator("#scroller").evaluate("element => element.scrollTop") - top) < 2
    expect(phone.locator("#spoken")).to_have_text(thanks)


def test_words_with_a_gap_are_filled_in_before_they_are_copied(desk: Page, language: str) -> None:
    context = desk.context
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    asks(desk, {"en": "yelling #chat", "es": "gritos #chat"}[language])
    desk.evaluate("navigator.clipboard.writeText('')")
    line = desk.locator(".line", has=desk.locator(".gap")).first
    line.locator("[data-copy]").click()
    dialog = desk.locator("#dialog")
    expect(dialog).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()") == ""
    for box in dialog.locator("input[type=text]").all():
        box.fill("dos <b>cobros</b>")
    dialog.locator("footer button.primary, footer button").last.click()
    expect(dialog).not_to_be_visible()
    expect(desk.locator(".theirs article")).to_have_count(1)
    expect(desk.locator(".theirs article .gap")).to_have_count(0)
    copied = desk.locator(".line", has_text="dos <b>cobros</b>").first
    copied.locator("[data-copy]").click()
    expect(copied.locator("[data-copy]")).to_contain_text({"en": "Copied", "es": "Copiado"}[language])
    text = desk.evaluate("navigator.clipboard.readText()")
    assert text == copied.locator(".wording").text_content()
    assert not set("{}[]") & set(text)


def test_where_nothing_can_be_filled_in_words_are_copied_and_it_says_what_is_open(
    desk: Page, language: str
) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asks(desk, {"en": "/calm boundary email", "es": "/calma límite correo"}[language])
    line = desk.locator(".theirs article").last.locator(".line", has=desk.locator(".gap")).first
    line.locator("[data-copy]").click()
    expect(line.locator("[data-copy]")).to_contain_text({"en": "fill it in", "es": "complételo"}[language])
    assert desk.evaluate("navigator.clipboard.readText()") == line.locator(".wording").text_content()


def test_what_is_unread_breaks_no_tab_on_a_phone(phone: Page) -> None:
    phone.evaluate("""async () => {
      const talks = await import("/playground/talks.js");
      for (const channel of ["channel-support", "channel-night-shift"]) {
        const talk = talks.talk(document.getElementById("who").value, channel);
        for (let n = 0; n < 12; n++) talk.unread.add(`x-${n}`);
      }
      talks.mark();
    }""")
    tabs = phone.locator("#places button")
    assert len({box["y"] for box in (tab.bounding_box() for tab in tabs.all()) if box}) == 1
    assert phone.locator("#places").evaluate("places => places.scrollWidth <= places.clientWidth")
    expect(tabs.nth(1)).to_contain_text("12")
