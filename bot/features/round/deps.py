"""What team rounds are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.ledger import Ledger
from bot.core.people import Clock
from bot.core.quick import QuickDelivery
from bot.core.viewer import Viewer
from bot.features.round.ports import RoundStore

# Opens the form for a phrase of the team's own, with its situation, language and words filled in. Where there
# is no situation, what is said last finds it: a customer's line, or "" for the words themselves.
PhraseForm = Callable[[Person, str, str, str, str], c.Form]


@dataclass(frozen=True, slots=True)
class RoundDeps:
    """All of it. `new_id` gives names nobody has had yet: letters, digits, `-` and `_`."""

    phrasebook: CurrentPhrasebook
    rounds: RoundStore
    ledger: Ledger
    quick: QuickDelivery
    clock: Clock
    new_id: Callable[[], str]
    phrase_form: PhraseForm

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.phrasebook.book, person.language)
