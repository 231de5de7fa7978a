"""What somebody waits for goes at once, and whoever waits hears it where the platform refuses it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from bot.core.ledger import DeliveryOutcome, DeliveryState, Ledger, Notice

PATIENCE = 1.5  # seconds; a form has to be answered within three


class QuickDelivery:
    """Stores notices and has them sent now. `ring` wakes whoever sends in this process.

    `told` says that outcomes are told here: where nobody sends in this process, nobody waits.
    """

    def __init__(self, ledger: Ledger, ring: Callable[[], None], patience: float = PATIENCE) -> None:
        self._ledger = ledger
        self._ring = ring
        self._patience = patience
        self._waiting: dict[tuple[str, str], asyncio.Future[DeliveryOutcome]] = {}
        self.told = False

    def tell(self, outcomes: Sequence[DeliveryOutcome]) -> None:
        """Takes in what became of notices, for whoever waits."""
        for outcome in outcomes:
            notice = outcome.claim.notice
            waiting = self._waiting.get((notice.to.tenant, notice.key))
            if waiting and not waiting.done() and outcome.state is not DeliveryState.DUE:
                waiting.set_result(outcome)

    async def refusal(self, notice: Notice) -> str | None:
        """Stores a notice, and returns the platform's reason where it is refused at once; None otherwise.

        Raises what the ledger raises.
        """
        key = (notice.to.tenant, notice.key)
        waiting = self._waiting[key] = asyncio.get_running_loop().create_future()
        try:
            await self._ledger.add_notices([notice])
            self._ring()
            if not self.told:
                return None
            async with asyncio.timeout(self._patience):
                outcome = await waiting
            return outcome.reason if outcome.state is DeliveryState.DEAD else None
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(key, None)
