"""Sends finished drills to the learning record store, behind everything else and one process at a time.

At least once: a drill waits in the database until the store has taken it, and its statement has one id, so
the store itself drops what comes twice. Statements are taken all or none; where some are refused together,
each goes by itself, so that one that is wrong keeps no other back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from bot.core.retention import LEARNING_UNSENT
from bot.core.trouble import Trouble, tell
from bot.features.records.deps import RecordsDeps
from bot.features.records.model import FinishedDrill, LearningState, Reception, StatementReceipt
from bot.features.records.ports import LearningStore, StatementReceiver
from bot.features.records.statement import statement

PART = "learning records"  # of the app, in the log
MOST, ROUNDS = 50, 20  # drills in one request, and requests before others get their turn
LEASE = timedelta(seconds=90)  # longer than a request may take, with much to spare
SOONEST, LATEST = 60.0, 3_600.0  # seconds until the next try
DAY = 86_400.0  # seconds, the longest that a store may put us off


async def expire_unsent(store: LearningStore, now: datetime) -> int:
    """Deletes what waited too long, whether or not there is a store to send it to; returns how many."""
    expired = await store.purge_drills(now - LEARNING_UNSENT)
    if expired:
        days = LEARNING_UNSENT.days
        tell(PART, Trouble(f"{expired} finished drills waited {days} days and never went.", lasting=True))
    return expired


class StatementSender:
    """The job of every minute. It begins, and returns at once; a store that is slow keeps nobody waiting."""

    def __init__(self, deps: RecordsDeps) -> None:
        self._deps = deps
        self._holder = ""
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, now: datetime) -> None:
        """Begins to send what waits, unless the time before still goes on."""
        if self._deps.receiver and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run(self._deps.receiver))

    async def settled(self) -> None:
        """Returns once what was begun is over."""
        if self._task:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Ends it: what was not taken yet still waits, and goes next time."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, receiver: StatementReceiver) -> None:
        try:
            await self.send(receiver)
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next minute comes
            self._deps.report(error)

    async def send(self, receiver: StatementReceiver) -> None:
        """Sends what waits, as far as the store takes it now."""
        store, now = self._deps.learning, self._deps.now()
        await expire_unsent(store, now)
        if not await store.waiting_drills(1):
            return
        self._holder = self._holder or self._deps.new_id()
        state = await store.take_turn(self._holder, now, now + LEASE)
        if state is None:
            return
        if state.resume is None or state.resume <= now:
            state = await self._rounds(receiver, state)
        await store.end_turn(self._holder, state, self._deps.now())

    async def _rounds(self, receiver: StatementReceiver, state: LearningState) -> LearningState:
        store = self._deps.learning
        for _ in range(ROUNDS):
            drills = await store.waiting_drills(MOST)
            if not drills:
                break
            state = await self._batch(receiver, drills, state)
            now = self._deps.now()
            if state.failures or not await store.take_turn(self._holder, now, now + LEASE):
                break
        return state

    async def _batch(
        self, receiver: StatementReceiver, drills: Sequence[FinishedDrill], state: LearningState
    ) -> LearningState:
        receipt = await receiver.take([self._statement(drill) for drill in drills])
        if receipt.reception is Reception.REFUSED and len(drills) > 1:
            return await self._one_by_one(receiver, drills, state)
        return await self._settle(drills, receipt, state)

    async def _one_by_one(
        self, receiver: StatementReceiver, drills: Sequence[FinishedDrill], state: LearningState
    ) -> LearningState:
        store = self._deps.learning
        for drill in drills:
            if not await store.is_waiting(drill):  # they changed their mind meanwhile
                continue
            now = self._deps.now()
            if not await store.take_turn(self._holder, now, now + LEASE):
                break
            receipt = await receiver.take([self._statement(drill)])
            state = await self._settle([drill], receipt, state)
            if state.failures:
                break
        return state

    async def _settle(
        self, drills: Sequence[FinishedDrill], receipt: StatementReceipt, state: LearningState
    ) -> LearningState:
        now = self._deps.now()
        if receipt.reception is Reception.AWAY:
            tell(PART, Trouble(f"{receipt.reason}. What was finished waits."))
            failures = state.failures + 1
            resume = now + timedelta(seconds=self._pause(failures, receipt.wait))
            return replace(state, failed_at=now, reason=receipt.reason, failures=failures, resume=resume)
        await self._deps.learning.remove_drills(drills)
        if receipt.reception is Reception.REFUSED:
            tell(PART, Trouble(f"a statement was refused for good: {receipt.reason}.", lasting=True))
            refused = state.refused + len(drills)
            state = replace(state, failed_at=now, refused=refused, refused_for=receipt.reason)
            return replace(state, failures=0, resume=None)
        return replace(state, taken_at=now, failures=0, resume=None)

    def _pause(self, failures: int, wait: float) -> float:
        """Returns the seconds until the next try: twice as long each time, and a part more by chance."""
        pause = min(SOONEST * 2.0 ** min(failures - 1, 10), LATEST)
        chance = crc32(self._deps.new_id().encode()) / 2**32
        return max(min(wait, DAY), pause * (1 + chance / 2))

    def _statement(self, drill: FinishedDrill) -> Mapping[str, Any]:
        return statement(drill, self._deps.home, self._deps.topic)
