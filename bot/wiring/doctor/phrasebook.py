"""What the doctor says of the phrasebook: that it can be read, and what in it nobody looked at yet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date

from bot.config import Config
from bot.core.errors import CalmaError
from bot.core.phrasebook import Phrasebook
from bot.wiring.doctor.findings import Check, Finding, known, well
from bot.wiring.phrasebook import ReadyPhrasebook, configured

_UNLOOKED = (
    "{waiting} of {of} shipped phrases that promise something, or fit one country's law, are not reviewed in "
    "time. A team's managers confirm them with /calm team, “Due for review”; whoever keeps the phrasebook "
    "writes reviewed_on."
)

_UNVERIFIED = (
    "Lines of help that nobody here verified, by country: {numbers}. Call each, or read its page, then write "
    "verified_on in phrasebook/safety/numbers.yml."
)


class PhrasebookReading:
    """The phrasebook, read once for all parts that ask for it, in a thread."""

    def __init__(self, settings: Config) -> None:
        self._settings = settings
        self._task: asyncio.Task[ReadyPhrasebook] | None = None

    def begin(self) -> asyncio.Task[ReadyPhrasebook]:
        """Returns the reading of it, which is begun once."""
        if self._task is None:
            self._task = asyncio.create_task(asyncio.to_thread(configured, self._settings))
        return self._task

    async def book(self) -> Phrasebook:
        """Returns it. Raises CalmaError where it is broken."""
        # Whoever waits too long for it leaves it to the others.
        return (await asyncio.shield(self.begin())).book

    async def book_or_none(self) -> Phrasebook | None:
        """Returns it, None where it is broken."""
        try:
            return await self.book()
        except CalmaError:
            return None


def checks(reading: PhrasebookReading, today: date) -> dict[str, Check]:
    """Returns what is looked at, by part."""

    async def check() -> list[Finding]:
        book = await reading.book()
        return [*_read_well(book), *_unlooked(book, today), *_numbers(book)]

    return {"Phrasebook": check}


def _read_well(book: Phrasebook) -> Iterator[Finding]:
    yield well(
        "Phrasebook", f"It can be read: {len(book.situations)} situations, {len(book.quiz)} questions."
    )


def _unlooked(book: Phrasebook, today: date) -> Iterator[Finding]:
    from bot.content.stats import reviewed

    counts = reviewed(book, today)
    if waiting := counts["of"] - counts["in_time"]:
        yield known("Phrasebook", _UNLOOKED.format(waiting=waiting, of=counts["of"]))


def _numbers(book: Phrasebook) -> Iterator[Finding]:
    waiting = []
    for country, numbers in book.numbers.items():
        if named := [line.number for line in numbers.lines if line.verified_on is None]:
            waiting.append(f"{country}: {', '.join(named)}")
    if waiting:
        yield known("Numbers", _UNVERIFIED.format(numbers="; ".join(waiting)))
    else:
        yield well("Numbers", "All lines of help are verified.")
