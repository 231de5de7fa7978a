"""What the room of team rounds works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Person, Role
from bot.core.current import CurrentPhrasebook
from bot.core.ledger import Ledger
from bot.core.people import Clock
from bot.core.redact import MARK, redacted
from bot.core.viewer import Viewer
from bot.features.round.model import Round
from bot.features.round.ports import RoundStore

# Opens the form for a phrase of the team's own, with its situation, language and words filled in.
Keep = Callable[[Person, str, str, str], c.Form]


@dataclass(frozen=True, slots=True)
class RoundDeps:
    """The phrasebook, what is kept, what is sent, the time, names nobody has had yet (letters, digits, `-_`).

    `keep` opens the team's form for a phrase.
    """

    library: CurrentPhrasebook
    records: RoundStore
    ledger: Ledger
    clock: Clock
    new_id: Callable[[], str]
    keep: Keep

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is kept."""
        return self.clock().replace(microsecond=0)

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.library.book, person.language)


def leads(person: Person, found: Round) -> bool:
    """Returns whether a person may reveal and close: who posted it, and every manager, for people leave."""
    return person.user_id == found.by or person.role >= Role.MANAGER


def cleaned(text: str) -> tuple[str, bool]:
    """Returns typed words on one line, without customers' data, and whether any was taken out."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    kept = redacted(plain)
    return kept, kept.count(MARK) > plain.count(MARK)
