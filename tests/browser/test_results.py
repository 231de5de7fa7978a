"""A manager adds a question in the browser, and reads what the team's practice comes to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.core.groups import Group
from bot.keys import KeyFile
from bot.playground.people import TENANT
from bot.wiring.sql import stored
from tests.browser.conftest import enter, started
from tests.drill import bank
from tests.results.floor import answers, counted
from tests.results.questions import QUESTION

TIMEOUT = 15_000
SELECTS = ("situation", "best", "difficulty")


async def practised(folder: Path) -> None:
    """Nearly all of a group of 53 have answered, half of them well, and none picked the third option."""
    now = datetime.now(UTC).replace(microsecond=0)
    async with stored(f"sqlite+aiosqlite:///{folder / 'calma.db'}", KeyFile(folder / "keys")) as kept:
        people = ("ana", "luis", "sofia", "marta", *(f"p{n}" for n in range(49)))
        group = Group(TENANT, "own-1", "Night shift", "playground", people=people)
        then = await counted(kept.groups, group, now)
        for nth, user in enumerate(people[:50]):
            given = [("saying-no-item-0", nth % 2, nth % 2 == 0)]
            await answers(kept.drills, TENANT, user, then, given, "saying-no")
        await answers(kept.drills, TENANT, "ana", now, [("waiting-item-0", 0, True)], "waiting")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, where people have practised."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "data").mkdir()
    seeding = Thread(target=asyncio.run, args=(practised(folder / "data"),))
    seeding.start()
    seeding.join()
    with started(folder / "data", CALMA_PHRASEBOOK=str(bank.phrasebook(folder))) as found:
        yield found


@pytest.fixture
def page(browser: Browser, office: str) -> Iterator[Page]:
    """A window in which one is Marta, who manages."""
    with browser.new_context(locale="en-US", viewport={"width": 900, "height": 1400}) as context:
        found = context.new_page()
        enter(found, office)
        found.locator("#who").select_option("marta")
        yield found


def types(page: Page, text: str) -> None:
    page.locator("#field").fill(text)
    page.keyboard.press("Enter")


def press(page: Page, name: str) -> None:
    page.get_by_role("article").last.get_by_role("button", name=name, exact=True).click(timeout=TIMEOUT)


def sees(page: Page, text: str) -> None:
    expect(page.get_by_role("article").last).to_contain_text(text, timeout=TIMEOUT)


def fills(dialog: Locator, written: Mapping[str, tuple[str, ...]], *names: str) -> None:
    """Fills in the fields of one step."""
    for name, (text,) in written.items():
        field = dialog.locator(f'[data-name="{name}"]')
        if not name.startswith(names):
            continue
        if name == "situation":
            field.get_by_role("combobox").select_option(text)
        elif name in SELECTS:
            field.locator(f'[value="{text}"]').click()
        else:
            field.get_by_role("textbox").fill(text)


def test_a_question_is_mended_at_its_field_and_asked(page: Page) -> None:
    types(page, "/drill items")
    sees(page, "No questions of your own yet")
    press(page, "Add a question")
    dialog = page.get_by_role("dialog", name="Add a question")
    wrong = {**QUESTION, "option2_en": ("My manager would tell you exactly the same as me.",)}
    fills(dialog, wrong, "situation", "stem")
    dialog.get_by_role("button", name="Next").click()
    fills(dialog, wrong, "option", "best")
    dialog.get_by_role("button", name="Back").click()
    expect(dialog.locator('[data-name="stem_en"]').get_by_role("textbox")).to_have_value(wrong["stem_en"][0])
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.locator('[data-name="option2_en"]').get_by_role("textbox")).to_have_value(
        wrong["option2_en"][0]
    )
    dialog.get_by_role("button", name="Next").click()
    alert = dialog.locator('[data-name="option2_en"]').get_by_role("alert")
    expect(alert).to_contain_text("some options are quoted speech and some are not")
    dialog.locator('[data-name="option2_en"]').get_by_role("textbox").fill(QUESTION["option2_en"][0])
    dialog.get_by_role("button", name="Next").click()
    fills(dialog, wrong, "why", "difficulty")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden(timeout=TIMEOUT)
    sees(page, "Saved. The next drill has it.")
    types(page, "/drill escalation")
    sees(page, QUESTION["stem_en"][0])


def test_the_figures_of_a_group_and_who_practised(page: Page) -> None:
    types(page, "/drill results")
    sees(page, "90% or more of the group practised")
    sees(page, "Hardly anybody picks these")
    card = page.get_by_role("article").last
    expect(card.get_by_role("row", name="Saying no")).to_contain_text("50 to 60%")
    press(page, "Show who practised")
    sees(page, "Agents are told so")
    press(page, "Who practised")
    sees(page, "This week: Night shift")
    expect(page.get_by_role("article").last.get_by_role("row")).to_have_count(26)
