"""A drill over Slack's wire: the whole of it, with a guess, and on after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.keys import KeyFile
from bot.slack import people
from bot.wiring.sql import stored
from tests.build import build
from tests.drill import bank
from tests.fakes.slack import Body, FakeSlack, button, elements, words
from tests.fakes.slack_user import SlackUser
from tests.slack.conftest import serving


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine may be slow."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)


@asynccontextmanager
async def started(folder: Path, slack: FakeSlack) -> AsyncIterator[SlackUser]:
    """Starts the app on what is kept in `folder`, and yields somebody who uses it."""
    root = folder / "phrasebook"
    if not root.exists():
        bank.phrasebook(folder)
    async with stored(f"sqlite+aiosqlite:///{folder / 'calma.db'}", KeyFile(folder / "keys")) as kept:
        house = build(root, kept)
        await house.start()
        async with serving(house.desk, house.phrasebook, slack) as user:
            yield user
        await house.close()


def labels(message: Body) -> list[str]:
    """Returns the labels of all buttons."""
    return [each["text"]["text"] for each in elements(message) if each["type"] == "button"]


def letter(message: Body, *, right: bool) -> str:
    """Returns the letter of the best option, or of another one."""
    texts = [block["text"]["text"] for block in message["blocks"] if "text" in block]
    options: dict[str, str] = {text[1]: text for text in texts if text[2:5] == "* ·"}
    assert list(options) == ["A", "B", "C"]
    return next(name for name, text in options.items() if ("the best" in text) is right)


async def press(user: SlackUser, slack: FakeSlack, message: Body, label: str) -> Body:
    """Presses a button, and returns the message that takes its message's place."""
    await user.presses(button(message, label))
    answer = await slack.answer()
    assert answer["replace_original"] is True
    return answer


async def test_a_whole_drill_with_a_guess(tmp_path: Path, slack: FakeSlack) -> None:
    async with started(tmp_path, slack) as ana:
        first = await ana.asks("saying-no")
        assert "1 / 3 · Saying no" in words(first)
        assert labels(first) == ["A", "B", "C", "I'd be guessing"]
        guessing = await press(ana, slack, first, "I'd be guessing")
        assert "Guessing ✓" in labels(guessing)
        told = await press(ana, slack, guessing, letter(guessing, right=True))
        assert "That's it" in words(told)
        second = await press(ana, slack, told, "Next")
        assert "2 / 3" in words(second)
        told = await press(ana, slack, second, letter(second, right=False))
        assert "Not the best one" in words(told)
        assert labels(told) == ["Next", "Why"]
        told = await press(ana, slack, told, "Why")
        assert "You chose" in words(told)
        late = await press(ana, slack, first, letter(first, right=False))  # the first card, once more
        assert "3 / 3" in words(late)
        assert "answered already" in words(late)
        third = await press(ana, slack, told, "Next")
        told = await press(ana, slack, third, letter(third, right=True))
        end = await press(ana, slack, told, "See how it went")
        assert "3 done · 2 right" in words(end)
        assert "Comes back: 2 tomorrow, 1 " in words(end)
        assert labels(end) == ["Done", "3 more", "A role-play"]
        assert "1 / 3 · Saying no" in words(await press(ana, slack, end, "3 more"))


async def test_it_goes_on_after_a_restart(tmp_path: Path, slack: FakeSlack) -> None:
    async with started(tmp_path, slack) as ana:
        first = await ana.asks("waiting 2")
        told = await press(ana, slack, first, letter(first, right=True))
    async with started(tmp_path, slack) as ana:
        onward = await press(ana, slack, told, "Next")  # the card from before the restart
        assert "2 / 2" in words(onward)
        resumed = await ana.asks("")
        assert "You were in the middle of this one." in words(resumed)
        assert letter(resumed, right=True) == letter(onward, right=True)
        told = await press(ana, slack, resumed, letter(resumed, right=True))
    async with started(tmp_path, slack) as ana:
        end = await press(ana, slack, told, "See how it went")
        assert "2 done · 2 right" in words(end)
        me = await ana.asks("me")
        assert "You have met 2 of 24 questions." in words(me)


async def test_what_nobody_can_practise_is_shown_inert(tmp_path: Path, slack: FakeSlack) -> None:
    async with started(tmp_path, slack) as ana:
        said = words(await ana.types("xyz <!channel> *loud*", "/drill"))
        assert "I have no questions on that" in said
        assert "<!channel>" not in said
        assert "Method: HEARD" in words(await ana.types("qwrtp", "/practica"))
