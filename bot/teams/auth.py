"""Who may speak to this edge: Teams itself, for a tenant that is allowed."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

import jwt
from botframework.connector.auth import ClaimsIdentity

from bot.teams import facts
from bot.teams.errors import Refused, TeamsFailure, Unauthorized
from bot.teams.keys import SigningKeys

ISSUER = "https://api.botframework.com"
LEEWAY = 300  # seconds

# A whole-string pattern, as two URL parsers can disagree on what the host of a crafted URL is.
_LOOPBACK = re.compile(
    r"https?://(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?(/[\w./~-]*)?", re.ASCII
)
_log = logging.getLogger("calma.teams")


class ActivityGate:
    """Lets activities in. `tenants` is the allow-list; empty means all.

    Without `keys` it takes unsigned activities, but only of an emulator on this machine.
    """

    def __init__(self, app_id: str, tenants: frozenset[str], keys: SigningKeys | None) -> None:
        self._app_id = app_id
        self._tenants = frozenset(tenant.casefold() for tenant in tenants)
        self._keys = keys

    async def admit(self, header: str, activity: Mapping[str, Any]) -> ClaimsIdentity:
        """Returns who speaks. Raises Refused: 401 for a bad token, 403 for a tenant, 503 without keys."""
        try:
            identity = await self._teams(self._keys, header, activity) if self._keys else _emulator(activity)
        except Unauthorized as refused:
            _log.info("refused an activity: %s", refused)
            raise
        except TeamsFailure as error:
            # Not the sender's fault, and it may pass: 503 asks Teams to send the activity again.
            raise Refused(503, "try again") from error
        if self._tenants and facts.tenant(activity).casefold() not in self._tenants:
            _log.info("refused an activity of tenant %r", facts.tenant(activity)[:60])
            raise Refused(403, "this tenant may not use the bot")
        return identity

    async def _teams(self, keys: SigningKeys, header: str, activity: Mapping[str, Any]) -> ClaimsIdentity:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized("no bearer token")
        kid = _key_id(token)
        key = await keys.find(kid)
        if key is None:
            raise Unauthorized("signed with an unknown key")
        if key.endorsements and facts.text_at(activity, "channelId") not in key.endorsements:
            raise Unauthorized("signed with a key of another channel")
        claims = self._claims(token, key.key)
        if claims.get("serviceurl") != facts.text_at(activity, "serviceUrl"):
            raise Unauthorized("signed for another serviceUrl")
        return ClaimsIdentity(claims, True)

    def _claims(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except Exception as error:  # a forged token may break the library in ways it does not name
            raise Unauthorized(f"{type(error).__name__}: {error}") from error


def _key_id(token: str) -> str:
    try:
        return str(jwt.get_unverified_header(token)["kid"])
    except Exception as error:
        raise Unauthorized(f"{type(error).__name__}: {error}") from error


def _emulator(activity: Mapping[str, Any]) -> ClaimsIdentity:
    # Answers go to serviceUrl: off loopback, anybody could make us post to anywhere.
    if not _LOOPBACK.fullmatch(facts.text_at(activity, "serviceUrl")):
        raise Unauthorized("an unsigned activity whose serviceUrl is not on loopback")
    return ClaimsIdentity({}, True, "anonymous")
