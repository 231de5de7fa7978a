"""Somebody who plays."""

from __future__ import annotations

from tests.harness import Actor


class Player(Actor):
    """Somebody who types `/drill roleplay`, and answers a customer."""

    command = "drill"

    async def replies(self, *ids: str) -> str:
        """Presses the buttons of these replies, one after the other."""
        for id in ids:
            await self.presses(next(b for b in self.buttons if b.value.endswith(f".{id}")))
        return self.title
