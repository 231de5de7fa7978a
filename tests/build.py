"""Calma as `bot.wiring` puts it together, with what a test wants to give."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot import config
from bot.config import Config
from bot.core.people import Clock
from bot.core.phrasebook import Phrasebook
from bot.wiring import calma, runtime
from bot.wiring.calma import Calma
from bot.wiring.phrasebook import FILE, ReadyPhrasebook, prepare
from bot.wiring.stores import Stores

PHRASEBOOK = Path(__file__).parent.parent / "phrasebook"


def settings(phrasebook: Path = PHRASEBOOK, instrument: Path | None = None) -> Config:
    """Returns the settings of a Calma that reads these files."""
    return config.read(
        {
            "CALMA_PHRASEBOOK": str(phrasebook),
            "CALMA_INSTRUMENT": str(instrument or ""),
            "CALMA_DATA_DIR": "/nowhere",  # so that nothing is read or written there
        }
    )


@lru_cache(maxsize=2)
def ready(phrasebook: Path = PHRASEBOOK) -> ReadyPhrasebook:
    """Returns what a phrasebook says, with its index. It is read once, and never changed."""
    return prepare(phrasebook)


@lru_cache(maxsize=1)
def compiled() -> bytes:
    """Returns the shipped phrasebook as it is compiled, for a data folder whose jobs start at once."""
    with TemporaryDirectory() as folder:
        prepare(PHRASEBOOK, None, Path(folder))
        return (Path(folder) / FILE).read_bytes()


def build(
    phrasebook: Path = PHRASEBOOK,
    stores: Stores | None = None,
    instrument: Path | None = None,
    clock: Clock = runtime.now,
    **given: Any,
) -> Calma:
    """Returns Calma with that phrasebook, in memory where no stores are given; `given` goes to `bot.wiring`.

    The shipped phrasebook is read once for all tests, and so is its index.
    """
    if phrasebook == PHRASEBOOK and instrument is None:
        given["ready"] = given.get("ready") or ready()
    return calma.build(settings(phrasebook, instrument), stores, clock=clock, **given)


def put_book(house: Calma, book: Phrasebook) -> None:
    """Has everybody answer from that phrasebook, which differs from the shipped one in practice alone."""
    house.phrasebook.book = book
    house.finders.reload(house.finders.shipped.with_book(book))


def shipped() -> Phrasebook:
    """Returns the shipped phrasebook."""
    return ready().book
