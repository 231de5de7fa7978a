"""What the self-check needs kept. Twins that forget are in `memory.py`, those that stay in `bot/store`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Protocol

from bot.coach.checkin.period import Cadence
from bot.coach.errors import CalmaError


class VaultClosed(CalmaError):
    """The keys are missing or not those of this database; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's answers of one period, by item, and what they came to.

    It leaves no process in the clear, and none of it shows in a trace or a log.
    """

    period: str
    instrument: str
    version: int
    answers: Mapping[str, int] = field(repr=False)
    index: float | None = field(repr=False)
    exposures: Mapping[str, float] = field(repr=False)


class Submitted(Enum):
    """What became of answers."""

    KEPT = "kept"
    ALREADY = "already"  # there are answers of this period; those stay
    NOT_CONSENTED = "not consented"  # never, or no more: stopped, erased, or turned off by the tenant
    OVER = "over"  # the period of the form is past


@dataclass(frozen=True, slots=True)
class Mine:
    """A person's own entries, oldest first. `unreadable` rows were swapped, cut or sealed by lost keys."""

    entries: tuple[Entry, ...]
    unreadable: int = 0


class Answers(Protocol):
    """Everybody's answers, each person's own. All but `erase` raise VaultClosed where the keys are wrong."""

    async def consented(self, tenant: str, user_id: str) -> bool:
        """Returns whether the person takes part now."""

    async def consent(self, tenant: str, user_id: str) -> None:
        """Lets the person take part, from now on or again."""

    async def submit(self, tenant: str, user_id: str, entry: Entry, today: date) -> Submitted:
        """Keeps an entry, the first one of its period. `today` is the date in UTC."""

    async def mine(self, tenant: str, user_id: str) -> Mine:
        """Returns all that is kept of the person, also after they stopped."""

    async def stop(self, tenant: str, user_id: str) -> None:
        """Ends taking part, and keeps what there is until its time is over."""

    async def erase(self, tenant: str, user_id: str) -> None:
        """Destroys the person's key and entries, at once and for good."""

    async def of_period(self, tenant: str, period: str, people: Collection[str]) -> Mapping[str, Entry]:
        """Returns the entries of a period by user id, for the closing of the period and for nothing else."""

    async def periods(self, tenant: str) -> tuple[str, ...]:
        """Returns the periods that anybody answered in, oldest first."""

    async def purge(self, tenant: str, before: date) -> int:
        """Deletes the entries of periods that ended before a date. Returns how many."""

    async def wipe(self, tenant: str) -> None:
        """Destroys all keys and entries of a tenant."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person without any key: nothing that tells whether they take part or answered.

    Who says no thanks has their reminders off, as has who takes part and wants none.
    """

    offered: bool = False
    reminders: bool = True


class Standings(Protocol):
    """Who was offered the self-check, and who is reminded."""

    async def of(self, tenant: str, user_id: str) -> Standing:
        """Returns the person's standing."""

    async def put(self, tenant: str, user_id: str, platform: str, standing: Standing) -> None:
        """Keeps the person's standing."""

    async def reminded(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """Returns (user id, platform) of all who were offered it and want reminders, by user id."""

    async def all(self, tenant: str) -> tuple[tuple[str, str], ...]:
        """Returns (user id, platform) of all who have a standing, by user id."""

    async def wipe(self, tenant: str) -> None:
        """Forgets the standings of a tenant."""


FLOOR = 5  # respondents; no setting goes under it
LEAST = 8  # the smallest minimum that can be set
RETENTION = (30, 365)  # days


@dataclass(frozen=True, slots=True)
class Terms:
    """How a tenant runs the self-check. `version` is as it was read; 0: never kept."""

    on: bool = True
    cadence: Cadence = Cadence.FORTNIGHTLY
    minimum: int = LEAST
    retention: int = 180
    country: str = ""
    version: int = 0


class Tenants(Protocol):
    """The terms of each tenant."""

    async def terms(self, tenant: str) -> Terms:
        """Returns the tenant's terms, or the defaults."""

    async def put(self, tenant: str, terms: Terms) -> bool:
        """Keeps the terms. Returns False if somebody changed them since they were read."""

    async def all(self) -> tuple[str, ...]:
        """Returns the tenants that have terms of their own, or anybody with a standing, sorted."""


class Withheld(Enum):
    """Why there is no figure."""

    SMALL = "small"  # fewer respondents than the minimum
    PROTECTS = "protects"  # with it, fewer than the minimum could be told apart


INDEX = "index"  # the name of the figure that is no exposure


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One figure of a group, `index` or an exposure's item: a rounded value, or why there is none."""

    period: str
    group: str
    figure: str
    value: int | None
    withheld: Withheld | None = None


class Results(Protocol):
    """What was published: once for each period, unchanged afterwards."""

    async def published(self, tenant: str, period: str) -> bool:
        """Returns whether the period's results are there."""

    async def publish(self, tenant: str, period: str, results: Sequence[GroupResult]) -> bool:
        """Keeps the results of a period. Returns False, and changes nothing, if there are some already."""

    async def of_group(self, tenant: str, group: str) -> tuple[GroupResult, ...]:
        """Returns a group's results, by period and figure."""

    async def wipe(self, tenant: str) -> None:
        """Deletes the results of a tenant."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the self-check keeps."""

    answers: Answers
    standings: Standings
    tenants: Tenants
    results: Results
