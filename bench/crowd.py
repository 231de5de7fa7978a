"""People never met, at a fixed rate, each with one command: what they got, and how long that took."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

from bench.load import Connection, at_rate, request

NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Demand:
    """A command, and what tells its answers apart: a name for each, and what stands in it."""

    text: str
    command: str
    kinds: tuple[tuple[str, str], ...]

    def kind(self, answer: str) -> str:
        """Returns which of its answers this is; an empty one is that whose mark is "" ."""
        return next(
            (name for name, mark in self.kinds if (mark in answer if mark else not answer)), "an error"
        )


AWAY = ("told kindly", "my records")
UNSURE = ("told to look", "My records went silent")
LOOK_UP = Demand("customer is yelling", "/calm", (("words", "Yelling"),))
DANGER = Demand("he says he has a knife and comes for me", "/calm", (("words", "alert.raise"),))
BOUNDARY = Demand(
    "boundary", "/calm", (("stored", "boundary.said"), ("bare words", "the words, in order"), AWAY, UNSURE)
)
DRILL = Demand("", "/drill", (("stored", ""), AWAY, UNSURE))
DEMANDS = (LOOK_UP, DANGER, BOUNDARY, DRILL)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody got. `at` is when they asked, `took` in seconds."""

    demand: Demand
    user: str
    at: float
    took: float
    kind: str


@dataclass
class Crowd:
    """Asks servers in turn; `heard` is what came back. `people` numbers them."""

    ports: Sequence[int]
    heard: list[Heard] = field(default_factory=list)
    people: count[int] = field(default_factory=count)
    _free: dict[int, list[Connection]] = field(default_factory=dict)

    async def ask(self, rate: float, demands: Sequence[Demand], until: Callable[[], bool]) -> None:
        """Asks so many times a second, whether or not the earlier ones are answered, until it is told."""
        async with asyncio.TaskGroup() as tasks:
            async for number, due in at_rate(rate, count()):
                if until():
                    break
                tasks.create_task(self._one(demands[number % len(demands)], due))

    async def _one(self, demand: Demand, due: float) -> None:
        number = next(self.people)
        port, user = self.ports[number % len(self.ports)], f"UC{number}"
        try:
            free = self._free.setdefault(port, [])
            connection = free.pop() if free else Connection(*await asyncio.open_connection("127.0.0.1", port))
            kind = demand.kind((await connection.ask(request(demand.text, user, demand.command))).decode())
            free.append(connection)
        except (OSError, RuntimeError, asyncio.IncompleteReadError):
            kind = NOTHING
        self.heard.append(Heard(demand, user, due, perf_counter() - due, kind))
