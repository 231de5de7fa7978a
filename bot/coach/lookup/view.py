"""What a look-up card is showing, small enough to travel in its buttons.

The card's buttons carry the whole view, so that a press needs nothing stored and an old card still works
after a restart. It names no person and holds nothing that was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.coach.phrasebook import CHANNELS

_SEPARATOR = "|"
_NUMBER = re.compile("[0-9]{1,6}")


class OldView(ValueError):
    """A button's value that this version did not write."""


@dataclass(frozen=True, slots=True)
class View:
    """One situation as it is shown: for which channel and industry, from which phrase on.

    `lead` are the places (in the situation's file) of the phrases that come first because of what was asked;
    `others` are the next matches; `first` is the language that comes first.
    """

    situation: str
    channel: str = "phone"
    industry: str = ""
    page: int = 0
    first: str = "en"
    lead: tuple[int, ...] = ()
    others: tuple[str, ...] = ()

    def encode(self) -> str:
        """Returns the view as a button's value."""
        lead, others = ".".join(map(str, self.lead)), ",".join(self.others)
        parts = (self.situation, self.channel, self.industry, str(self.page), self.first, lead, others)
        return _SEPARATOR.join(parts)

    @classmethod
    def decode(cls, value: str) -> View:
        """Returns the view in a button's value. Raises OldView if it is not one."""
        parts = value.split(_SEPARATOR)
        if len(parts) != 7 or not _NUMBER.fullmatch(parts[3]) or parts[1] not in CHANNELS:
            raise OldView(value)
        lead = [part for part in parts[5].split(".") if part]
        if not all(_NUMBER.fullmatch(part) for part in lead):
            raise OldView(value)
        return cls(
            situation=parts[0],
            channel=parts[1],
            industry=parts[2],
            page=int(parts[3]),
            first=parts[4],
            lead=tuple(int(part) for part in lead),
            others=tuple(part for part in parts[6].split(",") if part),
        )
