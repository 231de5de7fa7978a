"""What the buttons and options of look-up cards carry.

A view is what a card is showing, small enough to travel in its buttons: a press needs nothing stored, and an
old card still works after a restart. It names no person and holds nothing that was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.core.outcomes import Outcome
from bot.core.phrasebook import CHANNELS, Phrasebook

OUTCOME_KNOWN = "-"  # the ticket of a look-up whose outcome is known
_SEPARATOR = "|"
_NUMBER = re.compile("[0-9]{1,6}")
_TICKET = re.compile(r"[A-Za-z0-9_-]{0,32}")
LONGEST_VALUE = 150  # characters of an option's value at most, on the platform that takes least


class OutdatedView(ValueError):
    """A button's value that this version did not write."""


@dataclass(frozen=True, slots=True)
class LookupView:
    """One situation as it is shown: for which channel and industry, from which phrase on.

    `lead` are the places (in the situation's file) of the phrases that come first because of what was asked;
    `others` are the next matches; `first` is the language that comes first. `ticket` names this look-up, so
    that its outcome is asked for and counted once: "" before it has a name, OUTCOME_KNOWN after that.
    """

    situation: str
    channel: str = "phone"
    industry: str = ""
    page: int = 0
    first: str = "en"
    lead: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    ticket: str = ""

    def encode(self) -> str:
        """Returns the view as a button's value."""
        return self._encoded(self.others)

    def within(self, limit: int) -> str:
        """Returns the view as a button's value of `limit` characters at most, by leaving out `others`."""
        value, left = self.encode(), len(self.others)
        while left and len(value) > limit:
            left -= 1
            value = self._encoded(self.others[:left])
        return value

    def _encoded(self, others: tuple[str, ...]) -> str:
        shown = f"{self.situation}|{self.channel}|{self.industry}|{self.page}|{self.first}"
        return f"{shown}|{'.'.join(map(str, self.lead))}|{','.join(others)}|{self.ticket}"

    @property
    def asks_outcome(self) -> bool:
        """Whether a card with this view asks how it went."""
        return self.ticket not in ("", OUTCOME_KNOWN)

    def with_outcome_known(self) -> LookupView:
        """Returns the view of a card on which nothing is asked any more."""
        return replace(self, ticket=OUTCOME_KNOWN)

    @classmethod
    def decode(cls, value: str) -> LookupView:
        """Returns the view in a button's value. Raises OutdatedView if it is not one."""
        parts = value.split(_SEPARATOR)
        if len(parts) != 8 or not _TICKET.fullmatch(parts[7]):
            raise OutdatedView(value)
        if not _NUMBER.fullmatch(parts[3]) or parts[1] not in CHANNELS:
            raise OutdatedView(value)
        lead = [part for part in parts[5].split(".") if part]
        if not all(_NUMBER.fullmatch(part) for part in lead):
            raise OutdatedView(value)
        return cls(
            situation=parts[0],
            channel=parts[1],
            industry=parts[2],
            page=int(parts[3]),
            first=parts[4],
            lead=tuple(int(part) for part in lead),
            others=tuple(part for part in parts[6].split(",") if part),
            ticket=parts[7],
        )


def view_in(value: str, book: Phrasebook) -> LookupView | None:
    """Returns the view in a button's value, or None where it is old or its situation has gone since."""
    try:
        view = LookupView.decode(value)
    except OutdatedView:
        return None
    return view if view.situation in book.situations else None


def encode_saving(phrase: str, view: str) -> str:
    """Returns the value of an option that saves a phrase: its id, and the encoded view of the card."""
    return f"{phrase}{_SEPARATOR}{view}"


def space_beside(phrase: str) -> int:
    """Returns how many characters an option that saves a phrase has for the view, beside the phrase's id."""
    return LONGEST_VALUE - len(phrase) - len(_SEPARATOR)


def decode_saving(value: str) -> tuple[str, str]:
    """Returns the phrase's id and the encoded view in the value of an option that saves a phrase."""
    phrase, _, view = value.partition(_SEPARATOR)
    return phrase, view


def encode_outcome(outcome: Outcome, phrases: str, view: str) -> str:
    """Returns the value of a button that tells how it went; `phrases` are ids, by comma."""
    return _SEPARATOR.join((outcome.value, phrases, view))


def decode_outcome(value: str) -> tuple[Outcome | None, tuple[str, ...], str]:
    """Returns the outcome (None: none we know), the phrases' ids and the encoded view in a button's value."""
    name, _, rest = value.partition(_SEPARATOR)
    ids, _, view = rest.partition(_SEPARATOR)
    outcome = next((outcome for outcome in Outcome if outcome.value == name), None)
    return outcome, tuple(ids.split(",")), view
