"""Which dates are taken, wherever one comes in: in a form, in a button, in the name of a period."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.dates import parsed_date
from bot.features.checkin.period import parse_period
from bot.features.schedule.buttons import SlotReference
from bot.features.schedule.model import parse_delivery_key
from tests.harness import Actor, Harness

USELESS = ("2101-01-01", "9999-12-31", "1999-12-31", "0001-01-01", "2026-02-30", "2026-W01-1", "soon", "")


@pytest.mark.parametrize("text", USELESS)
def test_one_that_nobody_can_use_is_none(text: str) -> None:
    assert parsed_date(text) is None
    assert SlotReference.decode(f"s1.{text}") is None
    assert parse_delivery_key(f"schedule:s1:{text}:ana") is None


def test_from_2000_to_2100_each_is_one() -> None:
    assert parsed_date("2000-01-01") == date(2000, 1, 1)
    assert parsed_date("2100-12-31") == date(2100, 12, 31)


@pytest.mark.parametrize("id", ["9999-W52", "9999-W51-W52", "0001-W01", "1999-W01", "2101-W10"])
def test_a_period_of_another_age_is_none(id: str) -> None:
    assert parse_period(id) is None


@pytest.mark.parametrize("day", USELESS)
async def test_a_forged_slot_is_no_trouble(app: Harness, day: str) -> None:
    ana = Actor(app)
    for action in app.calma.desk._presses:
        if action.startswith("schedule."):
            for value in (f"s1.{day}", f"hour.s1.{day}"):
                await ana.press(action, value)
    assert not app.errors
