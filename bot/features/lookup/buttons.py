"""What the buttons and options of look-up cards carry.

A view is what a card is showing, small enough to travel in its buttons: a press needs nothing stored, and an
old card still works after a restart. It names no person; what was filled into the gaps of the phrases is all
that it holds of what somebody typed, for this card alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.core.buttons import ANYTHING, ButtonFormat, number
from bot.core.gaps import decode_fill, encode_fill
from bot.core.outcomes import Outcome
from bot.core.phrasebook import CHANNELS, Phrasebook

OUTCOME_KNOWN = "-"  # the ticket of a look-up whose outcome is known
LONGEST_VALUE = 150  # characters of an option's value at most, on the platform that takes least
_ASIDE = "~"
_PLACES = r"(?:[0-9]{0,6}\.)*[0-9]{0,6}"
_VIEW = ButtonFormat(
    (
        ANYTHING,  # the situation
        "|".join(CHANNELS),
        ANYTHING,  # the industry
        number(6),  # of the page
        ANYTHING,  # the language that comes first
        # The places of the phrases that come first; of those that are shown; what was filled in.
        rf"{_PLACES}(?:{_ASIDE}{_PLACES}(?:{_ASIDE}[\s\S]*)?)?",
        ANYTHING,  # the next matches
        "[A-Za-z0-9_-]{0,32}",  # the ticket
    ),
    separator="|",
)
_SAVING = ButtonFormat((ANYTHING, ANYTHING), separator="|")  # a phrase, and a view
_OUTCOME = ButtonFormat((ANYTHING, ANYTHING, ANYTHING), separator="|")  # how it went, phrases, and a view


@dataclass(frozen=True, slots=True)
class LookupView:
    """One situation as it is shown: for which channel and industry, from which phrase on.

    `lead` are the places (in the situation's file) of the phrases that come first because of what was asked;
    `others` are the next matches; `first` is the language that comes first. `ticket` names this look-up, so
    that its outcome is asked for and counted once: "" before it has a name, OUTCOME_KNOWN after that. `shown`
    are the places of the phrases on the card, for presses that leave it as it is: meanwhile others may have
    risen. `fill` is what was filled into gaps, encoded.
    """

    situation: str
    channel: str = "phone"
    industry: str = ""
    page: int = 0
    first: str = "en"
    lead: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    ticket: str = ""
    shown: tuple[int, ...] = ()
    fill: str = ""

    def encode(self) -> str:
        """Returns the view as a button's value."""
        return self._encoded(self.others)

    def within(self, limit: int) -> str:
        """Returns the view as a button's value of `limit` characters at most.

        It leaves out `others`, then which phrases are shown.
        """
        value, left = self.encode(), len(self.others)
        while left and len(value) > limit:
            left -= 1
            value = self._encoded(self.others[:left])
        return value if len(value) <= limit or not self.shown else replace(self, shown=()).within(limit)

    def _encoded(self, others: tuple[str, ...]) -> str:
        # Written out: a card of the look-up has dozens of views, and this is several times as fast.
        shown = f"{self.situation}|{self.channel}|{self.industry}|{self.page}|{self.first}"
        lead = ".".join(map(str, self.lead))
        if self.shown or self.fill:
            lead = f"{lead}{_ASIDE}{'.'.join(map(str, self.shown))}"
            lead = f"{lead}{_ASIDE}{self.fill}" if self.fill else lead
        return f"{shown}|{lead}|{','.join(others)}|{self.ticket}"

    @property
    def asks_outcome(self) -> bool:
        """Whether a card with this view asks how it went."""
        return self.ticket not in ("", OUTCOME_KNOWN)

    def with_outcome_known(self) -> LookupView:
        """Returns the view of a card on which nothing is asked any more."""
        return replace(self, ticket=OUTCOME_KNOWN)

    @classmethod
    def decode(cls, value: str) -> LookupView | None:
        """Returns the view in a button's value, or None where this version did not write it."""
        parts = _VIEW.decode(value)
        if parts is None:
            return None
        situation, channel, industry, page, first, leading, others, ticket = parts
        lead, *aside = leading.split(_ASIDE, 2)
        shown, fill = (*aside, "", "")[:2]
        names = tuple(name for name in others.split(",") if name)
        view = cls(situation, channel, industry, int(page), first, _places(lead), names, ticket)
        if not aside:
            return view
        return replace(view, shown=_places(shown), fill=encode_fill(decode_fill(fill)))


def _places(text: str) -> tuple[int, ...]:
    return tuple(int(place) for place in text.split(".") if place)


def view_in(value: str, book: Phrasebook) -> LookupView | None:
    """Returns the view in a button's value, or None where it is old or its situation has gone since.

    A situation that has another id now is shown from its beginning: the view's places are the old one's.
    """
    view = LookupView.decode(value)
    if view is None:
        return None
    now = book.situation_now(view.situation)
    if now != view.situation:
        view = replace(view, situation=now, page=0, lead=(), shown=())
    return view if now in book.situations else None


def values_for(situations: Iterable[str], view: LookupView) -> Iterator[str]:
    """Returns the values that show each of `situations` as `view` does; all the rest is written once."""
    rest = view.encode().removeprefix(view.situation)
    return (f"{situation}{rest}" for situation in situations)


def encode_saving(phrase: str, view: str) -> str:
    """Returns the value of an option that saves a phrase: its id, and the encoded view of the card."""
    return _SAVING.encode(phrase, view)


def space_beside(phrase: str) -> int:
    """Returns how many characters an option that saves a phrase has for the view, beside the phrase's id."""
    return LONGEST_VALUE - len(encode_saving(phrase, ""))


def decode_saving(value: str) -> tuple[str, str]:
    """Returns the phrase's id and the encoded view in the value of an option that saves a phrase."""
    phrase, view = _SAVING.decode(value) or (value, "")
    return phrase, view


def encode_outcome(outcome: Outcome, phrases: str, view: str) -> str:
    """Returns the value of a button that tells how it went; `phrases` are ids, by comma."""
    return _OUTCOME.encode(outcome.value, phrases, view)


def decode_outcome(value: str) -> tuple[Outcome | None, tuple[str, ...], str]:
    """Returns the outcome (None: none we know), the phrases' ids and the encoded view in a button's value."""
    name, ids, view = _OUTCOME.decode(value) or (value, "", "")
    outcome = next((outcome for outcome in Outcome if outcome.value == name), None)
    return outcome, tuple(ids.split(",")), view
