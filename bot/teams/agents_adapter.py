"""The Microsoft 365 Agents SDK's check of tokens, with keys of the cloud that is set.

Left to itself it goes for keys to an address of its own for each issuer, of which it knows two clouds'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from microsoft_agents.activity import AdaptiveCardInvokeResponse
from microsoft_agents.hosting.core.authorization import AgentAuthConfiguration, JwtTokenValidator

from bot.teams.adapter import strictly


class AgentsAdapter:
    """`TeamsAdapter` by microsoft-agents-hosting-core."""

    def __init__(self, app_id: str, issuer: str) -> None:
        self._app_id, self._issuer = app_id, issuer
        self._configuration = AgentAuthConfiguration(
            client_id=app_id, issuers=[issuer], validate_issuer=True, anonymous_allowed=False
        )

    async def claims(self, token: str, key: jwt.PyJWK) -> Mapping[str, Any]:
        validator = JwtTokenValidator(self._configuration)
        validator._jwk_client_manager = _AgentsKey(key)
        try:
            identity = await validator.validate_token(token)
        except ValueError as error:
            # It tells what is wrong with a token that Microsoft signed by words alone.
            kinds = {"Invalid audience.": jwt.InvalidAudienceError, "Invalid issuer.": jwt.InvalidIssuerError}
            raise kinds.get(str(error), ValueError)(str(error)) from error
        return strictly(identity.claims, self._app_id, self._issuer)

    def invoke_response(self, kind: str, value: object, status: int) -> Mapping[str, Any]:
        answer = AdaptiveCardInvokeResponse(status_code=status, type=kind, value=value)
        shaped: dict[str, Any] = answer.model_dump(by_alias=True)
        return shaped


@dataclass(frozen=True, slots=True)
class _AgentsKey:
    """Stands in place of the SDK's key service: the one key that a token names, found before."""

    key: jwt.PyJWK

    async def get_signing_key(self, *_: object) -> jwt.PyJWK:
        return self.key
