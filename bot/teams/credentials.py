"""The bot's own token, by client credentials; fetched once for all who wait, and before it runs out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.core import outside
from bot.teams.clouds import TeamsCloud
from bot.teams.errors import TeamsFailure
from bot.teams.settings import TeamsSettings
from bot.teams.wire import TeamsWire

EARLY = 300.0  # seconds before its end a token is fetched anew
_SHORTEST = 30.0


class Credentials:
    """The token that the bot's own calls carry. Await `ensure()` before a call.

    `failed` is called where there was none to be had.
    """

    def __init__(
        self,
        app_id: str,
        password: str,
        token_url: str,
        scope: str,
        wire: TeamsWire,
        now: Callable[[], float] = time.monotonic,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self._fields = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": password,
            "scope": scope,
        }
        self._token_url = token_url
        self._wire = wire
        self._now = now
        self._failed = failed
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = float("-inf")

    async def ensure(self) -> None:
        """Makes sure that there is a token. Raises TeamsFailure where there is none to be had."""
        if self._now() < self._until:
            return
        async with self._lock:
            if self._now() >= self._until:  # nobody fetched it while we waited
                try:
                    await self._fetch()
                except TeamsFailure:
                    self._failed()
                    raise

    def forget(self) -> None:
        """Drops a token that was refused; the next `ensure()` fetches another."""
        self._until = float("-inf")

    @property
    def token(self) -> str:
        """The token at hand. Raises TeamsFailure where there is none."""
        if not self._token:
            raise TeamsFailure("there is no token yet")
        return self._token

    async def _fetch(self) -> None:
        started = self._now()
        answer = await self._wire.post_form(self._token_url, self._fields)
        token, lasts = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token:
            raise TeamsFailure(f"{self._token_url} gave no token")
        seconds = outside.seconds(str(lasts) if isinstance(lasts, int | float | str) else None)
        self._token, self._until = token, started + max(seconds - EARLY, _SHORTEST)


def token_url(cloud: TeamsCloud, tenant_id: str) -> str:
    """Returns where a bot gets its token; one for many tenants asks the Bot Framework's own tenant."""
    return f"{cloud.login_url.rstrip('/')}/{tenant_id or cloud.login_tenant}/oauth2/v2.0/token"


def of(
    settings: TeamsSettings,
    cloud: TeamsCloud,
    wire: TeamsWire,
    seconds: Callable[[], float] = time.monotonic,
    failed: Callable[[], None] = lambda: None,
) -> Credentials | None:
    """Returns the bot's credentials, or None where it speaks to an emulator."""
    if settings.anonymous:
        return None
    url = token_url(cloud, settings.tenant_id)
    return Credentials(settings.app_id, settings.password, url, cloud.scope, wire, seconds, failed)
