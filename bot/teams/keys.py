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
from bot.teams.facts import at, text_at
from bot.teams.wire import TeamsWire

KEEP = 24 * 3600.0  # seconds; Microsoft asks for at least a day
PAUSE = 20.0  # between two fetches, so that made-up key ids cannot make us flood the key service
PAUSE_EMPTY = 3.0  # while there are no keys at all

_log = logging.getLogger("calma.teams")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the channels it may speak for; none named means all."""

    key: jwt.PyJWK
    endorsements: frozenset[str]


class SigningKeys:
    """The current signing keys by id. `failed` is called where they could not be fetched."""

    def __init__(
        self,
        openid_url: str,
        wire: TeamsWire,
        now: Callable[[], float] = time.monotonic,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self._url = openid_url
        self._wire = wire
        self._now = now
        self._failed = failed
        self._lock = asyncio.Lock()
        self._keys: Mapping[str, SigningKey] = {}
        self.issuer = ""  # whose keys they say they are
        self._fetches = 0
        self._fetched = float("-inf")
        self._tried = float("-inf")

    @property
    def fresh(self) -> bool:
        """Whether they were fetched, and not too long ago."""
        return bool(self._keys) and self._now() - self._fetched <= KEEP

    async def find(self, kid: str) -> SigningKey | None:
        """Returns the key, or None where Teams has no such key. Raises TeamsFailure where nobody can tell.

        A key that is not known may be a new one: nobody can tell before they are all fetched anew, which
        happens once in a while and no more often, however many ask.
        """
        before = self._fetches
        if kid not in self._keys or self._now() - self._fetched > KEEP:
            await self._refresh(kid)
        if key := self._keys.get(kid):
            return key
        if self._fetches == before:
            raise TeamsFailure("a signing key that is not known yet")
        return None

    async def fetch(self) -> None:
        """Fetches the keys. Raises TeamsFailure, and leaves the keys there are, where that does not work."""
        self._tried = self._now()
        document = await self._wire.get(self._url)
        keys = _keys(await self._wire.get(text_at(document, "jwks_uri")))
        if not keys:
            raise TeamsFailure(f"{self._url} leads to no signing keys")
        self._keys, self._fetched, self._fetches = keys, self._now(), self._fetches + 1
        self.issuer = text_at(document, "issuer")

    async def _refresh(self, kid: str) -> None:
        async with self._lock:  # one fetch serves all who wait
            current = kid in self._keys and self._now() - self._fetched <= KEEP
            if current or self._now() - self._tried <= (PAUSE if self._keys else PAUSE_EMPTY):
                return
            try:
                await self.fetch()
            except TeamsFailure as error:
                # An old key that we hold is better than turning everybody away while the service is down.
                _log.info("Teams' signing keys cannot be fetched: %s", error)
                self._failed()


def _keys(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    keys = {}
    items = document.get("keys")
    for item in items if isinstance(items, list) else ():
        kid, endorsements = at(item, "kid"), at(item, "endorsements") or []
        if not isinstance(kid, str) or not isinstance(endorsements, list):
            continue
        try:
            key = jwt.PyJWK(item, algorithm="RS256")
        except Exception:  # noqa: BLE001, S112 - a key of another kind cannot sign for us; the others still can
            continue
        keys[kid] = SigningKey(key, frozenset(filter(_is_text, endorsements)))
    return keys


def _is_text(value: object) -> bool:
    return isinstance(value, str)
