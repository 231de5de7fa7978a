"""Asks all features at once what they have for the start. One that is slow, or fails, is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.core.chat import Person, Role
from bot.core.errors import Unavailable
from bot.core.home import HomeLine, HomeLines, HomeText
from bot.core.report import WeekOverview
from bot.features.home.deps import HomeDeps, no_week
from bot.features.home.model import HomePage

Part = TypeVar("Part")


class HomeService:
    """Puts a person's start together."""

    def __init__(self, deps: HomeDeps) -> None:
        self._deps = deps

    async def page(self, person: Person) -> HomePage:
        """Returns what there is for a person; of people of other companies, nothing that is stored."""
        deps, parts = self._deps, _PartReader(self._deps, person)
        if person.outside:
            return HomePage(deps.usual(person))
        leads = person.role >= Role.MANAGER
        due, saved, streak, offer, waits, week = await asyncio.gather(
            parts.lines(deps.due),
            parts.some(deps.saved),
            parts.text(deps.streak),
            parts.some(deps.offer),
            parts.lines((deps.reports, *(deps.waits if leads else ()))),
            parts.read(deps.week if leads else no_week, WeekOverview()),
        )
        return HomePage(
            deps.usual(person),
            deps.recent(person),
            due,
            saved,
            streak,
            offer,
            waits,
            week.figures,
            week.advice,
            partial=parts.missing,
        )


class _PartReader:
    """Reads parts of one person's start; `missing`, once one of them did not come."""

    def __init__(self, deps: HomeDeps, person: Person) -> None:
        self._deps, self._person = deps, person
        self.missing = False

    async def read(self, source: Callable[[Person], Awaitable[Part]], otherwise: Part) -> Part:
        """Returns a part; `otherwise` where it takes too long, or fails."""
        try:
            async with asyncio.timeout(self._deps.within):
                return await source(self._person)
        except Exception as error:  # noqa: BLE001 - what else there is for them is shown all the same
            late = isinstance(error, TimeoutError)
            self._deps.report(Unavailable("a part of the start was late") if late else error)
            self.missing = True
            return otherwise

    async def some(self, source: Callable[[Person], Awaitable[Sequence[Part]]]) -> tuple[Part, ...]:
        """Returns all that there is of a part."""
        return tuple(await self.read(source, ()))

    async def lines(self, sources: Sequence[HomeLines]) -> tuple[HomeLine, ...]:
        """Returns the lines of several parts, in their order, whichever comes first."""
        every = await asyncio.gather(*(self.some(source) for source in sources))
        return tuple(line for lines in every for line in lines)

    async def text(self, source: HomeText) -> str:
        """Returns a sentence."""
        return await self.read(source, "")
