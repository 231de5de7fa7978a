"""Own questions for the drills: the form for one, its rules, its look."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import Answer, Command, Placement, Role
from bot.core.desk import CommandRoute, Routes
from bot.features.team.entry_handlers import EntryHandlers


class ItemHandlers:
    """`/drill items`: the list of own questions."""

    def __init__(self, keeper: EntryHandlers) -> None:
        self._keeper = keeper

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(commands=(CommandRoute("drill", self.open, ("items",), least=Role.MANAGER),))

    async def open(self, ask: Command) -> Answer:
        """Returns the first page of the list."""
        return replace(await self._keeper.first(ask.person), how=Placement.PRIVATE)
