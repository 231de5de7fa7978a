"""Edges start side by side: none waits for what another one's platform is waited for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from bot.core.background import BackgroundTasks
from bot.wiring.edges import WebEdge

_log = logging.getLogger("calma")
WITHIN = 5.0  # seconds that the start waits for an edge; whoever takes longer goes on behind it


async def start_edges(
    edges: Sequence[WebEdge], report: Callable[[BaseException], object]
) -> Callable[[], None]:
    """Starts all edges, and returns what ends the starts that are not over yet.

    Raises what an edge raised in time; what one raises later is reported.
    """
    background = BackgroundTasks(report)
    tasks = {asyncio.create_task(edge.start()): edge.platform for edge in edges}
    try:
        done, late = await asyncio.wait(tasks, timeout=WITHIN)
        for task in done:
            task.result()
    except BaseException:
        _end(tasks)
        raise
    for task in late:
        _log.warning("%s is not connected yet; it goes on trying", tasks[task].capitalize())
        background.watch(task)
    return lambda: _end(late)


def _end(tasks: set[asyncio.Task[None]] | dict[asyncio.Task[None], str]) -> None:
    for task in tasks:
        task.cancel()
