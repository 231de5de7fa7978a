"""Slack takes everything and answers nothing: whoever asks is answered all the same, within the request."""

from __future__ import annotations

import asyncio

import pytest

from bot.slack import people
from bot.wiring.calma import Calma
from tests.fakes.slack import FakeSlack, words
from tests.slack.conftest import serving

LONG = 30.0  # seconds after which a test counts as hanging


class Every(dict[str, asyncio.Event]):
    """Has every method of Slack wait for the same."""

    def __contains__(self, method: object) -> bool:
        return True

    def __missing__(self, method: str) -> asyncio.Event:
        return self[""]


async def test_a_slack_that_answers_nothing_keeps_nobody_waiting(
    slack: FakeSlack, house: Calma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PATIENCE", 0.02)
    slack.held = Every({"": asyncio.Event()})
    async with asyncio.timeout(LONG), serving(house.desk, house.phrasebook, slack) as user:
        user.user = "USILENT"
        assert "Yelling" in words(await user.types("customer is yelling"))
        assert "Get help now" in words(await user.types("he says he has a knife and knows where I live"))
        assert "Boundary · first warning" in words(await user.types("boundary"))
        assert len(slack.called("users.info")) == 1
        slack.held[""].set()
