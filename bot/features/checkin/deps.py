"""What the self-check is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from bot.core.background import BackgroundTasks
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.groups import GroupStore, Rosters
from bot.core.ledger import Notice
from bot.core.names import Names
from bot.core.people import Clock, PeopleStore
from bot.core.phrasebook import Phrasebook
from bot.core.safety import DangerAnswer
from bot.features.checkin.consent import asked_consent
from bot.features.checkin.instrument import CheckinContent
from bot.features.checkin.model import Terms, TermsChange
from bot.features.checkin.period import Period
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.record import Consent
from bot.features.checkin.unit_change import UnitChange
from bot.features.checkin.unit_draft import UnitRow
from bot.features.checkin.viewer import CheckinViewer

LogChange = Callable[[Person, Sequence[TermsChange]], Awaitable[None]]


@dataclass(slots=True)
class CurrentContent:
    """Holds what the self-check says; reading the phrasebook anew swaps it whole."""

    content: CheckinContent


@dataclass(frozen=True, slots=True)
class CheckinDeps:
    """The words, the questions, the stores, who is in which group, the time, and a log of errors.

    `report` logs an error and returns its reference; `danger` answers a text that surely means danger.
    `log_change` notes in the change log who set what of the terms.
    """

    phrasebook: CurrentPhrasebook
    current: CurrentContent
    stores: CheckinStores
    groups: GroupStore
    rosters: Rosters
    people: PeopleStore
    background: BackgroundTasks
    clock: Clock
    report: Callable[[BaseException], str]
    danger: DangerAnswer
    log_change: LogChange

    @property
    def content(self) -> CheckinContent:
        """What the self-check says now."""
        return self.current.content

    def today(self) -> date:
        """Returns the date in UTC, by which periods are counted."""
        return self.clock().astimezone(UTC).date()

    def viewer(self, language: str) -> CheckinViewer:
        """Returns how somebody of that language sees it."""
        return CheckinViewer(self.phrasebook.book, language, self.content)

    async def terms(self, tenant: str) -> Terms:
        """Returns the tenant's terms."""
        return await self.stores.terms.find_terms(tenant)

    def asked(self, terms: Terms) -> Consent:
        """Returns what a yes is given to now."""
        return asked_consent(terms, self.content)

    def period(self, terms: Terms) -> Period:
        """Returns the period that runs now."""
        return terms.period(self.today())


@dataclass(frozen=True, slots=True)
class UnitDeps:
    """What units are given besides. `log_change` notes in the change log what becomes of them, and when.

    `read_file` returns the rows of a table; it raises UnreadableUnits, or UnreadableText of what is none.
    """

    checkin: CheckinDeps
    names: Names
    new_id: Callable[[], str]
    add_notices: Callable[[Iterable[Notice]], Awaitable[None]]
    log_change: Callable[[Person, Sequence[UnitChange], date], Awaitable[None]]
    read_file: Callable[[bytes, Phrasebook], Sequence[UnitRow]]
