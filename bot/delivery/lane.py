"""Drains one lane: as many at a time as its pace allows, for as long as its turn lasts."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core.ledger import VOID, Claim, DeliveryOutcome, DeliveryState, Lane, Lease, Ledger, Rank
from bot.core.people import Clock
from bot.delivery.outcomes import OutcomeWriter
from bot.delivery.pacing import Pace, SendRates
from bot.delivery.sender import IN_DOUBT, Letter, Sender

LOOK_EVERY = 1.0  # seconds between looks for more, while nothing was due
TURN = 20.0  # seconds; then the lane is given back, so that others get their turn
SOON = 10.0  # seconds; whatever has to wait for longer than that gives the lane back meanwhile
FIRST = 8  # claims at the beginning of a turn; then as many as go in between these seconds
SHORT, LONG = 0.15, 1.5
# What is in doubt for longer, as its turn to be asked about never came, goes once more, marked.
SETTLED_WITHIN = timedelta(minutes=15)
MOST_READY = 4  # times as many as are claimed at once, with what waits for its conversation
TICK = 0.005  # seconds; what may go within that goes together


@dataclass(frozen=True, slots=True)
class LaneDeps:
    """What every lane is drained with. `seconds` is a clock that only goes forward.

    `paused` hears of each lane in which a platform asks to wait.
    """

    ledger: Ledger
    sender: Sender
    outcomes: OutcomeWriter
    clock: Clock
    seconds: Callable[[], float]
    lease: timedelta
    paused: Callable[[Lane], None] = lambda lane: None


class LaneRun:
    """One turn in a lane."""

    def __init__(
        self, deps: LaneDeps, lease: Lease, rates: SendRates, pace: Pace, stopping: asyncio.Event
    ) -> None:
        self._deps = deps
        self._lease: Lease | None = lease
        self._rates = rates
        self._pace = pace
        self._stopping = stopping
        self._ready: deque[Letter] = deque()
        self._looking: set[asyncio.Task[None]] = set()
        self._preparing: set[asyncio.Task[None]] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._held = 0  # letters that wait for their own conversation
        self._busy_with: dict[str, Rank] = {}  # those conversations, and the most urgent that waits there
        self._errors: list[BaseException] = []
        self._renewed = deps.seconds()
        self._ends = self._renewed + TURN
        self._next_look = -math.inf
        self._last_look = -math.inf
        self._batch = min(FIRST, rates.batch)
        self._taken = 0
        self._more = True
        self._news_since = True
        self._urgent = False

    def wake(self) -> None:
        """Looks at once for what has become due, however much is waiting here already."""
        self._urgent = True
        self._news.set()

    async def run(self) -> int:
        """Sends what is due until nothing is, or the turn is over. Returns how many were claimed."""
        try:
            while await self._goes_on():
                await self._wait(self._send())
        finally:
            await self._finish()
        if self._errors:
            raise self._errors[0]
        return self._taken

    @property
    def _closing(self) -> bool:
        return self._stopping.is_set() or self._lease is None or bool(self._errors)

    async def _goes_on(self) -> bool:
        await self._renew()
        if self._closing:
            return False
        if self._lease and self._should_look(self._deps.seconds()):
            self._start(self._looking, self._look(self._lease))
        return self._busy or bool(self._looking)

    @property
    def _busy(self) -> bool:
        return bool(self._ready or self._preparing or self._under_way)

    @property
    def _waiting(self) -> int:
        # What waits for its own conversation alone keeps nobody else waiting.
        return max(0, len(self._ready) - self._held) + len(self._preparing)

    @property
    def _full(self) -> bool:
        return len(self._ready) >= MOST_READY * self._rates.batch  # after a crash all of them are in doubt

    def _should_look(self, now: float) -> bool:
        """Whether to claim more: only what can go soon, and nothing after the turn."""
        if self._looking or now >= self._ends:
            return False
        if self._urgent:
            return True
        if self._full or self._waiting > self._batch // 2:
            return False
        if SOON < self._pace.rest(now) < math.inf:
            return False
        if self._more:
            return True
        # Nothing more was due a while ago. What was sent since may have been followed by something.
        return now >= self._next_look if self._busy else self._news_since

    async def _renew(self) -> None:
        now, lease = self._deps.clock(), self._lease
        if lease and min(lease.until - now, self._left()) < self._deps.lease / 2:
            seconds = self._deps.seconds()
            self._lease = await self._deps.ledger.renew_lease(lease, now + self._deps.lease)
            self._renewed = seconds

    def _left(self) -> timedelta:
        """Returns how long the lease still lasts, whatever the clock on the wall is set to meanwhile."""
        return self._deps.lease - timedelta(seconds=self._deps.seconds() - self._renewed)

    async def _look(self, lease: Lease) -> None:
        self._news_since = self._urgent = False
        self._adapt(self._deps.seconds())
        count = max(1, self._batch - self._waiting)
        claims = await self._deps.ledger.claim_due(
            lease, self._deps.clock(), count, self._rates.each, dict(self._busy_with)
        )
        most = max(Counter(claim.notice.to.id for claim in claims).values(), default=0)
        # Behind somebody who had their portion others may stand.
        self._more = len(claims) == count or most >= self._rates.each
        self._taken += len(claims)
        self._last_look = self._deps.seconds()
        self._next_look = self._last_look + LOOK_EVERY
        for claim in claims:
            self._start(self._preparing, self._prepare(claim))

    def _adapt(self, now: float) -> None:
        # Enough for a while, however fast this machine is, and not more: after a crash all are in doubt.
        since = now - self._last_look
        if since < SHORT:
            self._batch = min(self._rates.batch, self._batch * 2)
        elif LONG < since < math.inf:
            self._batch = max(1, self._batch // 2)

    async def _prepare(self, claim: Claim) -> None:
        wait = await self._turn_to_ask() if claim.doubts and self._deps.sender.can_ask(claim) else 0.0
        if wait and self._can_wait(claim):
            due = self._deps.clock() + timedelta(seconds=wait)
            back = DeliveryOutcome(claim, DeliveryState.DUE, IN_DOUBT, "", due, claim.tries, claim.doubts)
            await self._deps.outcomes.settle_outcome(back)
            return
        prepared = await self._deps.sender.prepare(claim, ask=not wait)
        if isinstance(prepared, Letter):
            self._stand_in_line(prepared)
        else:
            await self._deps.outcomes.settle_outcome(prepared)

    def _stand_in_line(self, letter: Letter) -> None:
        # By rank, and within it as they come: what safety depends on does not wait behind a campaign.
        rank = letter.claim.notice.rank
        ahead = sum(ready.claim.notice.rank <= rank for ready in self._ready)
        self._ready.insert(ahead, letter)

    def _can_wait(self, claim: Claim) -> bool:
        """Whether what is in doubt may wait: what safety depends on may not, and nothing for long."""
        since = self._deps.clock() - (claim.began or claim.notice.due)
        return claim.notice.rank is Rank.ROUTINE and since < SETTLED_WITHIN

    async def _turn_to_ask(self) -> float:
        """Returns 0 once the platform may be asked, or the seconds until then where they are too many."""
        while wait := self._pace.lookup(self._deps.seconds()):
            if wait > SOON:
                return wait
            await asyncio.sleep(wait)
        return 0.0

    def _send(self) -> float:
        """Starts all that may go now, and returns the seconds until the next may."""
        over = self._lease is None or self._deps.clock() >= self._lease.until
        if over or self._left() <= timedelta():
            return TICK  # frozen for too long; the lane may be somebody else's by now
        waiting: list[Letter] = []
        soonest = math.inf
        while self._ready:
            now = self._deps.seconds()
            if rest := self._pace.rest(now):
                soonest = min(soonest, rest)
                break
            letter = self._ready.popleft()
            conversation = letter.claim.notice.to.id
            wait = self._pace.wait(conversation, now)
            if wait:
                waiting.append(letter)
                soonest = min(soonest, wait)
                continue
            self._pace.begin(conversation, now)
            self._start(self._under_way, self._go(letter))
        self._ready.extendleft(reversed(waiting))
        self._note_held(waiting)
        return soonest

    def _note_held(self, waiting: Sequence[Letter]) -> None:
        self._held, self._busy_with = len(waiting), {}
        for letter in waiting:
            to, rank = letter.claim.notice.to.id, letter.claim.notice.rank
            self._busy_with[to] = min(rank, self._busy_with.get(to, rank))

    async def _go(self, letter: Letter) -> None:
        conversation = letter.claim.notice.to.id
        try:
            sent = await self._deps.sender.send(letter)
        finally:
            self._pace.end(conversation, self._deps.seconds())
            self._news.set()
        if sent.pause:
            self._pace.pause(self._deps.seconds() + sent.pause)
            until = self._deps.clock() + min(timedelta(seconds=sent.pause), VOID)
            self._deps.paused(letter.claim.notice.lane)
            await self._deps.ledger.pause_lane(letter.claim.notice.lane, until)
        await self._deps.outcomes.settle_outcome(sent.outcome)
        if any(notice.rank is Rank.ALERT for notice in sent.outcome.follow):
            self.wake()

    async def _wait(self, wait: float) -> None:
        if SOON < wait < math.inf:
            await self._put_back(wait)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), max(TICK, min(wait, LOOK_EVERY)))
        self._news.clear()

    async def _finish(self) -> None:
        """Lets what is under way come to its end, and gives back what is not, and the lane."""
        while tasks := self._looking | self._preparing | self._under_way:
            await asyncio.wait(tasks, timeout=LOOK_EVERY)
            await self._renew()
        if self._lease:
            await self._put_back(0.0)
            await self._deps.ledger.release_lane(self._lease, self._deps.clock())

    async def _put_back(self, wait: float) -> None:
        due = self._deps.clock() + timedelta(seconds=wait)
        letters, self._ready = list(self._ready), deque()
        await asyncio.gather(*(self._deps.outcomes.settle_outcome(_later(letter, due)) for letter in letters))

    def _start(self, tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            tasks.discard(task)
            self._news_since = self._news_since or tasks is not self._looking
            if not task.cancelled() and (error := task.exception()):
                self._errors.append(error)
            self._news.set()

        task.add_done_callback(ended)


def _later(letter: Letter, due: datetime) -> DeliveryOutcome:
    claim = letter.claim
    return DeliveryOutcome(claim, DeliveryState.DUE, "", "", due, claim.tries, letter.doubts)
