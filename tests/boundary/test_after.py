"""What comes when a contact is over: the note, the break, the next call; and what is asked before it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import card as c
from bot.core.people import Preferences
from bot.core.policy import DEFAULT, AbuseKind
from bot.features.boundary.model import PolicyEdition
from tests.boundary.actor import Seat
from tests.boundary.test_agent import AGAIN, stored
from tests.harness import Harness


async def policy(app: Harness, **changed: object) -> None:
    """Sets a policy of the tenant's own."""
    edition = await app.features.boundary.edition("T1")
    rules = replace(app.book.protocols[DEFAULT], words={}, **changed)  # type: ignore[arg-type]
    own = PolicyEdition(edition.version + 1, rules, "marta", app.now)
    assert await app.stores.boundary.policies.keep_policy("T1", own)


async def ended(ana: Seat) -> None:
    """Ana ends a contact by the protocol."""
    await ana.types("boundary")
    await ana.presses("I said it")
    await ana.presses(AGAIN)
    await ana.presses("Contact ended")


class TestNote:
    """What an agent adds, if they like."""

    async def test_it_is_kept_without_the_customers_data(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        assert await ana.presses("Add a note") == "Add a note"
        noted = "Shouted, then wrote from eve@example.com, +52 (55) 1234-5678, card 4111 1111 1111 1111."
        await ana.sends(note=noted, ticket="CASE-77", kind="slurs")
        assert "was taken out" in ana.text
        incident = await stored(app)
        assert incident.note == "Shouted, then wrote from •••, •••, card •••."
        assert (incident.ticket, incident.course.kind) == ("CASE-77", AbuseKind.SLURS)

    async def test_what_does_not_fit_is_named_at_its_field(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        await ana.presses("Add a note")
        assert await ana.sends(note="a" * 10_000) == ""
        assert ana.errors == {"note": "That is 10000 characters; at most 500 fit here. Please shorten it."}
        assert await ana.sends(note="a", ticket="4111111111111111") == ""
        assert set(ana.errors) == {"ticket"}
        incident = await stored(app)
        assert (incident.note, incident.ticket, incident.course.kind) == ("", "", None)

    async def test_who_decided_is_noted_where_it_was_ended(self, ana: Seat) -> None:
        await ended(ana)
        await ana.presses("Add a note")
        await ana.sends(decider="supervisor")
        assert "Policy followed. A supervisor decided to end it." in ana.text
        await ana.presses("Add a note")
        assert ana.select("decider").selected == ("supervisor",)

    @pytest.mark.parametrize("place", ["0", "9", "x", "-1", "3"])
    async def test_nothing_but_a_warning_is_taken_back_by_it(
        self, app: Harness, ana: Seat, place: str
    ) -> None:
        await ended(ana)
        await ana.presses("Add a note")
        await ana.sends(mistaken=place, decider="nobody")
        assert len((await stored(app)).course.warned) == 2
        assert "Policy followed." in ana.text

    async def test_a_threat_told_later_needed_no_warning(self, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("End it earlier")
        await ana.presses("Contact ended")
        assert "without a warning; the policy has two." in ana.text
        await ana.presses("Add a note")
        await ana.sends(kind="threat")
        assert "Policy followed: no warning is needed after a threat." in ana.text


class TestBreak:
    """Minutes of one's own."""

    async def test_five_minutes(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        assert [label for label in ana.labels if "minutes" in label] == [
            "5 minutes",
            "10 minutes",
            "20 minutes",
        ]
        assert await ana.presses("5 minutes") == "5 minutes for you"
        assert "Breathe" in ana.text
        assert "5 minutes from 14:02 UTC. I'll write when they're over." in ana.text
        assert "Nothing about this counts against you." in ana.text
        await app.passes(minutes=4.5, step=0.5)
        assert app.mail.to("ana") == []
        await app.passes(minutes=1, step=0.5)
        assert app.mail.titles("ana") == ["Your minutes are over"]
        assert app.mail.to("pablo") == []
        assert await ana.presses("Back") == "You did that right. It's over."

    async def test_after_what_is_severe_the_long_one_is_first(self, ana: Seat) -> None:
        await ana.types("boundary")
        await ana.presses("Sexual")
        await ana.presses("Contact ended")
        assert next(label for label in ana.labels if "minutes" in label) == "20 minutes"

    async def test_a_longer_one_takes_the_place_of_the_shorter(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        await ana.presses("5 minutes")
        await ana.presses("Back")
        await ana.presses("20 minutes")
        await app.passes(minutes=19, step=0.5)
        assert app.mail.to("ana") == []
        await app.passes(minutes=2, step=0.5)
        assert app.mail.titles("ana") == ["Your minutes are over"]

    async def test_a_button_of_before_takes_the_policys_minutes(self, app: Harness, ana: Seat) -> None:
        await policy(app, rest=7)
        await ended(ana)
        incident = await stored(app)
        assert await ana.press("boundary.rest", f"id1.{incident.course.turn}") == "7 minutes for you"

    @pytest.mark.parametrize("minutes", ["0", "61", "x", "-5", "٣"])
    async def test_strange_minutes_are_the_policys(self, app: Harness, ana: Seat, minutes: str) -> None:
        await ended(ana)
        incident = await stored(app)
        await ana.press("boundary.rest", f"id1.{incident.course.turn}.{minutes}")
        assert ana.title in ("5 minutes for you", "I can't open that one here")


class TestNextContact:
    """They call again."""

    async def test_the_same_incident_goes_on_with_words_of_its_own(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        app.later(minutes=8)
        assert await ana.presses("They called again") == "Boundary · they called again"
        assert ana.wordings[0].startswith("I'll gladly go on with your case, but")
        await ana.presses("I said it")
        assert "Close with:" in ana.text
        app.later(minutes=1)
        await ana.presses("Contact ended")
        assert (
            "Warned 14:02 UTC and 14:02 UTC. Ended 14:02 UTC. Policy followed. They came back 14:10 UTC. "
            "Warned 14:10 UTC. Ended 14:11 UTC. Policy followed."
        ) in ana.text
        assert await app.stores.boundary.incidents.count_incidents("T1") == 1

    async def test_ending_it_without_the_one_warning_is_told_as_it_was(self, ana: Seat) -> None:
        await ended(ana)
        await ana.presses("They called again")
        await ana.presses("End it earlier")
        await ana.presses("Contact ended")
        assert "They came back 14:02 UTC. Ended 14:02 UTC, this time without a warning; due: one." in ana.text
        assert ana.title == "It's over now."

    async def test_what_was_reported_is_reported_again_by_itself(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        await ana.presses("Tell my supervisor")
        await app.drainer.drain()
        await ana.presses("They called again")
        await ana.presses("They hung up")
        assert "Your supervisor was told" in ana.text
        await app.drainer.drain()
        assert len(app.mail.to("pablo")) == 2

    async def test_the_agent_calls_back(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        assert await ana.presses("I call them back") == "Boundary · you call back"
        assert ana.wordings[0].startswith("I'm calling back about your case")
        await ana.presses("They stopped")
        assert "Called back 14:02 UTC. No warning was said. They stopped 14:02 UTC." in ana.text

    async def test_a_voicemail_names_no_reason_and_notes_nothing(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        before = (await stored(app)).course
        await ana.presses("Words for a voicemail")
        assert "about case [case number]" in ana.wordings[0]
        assert await ana.presses("Back") == "You did that right. It's over."
        assert (await stored(app)).course == before

    async def test_in_writing_nobody_calls(self, ana: Seat) -> None:
        await ana.types("boundary chat")
        await ana.presses("They hung up")
        assert "They wrote again" in ana.labels
        assert "I call them back" not in ana.labels
        assert await ana.presses("They wrote again") == "Boundary · they wrote again"

    async def test_opened_again_by_mistake_it_is_closed_as_it_was(self, app: Harness, ana: Seat) -> None:
        await ended(ana)
        await ana.presses("Tell my supervisor")
        before = (await stored(app)).course
        await ana.presses("They called again")
        await ana.presses("Undo")
        after = (await stored(app)).course
        assert (after.step, after.warned, after.reported) == (before.step, before.warned, before.reported)
        await app.drainer.drain()  # and the report that waited meanwhile is not lost
        assert app.mail.titles("pablo") == ["Ana ended a call after abuse"]

    async def test_a_newer_one_that_is_open_comes_first(self, ana: Seat) -> None:
        await ended(ana)
        called = ana.button("They called again")
        await ana.types("boundary")
        assert await ana.presses(called) == "Boundary · first warning"
        assert "Start a new one" in ana.labels


class TestBeforeItEnds:
    """What is asked and said."""

    async def test_in_healthcare_danger_is_asked_for(self, app: Harness, ana: Seat) -> None:
        await app.stores.people.keep_preferences(ana.person, Preferences(industry="healthcare"))
        await ana.types("boundary")
        for press in ("I said it", AGAIN):
            assert "Is anybody in danger or in need of urgent care?" in ana.text
            assert ana.button("Yes, or I'm not sure").action == "safety.menu"
            await ana.presses(press)
        assert "Is anybody in danger or in need of urgent care?" in ana.text
        assert "Contact ended" in ana.labels

    async def test_elsewhere_it_is_not(self, ana: Seat) -> None:
        await ana.types("boundary")
        assert "urgent care" not in ana.text

    async def test_who_cannot_help_it_is_named_on_the_card(self, ana: Seat) -> None:
        await ana.types("boundary")
        assert "dementia, Tourette's, drink or drugs" in ana.notes[-1]

    async def test_that_it_is_recorded_is_said_where_the_policy_says_so(
        self, app: Harness, ana: Seat
    ) -> None:
        await policy(app, recorded=True)
        await ana.types("boundary")
        assert ana.wordings[0] == "Just so you know, this call is being recorded."
        assert ana.wordings[1].startswith("I want to help you")
        await ana.chooses("Email", of="Channel")
        assert len(ana.phrases) == 1

    async def test_where_remarks_get_a_warning_the_words_name_remarks(self, app: Harness, ana: Seat) -> None:
        await policy(app, zero_tolerance=())
        await ana.types("boundary")
        assert await ana.presses("Sexual") == "Boundary · first warning"
        assert "I won't take remarks like that" in ana.wordings[0]
        assert "I said it" in ana.labels
        assert (await stored(app)).course.kind is AbuseKind.SEXUAL

    async def test_no_card_has_more_than_five_buttons_in_a_row(self, app: Harness, ana: Seat) -> None:
        await app.stores.people.keep_preferences(ana.person, Preferences(industry="healthcare"))
        await ana.types("boundary")
        for press in ("I said it", AGAIN, "Contact ended", "They called again"):
            assert all(len(row.buttons) <= 5 for row in ana.all(c.Buttons))
            await ana.presses(press)
