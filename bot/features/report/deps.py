"""What the report is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.core import card as c
from bot.core.activity import TOLD, ActivityStore
from bot.core.chat import Person, Role
from bot.core.edge import Address
from bot.core.exports import ExportNote
from bot.core.groups import GroupStore
from bot.core.helpdesk import HelpdeskReader, HelpdeskWeek
from bot.core.home import HomeLines
from bot.core.ledger import Ledger
from bot.core.numbers import country_of
from bot.core.people import Clock, PeopleStore
from bot.core.phrasebook import Phrasebook
from bot.core.practice import DrillStarter, ScheduledPractice
from bot.core.quiz import QuizItem
from bot.core.send_window import PreferredTimes
from bot.features.report.ports import DigestStore
from bot.features.report.viewer import ReportViewer

WeekCounts = Callable[[str, str, str], Awaitable[Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class ReportDeps:
    """All of it.

    `safety` counts cards of danger by kind, of a tenant from one ISO week to another. `schedules` gives the
    names of a tenant's schedules as a person reads them, `review` how many phrases that have to be looked at
    were so in time, of how many; `checkin` the self-check's published figures. `beside` draws what the help
    desk says from one ISO week to another, of the weeks that are stored. `open_page` returns the address that
    opens the report on a page once; `close_page` ends it. `notice` names the words that stand on every
    report, "" none. `practice` tells which groups have practice on a topic, and by which schedule.
    """

    book: Callable[[Person], Phrasebook]
    bank: Callable[[str], Mapping[str, QuizItem]]
    activity: ActivityStore
    groups: GroupStore
    drills: DrillStarter
    clock: Clock
    safety: WeekCounts
    schedules: Callable[[Person], Awaitable[Mapping[str, str]]]
    review: Callable[[Person], Awaitable[tuple[int, int]]]
    checkin: Callable[[Person], Awaitable[tuple[c.Table, ...]]]
    helpdesk: HelpdeskReader
    beside: Callable[[Person, str, str, Sequence[HelpdeskWeek]], tuple[c.Element, ...]]
    open_page: Callable[[Person], Awaitable[str]]
    close_page: Callable[[str, str], Awaitable[None]]
    log_export: ExportNote
    practice: ScheduledPractice
    notice: str = ""

    def today(self) -> date:
        """Returns the day before which all may be told: the same one for everybody."""
        return (self.clock().astimezone(UTC) - TOLD).date()

    async def viewer(self, person: Person) -> ReportViewer:
        """Returns how a person sees a report."""
        topics = {option.value: option.label.strip() for option in self.drills.topics(person.language)}
        names = await self.schedules(person)
        bank = self.bank(person.tenant)
        return ReportViewer(
            self.book(person), person.language, topics, names, bank, region=country_of(person)
        )


@dataclass(frozen=True, slots=True)
class DigestDeps:
    """What digests are given besides.

    `preferred` tells when people want what comes unasked; `role` returns the one that a platform gives
    somebody, None where it does not tell just now; `waits` tell what waits for a manager.
    """

    reports: ReportDeps
    digests: DigestStore
    ledger: Ledger
    people: PeopleStore
    preferred: PreferredTimes
    role: Callable[[Address], Awaitable[Role | None]]
    waits: tuple[HomeLines, ...] = ()

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.reports.clock().replace(microsecond=0)
