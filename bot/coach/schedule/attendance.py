"""What people did with the drills that came to them. Managers see counts, never who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

PATIENCE = 5  # drills unopened in a row, after which the coach asks


@dataclass(frozen=True, slots=True)
class Run:
    """A person's way with a schedule: the last slot that came, by which delivery, and how many went unopened.

    `asked` says that the coach asked whether to go on, and that nothing comes until there is an answer.
    """

    day: date | None = None
    key: str = ""
    unopened: int = 0
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a slot were opened, and how many finished."""

    opened: int = 0
    finished: int = 0


class Attendance(Protocol):
    """Keeps what became of drills."""

    async def of(self, tenant: str, schedule: str, users: Iterable[str]) -> Mapping[str, Run]:
        """Returns people's ways with a schedule; whoever got nothing yet is left out."""

    async def sent(
        self, tenant: str, schedule: str, user: str, day: date, key: str, *, asked: bool = False
    ) -> Run:
        """Keeps that a delivery arrived, and returns how things were before; told twice, it counts once."""

    async def opened(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        """Keeps that a person began a drill; only the first time counts."""

    async def finished(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        """Keeps that a person finished a drill; only the first time counts."""

    async def heard(self, tenant: str, schedule: str, user: str) -> None:
        """Keeps that a person answered in any way: nothing counts as unopened, and drills go on."""

    async def counts(self, tenant: str, schedule: str) -> Mapping[date, Count]:
        """Returns how many drills were opened and finished, by slot."""

    async def purge(self, before: date) -> int:
        """Forgets what became of slots before a date, and returns how many rows that were."""


class AttendanceInMemory:
    """`Attendance` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str, str], Run] = {}
        self._opened: dict[tuple[str, str, str, date], datetime] = {}
        self._finished: dict[tuple[str, str, str, date], datetime] = {}

    async def of(self, tenant: str, schedule: str, users: Iterable[str]) -> Mapping[str, Run]:
        keys = {user: (tenant, schedule, user) for user in users}
        return {user: self._runs[key] for user, key in keys.items() if key in self._runs}

    async def sent(
        self, tenant: str, schedule: str, user: str, day: date, key: str, *, asked: bool = False
    ) -> Run:
        before = self._runs.get((tenant, schedule, user), Run())
        self._runs[tenant, schedule, user] = after(before, day, key, asked=asked)
        return before

    async def opened(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        self._opened.setdefault((tenant, schedule, user, day), now)
        await self.heard(tenant, schedule, user)

    async def finished(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        self._opened.setdefault((tenant, schedule, user, day), now)
        self._finished.setdefault((tenant, schedule, user, day), now)

    async def heard(self, tenant: str, schedule: str, user: str) -> None:
        if run := self._runs.get((tenant, schedule, user)):
            self._runs[tenant, schedule, user] = replace(run, unopened=0, asked=False)

    async def counts(self, tenant: str, schedule: str) -> Mapping[date, Count]:
        found: dict[date, Count] = {}
        for t, s, user, day in self._opened:
            if (t, s) == (tenant, schedule):
                done = (t, s, user, day) in self._finished
                before = found.get(day, Count())
                found[day] = Count(before.opened + 1, before.finished + done)
        return found

    async def purge(self, before: date) -> int:
        for name in [name for name, run in self._runs.items() if run.day and run.day < before]:
            del self._runs[name]
        old = [key for key in self._opened if key[3] < before]
        for key in old:
            self._finished.pop(key, None)
            del self._opened[key]
        return len(old)


def after(run: Run, day: date, key: str, *, asked: bool) -> Run:
    """Returns a person's way once a delivery arrived."""
    if run.key == key:
        return run
    if asked:
        return Run(day, key, run.unopened, asked=True)
    again = run.day == day  # put off by the person, and here once more
    return Run(day, key, max(1, run.unopened) if again else run.unopened + 1)
