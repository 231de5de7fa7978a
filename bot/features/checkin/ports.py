"""What the self-check needs stored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from bot.features.checkin.blocks import BlockLayout, SealedBlock
from bot.features.checkin.conversion import EarlierTenant
from bot.features.checkin.model import (
    Terms,
    UnitResult,
    VaultLock,
)
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.units import Membership, Unit, UnitPlan

T = TypeVar("T")
Change = Callable[[CheckinRecord], tuple[CheckinRecord, T]]  # the record afterwards, and what is told of it
NumberOf = Callable[[BlockLayout], int]
BlockEdit = Callable[[VaultLock | None, BlockLayout, SealedBlock], SealedBlock]
BlocksEdit = Callable[[VaultLock | None, BlockLayout, Sequence[SealedBlock]], Sequence[SealedBlock]]
LayoutEdit = Callable[
    [VaultLock | None, BlockLayout | None, Sequence[SealedBlock]],
    tuple[BlockLayout, Sequence[SealedBlock]] | None,
]


class SealedBlockStore(Protocol):
    """Sealed blocks of people's records. Each method is one transaction.

    What an edit raises ends the transaction, with nothing changed. It may be called more than once.
    """

    async def find_lock(self) -> VaultLock | None:
        """Returns the names of the keys, or None as long as nothing was ever stored."""

    async def keep_first_lock(self, lock: VaultLock) -> VaultLock:
        """Stores the lock unless there is one. Returns the one that is there."""

    async def turn_lock(self, lock: VaultLock) -> None:
        """From now on blocks are sealed by these keys, and whoever has others is refused."""

    async def find_counter(self) -> int:
        """Returns the counter, which the keys have too; 0 as long as nothing was ever stored."""

    async def keep_counter(self, counter: int) -> None:
        """Stores a counter, unless there is a higher one."""

    async def find_layout(self, tenant: str) -> BlockLayout | None:
        """Returns how many blocks a tenant has, or None: it has none."""

    async def find_block(self, tenant: str, number_of: NumberOf) -> tuple[BlockLayout, SealedBlock] | None:
        """Returns one block with the layout it is of, or None: there is none yet.

        A block that is missing comes without anything in it, which does not open.
        """

    async def find_blocks(
        self, tenant: str, numbers: Sequence[int]
    ) -> tuple[BlockLayout, tuple[SealedBlock, ...]] | None:
        """Returns those of some blocks that are there, with the layout they are of; None: there are none."""

    async def change_block(self, tenant: str, number_of: NumberOf, edit: BlockEdit) -> bool:
        """Stores what `edit` makes of one block, which nobody else changes meanwhile, and touches no other.

        Returns False, and changes nothing, where the tenant has no blocks yet.
        """

    async def change_blocks(self, tenant: str, numbers: Sequence[int], edit: BlocksEdit) -> bool:
        """Stores what `edit` makes of some blocks, in the order it returns them. False: there are none."""

    async def change_layout(self, tenant: str, edit: LayoutEdit) -> None:
        """Stores what `edit` makes of all blocks of a tenant, and their number; None: they stay."""

    async def sealed_otherwise(self, tenant: str, by: str) -> tuple[int, ...]:
        """Returns the numbers of the blocks that are not sealed by the key of this name, or are gone."""

    async def take_rotation(self, owner: str, now: int, until: int) -> str:
        """Has nobody else rotate until then. Returns "", or who rotates now."""

    async def end_rotation(self, owner: str) -> None:
        """Lets others rotate, if it was this one who did."""

    async def tenants_with_blocks(self) -> tuple[str, ...]:
        """Returns the tenants that have any, sorted."""

    async def wipe_blocks(self, tenant: str) -> None:
        """Destroys all blocks of a tenant."""

    async def compact(self) -> bool:
        """Frees what was replaced, unless it takes so long that somebody may wait for it. Whether it did."""


class EarlierStore(Protocol):
    """What versions before blocks stored. Each method is one transaction."""

    async def earlier_tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have any of it, sorted."""

    async def read_earlier(self, tenant: str) -> EarlierTenant:
        """Returns all of it that a tenant has."""

    async def replace_earlier(
        self,
        tenant: str,
        earlier: EarlierTenant,
        keys: Collection[str],
        rows: Collection[str],
        edit: LayoutEdit,
    ) -> bool:
        """Stores what `edit` makes of a tenant's blocks, and deletes its people and these keys and rows.

        Returns False, and changes nothing, if another process did so since it was read.
        """

    async def count_earlier(self, tenant: str) -> tuple[int, int]:
        """Returns how many keys and rows a tenant has that are in no record: they do not open."""

    async def keys_wrapped_otherwise(self, key: str) -> int:
        """Returns how many keys are wrapped by other keys than this one."""

    async def wipe_earlier(self, tenant: str) -> None:
        """Deletes all of it that a tenant has."""


class TermsStore(Protocol):
    """The terms of each tenant."""

    async def find_terms(self, tenant: str) -> Terms:
        """Returns the tenant's terms, or the defaults."""

    async def keep_terms(self, tenant: str, terms: Terms) -> bool:
        """Stores the terms. Returns False if somebody changed them since they were read."""

    async def known_tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have terms of their own, sorted."""


class ResultStore(Protocol):
    """What was published: once for each period, unchanged afterwards."""

    async def is_published(self, tenant: str, period: str) -> bool:
        """Returns whether the period's results are there."""

    async def publish_results(self, tenant: str, period: str, results: Sequence[UnitResult]) -> bool:
        """Stores the results of a period. Returns False, and changes nothing, if there are some already."""

    async def results_of_unit(self, tenant: str, unit: str) -> tuple[UnitResult, ...]:
        """Returns a unit's results, by period and figure."""

    async def wipe_results(self, tenant: str) -> None:
        """Deletes the results of a tenant."""


class RecordStore(Protocol):
    """Everybody's records, sealed and opened whole. VaultClosed is raised where the keys are wrong.

    Whatever a person does is one write of the same rows and the same size. So what is stored before and after
    tells that somebody did something, and neither who nor what.
    """

    async def find_record(self, tenant: str, user_id: str) -> CheckinRecord:
        """Returns a person's record; an empty one of somebody who has none."""

    async def change_record(self, tenant: str, user_id: str, change: Change[T]) -> T:
        """Stores what `change` makes of a person's record, in one transaction, and returns what it tells.

        `change` may be called more than once. What it returns is written even where it is as before.
        """

    async def add_records(self, tenant: str, records: Collection[CheckinRecord]) -> None:
        """Stores the records of those who have none yet, all at once."""

    async def has_keys(self) -> bool:
        """Returns whether there are keys, and so a place for the list of who erased."""

    async def forget_people(self, tenant: str, people: Collection[str]) -> None:
        """Destroys whole records, for good, also in what is restored later."""

    async def erase_record(self, tenant: str, user_id: str) -> None:
        """Destroys what a person answered and agreed to, for good, also in what is restored later."""

    async def all_records(self, tenant: str) -> tuple[CheckinRecord, ...]:
        """Returns all records of a tenant, by user id: to close a period, to remind, and for nothing else."""

    async def rewrite_records(self, tenant: str, change: Callable[[CheckinRecord], CheckinRecord]) -> None:
        """Writes all rows of a tenant anew, in no order, with what `change` leaves of each record."""

    async def prepare_records(self) -> None:
        """Does at a start what would keep people waiting later: converts what earlier versions stored."""

    async def compact_records(self) -> None:
        """Has the database give up what it holds of rows that were replaced. For a daily job."""

    async def is_restored(self) -> bool:
        """Returns whether the database comes from a backup that is older than what is kept with the keys."""

    async def erased_since(self, tenant: str, people: Collection[str]) -> frozenset[str]:
        """Returns those of whom all was erased (by `forget_people`) since that backup was made.

        Whoever erases people whole, in all tables, calls `forget_people` first, which puts them on the list
        that is kept with the keys, and deletes their rows then. At a start with `is_restored`, it asks here
        for each tenant which of the people that its tables know are to be erased once more, erases them, and
        calls `erase_restored` at last; from then on the database counts as the newest.
        """

    async def erase_restored(self) -> None:
        """Erases again what that backup brought back of the self-check, and counts as the newest."""

    async def tenants_with_records(self) -> tuple[str, ...]:
        """Returns the tenants that have any, sorted."""

    async def wipe_records(self, tenant: str) -> None:
        """Destroys all records of a tenant. Needs no key."""


class UnitStore(Protocol):
    """Units, and who is in which from when on. Everybody is in one at most: a primary key holds that."""

    async def find_plan(self, tenant: str, day: date) -> UnitPlan:
        """Returns the partition that holds on a day."""

    async def newest_plan(self, tenant: str) -> UnitPlan:
        """Returns the partition that was stored last, whether or not it holds already."""

    async def edition_on(self, tenant: str, day: date) -> int:
        """Returns the edition of the partition that holds on a day; 0 where there is none."""

    async def keep_plan(self, tenant: str, plan: UnitPlan) -> bool:
        """Stores a partition from its first day on, in place of one that was to begin that day or later.

        Returns False, and stores nothing, if another was stored since it was read (by its edition).
        """

    async def memberships(self, tenant: str, unit: str = "") -> tuple[Membership, ...]:
        """Returns who was, is and will be where, by user id and day.

        With a `unit` only those of people who ever were, are or will be in it.
        """

    async def find_unit(self, tenant: str, user_id: str, day: date) -> Unit | None:
        """Returns the unit that a person is in on a day; None where it is none."""

    async def find_draft(self, tenant: str, user_id: str) -> UnitPlan | None:
        """Returns the partition that somebody is making, or None. Nothing comes of it until it is kept."""

    async def keep_draft(self, tenant: str, user_id: str, draft: UnitPlan, today: date) -> None:
        """Stores the partition that somebody is making, in place of the one before."""

    async def drop_draft(self, tenant: str, user_id: str) -> None:
        """Deletes the partition that somebody was making."""

    async def purge_plans(self, before: date) -> int:
        """Deletes what was replaced before a date, and returns how many rows that were."""

    async def purge_drafts(self, before: date) -> int:
        """Deletes drafts that were last changed before a date, and returns how many."""

    async def wipe_units(self, tenant: str) -> None:
        """Deletes the units of a tenant."""


@dataclass(frozen=True, slots=True)
class CheckinStores:
    """All stores of the self-check."""

    terms: TermsStore
    results: ResultStore
    records: RecordStore
    units: UnitStore
