"""Calma as `bot.wiring` puts it together, with what a test wants to give."""

from __future__ import annotations

from pathlib import Path

from bot import config
from bot.coach.ports import Clock
from bot.wiring import calma, runtime
from bot.wiring.calma import Calma
from bot.wiring.stores import Stores


def build(
    phrasebook: Path,
    stores: Stores | None = None,
    instrument: Path | None = None,
    clock: Clock = runtime.now,
) -> Calma:
    """Returns Calma with that phrasebook, by that clock, in memory where no stores are given."""
    environment = {
        "CALMA_PHRASEBOOK": str(phrasebook),
        "CALMA_INSTRUMENT": str(instrument or ""),
        "CALMA_DATA_DIR": "/nowhere",
    }
    return calma.build(config.read(environment), stores, clock=clock)
