"""botbuilder's check of tokens, with keys that were fetched without it: its own fetch blocks every route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from botframework.connector.auth import JwtTokenExtractor, VerifyOptions

from bot.teams.adapter import LEEWAY, strictly

_ALGORITHMS = ["RS256"]
_NOWHERE = "about:blank"  # nothing is fetched from there


class BotbuilderAdapter:
    """`TeamsAdapter` by botbuilder-core."""

    def __init__(self, app_id: str, issuer: str) -> None:
        self._app_id, self._issuer = app_id, issuer
        self._options = VerifyOptions([issuer], None, LEEWAY, False)

    async def claims(self, token: str, key: jwt.PyJWK) -> Mapping[str, Any]:
        checked = JwtTokenExtractor(self._options, _NOWHERE, _ALGORITHMS)
        checked.open_id_metadata = _BotbuilderKey(key.key)
        identity = await checked.get_identity("Bearer", token, "")
        if identity is None:  # so it answers to an issuer that is not asked for
            raise jwt.InvalidIssuerError("another issuer")
        return strictly(identity.claims, self._app_id, self._issuer)

    def invoke_response(self, kind: str, value: object, status: int) -> Mapping[str, Any]:
        # By hand: its own type takes no words, and walks a card with its serializer.
        return {"statusCode": status, "type": kind, "value": value}


@dataclass(frozen=True, slots=True)
class _BotbuilderKey:
    """Stands in place of botbuilder's key service: the one key that a token names, found before."""

    public_key: object
    endorsements: tuple[str, ...] = ()  # the gate looks at those itself

    async def get(self, _: str) -> _BotbuilderKey:
        return self
