"""Who may speak to this edge: Teams itself, for a tenant that is allowed."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from botframework.connector.auth import ClaimsIdentity

from bot.core import loopback
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


@dataclass(frozen=True, slots=True)
class Signature:
    """What a request's token says: its claims, and the channels its key may speak for; none means all."""

    claims: Mapping[str, Any]
    channels: frozenset[str]


class ActivityGate:
    """Lets activities in. `tenants` is the allow-list; empty means all.

    Without `keys` it takes unsigned activities, but only of an emulator on this machine.
    """

    def __init__(self, app_id: str, tenants: frozenset[str], keys: SigningKeys | None) -> None:
        self._app_id = app_id
        self._tenants = frozenset(tenant.casefold() for tenant in tenants)
        self._keys = keys

    async def verify(self, headers: Mapping[str, str]) -> Signature:
        """Returns who signed a request, before anything of its body is read.

        Raises Refused: 401 for a bad token, or where somebody elsewhere speaks to a bot that is for an
        emulator here; 503 without keys.
        """
        try:
            if self._keys is None:
                return _of_an_emulator(headers)
            return await self._signature(self._keys, headers.get("Authorization", ""))
        except Unauthorized as refused:
            _log.info("refused a request: %s", refused)
            raise
        except TeamsFailure as error:
            # Not the sender's fault, and it may pass: 503 asks Teams to send the activity again.
            raise Refused(503, "try again") from error

    def admit(self, signature: Signature, activity: Mapping[str, Any]) -> ClaimsIdentity:
        """Returns who speaks. Raises Refused: 401 where this is not what was signed, 403 for a tenant."""
        try:
            identity = self._identity(signature, activity)
        except Unauthorized as refused:
            _log.info("refused an activity: %s", refused)
            raise
        if self._tenants and facts.tenant(activity).casefold() not in self._tenants:
            _log.info("refused an activity of tenant %r", facts.tenant(activity)[:60])
            raise Refused(403, "this tenant may not use the bot")
        return identity

    def _identity(self, signature: Signature, activity: Mapping[str, Any]) -> ClaimsIdentity:
        if self._keys is None:
            return _emulator(activity)
        if signature.channels and facts.text_at(activity, "channelId") not in signature.channels:
            raise Unauthorized("signed with a key of another channel")
        if signature.claims.get("serviceurl") != facts.text_at(activity, "serviceUrl"):
            raise Unauthorized("signed for another serviceUrl")
        return ClaimsIdentity(signature.claims, True)

    async def _signature(self, keys: SigningKeys, header: str) -> Signature:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorized("no bearer token")
        key = await keys.find(_key_id(token))
        if key is None:
            raise Unauthorized("signed with an unknown key")
        return Signature(self._claims(token, key.key), key.endorsements)

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
            raise Unauthorized(_named(error)) from error


def _key_id(token: str) -> str:
    try:
        return str(jwt.get_unverified_header(token)["kid"])
    except Exception as error:
        raise Unauthorized(_named(error)) from error


def _named(error: Exception) -> str:
    # Its kind alone: what the library says of it quotes the token, which anybody may have written.
    return type(error).__name__


def _of_an_emulator(headers: Mapping[str, str]) -> Signature:
    # Any page in a browser here could post, as could the world through a tunnel.
    if not loopback.addressed(headers) or not loopback.of_a_page_here(headers):
        raise Unauthorized("unsigned, and not from this machine")
    return Signature({}, frozenset())


def _emulator(activity: Mapping[str, Any]) -> ClaimsIdentity:
    # Answers go to serviceUrl: off loopback, anybody could make us post to anywhere.
    if not _LOOPBACK.fullmatch(facts.text_at(activity, "serviceUrl")):
        raise Unauthorized("an unsigned activity whose serviceUrl is not on loopback")
    return ClaimsIdentity({}, True, "anonymous")
