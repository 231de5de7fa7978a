"""What a platform refuses until somebody acts: whoever can mend it hears why, once, and what to do."""

from __future__ import annotations

import pytest

from tests.harness import CHANNEL
from tests.schedule.actor import MEXICO, ScheduleApp, manager


@pytest.fixture
def app() -> ScheduleApp:
    return ScheduleApp()


def refuses(app: ScheduleApp, id: str, reason: str) -> None:
    app.mail.refuses.add(id)
    app.mail.reasons[id] = reason


async def test_a_round_that_its_channel_refuses_is_told_once_with_the_reason(app: ScheduleApp) -> None:
    await app.team("ana", channel=CHANNEL)
    refuses(app, CHANNEL, "is_archived")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, way="round", topic="saying-no", days=("0", "1", "2"))
    await app.passes(hours=3)
    assert app.mail.titles("marta") == ["“Saying no” does not reach its channel"]
    await marta.reads_mail()
    assert "The channel is archived. Unarchive it, or choose another one." in marta.text
    await marta.presses("Have a look")
    assert "reached nobody" in marta.text
    assert "**Monday 23 November:** 1 failed" in marta.text
    await app.passes(hours=48, step=60)
    assert len(app.mail.titles("marta")) == 1  # not each day


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("user_disabled", "The person left, or the account is closed."),
        ("messages_tab_disabled", "Messages from Calma are switched off."),
        ("BotNotInstalled", "doesn't have Calma"),
    ],
)
async def test_where_drills_do_not_reach_somebody_it_is_told_what_can_be_done(
    app: ScheduleApp, reason: str, words: str
) -> None:
    await app.team("ana", "luis")
    refuses(app, "ana", reason)
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=("0", "1"))
    await app.passes(hours=2)
    await app.passes(hours=24, step=60)
    assert app.mail.titles("marta") == ["“Mixed” does not reach everybody"]
    await marta.reads_mail()
    assert words in marta.text


async def test_what_somebody_decided_for_themselves_is_told_to_nobody(app: ScheduleApp) -> None:
    await app.team("ana", "luis")
    refuses(app, "ana", "MessageWritesBlocked")
    await manager(app).schedules(zone=MEXICO, spread="0", days=("0",))
    await app.passes(hours=2)
    assert app.mail.titles("marta") == []


async def test_a_trial_that_does_not_arrive_says_why_at_once(app: ScheduleApp) -> None:
    await app.team("ana")
    refuses(app, "marta", "messages_tab_disabled")
    marta = manager(app)
    await marta.schedules(zone=MEXICO)
    app.calma.quick.told = True
    await app.drainer.start()
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    await marta.presses("Send me a test now")
    await app.drainer.close()
    assert "Messages from Calma are switched off." in marta.text
