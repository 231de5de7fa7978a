"""Where the app is installed, as Slack's SDK asks for it: sealed on the disk, by tenant.

Tokens are sealed by the self-check's keys, which lie apart from the database; each is bound to its tenant, so
that a row which was moved to another one opens nothing there.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation as SdkInstallation

from bot.core.errors import CalmaError
from bot.core.installations import Installation, InstallationStore
from bot.core.keys import KEY_BYTES, Chance, KeySource, WrappingKeys
from bot.slack import PLATFORM

_NONCE = 12  # bytes
_log = logging.getLogger("calma.slack")
_CLOSED = (
    "The token of {tenant} does not open by the self-check's keys: put back the key of the name {by} "
    "(CALMA_CHECKIN_KEY, or the key file), or have Calma installed there anew, by /slack/install"
)


class TokenClosed(CalmaError):
    """A token was sealed by a key that is not there, or its row was changed."""


class KnownInstallation(NamedTuple):
    """An installation that opened, and the version of its row."""

    bot: Bot
    version: int


class SealedInstallations(AsyncInstallationStore):
    """The SDK's store of installations, of their bots alone: the app acts for nobody else."""

    def __init__(
        self, store: InstallationStore, keys: KeySource, clock: Callable[[], float], chance: Chance
    ) -> None:
        self._store, self._keys, self._clock, self._chance = store, keys, clock, chance

    @property
    def logger(self) -> logging.Logger:
        """Where the SDK writes."""
        return _log

    async def async_save(self, installation: SdkInstallation) -> None:
        """Stores the bot of an installation; who installed it is nobody's business."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Stores a bot, in place of the one before."""
        await self.keep(bot)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Returns the bot of a workspace, or of an organisation where it is for all of it."""
        known = await self.find((enterprise_id if is_enterprise_install else team_id) or "")
        return known.bot if known else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Erases a token: of the workspace, or without one, of the organisation."""
        await self.remove(team_id or enterprise_id or "", self._clock())

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Does nothing: of people nothing is stored here."""

    async def keep(self, bot: Bot) -> datetime | None:
        """Stores a bot, in place of the one before; returns since when the app had been taken out there."""
        tenant = tenant_of(bot)
        sealed, by = self._sealed(tenant, bot)
        return await self._store.keep_installation(tenant, PLATFORM, sealed, by, self._now())

    async def find(self, tenant: str) -> KnownInstallation | None:
        """Returns the installation of a tenant; None where the app is not there. Raises TokenClosed."""
        stored = await self._store.find_installation(tenant, PLATFORM)
        if stored is None or stored.removed:
            return None
        return KnownInstallation(_opened(stored, self._keys.keys()), stored.version)

    async def change(self, bot: Bot, version: int) -> bool:
        """Stores a bot in place of the one of a version; False where somebody was first."""
        sealed, by = self._sealed(tenant_of(bot), bot)
        return await self._store.change_installation(tenant_of(bot), PLATFORM, sealed, by, version)

    async def begin_renewal(self, tenant: str, version: int, seconds: float) -> bool:
        """Returns whether the caller alone may renew a token, for so long."""
        now = self._clock()
        until = datetime.fromtimestamp(now + seconds, UTC)
        return await self._store.begin_renewal(tenant, PLATFORM, version, self._now(), until)

    async def remove(self, tenant: str, at: float) -> bool:
        """Erases the token of a tenant that took the app out then; one of a later installation stays."""
        ended = datetime.fromtimestamp(at, UTC)
        return await self._store.remove_installation(tenant, PLATFORM, ended, self._now())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def _sealed(self, tenant: str, bot: Bot) -> tuple[str, str]:
        return _sealed(tenant, _text(bot), self._keys.keys() or self._keys.make(), self._chance)


async def opened_bots(store: InstallationStore, keys: KeySource) -> tuple[list[Bot], list[str]]:
    """Returns the installations that open, and what is wrong with those that do not."""
    bots, closed = list[Bot](), list[str]()
    for stored in await store.list_installations(PLATFORM):
        try:
            bots.append(_opened(stored, keys.keys()))
        except CalmaError as error:
            closed.append(str(error))
    return bots, closed


async def reseal(store: InstallationStore, keys: WrappingKeys, chance: Chance) -> int:
    """Seals all tokens by the key of now; returns how many stay closed, as their key is not among `keys`."""
    closed = 0
    for stored in await store.list_installations(PLATFORM):
        waiting: Installation | None = stored
        while waiting and not waiting.removed and waiting.key_name != keys.current:
            try:
                sealed, by = _sealed(waiting.tenant, _text(_opened(waiting, keys)), keys, chance)
            except TokenClosed:
                closed += 1
                break
            await store.change_installation(waiting.tenant, PLATFORM, sealed, by, waiting.version)
            waiting = await store.find_installation(waiting.tenant, PLATFORM)  # renewed meanwhile, maybe
    return closed


def tenant_of(bot: Bot) -> str:
    """Returns the tenant of an installation: an organisation where it is for all of it, else a workspace."""
    return (bot.enterprise_id if bot.is_enterprise_install else bot.team_id) or ""


def _sealed(tenant: str, text: str, keys: WrappingKeys, chance: Chance) -> tuple[str, str]:
    nonce = chance(_NONCE)
    key = _key(keys.wrapping[keys.current])
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(tenant))
    return base64.b64encode(sealed).decode(), keys.current


def _opened(stored: Installation, keys: WrappingKeys | None) -> Bot:
    key = keys.wrapping.get(stored.key_name) if keys else None
    try:
        if key is None:
            raise ValueError("there is no such key")
        sealed = base64.b64decode(stored.sealed, validate=True)
        text = AESGCM(_key(key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(stored.tenant))
        return Bot(**json.loads(text))
    except (InvalidTag, ValueError, TypeError) as error:
        raise TokenClosed(_CLOSED.format(tenant=stored.tenant, by=stored.key_name or "—")) from error


def _text(bot: Bot) -> str:
    names: dict[str, Any] = {name: getattr(bot, name) for name in _STORED}
    return json.dumps(names)


_STORED = (
    *("app_id", "enterprise_id", "team_id", "team_name", "bot_token", "bot_id", "bot_user_id", "bot_scopes"),
    *("bot_refresh_token", "bot_token_expires_at", "is_enterprise_install", "installed_at"),
)


def _bound(tenant: str) -> bytes:
    return json.dumps([PLATFORM, tenant]).encode()


@lru_cache(16)
def _key(wrapping: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"calma slack installations").derive(wrapping)
