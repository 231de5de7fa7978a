"""What a look-up card is showing, small enough to travel in its buttons.

The card's buttons carry the whole view, so that a press needs nothing stored and an old card still works
after a restart. It names no person and holds nothing that was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.phrasebook import CHANNELS, Phrasebook

TOLD = "-"  # the ticket of a look-up whose outcome is known
_SEPARATOR = "|"
_NUMBER = re.compile("[0-9]{1,6}")
_TICKET = re.compile(r"[A-Za-z0-9_-]{0,32}")


class OutdatedView(ValueError):
    """A button's value that this version did not write."""


@dataclass(frozen=True, slots=True)
class LookupView:
    """One situation as it is shown: for which channel and industry, from which phrase on.

    `lead` are the places (in the situation's file) of the phrases that come first because of what was asked;
    `others` are the next matches; `first` is the language that comes first. `ticket` names this look-up, so
    that its outcome is asked for and counted once: "" before it has a name, TOLD when nothing more is asked.
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
        return self._with(self.others)

    def within(self, limit: int) -> str:
        """Returns the view as a button's value of `limit` characters at most, by leaving out `others`."""
        value, left = self.encode(), len(self.others)
        while left and len(value) > limit:
            left -= 1
            value = self._with(self.others[:left])
        return value

    def _with(self, others: tuple[str, ...]) -> str:
        shown = f"{self.situation}|{self.channel}|{self.industry}|{self.page}|{self.first}"
        return f"{shown}|{'.'.join(map(str, self.lead))}|{','.join(others)}|{self.ticket}"

    @classmethod
    def decode(cls, value: str) -> LookupView:
        """Returns the view in a button's value. Raises OldView if it is not one."""
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
