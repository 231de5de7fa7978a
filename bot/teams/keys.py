"""The keys that Teams signs with, fetched without blocking, good for a day."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from bot.teams.errors import TeamsFailure
from bot.teams.wire import TeamsWire

KEEP = 24 * 3600.0  # seconds; Microsoft asks for at least a day
PAUSE = 60.0  # between two fetches, so that made-up key ids cannot make us flood the key service
PAUSE_EMPTY = 3.0  # while there are no keys at all

_log = logging.getLogger("calma.teams")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the channels it may speak for; none named means all."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """The current signing keys by id."""

    def __init__(self, openid_url: str, wire: TeamsWire, now: Callable[[], float] = time.monotonic) -> None:
        self._url = openid_url
        self._wire = wire
        self._now = now
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched = float("-inf")
        self._tried = float("-inf")

    async def find(self, kid: str) -> SigningKey | None:
        """Returns the key, or None where Teams has no such key. Raises TeamsFailure where nobody can tell."""
        if kid not in self._keys or self._now() - self._fetched > KEEP:
            await self._refresh(kid)
        return self._keys.get(kid)

    async def fetch(self) -> None:
        """Fetches the keys. Raises TeamsFailure, and leaves the keys there are, where that does not work."""
        self._tried = self._now()
        document = await self._wire.get(self._url)
        keys = _keys(await self._wire.get(str(document.get("jwks_uri", ""))))
        if not keys:
            raise TeamsFailure(f"{self._url} leads to no signing keys")
        self._keys, self._fetched = keys, self._now()

    async def _refresh(self, kid: str) -> None:
        async with self._lock:  # one fetch serves all who wait
            if self._now() - self._tried > (PAUSE if self._keys else PAUSE_EMPTY):
                try:
                    await self.fetch()
                except TeamsFailure as error:
                    _log.warning("Teams' signing keys cannot be fetched: %s", error)
        # An old key that we hold is better than turning everybody away while the service is down.
        if kid not in self._keys and self._fetched < self._tried:
            raise TeamsFailure("Teams' signing keys cannot be fetched")


def _keys(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    keys = {}
    for item in document.get("keys") or ():
        try:
            endorsements = frozenset(item.get("endorsements") or ())
            keys[str(item["kid"])] = SigningKey(jwt.PyJWK(item, algorithm="RS256"), endorsements)
        except (jwt.PyJWTError, AttributeError, KeyError, TypeError, ValueError):
            continue  # a key of another kind; it cannot sign for us, and the others still can
    return keys
