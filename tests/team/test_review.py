"""Phrases that are due for a review: seen, confirmed with one press, changed, and noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import card as c
from bot.core.chat import Role
from bot.core.phrasebook import APPROVAL, Lexicon, Phrase, Phrasebook
from bot.core.words import Words
from bot.features.team.model import (
    EntryKind,
    OwnPhrase,
    PhraseSettings,
    ShippedReview,
    TeamEntry,
)
from bot.features.team.review import reviewed_phrases
from tests.team.actor import Member

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def risky(book: Phrasebook) -> int:
    """Returns how many of the shipped phrases risk something."""
    phrases = [phrase for situation in book.situations.values() for phrase in situation.phrases]
    return sum(APPROVAL in phrase.tags or phrase.review_after is not None for phrase in phrases)


def quoted(manager: Member) -> c.Quote:
    """Returns the last change in the log."""
    assert manager.card
    return next(element for element in manager.card.elements if isinstance(element, c.Quote))


async def test_what_risks_something_waits_for_a_first_look(manager: Member) -> None:
    count = risky(manager.app.book)
    await manager.at()
    assert f"Up to date: 0 of {count} phrases that need a review" in manager.notes
    await manager.at("Due for review")
    assert "nobody has looked at it yet" in manager.notes[0]
    assert "needs approval" in manager.notes[0]
    await manager.presses("Still right")
    assert manager.notes[0].startswith("Noted")
    assert f"Up to date: 1 of {count} phrases that need a review" in manager.texts
    await manager.at("Changes")
    assert "looked at a phrase of Calma and left it as it is" in quoted(manager).label


async def test_an_own_phrase_is_due_after_ninety_days(manager: Member) -> None:
    await manager.adds_phrase(owner="Retention team")
    await manager.at("Phrases")
    assert "due for review" not in manager.notes
    manager.app.later(days=91)
    await manager.at("Phrases")
    assert "due for review" in manager.notes
    await manager.at("Due for review")
    assert "your team's" in manager.notes[0]
    assert "answers for it: Retention team" in manager.notes[0]
    await manager.presses("Still right")
    await manager.at("Phrases")
    assert "due for review" not in manager.notes
    await manager.at("Changes")
    assert "looked at a phrase and left it as it is" in quoted(manager).label
    assert "→" not in quoted(manager).text


async def test_how_often_is_the_teams_to_say(manager: Member) -> None:
    await manager.adds_phrase()
    await manager.at("How we speak")
    await manager.opens("Change")
    await manager.sends(days="30")
    manager.app.later(days=31)
    await manager.at("Phrases")
    assert "due for review" in manager.notes


async def test_changing_it_is_looking_at_it(manager: Member) -> None:
    await manager.adds_phrase()
    manager.app.later(days=100)
    await manager.at("Due for review")
    await manager.opens("Edit")
    await manager.sends(text_en="I stay with you, and {order} comes first.")
    await manager.at("Phrases")
    assert "due for review" not in manager.notes


async def test_a_shipped_one_is_changed_by_writing_an_own_one(manager: Member) -> None:
    await manager.at("Due for review")
    shown = manager.wordings[0]
    form = await manager.opens("Write our own")
    assert form.title == "Add a phrase"
    texts = {field.name: getattr(field, "value", "") for field in form.fields}
    assert texts["text_en"]
    assert shown.split()[0] in texts["text_en"]


async def test_two_who_press_at_once_are_told_who_was_first(manager: Member) -> None:
    other = manager.colleague()
    await manager.at("Due for review")
    await other.at("Due for review")
    await other.presses("Still right")
    await manager.presses("Still right")
    assert "was here first" in manager.notes[0]


async def test_a_review_that_never_was_names_nobody(manager: Member) -> None:
    await manager.at("Due for review")
    first = next(button for button in manager.buttons if button.action == "team.review.confirm")
    reply = await manager.forces(first.action, first.value.replace("|0|", "|7|"))
    [status, *_] = [element.text for element in reply.card.elements if isinstance(element, c.Note)]
    assert status == "Your team doesn't have this one. Please open the list again."


@pytest.mark.parametrize("value", ["", "nothing|0|", "yelling|-1|", "x" * 200])
async def test_what_no_card_carries_confirms_nothing(manager: Member, value: str) -> None:
    await manager.forces("team.review.confirm", value)
    await manager.at()
    assert manager.notes[-1].startswith("Up to date: 0 of")


async def test_only_managers_review(manager: Member) -> None:
    agent = manager.colleague(Role.AGENT)
    reply = await agent.forces("team.review", "")
    assert reply.card.summary != "Due for review"


async def test_spanish_says_it_in_spanish(manager: Member) -> None:
    manager = manager.colleague(language="es")
    await manager.at("Por revisar")
    assert "sin revisar todavía" in manager.notes[0]
    await manager.presses("Sigue bien")
    assert manager.notes[0] == "Anotado: la revisó y queda igual."


def own(at: date, phrase: Phrase) -> TeamEntry:
    """Returns the entry of an own phrase that was changed on a day."""
    moment = datetime(at.year, at.month, at.day, 12, tzinfo=UTC)
    return TeamEntry(EntryKind.PHRASE, phrase.id, OwnPhrase("yelling", phrase), 1, "marta", moment)


PHRASE = Phrase("own-1", {"en": "x"}, {"en": "x"}, own=True)


@given(days, st.integers(1, 365), st.none() | days)
def test_nothing_is_due_before_its_time_and_everything_after(
    book_day: date, every: int, review_after: date | None
) -> None:
    book = Phrasebook({}, {}, Lexicon(), Words({"en": {}}))
    settings = TeamEntry(EntryKind.SPEECH, "speech", PhraseSettings(review_days=every), 1, "m", NOON)
    phrase = replace(PHRASE, review_after=review_after)
    [found] = reviewed_phrases(book, [own(book_day, phrase), settings])
    waits = review_after if review_after and review_after > book_day else book_day + timedelta(every)
    assert found.due == waits
    assert found.is_due(waits)
    assert not found.is_due(waits - timedelta(1))


def test_a_confirmed_shipped_phrase_waits_as_long_as_an_own_one(book: Phrasebook) -> None:
    waiting = reviewed_phrases(book, [])
    first = waiting[0]
    review = ShippedReview(first.situation, first.phrase.id, TODAY)
    entry = TeamEntry(EntryKind.REVIEW, first.phrase.id, review, 1, "marta", NOON)
    after = {each.phrase.id: each for each in reviewed_phrases(book, [entry])}
    assert after[first.phrase.id].due == TODAY + timedelta(90)
    assert len(after) == len(waiting) == risky(book)
    assert all(each.is_due(TODAY) for id, each in after.items() if id != first.phrase.id)
