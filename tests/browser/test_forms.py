"""Forms as people fill them in: mistakes are shown where they are, and nothing typed is lost."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_playground import ask, posted


@pytest.fixture
def dialog(page: Page) -> Locator:
    """The form, opened from a card."""
    ask(page, "/desk")
    page.get_by_role("button", name="Add a note").click()
    found = page.get_by_role("dialog", name="Add a note")
    expect(found).to_be_visible()
    return found


def fill(dialog: Locator, note: str, ticket: str = "") -> None:
    """Fills in what must be there, and sends."""
    dialog.get_by_label("What happened").fill(note)
    dialog.get_by_label("Ticket").fill(ticket)
    dialog.get_by_label("Tell").select_option("Sofía")
    dialog.get_by_role("button", name="Keep the note").click()


def test_a_form_opens_with_what_is_set_already(dialog: Locator) -> None:
    expect(dialog.get_by_role("heading", name="Add a note")).to_be_focused()
    expect(dialog.get_by_label("Minutes")).to_have_value("5")
    expect(dialog.get_by_role("radio", name="Phone")).to_be_checked()
    days = dialog.get_by_role("group", name="Days").get_by_role("checkbox", checked=True)
    expect(days).to_have_count(2)
    expect(dialog.get_by_label("Ticket")).to_have_accessible_name("Ticket optional")
    expect(dialog.get_by_label("Ticket")).to_have_accessible_description("Digits only")


def test_what_is_missing_is_named_where_it_is_missing(dialog: Locator) -> None:
    dialog.get_by_label("Minutes").fill("about five")
    dialog.get_by_role("button", name="Keep the note").click()
    note = dialog.get_by_label("What happened")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-invalid", "true")
    expect(note).to_have_accessible_description("This is still missing. A line is enough.")
    expect(dialog.get_by_label("Minutes")).to_have_accessible_description("Please write a number, like 3.")
    expect(dialog.get_by_role("alert").filter(has_text="missing")).to_have_count(2)
    note.press_sequentially("She")
    expect(note).not_to_have_attribute("aria-invalid", "true")
    expect(note).to_have_accessible_description("A line is enough.")


def test_what_the_coach_refuses_is_said_at_the_field_and_stays(dialog: Locator) -> None:
    fill(dialog, "She shouted", "48-213")
    ticket = dialog.get_by_label("Ticket")
    expect(ticket).to_be_focused()
    expect(ticket).to_have_accessible_description("A ticket has digits only. Digits only")
    expect(ticket).to_have_value("48-213")
    expect(dialog.get_by_label("What happened")).to_have_value("She shouted")
    expect(dialog.get_by_role("alert").filter(has_text="And something else.")).to_be_visible()


def test_mended_it_is_taken_and_changes_the_card_it_came_from(page: Page, dialog: Locator) -> None:
    fill(dialog, "She shouted", "48-213")
    expect(dialog.get_by_label("Ticket")).to_be_focused()
    dialog.get_by_label("Ticket").fill("48213")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("heading", name="Kept sofia")).to_be_focused()
    expect(page.locator("q")).to_have_text("She shouted")


def test_an_answer_that_is_new_stands_below(page: Page, dialog: Locator) -> None:
    fill(dialog, "new")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("button", name="Add a note")).to_be_focused()


def test_a_form_by_command_gets_its_answer_as_a_message(page: Page) -> None:
    ask(page, "/note")
    dialog = page.get_by_role("dialog")
    fill(dialog, "She shouted")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("heading", name="Kept")).to_be_visible()


def test_one_form_may_lead_to_another(page: Page, dialog: Locator) -> None:
    fill(dialog, "more", "48")
    following = page.get_by_role("dialog", name="One more thing")
    expect(following.get_by_label("In detail")).to_be_focused()
    page.keyboard.type("all of it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Done: 48 all of it")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("way", ["Escape", "Close"])
def test_one_gets_out_and_back_to_where_one_was(page: Page, dialog: Locator, way: str) -> None:
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Add a note")).to_be_focused()


def test_near_the_limit_the_characters_are_counted(dialog: Locator) -> None:
    note, count = dialog.get_by_label("What happened"), dialog.locator(".count").first
    note.fill("x" * 150)
    expect(count).to_be_hidden()
    note.fill("x" * 190)
    expect(count).to_have_text("Characters left: 10")
    expect(dialog.get_by_role("status")).to_have_text("Characters left: 10")
    note.fill("🙂" * 203)
    expect(count).to_have_text("Characters too many: 3")
    dialog.get_by_role("button", name="Keep the note").click()
    expect(note).to_have_accessible_description("Characters too many: 3 A line is enough.")
    expect(note).to_have_value("🙂" * 203)


def test_of_a_file_its_text_is_sent(page: Page, dialog: Locator, tmp_path: Path) -> None:
    (tmp_path / "call.txt").write_text("¿Qué pasó?", encoding="utf-8")
    dialog.get_by_label("Transcript").set_input_files(tmp_path / "call.txt")
    with page.expect_request("**/playground/ask") as sent:
        fill(dialog, "She shouted")
    assert posted(sent.value)["submit"] == {
        "action": "office.note",
        "value": "card-7",
        "fields": {
            "note": ["She shouted"],
            "minutes": ["5"],
            "how": ["phone"],
            "days": ["mo", "fr"],
            "to": ["sofia"],
            "others": ["luis"],
            "room": ["channel-support"],
            "day": ["2026-11-24"],
            "hour": ["09:30"],
        },
        "files": {"proof": b64encode("¿Qué pasó?".encode()).decode()},
    }


def test_a_second_person_comes_beside_the_first(page: Page, dialog: Locator) -> None:
    for name in ("Ana Agent", "Marta Manager"):
        dialog.get_by_role("checkbox", name=name).check()
    with page.expect_request("**/playground/ask") as sent:
        fill(dialog, "She shouted")
    assert posted(sent.value)["submit"]["fields"]["others"] == ["marta", "ana", "luis"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\x89PNG\x00\xff", "no text in this file"),
        (b"x" * 401, "too many: 1"),
        (b"", "nothing in this file"),
    ],
)
def test_a_file_that_is_no_text_or_too_long_is_not_sent(
    dialog: Locator, tmp_path: Path, content: bytes, error: str
) -> None:
    (tmp_path / "file").write_bytes(content)
    proof = dialog.get_by_label("Transcript")
    proof.set_input_files(tmp_path / "file")
    fill(dialog, "She shouted")
    expect(proof).to_be_focused()
    expect(dialog.get_by_role("alert").filter(has_text=error)).to_be_visible()


def test_when_something_breaks_the_form_stays(dialog: Locator) -> None:
    fill(dialog, "break")
    expect(dialog.get_by_role("alert").filter(has_text="7F3K-22")).to_be_visible()
    expect(dialog.get_by_label("What happened")).to_have_value("break")


def test_when_the_server_is_gone_one_can_send_again(page: Page, dialog: Locator) -> None:
    page.route("**/playground/ask", lambda route: route.abort())
    fill(dialog, "She shouted")
    expect(dialog.get_by_role("alert").filter(has_text="No answer came")).to_be_visible()
    page.unroute("**/playground/ask")
    dialog.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("heading", name="Kept")).to_be_visible()


def test_what_breaks_on_a_card_is_said_at_the_message_box(page: Page) -> None:
    ask(page, "/desk")
    page.get_by_role("button", name="Old form").click()
    expect(page.get_by_role("alert")).to_contain_text("That form is gone.")


def test_the_form_speaks_the_language_that_was_chosen(page: Page) -> None:
    page.get_by_label("Language").select_option("Español")
    page.get_by_label("Mensaje para Calma").fill("/note")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Ticket")).to_have_accessible_name("Ticket opcional")
    dialog.get_by_role("button", name="Keep the note").click()
    expect(dialog.get_by_role("alert").filter(has_text="Esto falta todavía.")).to_have_count(2)
    told = dialog.locator('optgroup[label="Gerente"] option')
    expect(told).to_have_text(["Marta"])
    expect(dialog.get_by_role("checkbox", name="Marta Gerente")).to_be_visible()


def test_a_form_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    ask(page, "/desk")
    page.get_by_role("button", name="Add a note").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.locator("#dialog").evaluate("dialog => Promise.all(dialog.getAnimations().map(a => a.finished))")
    for place in ("document.scrollingElement", "document.querySelector('.fields')"):
        assert page.evaluate(f"{place}.scrollWidth <= {place}.clientWidth"), place
    box = dialog.get_by_role("button", name="Keep the note").bounding_box()
    assert box
    assert box["y"] + box["height"] <= 640
    for control in dialog.locator("button, .field > input, select, textarea, .option").all():
        size = control.bounding_box()
        assert size
        assert min(size["width"], size["height"]) >= 40, control
