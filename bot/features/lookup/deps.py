"""What the look-up needs from the rest of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.background import BackgroundTasks
from bot.core.outcomes import OutcomeStore
from bot.core.people import Clock, FavouriteStore, MissRecorder, PeopleStore
from bot.features.lookup.ports import LookupHistory, RisingPhrases


@dataclass(frozen=True, slots=True)
class LookupDeps:
    """All of it. `ticket` returns a name that no look-up has had, of letters, digits, `-` and `_`."""

    people: PeopleStore
    favourites: FavouriteStore
    outcomes: OutcomeStore
    rising: RisingPhrases
    trail: LookupHistory
    unfound: MissRecorder
    behind: BackgroundTasks
    clock: Clock
    ticket: Callable[[], str]
