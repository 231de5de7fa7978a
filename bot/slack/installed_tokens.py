"""The tokens of many workspaces: each of its installation, renewed ahead of its end, by one process."""

from __future__ import annotations

import asyncio
import copy
import logging
import math
from collections import defaultdict
from collections.abc import Callable
from itertools import chain
from typing import NamedTuple

from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.core.background import Flights, RateLimit
from bot.core.deadline import answered_within
from bot.core.outside import number_at, text_at
from bot.core.pauses import pauses
from bot.core.trouble import Trouble, tell
from bot.slack.installed import KnownInstallation, SealedInstallations, TokenClosed
from bot.slack.oauth import refreshed
from bot.slack.token_errors import NotInstalled, TokenUnavailable
from bot.slack.tokens import AHEAD, KNOWN_WITHIN, LOOK_EVERY, LOOK_SOON, MOST_REFUSED
from bot.slack.wire import BROKEN, SlackApi, reason

LEASE = 60.0  # seconds that nobody else renews a token
RENEWED_WITHIN = 2.0  # seconds for a token that is over: whoever asked is waiting
STORE_AGAIN = 1.0, 120.0  # seconds between tries to store what is good for once, the first and at most
ENDS_WITHIN = 10.0  # seconds for what is being renewed when the app stops
_log = logging.getLogger("calma.slack")


class _InstalledToken(NamedTuple):
    """An installation in memory, None where there is none; the store is asked again at `look`.

    Both times by a clock that only goes forward.
    """

    installation: KnownInstallation | None
    look: float
    ends: float


class InstalledTokens:
    """`of` returns the token of a tenant's own installation, and of no other.

    `clock` is in seconds since 1970; `seconds` only goes forward.
    """

    def __init__(
        self,
        installations: SealedInstallations,
        sign_in: str,
        client: SlackApi,
        clock: Callable[[], float],
        seconds: Callable[[], float],
    ) -> None:
        self._installations = installations
        self._sign_in = sign_in
        self._client = client
        self._clock, self._seconds = clock, seconds
        self._known: dict[str, _InstalledToken] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._renewals: Flights[str, None] = Flights()
        self._refused: RateLimit[str] = RateLimit(seconds, 1, LOOK_SOON, MOST_REFUSED)

    async def prepare(self) -> None:
        """Does nothing: each token is fetched when it is needed first."""

    async def of(self, tenant: str) -> str:
        """Returns the token to call with. Raises NotInstalled, or TokenUnavailable."""
        return (await self._bot(tenant)).bot_token

    async def anew(self, tenant: str) -> str:
        """Returns the token as it is stored now, as Slack refused the one that was known.

        It is looked for once in a while alone: where a token is over, all that is sent is refused.
        """
        if self._refused.allows(tenant):
            self._look_again(tenant, 0.0)
        return await self.of(tenant)

    async def granted(self, tenant: str) -> frozenset[str] | None:
        """Returns the scopes that were granted; None where nobody knows."""
        try:
            return frozenset((await self._bot(tenant)).bot_scopes)
        except BROKEN:
            return None

    async def is_there(self, tenant: str) -> bool:
        """Returns whether the app is installed there; True also where that cannot be read just now."""
        try:
            await self._bot(tenant)
        except NotInstalled:
            return False
        except TokenUnavailable:
            return True
        return True

    def forget(self, tenant: str) -> None:
        """Looks the next time what is stored of a tenant."""
        self._known.pop(tenant, None)

    async def close(self) -> None:
        """Renews nothing any more, once what is being renewed is stored: it is good for once."""
        await self._renewals.close(ENDS_WITHIN)

    async def _bot(self, tenant: str) -> Bot:
        known = self._known.get(tenant)
        if not known or self._seconds() >= known.look:
            async with self._locks[tenant]:
                known = self._known.get(tenant)
                if not known or self._seconds() >= known.look:
                    known = await self._in_time(tenant, await self._looked_up(tenant, known))
        if known.installation is None:
            raise NotInstalled
        return known.installation.bot

    async def _in_time(self, tenant: str, known: _InstalledToken) -> _InstalledToken:
        """Begins to renew a token near its end; only one that is over is waited for."""
        installed, now = known.installation, self._seconds()
        if installed is None or not installed.bot.bot_refresh_token or known.ends > now + AHEAD:
            return known
        renewal = self._renewals.start(tenant, lambda: self._renew(tenant, installed))
        if known.ends <= now:
            await asyncio.wait([renewal], timeout=RENEWED_WITHIN)
        return self._known.get(tenant, known)

    async def _looked_up(self, tenant: str, before: _InstalledToken | None) -> _InstalledToken:
        try:
            with answered_within(KNOWN_WITHIN):
                installed = await self._installations.find(tenant)
        except TokenClosed as error:
            tell("Slack", Trouble(str(error), lasting=True), _log)
            raise TokenUnavailable("a token does not open") from error
        except Exception as error:
            _log.warning("a token cannot be read: %s", type(error).__name__)
            if before is None:
                raise TokenUnavailable("a token cannot be read") from error
            installed = before.installation
        return self._remember(tenant, installed)

    def _remember(self, tenant: str, installed: KnownInstallation | None) -> _InstalledToken:
        now, before = self._seconds(), self._known.get(tenant)
        if installed is None:
            self._locks.pop(tenant, None)
            known = _InstalledToken(None, now + LOOK_SOON, math.inf)
        else:
            expires = installed.bot.bot_token_expires_at
            ends = now + expires - self._clock() if expires else math.inf
            if before and before.installation and before.installation.version == installed.version:
                ends = before.ends  # as far as before, whatever the clock says now
            # One that is over is good for nobody: whoever comes meanwhile waits for the next one too.
            known = _InstalledToken(installed, now + (LOOK_EVERY if ends > now else 0.0), ends)
        self._known[tenant] = known
        return known

    async def _renew(self, tenant: str, installed: KnownInstallation) -> None:
        try:
            if not await self._installations.begin_renewal(tenant, installed.version, LEASE):
                self._look_again(tenant, LOOK_SOON)  # somebody else does, or did
                return
        except Exception as error:  # noqa: BLE001 - whatever it is, what is known is good for a while
            _log.warning("a token cannot be renewed yet: %s", type(error).__name__)
            self._look_again(tenant, LOOK_EVERY)
            return
        try:
            fresh = await self._exchanged(installed.bot)
        except BROKEN as error:
            word = reason(error) or type(error).__name__
            _log.error("the token of %s cannot be renewed: %s", tenant, word)
            self._look_again(tenant, LOOK_EVERY)
            return
        # It counts at once; what is stored has the next version.
        self._remember(tenant, KnownInstallation(fresh, installed.version + 1))
        await self._store(tenant, fresh, installed)

    async def _exchanged(self, bot: Bot) -> Bot:
        answer = await refreshed(self._client, self._sign_in, bot.bot_refresh_token or "")
        fresh = copy.copy(bot)
        fresh.bot_token = text_at(answer, "access_token")
        fresh.bot_refresh_token = text_at(answer, "refresh_token") or None
        lasts = number_at(answer, "expires_in")
        fresh.bot_token_expires_at = int(self._clock() + lasts) if lasts else None
        if scopes := text_at(answer, "scope"):
            fresh.bot_scopes = scopes.split(",")
        return fresh

    async def _store(self, tenant: str, fresh: Bot, before: KnownInstallation) -> None:
        """Stores what is good for once in place of `before`, however long the database is away."""
        for pause in chain((0.0,), pauses(*STORE_AGAIN)):
            await asyncio.sleep(pause)
            try:
                if not await self._is_stored(tenant, fresh, before):
                    self.forget(tenant)  # installed anew meanwhile, or taken out
                return
            except Exception as error:  # noqa: BLE001 - it must not get lost
                _log.error("the token of %s is not stored yet: %s", tenant, type(error).__name__)

    async def _is_stored(self, tenant: str, fresh: Bot, before: KnownInstallation) -> bool:
        """Stores it, also where the one before was sealed by a new key meanwhile; False where it is gone."""
        there: KnownInstallation | None = before
        while there and there.bot.bot_refresh_token == before.bot.bot_refresh_token:
            if await self._installations.change(fresh, there.version):
                return True
            there = await self._installations.find(tenant)
        return False

    def _look_again(self, tenant: str, wait: float) -> None:
        if known := self._known.get(tenant):
            self._known[tenant] = known._replace(look=self._seconds() + wait)
