"""What keeps a part of the app from working: said in words, once a minute, and tried until it is over."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.deadline import unhurried
from bot.core.pauses import pauses

_log = logging.getLogger("calma")
DATABASE = "database"  # the part that all others store by
SCHEMA = "schema"  # that the database has the shape of this version
LANES = "lanes"  # that what is due goes out; whoever asks is answered all the same
SOONEST, LATEST = 1.0, 30.0  # seconds until the next try of what passes by itself
MENDED = 60.0  # seconds until the next try of what somebody has to mend first


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something does not work, and what to do; `lasting`, if it does not pass by itself."""

    reason: str
    lasting: bool = False


Probe = Callable[[], Awaitable[Trouble | None]]


def tell(part: str, trouble: Trouble, log: logging.Logger = _log) -> None:
    """Logs a trouble of a part of the app; the same one is written once a minute and no more."""
    level = logging.ERROR if trouble.lasting else logging.WARNING
    once = {"most": 1, "place": (part, trouble.reason)}
    log.log(level, "%s: %s", part, trouble.reason, extra=once)


class Watch:
    """Tries a part of the app by `probe`, which returns what is wrong with it, until nothing is.

    `trouble` is what the last try found, or what is to be said before the first. `report` logs what a probe
    did not expect, and returns its reference.
    """

    def __init__(
        self,
        part: str,
        probe: Probe,
        report: Callable[[BaseException], object],
        trouble: Trouble | None = None,
        log: logging.Logger = _log,
    ) -> None:
        self._part, self._probe, self._report, self._log = part, probe, report, log
        self.trouble = trouble
        self._told = False
        self._task: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()

    def look(self) -> None:
        """Begins to try, unless that is going on, and returns at once."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._try(), context=unhurried())

    async def looked(self) -> None:
        """Returns once it was tried; where there is trouble, that goes on."""
        self.look()
        await self._tried.wait()

    async def close(self) -> None:
        """Ends the tries."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _try(self) -> None:
        try:
            for pause in pauses(SOONEST, LATEST):
                if not await self._has_trouble():
                    return
                lasting = self.trouble is not None and self.trouble.lasting
                await asyncio.sleep(MENDED if lasting else pause)
        finally:
            self._tried.set()

    async def _has_trouble(self) -> bool:
        try:
            self.trouble = await self._probe()
        except Exception as error:  # noqa: BLE001 - else it would never be tried again
            self.trouble = Trouble(f"that broke, ref {self._report(error)}")
        self._tried.set()
        if self.trouble:
            self._told = True
            tell(self._part, self.trouble, self._log)
        elif self._told:
            self._told = False
            self._log.info("%s: all is well again", self._part)
        return self.trouble is not None


class Readiness:
    """What keeps the app from working, by the name of each part: an edge's platform, or those above."""

    def __init__(self) -> None:
        self._sources: list[Callable[[], Mapping[str, Sequence[Trouble]]]] = []
        self._looks: list[Callable[[], Awaitable[object]]] = []

    def add_source(self, source: Callable[[], Mapping[str, Sequence[Trouble]]]) -> None:
        """Adds what tells the troubles of some parts."""
        self._sources.append(source)

    def add_look(self, look: Callable[[], Awaitable[object]]) -> None:
        """Adds what brings the word of a source up to date. It takes little time, and never raises."""
        self._looks.append(look)

    async def look(self) -> None:
        """Has all sources tell how things are now."""
        for look in self._looks:
            await look()

    def parts(self) -> dict[str, list[str]]:
        """Returns each part, with what is wrong with it, in words."""
        parts = [each for source in self._sources for each in source().items()]
        return {name: [trouble.reason for trouble in troubles] for name, troubles in parts}

    def troubles(self) -> dict[str, list[str]]:
        """Returns what is wrong with each part that is not up, in words."""
        return {name: reasons for name, reasons in self.parts().items() if reasons}
