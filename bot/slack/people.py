"""Which language a Slack user reads, from their Slack locale; asked once, then remembered for a while."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable

from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

_log = logging.getLogger("calma.slack")
KNOWN_FOR = 12 * 3600.0  # seconds; somebody who changes their locale sees it the same day
UNKNOWN_FOR = 300.0  # seconds until Slack is asked again after it gave no answer
PATIENCE = 0.8  # seconds; the answer itself must be there within three
ROOM = 100_000  # people remembered at most


class Locales:
    """The locale of each user, from memory where possible."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float]) -> None:
        self._client = client
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    async def of(self, team: str, user: str) -> str:
        """Returns the user's locale such as `es-LA`, or "" where Slack does not tell in time."""
        known = self._known.get((team, user))
        if known and known[1] > self._clock():
            return known[0]
        locale = await self._ask(user)
        self._known[team, user] = (locale, self._clock() + (KNOWN_FOR if locale else UNKNOWN_FOR))
        if len(self._known) > ROOM:
            self._known.popitem(last=False)
        return locale

    async def _ask(self, user: str) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._client.users_info(user=user, include_locale=True)
        except (SlackClientError, OSError, TimeoutError) as error:
            _log.warning("no locale for a user: %s", type(error).__name__)
            return ""
        profile: dict[str, object] = answer.get("user") or {}
        return str(profile.get("locale") or "")
