"""Somebody who plays."""

from __future__ import annotations

from bot.features.roleplay.buttons import decode_swap
from bot.features.roleplay.swap import moments
from tests.harness import Actor


class Player(Actor):
    """Somebody who types `/drill roleplay`, and answers a customer."""

    command = "drill"

    async def replies(self, *ids: str) -> str:
        """Presses the buttons of these replies, one after the other."""
        for id in ids:
            await self.presses(next(b for b in self.buttons if b.value.endswith(f".{id}")))
        return self.title

    async def picks(self, id: str = "", *, best: bool = False) -> str:
        """Picks, as the customer, the reply with that id, or the best one of the moment."""
        buttons = [b for b in self.buttons if b.action == "swap.pick"]
        if best:
            reference = decode_swap(buttons[0].value)
            assert reference
            scenario = self.app.book.scenarios[reference.scenario]
            id = moments(scenario)[len(reference.picks) - 1].node.best.id
        return await self.presses(next(b for b in buttons if b.value.endswith(id)))
