"""All that is stored of one person, wherever it is: to see, to take along, and to erase.

What the self-check keeps sealed is no part of it: that opens for its person alone, and goes by its own road.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Protocol, runtime_checkable

# In place of a user's id or name, where something stays without saying whose it was.
NAMELESS = "—"


class Area(Enum):
    """What something stored is about, as a person would put it."""

    PROFILE = "profile"
    SAVED = "saved"
    LOOKUPS = "lookups"
    DRILLS = "drills"
    RECORDS = "records"
    ROLEPLAYS = "roleplays"
    ROUNDS = "rounds"
    SCHEDULES = "schedules"
    MINUTE = "minute"
    CONTACTS = "contacts"
    ALERTS = "alerts"
    GROUPS = "groups"
    CHANGES = "changes"
    MESSAGES = "messages"
    CHECKIN = "checkin"


# By area and table, each row in plain values.
PersonRows = Mapping[Area, Mapping[str, Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True, slots=True)
class DataSubject:
    """Somebody whose data it is. `platform` is "" where nobody knows it: then all of them are looked at."""

    tenant: str
    user_id: str
    platform: str = ""


class PersonalStore(Protocol):
    """All that is stored of people but for the self-check, in whatever tables."""

    async def export_person(self, subject: DataSubject) -> PersonRows:
        """Returns all that is stored of a person, as it is at one moment, and nothing of anybody else.

        Areas and tables with nothing of theirs are left out.
        """

    async def begin_erasing(self, subjects: Sequence[DataSubject], now: datetime) -> None:
        """Notes that people are being erased, so that it is brought to its end whatever happens."""

    async def being_erased(self, after: DataSubject | None, count: int) -> Sequence[DataSubject]:
        """Returns people who are being erased and are not done yet, in order, all of one tenant.

        () where there is nobody `after`.
        """

    async def is_being_erased(self, subject: DataSubject) -> bool:
        """Returns whether somebody is."""

    async def erase_people(
        self, subjects: Sequence[DataSubject], now: datetime, *, unfinished: bool = False
    ) -> None:
        """Erases people of one tenant: what is theirs goes, what others need stays without their names.

        All of it is one transaction, and to do it twice is to do it once. `unfinished` leaves the note that
        they are being erased: something that is not stored here could not be.
        """


class LeaverStore(Protocol):
    """Who has gone, and when people turned to the coach last: by that, whose data is erased."""

    async def note_left(self, subjects: Sequence[DataSubject], now: datetime) -> None:
        """Notes that people have gone. Of those of whom it was known, it stays since when."""

    async def note_back(self, subject: DataSubject) -> None:
        """Notes that somebody is there after all."""

    async def note_tenant_left(self, tenant: str, now: datetime) -> None:
        """Notes that everybody of a tenant has gone: the app was taken out of it."""

    async def note_tenant_back(self, tenant: str, since: datetime) -> None:
        """Notes that a tenant has the app again; whoever had left before `since`, when it went, stays so."""

    async def long_gone(self, left: datetime, seen: datetime, count: int) -> Sequence[DataSubject]:
        """Returns people of one tenant who left before one time, or turned to the coach before another.

        Not those whom a message reached since they left, and not for their silence alone those whom the
        organisation names as whom to call. () where there are none.
        """

    async def known_tenants(self) -> Sequence[str]:
        """Returns the tenants of whose people anything is stored, sorted."""

    async def known_people(self, tenant: str) -> Sequence[DataSubject]:
        """Returns everybody of a tenant of whom anything is stored, in order."""

    async def seen_after(self, tenant: str, at: datetime) -> bool:
        """Returns whether anybody of a tenant turned to the coach in a later week than that."""

    async def erase_tenant(self, tenant: str) -> None:
        """Deletes all that is stored of a tenant whose people are erased: words, groups, figures and all."""

    async def date_people(self, now: datetime) -> int:
        """Begins to count for those of whom nobody knows when they were there; returns how many."""


class SealedRecords(Protocol):
    """What the self-check keeps sealed of people.

    Each raises CalmaError where nobody can tell whose is what, as without its keys.
    """

    async def export_record(self, tenant: str, user_id: str) -> Mapping[str, Any]:
        """Returns all of a person's, for them alone; {} where there is nothing."""

    async def forget_people(self, tenant: str, user_ids: Collection[str]) -> None:
        """Destroys all of people's, for good, also in what is restored later."""

    async def is_restored(self) -> bool:
        """Returns whether the database comes from a backup that is older than what is kept with the keys."""

    async def erased_since(self, tenant: str, user_ids: Collection[str]) -> Collection[str]:
        """Returns those of whom all was erased, in all tables, since that backup was made."""

    async def erase_restored(self) -> None:
        """Erases what the backup brought back of what is sealed, and takes the database for the newest."""


@runtime_checkable
class Forgetful(Protocol):
    """Something that remembers people, until it is told to forget them."""

    def forget_person(self, tenant: str, user_id: str) -> None:
        """Remembers nothing of a person any more."""
