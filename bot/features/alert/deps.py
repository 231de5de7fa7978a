"""What alerts are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.current import CurrentPhrasebook
from bot.core.ledger import Ledger
from bot.core.people import Clock, PeopleStore
from bot.features.alert.ports import AlertStore, AudienceFinder, EmergencyNumbers, WordsFinder


@dataclass(frozen=True, slots=True)
class AlertDeps:
    """The phrasebook, the stores, whom to tell, what to call and to say, the time, and ids.

    `ring` tells whoever sends in this process that something is due; `report` logs an error.
    """

    phrasebook: CurrentPhrasebook
    alerts: AlertStore
    ledger: Ledger
    people: PeopleStore
    audience: AudienceFinder
    numbers: EmergencyNumbers
    words: WordsFinder
    clock: Clock
    new_id: Callable[[], str]
    ring: Callable[[], None]
    report: Callable[[BaseException], str]

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)
