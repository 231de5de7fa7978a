"""A manager has her week come every Monday, and turns it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core import card as c
from bot.core.chat import Person, Placement, Role
from bot.core.errors import Unavailable
from bot.core.home import HomeLine
from bot.features.report.digest_planner import DigestPlanner
from bot.features.report.notices import ReportNoticeWriter
from bot.features.schedule.model import DeliveryPreferences
from tests.harness import TENANT, Actor
from tests.report.digests import BOGOTA, MADRID, TUESDAY, DigestApp
from tests.seen import Seen

LAST, BEFORE = date(2026, 11, 23), date(2026, 11, 16)  # Mondays


@pytest.fixture
def app() -> DigestApp:
    """An app on a Tuesday."""
    return DigestApp()


async def switched_on(app: DigestApp, language: str = "en", zone: str = MADRID, **more: str) -> Actor:
    """Returns a manager who switched it on."""
    marta = await app.manager(language=language, zone=zone, **more)
    await marta.types("digest")
    await marta.press("report.digest.on")
    return marta


async def test_switched_on_it_comes_on_monday_once(app: DigestApp) -> None:
    marta = await app.manager()
    await marta.types("report")
    assert marta.labels[-1] == "Weekly digest: off"  # below all else
    await marta.presses("Weekly digest: off")
    assert "It's off." in marta.text
    await marta.presses("Turn it on")
    assert "It's on: Mondays at 09:00, where you are. The next one comes on 30 Nov." in marta.text
    await marta.presses("Back to the report")
    assert marta.labels[-1] == "Weekly digest: on"
    await app.looked_up(BEFORE, 2)
    await app.looked_up(LAST, 4)
    await app.passes(days=6, step=30)
    assert await marta.reads_mail() == "Your week"
    assert app.dated.times == [
        datetime(2026, 11, 30, 8, 2, tzinfo=UTC)
    ]  # the first look after 09:00 in Madrid
    assert "29 Nov 2026" in marta.card.summary
    assert "Look-ups: **50** (the week before: 25)" in str(marta.card)
    await app.passes(days=7, step=30)
    assert app.days() == ["2026-11-30", "2026-12-07"]


async def test_one_tap_turns_it_off(app: DigestApp) -> None:
    marta = await switched_on(app)
    await app.passes(days=6, step=60)
    await marta.reads_mail()
    assert marta.labels == ["Reviews", "Open the report", "Turn this off"]
    digest = marta.card
    await marta.presses("Open the report")
    assert marta.title == "Report"
    assert marta.came(Placement.PRIVATE)  # the digest stays where it is
    assert digest
    marta.looks_at(digest)
    await marta.presses("Turn this off")
    assert marta.title == "The weekly digest is off"
    await app.passes(days=14, step=60)
    assert app.days() == ["2026-11-30"]
    await marta.presses("Turn it on again")
    assert "The next one comes on 21 Dec" in marta.text


async def test_off_and_on_on_the_same_monday_brings_no_second_one(app: DigestApp) -> None:
    marta = await switched_on(app)
    await app.passes(days=6, step=30)
    for hour in ("10", "12"):
        await marta.press("report.digest.off")
        await marta.press("report.digest.on")
        await marta.press("report.digest.hour", hour)
        assert "The next one comes on 7 Dec" in marta.text
    await app.passes(days=1, step=10)
    assert app.days() == ["2026-11-30"]


async def test_turned_off_while_it_waits_it_does_not_come(app: DigestApp) -> None:
    marta = await switched_on(app)
    app.clock.now = datetime(2026, 11, 30, 7, 55, tzinfo=UTC)
    await DigestPlanner(app.features.digest).tick(app.now)
    assert await app.stores.ledger.find_delivery(TENANT, "report.digest:marta:2026-11-30")
    await marta.press("report.digest.off")
    await app.passes(hours=3)
    assert app.days() == []
    await marta.press("report.digest.on")
    await app.passes(days=7, step=60)
    assert app.days() == ["2026-12-07"]


async def test_another_hour_is_chosen_from_a_few(app: DigestApp) -> None:
    marta = await switched_on(app)
    await marta.chooses("12:00", of="Hour")
    assert "Mondays at 12:00" in marta.text
    for wrong in ("13", "6", "012", "9; DROP TABLE", ""):
        await marta.press("report.digest.hour", wrong)
        assert "Mondays at 12:00" in marta.text
    await app.passes(days=6, step=30)
    assert app.dated.times == [datetime(2026, 11, 30, 11, 2, tzinfo=UTC)]


async def test_an_hour_on_an_old_card_turns_nothing_on(app: DigestApp) -> None:
    marta = await app.manager()
    await marta.press("report.digest.hour", "10")
    assert "It's off." in marta.text


async def test_in_spanish(app: DigestApp) -> None:
    marta = await app.manager(language="es", zone=BOGOTA)
    await marta.types("resumen semanal", command="calma")
    assert marta.title == "Resumen semanal"
    await marta.presses("Activarlo")
    assert "Está activado: los lunes a las 09:00" in marta.text
    await app.looked_up(LAST, 1)
    await app.passes(days=7, step=30)
    assert await marta.reads_mail() == "Su semana"
    assert app.dated.times == [datetime(2026, 11, 30, 14, 2, tzinfo=UTC)]
    assert "Consultas: **10**" in str(marta.card)
    assert "Llega los lunes a las 09:00 hasta que lo desactive" in str(marta.card)
    await marta.presses("Desactivarlo")
    assert marta.title == "El resumen semanal está desactivado"


async def test_an_agent_cannot_turn_it_on(app: DigestApp) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR):
        ana = Actor(app, "ana", "en", role, zone=MADRID)
        for action in ("report.digest", "report.digest.on", "report.digest.hour", "report.open"):
            await ana.press(action, "9")
            assert "digest" not in ana.text
        await ana.types("digest")
        assert "It's off" not in ana.text
    await app.passes(days=7, step=60)
    assert await app.stores.digests.find_digest(TENANT, "ana") is None
    assert app.days("ana") == []


async def test_who_is_no_manager_any_more_gets_none(app: DigestApp) -> None:
    marta = await switched_on(app)
    app.clock.now = datetime(2026, 11, 30, 7, 55, tzinfo=UTC)
    await DigestPlanner(app.features.digest).tick(app.now)  # it is planned before she is one no longer
    await app.stores.people.appoint_person(TENANT, "marta", Role.AGENT)
    await app.passes(days=8, step=60)
    assert app.days() == []
    assert await app.stores.digests.find_digest(TENANT, "marta") is None
    marta.person = replace(marta.person, role=Role.AGENT)
    await marta.press("report.digest.off")  # which nobody is kept from
    assert marta.title == "The weekly digest is off"
    await marta.press("report.digest.on")
    assert await app.stores.digests.find_digest(TENANT, "marta") is None


async def test_where_nothing_may_be_told_it_says_so_calmly(app: DigestApp) -> None:
    marta = await switched_on(app)
    await app.looked_up(LAST, 9, people=3)
    await app.passes(days=7, step=60)
    await marta.reads_mail()
    assert "No figures for last week" in str(marta.card)
    assert "Look-ups" not in str(marta.card)


async def waits(person: Person) -> Sequence[HomeLine]:
    """Returns two things that wait."""
    assert person.user_id == "marta"
    return (
        HomeLine("3 reports wait for somebody.", c.Button("Reports", "incident.waiting")),
        HomeLine("1 phrase is due.", c.Button("Due phrases", "team.review")),
    )


async def test_what_waits_is_one_tap_away(app: DigestApp) -> None:
    marta = await app.manager()
    digests = replace(app.features.digest, waits=(waits,))
    app.drainer = app.calma.drainer([app.edge])
    app.drainer._lane_deps.sender._writers["report"] = ReportNoticeWriter(digests)  # type: ignore[index]
    await marta.press("report.digest.on")
    await app.passes(days=7, step=60)
    await marta.reads_mail()
    assert "What waits for you" in str(marta.card)
    assert "3 reports wait for somebody." in str(marta.card)
    assert marta.labels == ["Reports", "Due phrases", "Open the report", "Turn this off"]


@pytest.mark.parametrize(
    ("start", "zone", "before", "after"),
    [
        (datetime(2026, 10, 13, 12, tzinfo=UTC), MADRID, 7, 8),  # clocks go back on 25 October
        (datetime(2027, 3, 16, 12, tzinfo=UTC), MADRID, 8, 7),  # and forward on 28 March
        (datetime(2026, 10, 20, 12, tzinfo=UTC), "America/New_York", 13, 14),
        (datetime(2027, 3, 2, 12, tzinfo=UTC), "America/New_York", 14, 13),
    ],
)
async def test_over_a_change_of_the_clocks_it_comes_once_at_the_same_hour(
    start: datetime, zone: str, before: int, after: int
) -> None:
    app = DigestApp(now=start)
    await switched_on(app, zone=zone)
    await app.passes(days=21, step=20)
    assert [at.hour for at in app.dated.times] == [before, after, after]
    assert len(set(app.days())) == 3


async def test_over_the_change_a_killed_process_brings_no_second_one() -> None:
    app = DigestApp(now=datetime(2026, 10, 20, 12, tzinfo=UTC))
    await switched_on(app)
    app.clock.now = datetime(2026, 10, 26, 7, 55, tzinfo=UTC)  # the Monday after
    await DigestPlanner(app.features.digest).tick(app.now)  # and here the process ends
    planned = await app.stores.digests.find_digest(TENANT, "marta")
    assert planned
    other = DigestApp(app.stores, now=app.now)  # another one begins, and finds what was planned
    await other.passes(hours=2)
    assert other.days() == ["2026-10-26"]
    # As if the first had died before it stored that the day is done, and as if clocks were set back.
    due = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
    await app.stores.digests.keep_digest(replace(planned, day=date(2026, 10, 26), due=due), ())
    other.clock.now = due
    await other.passes(hours=3)
    assert other.days() == ["2026-10-26"]
    assert app.days() == []


async def test_two_processes_bring_one(app: DigestApp) -> None:
    await switched_on(app)
    second = DigestApp(app.stores, now=app.now)
    for _ in range(7 * 24 * 2):
        for each in (app, second):
            each.clock.later(minutes=30)
            await each.ticks()
    assert len(app.days()) + len(second.days()) == 1


async def test_a_machine_that_slept_over_it_tells_nothing_old(app: DigestApp) -> None:
    await switched_on(app)
    app.clock.now = datetime(2026, 12, 8, 9, tzinfo=UTC)  # a Tuesday, a week and a day later
    await app.passes(days=6, step=60)
    assert app.days() == ["2026-12-14"]


async def test_quiet_hours_put_it_off_and_a_stop_of_drills_does_not(app: DigestApp) -> None:
    await switched_on(app)
    kept = app.stores.schedule.preferences
    quiet = DeliveryPreferences(stopped=True, quiet_from=time(20), quiet_until=time(11, 30))
    await kept.keep_preferences(TENANT, "marta", quiet)
    await app.passes(days=6, step=30)
    assert app.dated.times == [datetime(2026, 11, 30, 10, 32, tzinfo=UTC)]


async def test_quiet_hours_set_a_moment_before_hold_too(app: DigestApp) -> None:
    await switched_on(app)
    app.clock.now = datetime(2026, 11, 30, 7, 55, tzinfo=UTC)
    await DigestPlanner(app.features.digest).tick(app.now)
    quiet = DeliveryPreferences(quiet_from=time(8), quiet_until=time(14))
    await app.stores.schedule.preferences.keep_preferences(TENANT, "marta", quiet)
    await app.passes(days=1, step=10)
    assert app.dated.times == [datetime(2026, 11, 30, 13, 5, tzinfo=UTC)]


async def test_where_she_is_now_counts_and_not_where_she_was(app: DigestApp) -> None:
    await switched_on(app)
    await app.lives_in(BOGOTA)
    await app.passes(days=6, step=30)
    assert app.dated.times == [datetime(2026, 11, 30, 14, 2, tzinfo=UTC)]


async def test_whoever_cannot_be_reached_any_more_is_let_be(app: DigestApp) -> None:
    await switched_on(app)
    app.dated.refuses, app.dated.reasons = {"marta"}, {"marta": "user_not_found"}
    await app.passes(days=7, step=60)
    assert await app.stores.digests.find_digest(TENANT, "marta") is None


async def test_what_passes_turns_nothing_off(app: DigestApp) -> None:
    await switched_on(app)
    app.dated.refuses, app.dated.reasons = {"marta"}, {"marta": "invalid_auth"}
    await app.passes(days=7, step=60)
    assert await app.stores.digests.find_digest(TENANT, "marta")


async def test_a_store_that_fails_makes_it_come_later(
    app: DigestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    marta = await switched_on(app)
    app.clock.now = datetime(2026, 11, 30, 8, 1, tzinfo=UTC)
    with monkeypatch.context() as broken:

        async def away(*_: object) -> None:
            raise Unavailable("away")

        broken.setattr(app.stores.activity, "activity_cells", away)
        await app.ticks()
        assert [str(error) for error in app.errors]
        assert app.days() == []
    app.errors.clear()
    await app.passes(hours=1)
    assert app.days() == ["2026-11-30"]
    assert await marta.reads_mail() == "Your week"


async def test_a_zone_that_nobody_tells_is_utc_and_said_so(app: DigestApp) -> None:
    marta = await switched_on(app, zone="")
    assert "comes by UTC" in marta.text
    await app.passes(days=6, step=30)
    assert app.dated.times == [datetime(2026, 11, 30, 9, 2, tzinfo=UTC)]


async def test_nobody_else_hears_of_it(app: DigestApp) -> None:
    marta = await switched_on(app)
    luis = await app.manager("luis")
    await luis.types("digest")
    assert "It's off." in luis.text
    await app.passes(days=7, step=60)
    assert luis.mail == []
    assert Seen(marta.mail[0]).title == "Your week"
    assert TUESDAY + timedelta(days=7) == app.now
