"""A team at one table: Marta manages, the others answer contacts, and all see the card in the channel."""

from __future__ import annotations

from typing import Any

from bot.core import card as c
from bot.core.chat import Answer, Placement, Reply, Role
from tests.harness import CHANNEL, Actor, Harness
from tests.seen import Seen


class Guest(Actor):
    """Somebody at the table; `board` is the card in the channel, as they saw it last."""

    command = "drill"

    def __init__(self, app: Harness, *who: Any, where: str = CHANNEL, **more: Any) -> None:
        super().__init__(app, *who, where=where, **more)
        self.board = Seen()

    def at(self, board: Seen) -> Guest:
        """Looks at the channel."""
        self.board = board
        return self

    async def presses(self, button: str | c.Button, *, on: Seen | None = None) -> str:
        """Presses a button of the card in the channel, or else of the card that they alone see."""
        on_board = isinstance(button, str) and button in (*self.board.labels, *self.board.actions)
        return await super().presses(button, on=on or (self.board if on_board else None))

    async def replies(self, text: str) -> str:
        """Presses *My reply* and writes one."""
        await self.presses("round.reply", on=self.board)
        return await self.sends(reply=text)

    async def reveals(self) -> None:
        """Reveals the replies, however few there are."""
        await self.presses("Reveal")
        if "Reveal anyway" in self.board.labels:
            await self.presses("Reveal anyway")

    def sees(self, reply: Reply) -> str:
        if isinstance(reply, Answer) and reply.how is Placement.EVERYONE:
            self.board = Seen(reply.card)
        return super().sees(reply)


def manager(app: Harness, language: str = "en", where: str = CHANNEL) -> Guest:
    """Returns the manager."""
    return Guest(app, "marta", language, Role.MANAGER, where=where)


async def posted(app: Harness) -> Seen:
    """Lets what is due go out, and returns the last card in the channel."""
    await app.drainer.drain()
    return Seen(app.mail.to(CHANNEL)[-1])
