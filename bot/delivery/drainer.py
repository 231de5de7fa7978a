"""Sends what is due. One loop in the app's process; any number of processes may run one each.

A notice is claimed before it is sent, so a crash leaves a trace: a claim whose time is over. Such a notice
may have arrived. It goes to the messenger once more with the same key, and the messengers settle it where
their platform can tell: the playground by its mailbox, Slack by the metadata of its messages. Teams cannot
tell, so there a notice that a crash or an unclear answer caught in between may come twice, never not at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.coach.card import Card
from bot.coach.outbox import Author, Claim, Notice, Outbox, State
from bot.coach.ports import Clock, Fate, Messenger, Receipt

SENDERS = 4  # notices under way at the same time
PATIENCE = 20.0  # seconds for one send
CLAIM = timedelta(seconds=60)  # longer than any send takes
LOOK_EVERY = 1.0  # seconds
SOONEST, LATEST = 2.0, 300.0  # seconds until the next try, at least and at most
TRIES = 100  # about eight hours
DOUBTS = 1  # unclear answers after which a notice is sent once more
KEPT = timedelta(days=30)  # for what was sent
DAY = timedelta(days=1)

_log = logging.getLogger("calma.delivery")
Report = Callable[[BaseException], str]
Job = Callable[[datetime], Awaitable[object]]


class Drainer:
    """Drains an outbox. `authors` write the cards, by room; `daily` jobs run once a day, and at the start."""

    def __init__(
        self,
        outbox: Outbox,
        messengers: Mapping[str, Messenger],
        authors: Mapping[str, Author],
        clock: Clock,
        report: Report,
        *,
        daily: Sequence[Job] = (),
        claim: timedelta = CLAIM,
    ) -> None:
        self._outbox = outbox
        self._messengers = messengers
        self._authors = authors
        self._clock = clock
        self._report = report
        self._daily = daily
        self._claim = claim
        self._swept: datetime | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Begins to drain."""
        self._stopping.clear()
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Finishes what is under way, and stops."""
        self._stopping.set()
        if self._task:
            await self._task

    async def drain(self) -> int:
        """Sends all that is due now, and returns how many notices were taken up."""
        # All of them come to their end before an error of one is raised: none is left under way unwatched.
        done = await asyncio.gather(*(self._sender() for _ in range(SENDERS)), return_exceptions=True)
        for result in done:
            if isinstance(result, BaseException):
                raise result
        return sum(result for result in done if isinstance(result, int))

    async def sweep(self) -> None:
        """Runs the daily jobs, if it is a day since they ran."""
        now = self._clock()
        if self._swept and now - self._swept < DAY:
            return
        self._swept = now
        await self._outbox.purge(now - KEPT)
        for job in self._daily:
            await job(now)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.sweep()
                await self.drain()
            except Exception as error:  # noqa: BLE001 - the database may be away for a while; the loop stays
                self._report(error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), LOOK_EVERY)

    async def _sender(self) -> int:
        taken = 0
        while not self._stopping.is_set():
            now = self._clock()
            claim = await self._outbox.claim(now, now + self._claim)
            if claim is None:
                break
            taken += 1
            await self._deliver(claim)
        return taken

    async def _deliver(self, claim: Claim) -> None:
        try:
            author = self._authors[claim.notice.room]
            card = await author.card(claim.notice)
            if card is None:
                await self._outbox.settle(claim, State.DEAD, self._clock())
                return
            receipt = await self._sent(claim.notice, card)
            await self._settle(claim, author, receipt)
        except Exception as error:  # noqa: BLE001 - one notice must not keep the others from going out
            self._report(error)
            if claim.tries < TRIES:
                await self._again(claim)
            else:
                await self._outbox.settle(claim, State.DEAD, self._clock())

    async def _sent(self, notice: Notice, card: Card) -> Receipt:
        messenger = self._messengers.get(notice.to.platform)
        if messenger is None:
            return Receipt(Fate.LATER, reason="this platform is not configured", wait=LATEST)
        try:
            async with asyncio.timeout(PATIENCE):
                return await messenger.send(notice.to, card, notice.key)
        except TimeoutError:
            return Receipt(Fate.DOUBT, reason="no answer in time")
        except Exception as error:  # noqa: BLE001 - it may have been sent before it broke
            self._report(error)
            return Receipt(Fate.DOUBT, reason=type(error).__name__)

    async def _settle(self, claim: Claim, author: Author, receipt: Receipt) -> None:
        fate = receipt.fate
        if fate is Fate.DOUBT and claim.doubts < DOUBTS:
            await self._again(claim, doubt=True)
        elif fate is Fate.LATER and claim.tries < TRIES:
            await self._again(claim, receipt.wait)
        else:
            # What stays in doubt, or is put off for ever, counts as not arrived: better told to one too many.
            arrived = fate is Fate.SENT
            if not arrived:
                _log.warning("a notice did not arrive: %s (%s)", claim.notice.key, receipt.reason)
            follow = await author.follow(claim.notice, Fate.SENT if arrived else Fate.REFUSED, self._clock())
            state = State.SENT if arrived else State.DEAD
            await self._outbox.settle(claim, state, self._clock(), follow)

    async def _again(self, claim: Claim, wait: float = 0.0, *, doubt: bool = False) -> None:
        pause = max(wait, min(LATEST, SOONEST * 2 ** min(claim.tries - 1, 10)))
        await self._outbox.postpone(claim, self._clock() + timedelta(seconds=pause), doubt=doubt)
