"""What an agent does in a shift, at the desk: the assumption that docs/scale.md reckons with.

Twelve hard contacts in eight hours: a look-up each; *More phrases* after every second, a tap that tells how
it went after every fourth; a drill of three questions; the protocol in every fourth shift; four searches from
the compose box; the start, twice. That is heavy use: whoever uses the coach less costs less.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Press, Query
from bot.wiring.calma import Calma

LOOK_UPS, SEARCHES, STARTS, QUESTIONS = 12, 4, 2, 3
SHOW, OUTCOME, SAID, STOPPED = "lookup.show", "lookup.outcome", "boundary.said", "boundary.stopped"
ANSWER, NEXT = "drill.answer", "drill.next"


class Agent:
    """Somebody in a shift."""

    def __init__(self, calma: Calma, person: Person, texts: Sequence[str]) -> None:
        self._calma, self._person, self._texts = calma, person, texts
        self._card = c.Card("", ())

    async def shift(self, number: int) -> AsyncIterator[str]:
        """Does all of one shift, and yields the name of each thing that was done."""
        parts = [self._contacts(number), self._around(), self._practice()]
        parts += [] if number % 4 else [self._protocol()]
        for part in parts:
            async for act in part:
                yield act

    async def _contacts(self, number: int) -> AsyncIterator[str]:
        for contact in range(LOOK_UPS):
            text = self._texts[(number * LOOK_UPS + contact) % len(self._texts)]
            yield await self._types("calm", text)
            action = SHOW if contact % 2 else OUTCOME if contact % 4 == 0 else ""
            if self._has(action):
                yield await self._presses(action)

    async def _around(self) -> AsyncIterator[str]:
        for text in self._texts[:SEARCHES]:
            await self._calma.desk.answer(Query(self._person, text))
            yield "search"
        for _ in range(STARTS):
            yield await self._types("calm", "start")

    async def _practice(self) -> AsyncIterator[str]:
        yield await self._types("drill", str(QUESTIONS))
        for action in (ANSWER, NEXT) * QUESTIONS:
            if self._has(action):
                yield await self._presses(action)

    async def _protocol(self) -> AsyncIterator[str]:
        yield await self._types("calm", "boundary")
        for action in (SAID, STOPPED):
            if self._has(action):
                yield await self._presses(action)

    async def _types(self, command: str, text: str) -> str:
        reply = await self._calma.desk.answer(Command(self._person, command, text))
        self._card = reply.card if isinstance(reply, Answer) else self._card
        return f"/{command}" if text not in ("start", "boundary") else text

    async def _presses(self, action: str) -> str:
        [button, *_] = [each for each in self._buttons() if each.action == action]
        reply = await self._calma.desk.answer(Press(self._person, action, button.value))
        self._card = reply.card if isinstance(reply, Answer) else self._card
        return action

    def _has(self, action: str) -> bool:
        return any(button.action == action for button in self._buttons())

    def _buttons(self) -> list[c.Button]:
        return [b for e in self._card.elements if isinstance(e, c.Buttons) for b in e.buttons]


def agents(calma: Calma, number: int, texts: Sequence[str]) -> list[Agent]:
    """Returns so many people of one workspace, with a time zone each."""
    return [
        Agent(calma, Person("T1", "slack", f"U{n}", "en", name=f"Agent {n}", zone="Europe/Madrid"), texts)
        for n in range(number)
    ]
