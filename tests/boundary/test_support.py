"""How a team stands behind an agent: notices, answers, reminders."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.core.policy import DEFAULT
from bot.features.boundary.model import PolicyEdition
from tests.boundary.actor import Seat
from tests.harness import Harness
from tests.seen import Seen


async def ended(ana: Seat) -> None:
    """Ana ends a contact by the protocol."""
    await ana.types("boundary")
    await ana.presses("I said it")
    await ana.presses("They went on, I said it again")
    await ana.presses("Contact ended")


async def policy(app: Harness, **changed: object) -> None:
    """Sets a policy of the tenant's own."""
    edition = await app.features.boundary.edition("T1")
    found = replace(app.book.protocols[DEFAULT], **changed)  # type: ignore[arg-type]
    own = PolicyEdition(edition.version + 1, found, "marta", app.now)
    assert await app.stores.boundary.policies.keep_policy("T1", own)


async def test_a_supervisor_is_told_and_the_agent_sees_the_answer(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Add a note")
    await ana.sends(note="Called me names for ten minutes.", ticket="48213")
    await ana.presses("Tell my supervisor")
    assert "Your supervisor was told at 14:02 UTC." in ana.text
    assert "Tell my supervisor" not in ana.labels
    await app.drainer.drain()
    pablo = Seat(app, "Pablo")
    pablo.looks_at(app.mail.to("pablo")[0])
    assert pablo.title == "Ana ended a call after abuse"
    assert "2026-11-24 14:02 UTC · phone · not told yet" in pablo.text
    assert "Warned 14:02 UTC and 14:02 UTC. Ended 14:02 UTC. Policy followed." in pablo.text
    assert "Note: Called me names for ten minutes." in pablo.text
    assert "Ticket: 48213" in pablo.text
    assert pablo.labels == ["Seen, I'm with you", "Talk to me"]
    app.later(minutes=3)
    await pablo.presses("Seen, I'm with you")
    assert "Pablo answered at 14:05 UTC: Seen, I'm with you" in pablo.text
    assert pablo.labels == []
    await app.passes(minutes=60, step=0.5)
    assert app.mail.titles("ana") == ["Pablo has seen it and is with you · 14:05 UTC"]
    assert app.mail.to("sofía") == []
    assert len(app.mail.to("pablo")) == 1


async def test_in_a_channel_times_are_those_of_the_agent_and_told_so(app: Harness) -> None:
    await policy(app, channel="C7", supervisors=())
    ana = Seat(app, "Ana", zone="America/Bogota")
    await ended(ana)
    await ana.presses("Tell my supervisor")
    assert "Your supervisor was told at 09:02." in ana.text
    await app.drainer.drain()
    pablo = Seat(app, "Pablo", zone="Europe/Madrid", where="C7")
    pablo.looks_at(app.mail.to("C7")[0])
    assert "2026-11-24 09:02 (Bogota) · phone" in pablo.text
    await pablo.presses("Seen, I'm with you")
    assert "Pablo answered at 09:02 (Bogota): Seen, I'm with you" in pablo.text


async def test_the_first_answer_counts_and_the_second_sees_whose_it_was(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    pablo, sofia = Seat(app, "Pablo"), Seat(app, "Sofía", "es")
    [card] = app.mail.to("pablo")
    pablo.looks_at(card)
    await pablo.presses("Talk to me")
    sofia.looks_at(card)
    await sofia.presses("Seen, I'm with you")
    assert "Pablo respondió, 14:02 UTC: Hablemos" in sofia.text
    await app.drainer.drain()
    assert app.mail.titles("ana") == ["Pablo would like to talk with you · 14:02 UTC"]


async def test_unseen_there_is_one_reminder_then_the_next_then_word_to_the_agent(
    app: Harness, ana: Seat
) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.passes(minutes=14, step=0.5)
    assert (len(app.mail.to("pablo")), len(app.mail.to("sofía"))) == (1, 0)
    await app.passes(minutes=2, step=0.5)
    assert (len(app.mail.to("pablo")), len(app.mail.to("sofía"))) == (2, 0)
    await app.passes(minutes=15, step=0.5)
    assert (len(app.mail.to("pablo")), len(app.mail.to("sofía"))) == (2, 1)
    await app.passes(minutes=60, step=0.5)
    assert (len(app.mail.to("pablo")), len(app.mail.to("sofía"))) == (2, 2)
    assert app.mail.titles("ana") == ["Nobody has answered your report yet"]


async def test_who_cannot_be_reached_is_passed_over_and_the_agent_is_told(app: Harness, ana: Seat) -> None:
    app.mail.refuses = {"pablo"}
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.passes(minutes=1, step=0.5)
    assert len(app.mail.to("sofía")) == 1
    assert app.mail.titles("ana") == ["One supervisor couldn't be reached"]


async def test_where_nobody_can_be_reached_the_agent_is_told(app: Harness, ana: Seat) -> None:
    app.mail.refuses = {"pablo", "sofía"}
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.passes(minutes=60, step=0.5)
    assert app.mail.titles("ana")[-1] == "I couldn't reach a supervisor"
    assert len(app.mail.to("ana")) == 2


async def test_where_no_supervisor_is_set_up_nothing_says_that_one_was_told(app: Harness) -> None:
    eve = Seat(app, "Eve", tenant="T9")
    await ended(eve)
    await eve.presses("Tell my supervisor")
    assert "No supervisor is set up here yet" in eve.text
    assert "Tell my supervisor" in eve.labels


async def test_a_supervisors_own_incident_goes_to_somebody_else(app: Harness) -> None:
    pablo = Seat(app, "Pablo")
    await ended(pablo)
    await pablo.presses("Tell my supervisor")
    await app.drainer.drain()
    assert (len(app.mail.to("pablo")), len(app.mail.to("sofía"))) == (0, 1)
    card = app.mail.to("sofía")[0]
    pablo.looks_at(card)
    await pablo.presses("Seen, I'm with you")
    assert pablo.title == "I can't open that one here"


async def test_a_channel_is_told_first(app: Harness, ana: Seat) -> None:
    await policy(app, channel="C-SUP", supervisors=("sofía",))
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    assert app.mail.sent[0][0].channel
    assert len(app.mail.to("C-SUP")) == 1
    assert app.mail.to("sofía") == []


async def test_a_note_that_comes_later_is_passed_on(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    for _ in range(2):
        await ana.presses("Add a note")
        await ana.sends(note="I'm shaken.")
    await app.drainer.drain()
    cards = app.mail.to("pablo")
    assert app.mail.titles("pablo") == ["Ana ended a call after abuse", "Ana added a note"]
    assert "I'm shaken." in Seen(cards[1]).text


async def test_a_break_is_announced_only_where_the_policy_says_so(app: Harness, ana: Seat) -> None:
    await policy(app, announced=True, rest=7)
    await ended(ana)
    await ana.presses("7 minutes")
    assert "A supervisor has been told" in ana.text
    await ana.presses("Back")
    await ana.presses("7 minutes")
    await app.passes(minutes=10, step=0.5)
    assert app.mail.titles("pablo") == ["Ana is taking 7 minutes to recover"]
    assert app.mail.titles("ana") == ["Your minutes are over"]


async def test_what_was_reopened_is_told_of_anew(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They stopped")
    await ana.presses("Tell my supervisor")
    await ana.presses("It started again")
    await app.passes(minutes=20, step=0.5)
    assert app.mail.titles("pablo") == ["Ana is facing abuse in a call"]
    assert "No warning was said. Still open." in Seen(app.mail.to("pablo")[0]).text
    await ana.presses("They stopped")
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    stopped = "Ana faced abuse in a call, and it stopped"
    assert app.mail.titles("pablo") == [stopped, stopped]


async def test_an_end_that_was_taken_back_is_told_of_too(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("Hate")
    await ana.presses("Contact ended")
    await app.drainer.drain()
    assert app.mail.titles("pablo") == ["Ana ended a call after slurs or hate"]
    await ana.presses("Undo")
    await app.passes(minutes=20, step=0.5)
    assert app.mail.titles("pablo") == ["Ana is facing slurs or hate in a call"] * 2
    assert "Policy followed" not in Seen(app.mail.to("pablo")[0]).text
    pablo = Seat(app, "Pablo")
    pablo.looks_at(app.mail.sent[0][1])  # as it was, on a screen that has not heard of it yet
    assert "Policy followed" in pablo.text
    await pablo.presses("Seen, I'm with you")
    assert pablo.title == "Ana is facing slurs or hate in a call"
    await ana.presses("Contact ended")
    await app.drainer.drain()
    assert app.mail.titles("pablo") == ["Ana ended a call after slurs or hate"] * 2


async def test_what_one_supervisor_answers_stands_on_what_the_others_got(app: Harness, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.passes(minutes=40, step=0.5)
    sofia = Seat(app, "Sofía")
    sofia.looks_at(app.mail.to("sofía")[0])
    await sofia.presses("Talk to me")
    await app.drainer.drain()
    assert ["Sofía answered" in Seen(card).text for card in app.mail.to("pablo")] == [True, True]
    assert Seen(app.mail.to("pablo")[0]).labels == []


async def test_a_notice_speaks_the_readers_language(app: Harness, ana: Seat) -> None:
    from bot.core.people import Preferences

    await app.stores.people.keep_preferences(Seat(app, "Pablo").person, Preferences(language="es"))
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    assert app.mail.titles("pablo")[0] == "Ana recibió maltrato y terminó la llamada"


async def test_times_are_in_the_readers_own_zone(app: Harness) -> None:
    ana = Seat(app, zone="America/Bogota")
    await app.stores.people.complete_person(Seat(app, "Pablo", zone="America/Argentina/Buenos_Aires").person)
    await ended(ana)
    assert "Warned 09:02 and 09:02. Ended 09:02." in ana.text
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    notice = Seen(app.mail.to("pablo")[0])
    assert "2026-11-24 11:02 · phone" in notice.text
    assert "Warned 11:02 and 11:02. Ended 11:02. Policy followed." in notice.text


async def test_somebody_comes_while_it_is_open(app: Harness, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("Someone on this now")
    await app.drainer.drain()
    assert len(app.mail.to("pablo")) == 1
    assert await ana.types("boundary") == "Boundary · first warning"


async def test_nobody_answers_without_the_notice_and_no_tenant_sees_anothers(
    app: Harness, ana: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await app.drainer.drain()
    [card] = app.mail.to("pablo")
    stranger = Seat(app, "Pablo", tenant="T2")
    stranger.looks_at(card)
    with caplog.at_level(logging.WARNING, "calma.boundary"):
        await stranger.presses("Seen, I'm with you")
    assert stranger.title == "I can't open that one here"
    assert caplog.messages == ["refused a press: tenant T2, user pablo, incident id1"]
    kept = await app.stores.boundary.incidents.find_incident("T1", "id1")
    assert kept
    assert kept.support is None
