"""How a team stands behind an agent: notices, answers, reminders."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from bot.coach.boundary.policies import Edition
from bot.coach.policy import DEFAULT
from tests.boundary.office import Office, Seat, text, title


async def ended(ana: Seat) -> None:
    """Ana ends a contact by the protocol."""
    await ana.types("boundary")
    await ana.presses("They did it again")
    await ana.presses("Contact ended")


async def policy(office: Office, **changed: object) -> None:
    """Sets a policy of the tenant's own."""
    edition = await office.kit.edition("T1")
    found = replace(office.library.book.protocols[DEFAULT], **changed)  # type: ignore[arg-type]
    assert await office.kept.policies.keep("T1", Edition(edition.version + 1, found, "marta", office.clock()))


async def test_a_supervisor_is_told_and_the_agent_sees_the_answer(office: Office, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Add a note")
    await ana.fills_in(note="Called me names for ten minutes.", ticket="48213")
    await ana.presses("Tell my supervisor")
    assert "Your supervisor was told at 14:02 UTC." in ana.text
    assert "Tell my supervisor" not in ana.labels
    await office.drainer.drain()
    pablo = office.somebody("Pablo").reads(office.mail.to("pablo")[0])
    assert pablo.title == "Ana ended an abusive call"
    assert "2026-11-24 14:02 UTC · phone · insults · 2 warnings, policy followed" in pablo.text
    assert "Note: Called me names for ten minutes." in pablo.text
    assert "Ticket: 48213" in pablo.text
    assert pablo.labels == ["Seen, I'm with you", "Talk to me"]
    office.clock.later(3)
    await pablo.presses("Seen, I'm with you")
    assert "Pablo answered at 14:05 UTC: Seen, I'm with you" in pablo.text
    assert pablo.labels == []
    await office.minutes_pass(60)
    assert [title(card) for card in office.mail.to("ana")] == [
        "Pablo has seen it and is with you · 14:05 UTC"
    ]
    assert office.mail.to("sofía") == []
    assert len(office.mail.to("pablo")) == 1


async def test_the_first_answer_counts_and_the_second_sees_whose_it_was(office: Office, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.drainer.drain()
    pablo, sofia = office.somebody("Pablo"), office.somebody("Sofía", "es")
    [card] = office.mail.to("pablo")
    await pablo.reads(card).presses("Talk to me")
    await sofia.reads(card).presses("Seen, I'm with you")
    assert "Pablo respondió, 14:02 UTC: Hablemos" in sofia.text
    await office.drainer.drain()
    assert [title(c) for c in office.mail.to("ana")] == ["Pablo would like to talk with you · 14:02 UTC"]


async def test_unseen_there_is_one_reminder_then_the_next_then_word_to_the_agent(
    office: Office, ana: Seat
) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.minutes_pass(14)
    assert (len(office.mail.to("pablo")), len(office.mail.to("sofía"))) == (1, 0)
    await office.minutes_pass(2)
    assert (len(office.mail.to("pablo")), len(office.mail.to("sofía"))) == (2, 0)
    await office.minutes_pass(15)
    assert (len(office.mail.to("pablo")), len(office.mail.to("sofía"))) == (2, 1)
    await office.minutes_pass(60)
    assert (len(office.mail.to("pablo")), len(office.mail.to("sofía"))) == (2, 2)
    assert [title(card) for card in office.mail.to("ana")] == ["Nobody has answered your report yet"]


async def test_who_cannot_be_reached_is_passed_over_and_the_agent_is_told(office: Office, ana: Seat) -> None:
    office.mail.refuses = {"pablo"}
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.minutes_pass(1)
    assert len(office.mail.to("sofía")) == 1
    assert [title(card) for card in office.mail.to("ana")] == ["One supervisor couldn't be reached"]


async def test_where_nobody_can_be_reached_the_agent_is_told(office: Office, ana: Seat) -> None:
    office.mail.refuses = {"pablo", "sofía"}
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.minutes_pass(60)
    assert title(office.mail.to("ana")[-1]) == "I couldn't reach a supervisor"
    assert len(office.mail.to("ana")) == 2


async def test_where_no_supervisor_is_set_up_nothing_says_that_one_was_told(office: Office) -> None:
    eve = office.somebody("Eve", tenant="T9")
    await ended(eve)
    await eve.presses("Tell my supervisor")
    assert "No supervisor is set up here yet" in eve.text
    assert "Tell my supervisor" in eve.labels


async def test_a_supervisors_own_incident_goes_to_somebody_else(office: Office) -> None:
    pablo = office.somebody("Pablo")
    await ended(pablo)
    await pablo.presses("Tell my supervisor")
    await office.drainer.drain()
    assert (len(office.mail.to("pablo")), len(office.mail.to("sofía"))) == (0, 1)
    card = office.mail.to("sofía")[0]
    await pablo.reads(card).presses("Seen, I'm with you")
    assert pablo.title == "I can't open that one here"


async def test_a_channel_is_told_first(office: Office, ana: Seat) -> None:
    await policy(office, channel="C-SUP", supervisors=("sofía",))
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.drainer.drain()
    assert office.mail.sent[0][0].channel
    assert len(office.mail.to("C-SUP")) == 1
    assert office.mail.to("sofía") == []


async def test_a_note_that_comes_later_is_passed_on(office: Office, ana: Seat) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.drainer.drain()
    for _ in range(2):
        await ana.presses("Add a note")
        await ana.fills_in(note="I'm shaken.")
    await office.drainer.drain()
    cards = office.mail.to("pablo")
    assert [title(card) for card in cards] == ["Ana ended an abusive call", "Ana added a note"]
    assert "I'm shaken." in text(cards[1])


async def test_a_break_is_announced_only_where_the_policy_says_so(office: Office, ana: Seat) -> None:
    await policy(office, announced=True, rest=7)
    await ended(ana)
    await ana.presses("I need 7 minutes")
    assert "A supervisor has been told" in ana.text
    await ana.presses("Back")
    await ana.presses("I need 7 minutes")
    await office.minutes_pass(10)
    assert [title(card) for card in office.mail.to("pablo")] == ["Ana is taking 7 minutes to recover"]
    assert [title(card) for card in office.mail.to("ana")] == ["Your minutes are over"]


async def test_what_was_reopened_is_told_of_anew(office: Office, ana: Seat) -> None:
    await ana.types("boundary")
    await ana.presses("They stopped")
    await ana.presses("Tell my supervisor")
    await ana.presses("It started again")
    await office.minutes_pass(20)
    assert office.mail.to("pablo") == []
    await ana.presses("They stopped")
    await ana.presses("Tell my supervisor")
    await office.drainer.drain()
    assert [title(card) for card in office.mail.to("pablo")] == [
        "Ana set a boundary in an abusive call, and it held"
    ]


async def test_a_notice_speaks_the_readers_language(office: Office, ana: Seat) -> None:
    from bot.coach.ports import Preferences

    await office.people.prefer(office.somebody("Pablo").person, Preferences(language="es"))
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.drainer.drain()
    assert title(office.mail.to("pablo")[0]) == "Ana terminó una llamada con maltrato"


async def test_nobody_answers_without_the_notice_and_no_tenant_sees_anothers(
    office: Office, ana: Seat, caplog: pytest.LogCaptureFixture
) -> None:
    await ended(ana)
    await ana.presses("Tell my supervisor")
    await office.drainer.drain()
    [card] = office.mail.to("pablo")
    stranger = office.somebody("Pablo", tenant="T2").reads(card)
    with caplog.at_level(logging.WARNING, "calma.boundary"):
        await stranger.presses("Seen, I'm with you")
    assert stranger.title == "I can't open that one here"
    assert caplog.messages == ["refused a press: tenant T2, user pablo, incident id1"]
    kept = await office.kept.incidents.find("T1", "id1")
    assert kept
    assert kept.backing is None
