"""What the room of team rounds works with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.coach import card as c
from bot.coach.ledger import Ledger
from bot.coach.library import Library
from bot.coach.ports import Clock
from bot.coach.redact import MARK, redacted
from bot.coach.round.round import Records, Round
from bot.coach.talk import Person, Role

# Opens the form for a phrase of the team's own, with its situation, language and words filled in.
Keep = Callable[[Person, str, str, str], c.Form]
_QUOTED = 280  # characters of one quote: Slack shows no more in one
_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.([0-9]{1,6})(?:\.([A-Za-z0-9_-]{1,40}))?")


@dataclass(frozen=True, slots=True)
class Kit:
    """The phrasebook, what is kept, what is sent, the time, names nobody has had yet (letters, digits, `-_`).

    `keep` opens the team's form for a phrase.
    """

    library: Library
    records: Records
    ledger: Ledger
    clock: Clock
    new_id: Callable[[], str]
    keep: Keep

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is kept."""
        return self.clock().replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Ref:
    """What a button carries: the round, a page, a reply."""

    id: str
    page: int = 0
    reply: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return f"{self.id}.{self.page}.{self.reply}" if self.reply else f"{self.id}.{self.page}"


def read(value: str) -> Ref | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    return Ref(found[1], int(found[2]), found[3] or "") if found else None


def leads(person: Person, found: Round) -> bool:
    """Returns whether a person may reveal and close: who posted it, and every manager, for people leave."""
    return person.user_id == found.by or person.role >= Role.MANAGER


def cleaned(text: str) -> tuple[str, bool]:
    """Returns typed words on one line, without customers' data, and whether any was taken out."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    kept = redacted(plain)
    return kept, kept.count(MARK) > plain.count(MARK)


def quotes(label: str, text: str) -> tuple[c.Quote, ...]:
    """Returns what somebody typed, whole, in as many quotes as that takes."""
    pieces = [text[i : i + _QUOTED] for i in range(0, len(text), _QUOTED)]
    return tuple(c.Quote("" if i else label, piece) for i, piece in enumerate(pieces))
