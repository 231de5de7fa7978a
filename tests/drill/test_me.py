"""`/drill me`: one's own figures, days in a row, and the switch."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core import card as c
from bot.core.clocks import zone_of
from bot.core.shift import Shift
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
        (on(0, 2, 3), 1),  # Monday is missing
        (on(0, 4, 5), 1),
        (on(0, 1, 2, 3, 4), 5),  # whoever practises on a weekend works on it
        (on(*range(600)), 401),
    ],
)
def test_working_days_in_a_row(practised: set[date], row: int) -> None:
    assert days.streak(practised, TODAY) == row


def test_a_weekend_shows_the_row_of_the_week() -> None:
    saturday = date(2026, 11, 28)
    assert days.streak({date(2026, 11, 27), date(2026, 11, 26)}, saturday) == 2
    assert days.streak({date(2026, 11, 26)}, saturday) == 0


def test_days_are_those_where_the_person_is() -> None:
    late = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert days.dates([late], zone_of("Pacific/Auckland")) == {date(2026, 11, 24)}  # half past two at night
    assert days.dates([late], zone_of("Pacific/Kiritimati")) == {date(2026, 11, 24)}
    assert days.dates([late], zone_of("")) == {TODAY}
    for unknown in ("Nowhere/Land", "../etc/passwd", "\0"):
        assert zone_of(unknown) is UTC


MEXICO = "America/Mexico_City"
NIGHT = Shift(time(22), time(6))


def at(*local: str, zone: str = MEXICO) -> list[datetime]:
    """Returns moments in UTC, by what clocks showed."""
    return [datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for text in local]


@pytest.mark.parametrize("turn", [None, NIGHT.turn()])
@pytest.mark.parametrize(
    ("practised", "today", "row"),
    [
        (("2026-11-23 23:30", "2026-11-25 00:30", "2026-11-26 00:30", "2026-11-26 23:30"), "2026-11-27", 4),
        (("2026-11-24 00:30", "2026-11-24 22:05", "2026-11-26 05:50", "2026-11-27 05:59"), "2026-11-27", 4),
        (("2026-11-23 23:59", "2026-11-25 00:01"), "2026-11-25", 2),
        (("2026-11-24 05:00", "2026-11-24 23:00"), "2026-11-24", 2),  # one date, two nights
        (("2026-11-23 23:30", "2026-11-24 04:00"), "2026-11-24", 1),  # two dates, one night
        (("2026-11-27 23:30", "2026-12-01 00:30"), "2026-12-01", 2),  # Friday's night, then Monday's
        (("2026-11-28 00:30", "2026-11-30 23:30"), "2026-11-30", 2),  # on Saturday, and of Friday's night
        (("2026-10-31 23:30", "2026-11-02 00:30", "2026-11-03 00:30"), "2026-11-02", 3),
    ],
)
def test_a_night_is_one_working_day(
    practised: tuple[str, ...], today: str, row: int, turn: int | None
) -> None:
    dates = days.dates(at(*practised), zone_of(MEXICO), turn)
    assert days.streak(dates, date.fromisoformat(today)) == row


def test_a_night_in_which_clocks_change_is_one_too() -> None:
    for night in (("2026-10-24 23:30", "2026-10-25 02:30"), ("2026-03-28 23:30", "2026-03-29 03:30")):
        assert len(days.dates(at(*night, zone="Europe/Madrid"), zone_of("Europe/Madrid"))) == 1


@pytest.mark.parametrize(
    ("works", "practised", "today", "row"),
    [
        ((1, 3), "2026-11-17 2026-11-19 2026-11-24", "2026-11-25", 3),  # Tuesdays and Thursdays
        ((1, 3), "2026-11-17 2026-11-24", "2026-11-25", 1),  # a Thursday is missing
        ((1, 3), "2026-11-17 2026-11-18 2026-11-19", "2026-11-20", 2),  # on a day off it makes none
        (
            (3, 4, 5, 6, 0),
            "2026-11-19 2026-11-20 2026-11-21 2026-11-22 2026-11-23 2026-11-26",
            "2026-11-26",
            6,
        ),
        (None, "2026-11-13 2026-11-17", "2026-11-17", 2),  # a holiday in Mexico on the Monday between
        ((0, 1, 2, 3, 4), "2026-11-13 2026-11-16 2026-11-17", "2026-11-17", 2),
        (None, "2026-11-13 2026-11-16 2026-11-17", "2026-11-17", 3),  # they worked on it
        (None, "2026-11-20 2026-11-21 2026-11-22 2026-11-23", "2026-11-23", 4),
        (None, "2026-12-24 2026-12-28", "2026-12-28", 2),
        ((5, 6), "2026-11-21 2026-11-22 2026-11-28", "2026-11-28", 3),  # weekends alone
    ],
)
def test_days_off_break_no_row(works: tuple[int, ...] | None, practised: str, today: str, row: int) -> None:
    dates = {date.fromisoformat(day) for day in practised.split()}
    work = days.WorkingDays(works, "MX")
    assert days.streak(dates, date.fromisoformat(today), work) == row


async def test_a_row_goes_by_ones_own_shift_and_country(app: DrillApp) -> None:
    eva = Trainee(app, "eva", zone=MEXICO)
    await eva.works("22:00", "06:00", days="0 1 2 3 4")
    for moment in at("2026-11-12 23:30", "2026-11-14 05:30", "2026-11-18 00:30", "2026-11-19 05:00"):
        app.clock.now = moment
        await eva.types("1")
        await eva.finishes()
    app.clock.now = at("2026-11-20 03:00")[0]  # Thursday's night goes on
    await eva.types("me")
    assert "4 working days in a row." in eva.text
    app.clock.now = at("2026-11-20 13:00")[0]
    await eva.types("me")
    assert "No working days in a row yet" in eva.text


async def test_who_travels_keeps_the_row(app: DrillApp) -> None:
    for zone, moment in ((MEXICO, "2026-11-23 20:00"), ("Asia/Tokyo", "2026-11-25 09:00")):
        eva = Trainee(app, "eva", zone=zone)
        app.clock.now = at(moment, zone=zone)[0]
        await eva.types("1")
        await eva.finishes()
    await eva.types("me")
    assert "1 working day in a row." in eva.text  # there was no Tuesday
    assert await app.stores.drills.answer_times("T1", "eva", app.now - days.LOOKED_BACK)


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
    told = "Your managers can see, week by week, whether you practised: yes or no, nothing else."
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
