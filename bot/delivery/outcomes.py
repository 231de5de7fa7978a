"""Writes outcomes together: while one batch is being written, the next one gathers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.core.background import Batcher
from bot.core.ledger import DeliveryOutcome, Ledger
from bot.core.people import Clock

GATHER = 0.02  # seconds in which outcomes come together
MOST = 500  # outcomes in one transaction
TRIES = 5  # while the ledger is away
PAUSE = 1.0  # seconds between them


class OutcomeWriter:
    """Settles outcomes of all lanes of this process; those that are stored are told to `tell`."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        report: Callable[[BaseException], str],
        tell: Callable[[Sequence[DeliveryOutcome]], None] = lambda outcomes: None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._report = report
        self._tell = tell
        self._together: Batcher[DeliveryOutcome, None] = Batcher(self._settle, MOST, GATHER)

    async def settle_outcome(self, outcome: DeliveryOutcome) -> None:
        """Returns when the outcome is stored.

        If the ledger is away for too long it is not, and the delivery is in doubt as after a crash.
        """
        await self._together(outcome)

    async def _settle(self, outcomes: Sequence[DeliveryOutcome]) -> Sequence[None]:
        for number in range(TRIES):
            try:
                await self._ledger.settle_claims(outcomes, self._clock())
                self._tell(outcomes)
                break
            except Exception as error:  # noqa: BLE001 - the database may be away for a while
                self._report(error)
                await asyncio.sleep(PAUSE if number + 1 < TRIES else 0)
        return [None] * len(outcomes)
