"""Edges start side by side: none waits for what another one's platform is waited for, or fails with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from bot.core.errors import CalmaError
from bot.core.trouble import Probe, Trouble, Watch, tell
from bot.wiring.edges import WebEdge

WITHIN = 5.0  # seconds that the start waits for an edge; whoever takes longer goes on behind it
STARTING = Trouble("it is not up yet, and goes on trying")


class EdgeStarts:
    """The starts of all edges: each by itself, and again where it breaks, until the edge is up."""

    def __init__(self, edges: Sequence[WebEdge], report: Callable[[BaseException], object]) -> None:
        self._starts = [(edge, Watch(_name(edge), _start(edge), report, STARTING)) for edge in edges]

    async def begin(self) -> None:
        """Begins to start all edges, and returns once each was tried, or after WITHIN."""
        tasks = [asyncio.create_task(watch.looked()) for _, watch in self._starts]
        _, late = await asyncio.wait(tasks, timeout=WITHIN)
        for task, (edge, _) in zip(tasks, self._starts, strict=True):
            if task in late:
                task.cancel()
                tell(_name(edge), STARTING)

    async def close(self) -> None:
        """Ends the starts that are not over."""
        await asyncio.gather(*(watch.close() for _, watch in self._starts))

    def troubles(self) -> Mapping[str, Sequence[Trouble]]:
        """Returns what keeps each edge from working, by platform."""
        return {
            edge.platform: [watch.trouble] if watch.trouble else edge.troubles()
            for edge, watch in self._starts
        }


def _name(edge: WebEdge) -> str:
    return edge.platform.capitalize()


def _start(edge: WebEdge) -> Probe:
    async def start() -> Trouble | None:
        try:
            await edge.start()
        except CalmaError as error:
            return Trouble(str(error))
        return None

    return start
