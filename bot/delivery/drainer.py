"""Sends what is due. One loop in the app's process; any number of processes may run one each.

A lane is one workspace or tenant, and one process sends in it at a time, so that its pace is kept. A delivery
is SENDING on the disk before it goes, so a crash leaves a trace. Whoever takes the lane next finds it in
doubt: where the platform can be asked, as Slack can by the metadata of its messages, it is asked before the
delivery goes again. Teams cannot be asked, so there what a crash or an unclear answer caught in between goes
once more, marked; never not at all. A process that was frozen for longer than its lease may repeat the
message that it was writing.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.core.background import BackgroundTasks, Bounded, Failures, Interval
from bot.core.card import Card
from bot.core.edge import Messenger
from bot.core.ledger import DeliveryOutcome, Lane, Lease, Ledger, NoticeWriter
from bot.core.people import Clock
from bot.core.retention import DELIVERIES
from bot.delivery.lane import LaneDeps, LaneRun
from bot.delivery.outcomes import OutcomeWriter
from bot.delivery.pacing import Pace, SendRates
from bot.delivery.sender import Sender

LEASE = timedelta(seconds=30)  # made longer while there is something to send
LOOK_EVERY = 1.0  # seconds between looks for lanes with something due
LANES = 64  # drained at the same time
PACES = 10_000  # remembered at most
RESTED = 3.0  # seconds after which nothing that somebody else sent in a lane counts any more

DAY, MINUTE, SOON = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=5)

Report = Callable[[BaseException], str]
Job = Callable[[datetime], Awaitable[object]]


def unmarked(card: Card) -> Card:
    """Returns the card as it is."""
    return card


class Drainer:
    """Drains a ledger. `writers` write the cards, by feature; `rates` are how fast one may send, by platform.

    `daily` and `minutely` jobs run so often, and at the start. `mark` marks a card that may arrive twice;
    `tell` hears what became of notices, `paused` in which lanes a platform asks to wait.
    """

    def __init__(
        self,
        ledger: Ledger,
        messengers: Mapping[str, Messenger],
        writers: Mapping[str, NoticeWriter],
        clock: Clock,
        report: Report,
        *,
        daily: Sequence[Job] = (),
        minutely: Sequence[Job] = (),
        rates: Mapping[str, SendRates] | None = None,
        mark: Callable[[Card], Card] = unmarked,
        tell: Callable[[Sequence[DeliveryOutcome]], None] = lambda outcomes: None,
        paused: Callable[[Lane], None] = lambda lane: None,
        lease: timedelta = LEASE,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._report = report
        self._rates = rates or {}
        self._lease = lease
        self._seconds = seconds
        often = ((SOON, (self._free,)), (MINUTE, (ledger.expire_overdue, *minutely)))
        self._often = [(Interval(every, seconds), job) for every, jobs in often for job in jobs]
        self._daily = [(Interval(DAY, seconds), job) for job in (self._purge, *daily)]
        self._behind = BackgroundTasks(report)
        self._sweeping: asyncio.Task[None] | None = None
        self._holder = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        sender = Sender(messengers, writers, clock, report, mark, ledger)
        self._lane_deps = LaneDeps(
            ledger, sender, OutcomeWriter(ledger, clock, report, tell), clock, seconds, lease, paused
        )
        self._paces: Bounded[Lane, Pace] = Bounded(PACES)
        self._running: dict[Lane, asyncio.Task[int]] = {}
        self._runs: set[LaneRun] = set()
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Begins to drain."""
        self._stopping.clear()
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Lets every lane finish what is under way, and begin nothing more."""
        self._stopping.set()

    def wake(self) -> None:
        """Has whoever drains look at once: something became due in this process that must not wait."""
        self._woken.set()
        for run in self._runs:
            run.wake()

    async def woken(self, *lanes: asyncio.Task[int]) -> set[asyncio.Task[int]]:
        """Waits until it is time to look, and returns those of `lanes` that have come to their end."""
        events = [asyncio.create_task(event.wait()) for event in (self._stopping, self._woken)]
        waiting: list[asyncio.Task[Any]] = [*events, *lanes]
        await asyncio.wait(waiting, timeout=LOOK_EVERY, return_when=asyncio.FIRST_COMPLETED)
        self._woken.clear()
        for event in events:
            event.cancel()
        await asyncio.gather(*events, return_exceptions=True)
        return {task for task in lanes if task.done()}

    async def close(self) -> None:
        """Finishes what is under way, and stops."""
        self.stop()
        if self._task:
            await self._task

    async def drain(self) -> int:
        """Sends all that is due now, and returns how many were claimed."""
        taken = 0
        while lanes := await self.due():
            # All of them come to their end before an error of one is raised: none is left unwatched.
            done = await asyncio.gather(*map(self.lane, lanes), return_exceptions=True)
            for result in done:
                if isinstance(result, BaseException):
                    raise result
            counts = [result for result in done if isinstance(result, int)]
            taken += sum(counts)
            if not any(counts):
                break
        return taken

    async def due(self, count: int = LANES) -> tuple[Lane, ...]:
        """Returns lanes that may be drained and have something to do, the most rested first."""
        return await self._ledger.due_lanes(self._clock(), count)

    async def lane(self, lane: Lane) -> int:
        """Takes a turn in a lane, if it is free, and returns how many deliveries were taken up."""
        now = self._clock()
        lease = await self._ledger.take_lane(lane, self._holder, now, now + self._lease)
        if lease is None:
            return 0
        rates = self._rates.get(lane.platform, SendRates())
        run = LaneRun(self._lane_deps, lease, rates, self._pace(lease, rates), self._stopping)
        self._runs.add(run)
        try:
            return await run.run()
        finally:
            self._runs.discard(run)

    async def sweep(self) -> None:
        """Runs the jobs whose time has come again. Raises what failed of the daily ones, after the others."""
        await self._run_often()
        await self._run_daily()

    async def begin_sweep(self) -> None:
        """Runs what is done often, and begins the daily jobs, whose failures are reported.

        They may take long, and no message waits for them.
        """
        await self._run_often()
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = self._behind.later(self._run_daily())

    async def settled(self) -> None:
        """Waits until the daily jobs that were begun are done."""
        await self._behind.settled()

    async def _run_often(self) -> None:
        now = self._clock()
        for interval, job in self._often:
            if interval.is_due(now):
                await job(now)

    async def _run_daily(self) -> None:
        now, failures = self._clock(), Failures()
        for interval, job in self._daily:
            if interval.is_due(now):
                with failures.apart():
                    await job(now)
        failures.raise_any()

    async def _free(self, now: datetime) -> None:
        await self._ledger.free_lanes(self._holder, now)

    async def _purge(self, now: datetime) -> None:
        await self._ledger.purge_deliveries(now - DELIVERIES)

    def _pace(self, lease: Lease, rates: SendRates) -> Pace:
        pace = self._paces.pop(lease.lane, None) if lease.same_holder else None
        if pace is None:
            pace = Pace(rates, self._seconds(), spent=lease.rested < RESTED)
        self._paces[lease.lane] = pace
        return pace

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.begin_sweep()
                await self._start_lanes()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while; the loop stays
                self._report(error)
            await self._next()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        await self.settled()

    async def _start_lanes(self) -> None:
        if len(self._running) >= LANES:
            return
        for lane in await self.due(LANES - len(self._running)):
            if lane not in self._running:
                self._running[lane] = asyncio.create_task(self.lane(lane))

    async def _next(self) -> None:
        """Waits for the next look: at once, if a lane has come to its end, or something must not wait."""
        done = await self.woken(*self._running.values())
        for lane, task in list(self._running.items()):
            if task in done:
                del self._running[lane]
                if error := task.exception():
                    self._report(error)
                    await asyncio.sleep(LOOK_EVERY)  # whatever ails this lane, it must not keep us spinning
