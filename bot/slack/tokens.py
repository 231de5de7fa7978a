"""The bot's tokens, by workspace. Where rotation is on, each is exchanged ahead of its end."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.background import RateLimit
from bot.core.deadline import answered_within
from bot.core.edge import TokenStore
from bot.core.outside import number_at, text_at
from bot.slack import PLATFORM
from bot.slack.oauth import refreshed, signed_in
from bot.slack.wire import BROKEN, lasts, reason

OWN = ""  # the tenant under which the configured token is stored
AHEAD = 7_200.0  # seconds before its end from which on a token is exchanged
KNOWN_WITHIN = 0.5  # seconds for the store
LOOK_EVERY = 60.0  # seconds until the store is asked again
LOOK_SOON = 2.0  # seconds, where it was refused, somebody else renews it, or it is not there
MOST_REFUSED = 10_000  # tenants remembered whose token was refused
_log = logging.getLogger("calma.slack")


@dataclass(frozen=True, slots=True)
class Rotation:
    """What an exchange takes: the app's id and secret, and the first refresh token."""

    client_id: str
    client_secret: str
    refresh_token: str

    @property
    def sign_in(self) -> str:
        """How the app shows who it is."""
        return signed_in(self.client_id, self.client_secret)


@dataclass(frozen=True, slots=True)
class SlackToken:
    """A token, and what it is exchanged for a new one with. `expires` is in seconds since 1970."""

    access: str
    refresh: str = ""
    expires: float = 0.0


class _KnownToken(NamedTuple):
    """A token in memory; the store is asked again at `look`. Both times by a clock that only goes forward."""

    token: SlackToken
    look: float
    ends: float


class SlackTokens:
    """`of` returns the token of a tenant: its own where one is stored, else the configured one.

    `clock` is in seconds since 1970; `seconds` only goes forward.
    """

    def __init__(
        self,
        own: str,
        rotation: Rotation | None,
        client: AsyncWebClient,
        store: TokenStore,
        clock: Callable[[], float],
        changed: Callable[[str], None] = lambda token: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own = own
        self._rotation = rotation
        self._client = client
        self._store = store
        self._clock = clock
        self._changed = changed
        self._seal = Fernet(_key(rotation.client_secret)) if rotation else None
        self._seconds = seconds
        self.scopes: frozenset[str] | None = None
        self._known: dict[str, _KnownToken] = {}
        self._unstored: dict[str, tuple[SlackToken, int]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._refused: RateLimit[str] = RateLimit(seconds, 1, LOOK_SOON, MOST_REFUSED)

    @property
    def rotates(self) -> bool:
        """Whether tokens are exchanged from time to time."""
        return self._rotation is not None

    async def of(self, tenant: str) -> str:
        """Returns the token to send with; from memory, unless it is new or near its end.

        Never raises: where the store does not tell, the one known last goes on, or the configured one.
        """
        if self._rotation is None:
            return self._own
        known = self._known.get(tenant)
        if known and self._seconds() < known.look:
            return known.token.access
        async with self._locks[tenant]:
            known = self._known.get(tenant)
            if known and self._seconds() < known.look:
                return known.token.access
            token = await self._current_or_last(tenant, known, self._rotation)
            self._known[tenant] = self._from_now(token, known)
        return token.access

    async def anew(self, tenant: str) -> str:
        """Returns the token as it is stored now, as Slack refused the one that was known.

        It is looked for once in a while alone: where a token is over, all that is sent is refused.
        """
        if self._refused.allows(tenant):
            for each in (OWN, tenant):
                if known := self._known.get(each):
                    self._known[each] = known._replace(look=self._seconds())
        return await self.of(tenant)

    async def _current_or_last(
        self, tenant: str, known: _KnownToken | None, rotation: Rotation
    ) -> SlackToken:
        try:
            with answered_within(KNOWN_WITHIN):
                return await self._current(tenant, known, rotation)
        except Exception as error:  # noqa: BLE001 - whoever waits for an answer gets one all the same
            _log.warning("a token cannot be read: %s", type(error).__name__)
            return known.token if known else SlackToken(self._own)

    def _from_now(self, token: SlackToken, known: _KnownToken | None) -> _KnownToken:
        now = self._seconds()
        if known and known.token == token:  # its end is as far as before, whatever the clock says now
            return _KnownToken(token, now + LOOK_EVERY, known.ends)
        return _KnownToken(token, now + LOOK_EVERY, now + token.expires - self._clock())

    async def prepare(self) -> None:
        """Fetches the token that the app itself goes by."""
        await self.of(OWN)

    async def granted(self, tenant: str) -> frozenset[str] | None:
        """Returns the scopes that Slack told of the token; None as long as it told none."""
        return self.scopes

    def forget(self, tenant: str) -> None:
        """Does nothing: the configured token is for everybody."""

    async def close(self) -> None:
        """Does nothing: each exchange is waited for."""

    async def stored_token(self, tenant: str) -> SlackToken | None:
        """Returns what is stored, as it is: it is exchanged for nothing."""
        return (await self._read(tenant))[0]

    async def store_token(self, tenant: str, token: SlackToken) -> None:
        """Stores the token of a tenant that has its own, such as one of an org-wide install."""
        _, version = await self._read(tenant)
        await self._store.keep_token(tenant, PLATFORM, self._sealed(token), version)
        self._known.pop(tenant, None)

    async def _current(self, tenant: str, known: _KnownToken | None, rotation: Rotation) -> SlackToken:
        if tenant in self._unstored:
            fresh, before = self._unstored[tenant]
            if await self._stored(tenant, fresh, before) and tenant in self._unstored:
                return fresh
        token, version = await self._read(tenant)
        if token is None and tenant != OWN:
            return SlackToken(await self.of(OWN))
        # The configured one is of unknown age: exchanged at once, and from then on the stored one counts.
        token = token or SlackToken(self._own, rotation.refresh_token, self._clock())
        left = token.expires - self._clock()
        if known and known.token == token:
            left = min(left, known.ends - self._seconds())
        if token.refresh and left < AHEAD:
            token = await self._exchanged(tenant, token, version, rotation)
        if tenant == OWN:
            self._changed(token.access)
        return token

    async def _exchanged(
        self, tenant: str, token: SlackToken, version: int, rotation: Rotation
    ) -> SlackToken:
        try:
            answer = await refreshed(self._client, rotation.sign_in, token.refresh)
        except BROKEN as error:
            # A refresh token is good for once: whoever was first has stored what it gave.
            newer, now = await self._read(tenant)
            if newer and now > version:
                return newer
            # The stored one may be used up, as after a backup was put back: then somebody sets both anew.
            anew = SlackToken(self._own, rotation.refresh_token, self._clock())
            if tenant == OWN and lasts(error) and token.refresh != anew.refresh:
                fresh = await self._exchanged(tenant, anew, version, rotation)
                return token if fresh == anew else fresh
            _log.error("Slack's token cannot be exchanged: %s", reason(error) or type(error).__name__)
            return token
        access, refresh = text_at(answer, "access_token"), text_at(answer, "refresh_token")
        fresh = SlackToken(access, refresh, self._clock() + number_at(answer, "expires_in"))
        if await self._stored(tenant, fresh, version):
            return fresh
        return (await self._read(tenant))[0] or fresh

    async def _stored(self, tenant: str, fresh: SlackToken, version: int) -> bool:
        """Stores what an exchange gave; False if somebody was first."""
        self._unstored.pop(tenant, None)
        try:
            return await self._store.keep_token(tenant, PLATFORM, self._sealed(fresh), version)
        except Exception as error:  # noqa: BLE001 - it is good for once, and must not get lost
            _log.error("Slack's token is not stored yet: %s", type(error).__name__)
            self._unstored[tenant] = (fresh, version)
            return True

    async def _read(self, tenant: str) -> tuple[SlackToken | None, int]:
        stored = await self._store.find_token(tenant, PLATFORM)
        if stored is None or self._seal is None:
            return None, 0
        try:
            return SlackToken(**json.loads(self._seal.decrypt(stored[0].encode()))), stored[1]
        except (InvalidToken, ValueError, TypeError):  # sealed with another secret
            return None, stored[1]

    def _sealed(self, token: SlackToken) -> str:
        assert self._seal, "only what is rotated is stored"
        return self._seal.encrypt(json.dumps(asdict(token)).encode()).decode()


def _key(secret: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"calma slack tokens").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
