"""`/drill me`: one's own figures, days in a row, and the switch."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core import card as c
from bot.core.viewer import zone_of
from bot.features.drill import days
from tests.drill.actor import DrillApp, Trainee

TODAY = date(2026, 11, 24)  # a Tuesday


def on(*back: int) -> set[date]:
    return {TODAY - timedelta(days=n) for n in back}


@pytest.mark.parametrize(
    ("practised", "row"),
    [
        (on(), 0),
        (on(0), 1),
        (on(1), 1),  # today is not over
        (on(0, 1), 2),
        (on(0, 1, 4), 3),  # Monday, then Friday: a weekend breaks no row
        (on(1, 4, 5), 3),
        (on(0, 2, 3), 1),  # a Saturday and a Sunday make none
        (on(0, 4, 5), 1),  # Monday is missing
        (on(*range(600)), 287),
    ],
)
def test_working_days_in_a_row(practised: set[date], row: int) -> None:
    assert days.streak(practised, TODAY) == row


def test_a_weekend_shows_the_row_of_the_week() -> None:
    saturday = date(2026, 11, 28)
    assert days.streak({date(2026, 11, 27), date(2026, 11, 26)}, saturday) == 2
    assert days.streak({date(2026, 11, 26)}, saturday) == 0


def test_days_are_those_where_the_person_is() -> None:
    late = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    assert days.dates([late], zone_of("America/Bogota")) == {date(2026, 11, 23)}
    assert days.dates([late], zone_of("")) == {TODAY}
    for unknown in ("Nowhere/Land", "../etc/passwd", "\0"):
        assert zone_of(unknown) is UTC


async def test_figures_for_ones_own_eyes(app: DrillApp, ana: Trainee) -> None:
    assert await ana.types("me") == "Your practice"
    assert "No working days in a row yet" in ana.text
    assert "You have met 0 of 24 questions." in ana.text
    for away in (6, 14, 1):
        await ana.types("saying-no 4")
        await ana.finishes()
        app.later(days=away)
    await ana.types("yelling 2")
    await ana.answers(right=False)
    app.later(hours=1)
    await ana.types("me")
    assert "2 working days in a row." in ana.text
    assert "You have met 5 of 24 questions." in ana.text
    assert "**Strong:** Saying no\n" in ana.text
    chart = ana.one(c.Chart)
    assert (chart.labels, chart.top) == (("Yelling",), 100)
    assert 0 < chart.values[0] < 90
    assert "Only you see this." in ana.text
    app.later(days=90)
    await ana.types("me")
    chart = ana.one(c.Chart)
    assert chart.labels == ("Yelling", "Saying no")
    assert "Strong" not in ana.text


async def test_who_wants_to_see_none_sees_none(app: DrillApp, ana: Trainee) -> None:
    await app.stores.drills.stats.set_named_since("T1", app.now)
    told = "Your managers can see whether you practised this week: yes or no, nothing else."
    await ana.types("1")
    await ana.finishes()
    await ana.types("me")
    assert told in ana.text
    await ana.presses("Hide this")
    assert "Your figures are hidden" in ana.text
    assert told in ana.text
    assert "met" not in ana.text
    assert await ana.types("yo") == "Your practice"
    assert "Your figures are hidden" in ana.text
    luis = Trainee(app, "luis")
    await luis.types("me")
    assert "You have met 0" in luis.text
    await ana.presses("Show it")
    assert "You have met 1 of 24" in ana.text
