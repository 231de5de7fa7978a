"""Slash commands, answered as soon as it is known that they are from Slack.

The whole answer stands in the response. So nothing of what Bolt does for its listeners is needed: a client
with a token, a look whether the bot itself sent this, a search for the listener, its arguments by name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse


class Commands(AsyncMiddleware):
    """Stands in Bolt's row of middleware right behind the check of the signature."""

    def __init__(self, answer: Callable[[dict[str, Any]], Awaitable[str]]) -> None:
        """`answer` returns the body of the response to a command."""
        self._answer = answer

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        """Returns the response to a command; anything else goes on to the next in the row."""
        if "command" in req.body:
            return BoltResponse(status=200, body=await self._answer(req.body))
        return await next()
