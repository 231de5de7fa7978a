"""Reminders go to all who were offered it, and know nothing of who answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.chat import Person, Placement
from bot.core.edge import Fate, Receipt
from bot.core.ledger import Notice
from bot.core.shift import Shift
from bot.features.checkin import feature
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.period import Cadence, period_of, reminder_time
from bot.features.checkin.service import turn_off
from tests.checkin.actor import AFTER, Colleague, grouped, offered
from tests.harness import Clock, Harness

WEDNESDAY = datetime(2026, 11, 25, 15, tzinfo=UTC)  # of the fortnight's second week


class Post:
    """Keeps the notices that it is given, each key once."""

    def __init__(self) -> None:
        self.notices: dict[str, Notice] = {}

    async def __call__(self, notices: object) -> None:
        assert isinstance(notices, list)
        for notice in notices:
            self.notices.setdefault(notice.key, notice)

    @property
    def people(self) -> list[str]:
        return [notice.to.id for notice in self.notices.values()]


@pytest.fixture
def deps(app: Harness) -> CheckinDeps:
    assert app.features.checkin
    return app.features.checkin


async def day(deps: CheckinDeps, clock: Clock, post: Post) -> None:
    await feature.reminding(deps, post)(clock.now)


async def test_everybody_in_the_groups_is_asked_whether_they_answered_or_not(
    app: Harness, deps: CheckinDeps, clock: Clock
) -> None:
    people = [f"p{i}" for i in range(4)]
    await grouped(app, *people)
    await Colleague(app, "p0").answers()  # answered
    declining = Colleague(app, "p1")
    await declining.types()
    await declining.presses("No thanks")
    await Colleague(app, "p2").takes_part()  # said yes, and has not answered
    await Colleague(app, "alone").types()  # in no unit
    wishing = Colleague(app, "wishing")  # in none either, but asked to be reminded
    await wishing.types()
    await wishing.press("checkin.remind", "fortnightly")
    post = Post()
    await day(deps, clock, post)
    assert post.people == ["p0", "p2", "p3", "wishing"]
    writer = feature.notice_writer(deps)
    cards = {str(await writer.card(notice)) for notice in post.notices.values()}
    assert len(cards) == 1  # nothing on it tells one from another


async def test_each_period_once_and_as_often_as_somebody_likes(
    app: Harness, deps: CheckinDeps, clock: Clock
) -> None:
    for who, every in (("ana", None), ("eva", Cadence.WEEKLY), ("luz", Cadence.FORTNIGHTLY)):
        await offered(app, who, every=every)
    await grouped(app, "ana")
    post, clock.now = Post(), datetime(2026, 11, 16, 3, tzinfo=UTC)
    for _ in range(28):
        await day(deps, clock, post)
        clock.now += timedelta(days=1)
    due = sorted((notice.to.id, notice.due.date()) for notice in post.notices.values())
    fortnights = [date(2026, 11, 26), date(2026, 12, 10)]
    weeks = [date(2026, 11, 19), date(2026, 11, 26), date(2026, 12, 3), date(2026, 12, 10)]
    assert due == [
        *(("ana", day) for day in fortnights),
        *(("eva", day) for day in weeks),
        *(("luz", day) for day in fortnights),
    ]


async def test_it_is_ten_where_they_are(app: Harness, deps: CheckinDeps, clock: Clock) -> None:
    await app.stores.people.complete_person(Person("T1", "test", "ana", "es", zone="America/Mexico_City"))
    for who in ("ana", "eva"):
        await offered(app, who)
    await grouped(app, "ana", "eva")
    post, clock.now = Post(), WEDNESDAY.replace(hour=17)
    await day(deps, clock, post)
    due = {notice.to.id: notice.due for notice in post.notices.values()}
    assert due["ana"] == datetime(2026, 11, 26, 16, tzinfo=UTC)
    assert due["eva"] == datetime(2026, 11, 26, 10, tzinfo=UTC)


async def test_what_is_not_wanted_any_more_is_not_sent(app: Harness, deps: CheckinDeps, clock: Clock) -> None:
    ana, writer, post = Colleague(app, "ana"), feature.notice_writer(deps), Post()
    await grouped(app, "ana")
    await day(deps, clock, post)
    [notice] = post.notices.values()
    card = await writer.card(notice)
    assert card
    ana.looks_at(card)
    assert ana.labels == ["Start", "Not now", "No more reminders"]
    assert "whether they take part or not" in ana.text
    await ana.presses("No more reminders")
    assert ana.how is Placement.UPDATE
    assert ana.title == "No more reminders"
    assert await writer.card(notice) is None
    await ana.press("checkin.remind", "weekly")
    assert await writer.card(notice)
    clock.now = AFTER  # its period is over
    assert await writer.card(notice) is None
    assert await writer.follow(notice, Receipt(Fate.SENT), clock.now) == ()


async def test_in_the_language_of_the_reader(app: Harness, deps: CheckinDeps, clock: Clock) -> None:
    await Colleague(app, "eva", "es").types()
    await grouped(app, "eva")
    post = Post()
    await day(deps, clock, post)
    [notice] = post.notices.values()
    card = await feature.notice_writer(deps).card(notice)
    assert card
    assert card.summary == "Chequeo"


async def test_nobody_is_reminded_where_it_is_off(app: Harness, deps: CheckinDeps, clock: Clock) -> None:
    await grouped(app, "ana", "eva")
    post = Post()
    await day(deps, clock, post)
    await turn_off(deps.stores, "T1", replace(await deps.stores.terms.find_terms("T1"), on=False))
    later = Post()
    await day(deps, clock, later)
    assert later.people == []
    assert [await feature.notice_writer(deps).card(notice) for notice in post.notices.values()] == [
        None,
        None,
    ]


def test_a_reminder_that_was_missed_comes_on_the_next_day_or_not_at_all() -> None:
    period = period_of(date(2026, 11, 25), Cadence.FORTNIGHTLY)
    friday_noon = datetime(2026, 11, 27, 12, tzinfo=UTC)
    assert reminder_time(period, "", friday_noon) == datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert reminder_time(period, "", datetime(2026, 11, 29, 12, tzinfo=UTC)) is None
    assert reminder_time(period, "Nowhere/At-all", WEDNESDAY) == reminder_time(period, "", WEDNESDAY)


@pytest.mark.parametrize(
    ("start", "end", "works", "due"),
    [
        (9, 17, (0, 1, 2, 3, 4), "2026-11-26 10:00"),
        (22, 6, (0, 1, 2, 3, 4), "2026-11-26 22:00"),
        (14, 22, (4, 5), "2026-11-27 14:00"),  # there is no shift on the Thursday
        (9, 17, (0, 1), "2026-11-24 10:00"),  # none in the last days: in the last one before
        (14, 22, (1,), "2026-11-24 14:00"),
    ],
)
def test_a_reminder_comes_within_the_shift(start: int, end: int, works: tuple[int, ...], due: str) -> None:
    mexico, shift = "America/Mexico_City", Shift(time(start), time(end), works)
    period = period_of(date(2026, 11, 25), Cadence.WEEKLY)
    at = reminder_time(period, mexico, datetime(2026, 11, 23, 12, tzinfo=UTC), shift)
    assert at
    assert f"{at.astimezone(ZoneInfo(mexico)):%Y-%m-%d %H:%M}" == due


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(Cadence),
    st.sampled_from(["", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago", "Europe/Madrid"]),
)
def test_it_never_comes_late_nor_in_another_period(now: datetime, cadence: Cadence, zone: str) -> None:
    period = period_of(now.date(), cadence)
    due = reminder_time(period, zone, now)
    assert due is None or (due >= now and due.date() <= period.last + timedelta(days=1))
