"""A person's own checks: seen, exported, stopped, erased; and how often they are reminded."""

from __future__ import annotations

import json

import pytest

from bot.core import card as c
from bot.core.chat import Placement
from bot.features.checkin.forms import exported_documents
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.period import Cadence
from tests.checkin.actor import HEAVY, LIGHT, Colleague, record_of
from tests.harness import Clock, Harness


@pytest.fixture
def ana(app: Harness) -> Colleague:
    return Colleague(app)


async def test_without_any_check_there_is_a_way_in(ana: Colleague) -> None:
    await ana.types("me")
    assert ana.how is Placement.DIALOG
    assert "You don't take part" in ana.text
    assert ana.labels == ["Start", "Reminders", "Someone to talk to"]


async def test_the_trend_is_drawn_and_told(ana: Colleague, clock: Clock) -> None:
    for answers in [HEAVY] * 4 + [LIGHT] * 4:
        await ana.answers(**answers)
        clock.later(days=14)
    for text in ("me", "yo", "mi"):
        await ana.types(text)
        chart = ana.one(c.Chart)
        assert chart.values == (68.0,) * 4 + (0.0,) * 4
        assert chart.labels[:2] == ("29 November", "13 December")
        assert "lighter than the 4 before, by about 69 points" in ana.text
    assert "Stop and keep" in ana.labels


async def test_few_checks_make_no_trend(ana: Colleague) -> None:
    await ana.answers()
    await ana.types("me")
    assert "A trend can be told from 8 checks. So far: 1." in ana.text


async def test_an_export_is_all_there_is_and_goes_nowhere(ana: Colleague) -> None:
    await ana.answers()
    await ana.types("me")
    await ana.presses("Export my answers")
    assert ana.form
    assert ana.form.dialog
    [field] = ana.form.fields
    assert isinstance(field, c.Input)
    assert field.kind is c.InputKind.COPY
    [entry] = json.loads(field.value)
    assert entry == {
        "period": "2026-W47-W48",
        "instrument": "calma-six 1",
        "answers": HEAVY,
        "index": 68.75,
        "exposures": {"abuse": 50.0, "alone": 75.0},
    }
    await ana.sends()
    assert ana.title == "My checks"


def test_a_long_export_is_cut_between_entries() -> None:
    entries = [
        CheckinEntry(f"2026-W{w}", "calma-six", 1, HEAVY, {"index": 100 / 3}, {"abuse": 50.0})
        for w in range(10, 53)
    ]
    documents = exported_documents(entries)
    assert len(documents) > 1
    assert all(len(document) < 3000 for document in documents)
    found = [entry["period"] for document in documents for entry in json.loads(document)]
    assert found == [entry.period for entry in entries]
    assert exported_documents([]) == ["[]"]


async def test_who_stops_keeps_what_there_is(ana: Colleague, app: Harness) -> None:
    await ana.answers()
    await ana.types("me")
    await ana.presses("Stop and keep")
    assert "Done. No more questions" in ana.text
    assert "29 November: 68" in ana.text
    assert "Stop and keep" not in ana.labels
    assert not (await record_of(app)).reminders
    await ana.types()
    assert ana.form
    assert ana.form.send == "Yes, I want this"
    await ana.sends()
    assert len((await record_of(app)).entries) == 1


async def test_erasing_is_asked_twice_and_then_at_once(ana: Colleague, app: Harness) -> None:
    await ana.answers()
    await ana.types("me")
    await ana.presses("Stop and erase")
    assert ana.title == "Erase everything?"
    assert "Your checks (1)" in ana.text
    await ana.presses("Erase")
    assert ana.title == "Really erase?"
    before = await record_of(app)
    assert before.entries
    await ana.presses("Erase for good")
    assert ana.title == "Erased"
    assert await record_of(app) == before.erased()
    await ana.types("me")
    assert "there is no check of yours" in ana.text


async def test_a_second_thought_keeps_all(ana: Colleague) -> None:
    await ana.answers()
    await ana.types("me")
    await ana.presses("Stop and erase")
    await ana.presses("Erase")
    await ana.presses("Keep them")
    assert ana.title == "My checks"
    assert "29 November: 68" in ana.text


async def test_reminders_as_often_as_one_likes(ana: Colleague, app: Harness) -> None:
    await ana.takes_part()
    await ana.types("me")
    await ana.presses("Reminders")
    assert "Now: every two weeks." in ana.text
    assert ana.labels == ["Every week", "Off", "My checks"]
    await ana.presses("Every week")
    assert ana.how is Placement.DIALOG
    assert "Now: every week." in ana.text
    record = await record_of(app)
    assert (record.reminders, record.every) == (True, Cadence.WEEKLY)
    await ana.presses("Off")
    assert "Now: off." in ana.text
    assert not (await record_of(app)).reminders
