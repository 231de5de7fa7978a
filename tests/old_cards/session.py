"""A session with the app over a platform's wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.old_cards.slack import SlackWire
from tests.old_cards.teams import TeamsWire
from tests.old_cards.wire import Wire
from tests.old_cards.world import World, world

PLATFORMS = ("slack", "teams")


@asynccontextmanager
async def session(platform: str, seed: str) -> AsyncIterator[tuple[Wire, World]]:
    """Yields the wire of a platform, and the app at its other end; nothing may break in it."""
    async with world(platform, seed) as app:
        yield (SlackWire(app) if platform == "slack" else TeamsWire(app)), app
        assert not app.errors, app.errors
