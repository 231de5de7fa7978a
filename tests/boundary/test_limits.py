"""What one agent causes to be sent: as much as a hard hour can need, and no more than their team can bear."""

from __future__ import annotations

import logging

import pytest

from bot import telemetry
from bot.core.people import Preferences
from bot.core.send_limits import SendLimitError
from tests.boundary.actor import Seat
from tests.harness import Harness
from tests.round.actor import manager
from tests.round.sample import with_prompts
from tests.seen import Seen

MOST = 20


async def hangs_up(agent: Seat) -> None:
    """Ends a contact by slurs, which is told by itself."""
    await agent.press("boundary.zero", "slurs.phone")
    await agent.presses("boundary.ended")


async def told(app: Harness) -> int:
    """Returns how many messages of their own supervisors got."""
    await app.drainer.drain()
    return len([key for key in app.mail.keys("pablo") if key.startswith("boundary.told")])


@pytest.mark.parametrize(
    ("language", "unsent"),
    [
        ("en", "It's noted, but no message went out: your supervisor has had many from you this hour."),
        ("es", "Quedó anotado, pero no salió ningún mensaje: supervisión ya recibió muchos suyos"),
    ],
)
async def test_after_twenty_in_an_hour_it_is_noted_and_nothing_goes_out(
    app: Harness, language: str, unsent: str
) -> None:
    ana = Seat(app, "Ana", language)
    for _ in range(MOST):
        await hangs_up(ana)
        assert unsent not in ana.text
    await hangs_up(ana)
    assert unsent in ana.text
    assert "boundary.tell" in ana.actions  # they can tell them again
    assert await told(app) == MOST
    assert await app.stores.boundary.incidents.count_incidents("T1") == MOST + 1
    await ana.presses("boundary.tell")
    assert unsent in ana.text
    app.later(minutes=3)
    await ana.presses("boundary.tell")
    assert unsent not in ana.text
    assert "boundary.tell" not in ana.actions
    assert await told(app) == MOST + 1


async def test_get_help_now_goes_however_much_somebody_has_sent(app: Harness, ana: Seat) -> None:
    for _ in range(MOST + 1):
        await hangs_up(ana)
    await ana.press("alert.raise", "self-harm.phone")
    await app.drainer.drain()
    assert [key for key in app.mail.keys("pablo") if key.startswith("alert.call")]


async def test_another_agents_report_goes_as_ever(app: Harness, ana: Seat) -> None:
    for _ in range(MOST + 1):
        await hangs_up(ana)
    luis = Seat(app, "Luis")
    await hangs_up(luis)
    assert "no message went out" not in luis.text
    assert await told(app) == MOST + 1


async def test_a_note_is_kept_when_too_many_went_out(app: Harness, ana: Seat) -> None:
    await hangs_up(ana)
    for number in range(MOST + 1):
        await ana.presses("Add a note")
        await ana.sends(note=f"It was hard, {number}.")
    assert "Your note is kept. No message of it went out" in ana.text
    await app.drainer.drain()
    assert len([key for key in app.mail.keys("pablo") if key.startswith("boundary.added")]) == MOST


async def test_a_break_begins_when_too_many_were_told_of(app: Harness, ana: Seat) -> None:
    for _ in range(MOST):
        await hangs_up(ana)
        await ana.presses("boundary.rest")
    await hangs_up(ana)
    await ana.presses("boundary.rest")
    assert "none will tell you when it's over" in ana.text


async def test_a_wish_to_talk_is_refused_kindly(
    app: Harness, ana: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(7):
        app.later(seconds=1)
        await hangs_up(ana)
        [incident] = await app.stores.boundary.incidents.incident_page("T1", 0, 1)
        wish = ana.press("aftercare.talk", f"{incident.id}.{incident.course.turn}")
        if number < 6:
            await wish
            continue
        with pytest.raises(SendLimitError) as refused:
            await wish
        card = Seen(app.calma.desk.apologise(ana.person, refused.value))
        with caplog.at_level(logging.INFO, "calma"):
            telemetry.report(refused.value)
        assert [record.exc_info for record in caplog.records] == [None]  # a line, however often it comes
        assert card.title == "That didn't go through"
        assert "The next can go in 10 min." in card.text


async def test_rounds_are_posted_so_often_and_then_refused_kindly(app: Harness) -> None:
    app = Harness(book=with_prompts())
    marta = manager(app, "es")
    for _ in range(MOST):
        await marta.types("team")
        await marta.sends(prompt="refund-day-31")
    await marta.types("team")
    with pytest.raises(SendLimitError) as refused:
        await marta.sends(prompt="refund-day-31")
    card = Seen(app.calma.desk.apologise(marta.person, refused.value))
    assert "Ya hizo enviar mucho en esta hora, así que esto no salió." in card.text


async def test_what_came_of_it_is_mended_so_often(app: Harness, ana: Seat) -> None:
    await app.stores.people.keep_preferences(Seat(app, "Pablo").person, Preferences(language="en"))
    await hangs_up(ana)
    await told(app)
    pablo = Seat(app, "Pablo")
    pablo.looks_at(app.mail.to("pablo")[0])
    for number in range(30):
        await pablo.chooses(("We talked", "Passed on")[number % 2])
    with pytest.raises(SendLimitError):
        await pablo.chooses("We talked")
    await app.drainer.drain()
    assert len([key for key in app.mail.keys("ana") if key.startswith("boundary.result")]) == 30
