"""What is to be sent unasked, kept until it is sent. A notice is ids; its card is made when it goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.coach.card import Card
from bot.coach.ports import Address, Fate


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to send to an address, not before `due`. `key` names it, once and for all, within its tenant.

    `what` is `room.kind` and tells who writes the card; `about` are the ids that it is made from.
    """

    key: str
    to: Address
    what: str
    about: tuple[str, ...]
    due: datetime

    @property
    def room(self) -> str:
        """The room whose author writes the card."""
        return self.what.partition(".")[0]


class State(Enum):
    """How far a notice has come. SENDING is the claim of whoever sends it now."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"  # it will never arrive, or is not wanted any more


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that the claimer alone may send now.

    `tries` counts the claims, this one too, and tells it from a later one. `doubts` counts those of them
    after which nobody knew whether the notice had arrived: an unclear answer, or a process that died.
    """

    notice: Notice
    tries: int
    doubts: int


class Outbox(Protocol):
    """Keeps notices."""

    async def add(self, notices: Iterable[Notice]) -> None:
        """Keeps notices; one whose key is known already is left out."""

    async def claim(self, now: datetime, until: datetime) -> Claim | None:
        """Returns the notice that has been due longest, as SENDING until `until`, or None.

        One that is still SENDING when its time is over counts as a doubt: whoever sent it is gone.
        """

    async def settle(self, claim: Claim, state: State, now: datetime, follow: Sequence[Notice] = ()) -> bool:
        """Keeps what became of a notice, together with what follows. Returns False if the claim was lost."""

    async def postpone(self, claim: Claim, due: datetime, *, doubt: bool = False) -> bool:
        """Puts a notice back until `due`. Returns False if the claim was lost."""

    async def purge(self, before: datetime) -> int:
        """Forgets what was sent or died before a time, and returns how many that were."""


class Author(Protocol):
    """Writes the notices of a room."""

    async def card(self, notice: Notice) -> Card | None:
        """Returns what to send, or None where it is not wanted any more."""

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Returns what comes after a notice that was SENT or REFUSED; asked again, the same keys."""


@dataclass(slots=True)
class Row:
    """A notice in memory, and how far it has come."""

    notice: Notice
    state: State = State.DUE
    tries: int = 0
    doubts: int = 0
    next: datetime | None = None  # when it is due or its claim is over
    settled: datetime | None = None


class OutboxInMemory:
    """`Outbox` that forgets at the end of the process."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}

    async def add(self, notices: Iterable[Notice]) -> None:
        self.put(notices)

    def put(self, notices: Iterable[Notice]) -> None:
        """What `add` does, for the twins in memory that keep notices together with something else."""
        for notice in notices:
            self.rows.setdefault((notice.to.tenant, notice.key), Row(notice, next=notice.due))

    async def claim(self, now: datetime, until: datetime) -> Claim | None:
        waiting = [row for row in self.rows.values() if row.state in {State.DUE, State.SENDING}]
        row = min(waiting, key=_next, default=None)
        if row is None or _next(row) > now:
            return None
        row.doubts += row.state is State.SENDING
        row.state, row.tries, row.next = State.SENDING, row.tries + 1, until
        return Claim(row.notice, row.tries, row.doubts)

    async def settle(self, claim: Claim, state: State, now: datetime, follow: Sequence[Notice] = ()) -> bool:
        row = self._held(claim)
        if row is None:
            return False
        row.state, row.settled = state, now
        self.put(follow)
        return True

    async def postpone(self, claim: Claim, due: datetime, *, doubt: bool = False) -> bool:
        row = self._held(claim)
        if row is None:
            return False
        row.state, row.next, row.doubts = State.DUE, due, row.doubts + doubt
        return True

    async def purge(self, before: datetime) -> int:
        old = [key for key, row in self.rows.items() if row.settled and row.settled < before]
        for key in old:
            del self.rows[key]
        return len(old)

    def _held(self, claim: Claim) -> Row | None:
        row = self.rows.get((claim.notice.to.tenant, claim.notice.key))
        held = row and row.state is State.SENDING and row.tries == claim.tries
        return row if held else None


def _next(row: Row) -> datetime:
    return row.next or row.notice.due
