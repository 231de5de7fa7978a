"""Keeps outcomes together: while one batch is being written, the next one gathers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.coach.ledger import Ledger, Outcome
from bot.coach.ports import Clock

GATHER = 0.02  # seconds in which outcomes come together
MOST = 500  # outcomes in one transaction
TRIES = 5  # while the ledger is away
PAUSE = 1.0  # seconds between them


class Writer:
    """Settles outcomes of all lanes of this process."""

    def __init__(self, ledger: Ledger, clock: Clock, report: Callable[[BaseException], str]) -> None:
        self._ledger = ledger
        self._clock = clock
        self._report = report
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def keep(self, outcome: Outcome) -> None:
        """Returns when the outcome is kept.

        If the ledger is away for too long it is not, and the delivery is in doubt as after a crash.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER)
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._settle([outcome for outcome, _ in batch])
            for _, done in batch:
                if not done.done():
                    done.set_result(None)

    async def _settle(self, outcomes: list[Outcome]) -> None:
        for number in range(TRIES):
            try:
                await self._ledger.settle(outcomes, self._clock())
                return
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                self._report(error)
                await asyncio.sleep(PAUSE if number + 1 < TRIES else 0)
