"""What the look-up is given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.activity import ActivityLog
from bot.core.background import BackgroundTasks
from bot.core.chat import Person
from bot.core.observing import UNOBSERVED, Observer
from bot.core.outcomes import OutcomeStore
from bot.core.people import Clock, FavouriteStore, PeopleStore
from bot.core.phrasebook import Phrasebook
from bot.core.safety import SafetyAnswers
from bot.features.lookup.ports import LookupHistory, MissRecorder, RisingPhrases
from bot.features.lookup.tenants import TenantFinders
from bot.features.lookup.tickets import Tickets


@dataclass(frozen=True, slots=True)
class LookupDeps:
    """All of it. By `tickets` an outcome proves that its look-up was answered.

    `safety` answers what may mean danger, before anything else does; `observer` hears how sure it was."""

    finders: TenantFinders
    people: PeopleStore
    favourites: FavouriteStore
    outcomes: OutcomeStore
    rising: RisingPhrases
    history: LookupHistory
    misses: MissRecorder
    background: BackgroundTasks
    clock: Clock
    tickets: Tickets
    safety: SafetyAnswers
    activity: ActivityLog
    observer: Observer = UNOBSERVED

    def book(self, person: Person) -> Phrasebook:
        """Returns the phrasebook that somebody reads: with what their team added, if it is theirs."""
        return self.finders.read_by(person).book
