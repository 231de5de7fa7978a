"""Which phrases somebody has to look at again: by when they were last looked at, and by what they risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.phrasebook import APPROVAL, Phrase, Phrasebook
from bot.features.team.model import (
    EntryKind,
    OwnPhrase,
    PhraseSettings,
    ShippedReview,
    TeamEntry,
)


@dataclass(frozen=True, slots=True)
class ReviewedPhrase:
    """A phrase that is to be looked at from time to time.

    `version` is that of its entry, or of the entry that says it was looked at; 0: there is none. `by` signed
    the last of its changes. `last` is when somebody looked at it; from `due` on it is to be looked at again.
    """

    situation: str
    phrase: Phrase
    version: int
    by: str
    last: date | None
    due: date

    def is_due(self, today: date) -> bool:
        """Whether somebody is to look at it."""
        return today >= self.due


def reviewed_phrases(book: Phrasebook, entries: Iterable[TeamEntry]) -> list[ReviewedPhrase]:
    """Returns a team's own phrases and the shipped ones that risk something, what is longest due first.

    `book` is the shipped one.
    """
    listed = tuple(entries)
    days = settings_in(listed).review_days
    every = [*_own(listed, days), *_shipped(book, listed, days)]
    return sorted(every, key=lambda each: (not each.phrase.own, each.due))


def settings_in(entries: Iterable[TeamEntry]) -> PhraseSettings:
    """Returns a team's settings among its entries, those that hold for all where there are none."""
    return next((e.content for e in entries if isinstance(e.content, PhraseSettings)), PhraseSettings())


def _own(entries: Iterable[TeamEntry], days: int) -> Iterator[ReviewedPhrase]:
    for entry in entries:
        if entry.kind is EntryKind.PHRASE and isinstance(entry.content, OwnPhrase):
            phrase = entry.content.phrase
            # Each change and each confirmation is a new version of its entry.
            last = entry.at.date()
            due = _due(phrase, last, days)
            yield ReviewedPhrase(entry.content.situation, phrase, entry.version, entry.by, last, due)


def _shipped(book: Phrasebook, entries: Iterable[TeamEntry], days: int) -> Iterator[ReviewedPhrase]:
    confirmed = {e.content.phrase: e for e in entries if isinstance(e.content, ShippedReview)}
    for situation in book.situations.values():
        for phrase in situation.phrases:
            if APPROVAL not in phrase.tags and phrase.review_after is None:
                continue
            entry = confirmed.get(phrase.id)
            last = entry.content.on if entry and isinstance(entry.content, ShippedReview) else None
            version, by = (entry.version, entry.by) if entry else (0, "")
            yield ReviewedPhrase(situation.id, phrase, version, by, last, _due(phrase, last, days))


def _due(phrase: Phrase, last: date | None, days: int) -> date:
    if phrase.review_after and (last is None or last < phrase.review_after):
        named = phrase.review_after
        # What needs somebody's approval waits for it from the first day on.
        return named if last or APPROVAL not in phrase.tags else date.min
    return last + timedelta(days) if last else date.min
