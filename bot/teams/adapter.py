"""What a Microsoft SDK does for this edge: it checks tokens, and shapes answers to presses.

One of two, by the setting TEAMS_ADAPTER, and only that one is imported. All else is this edge's own: keys and
tokens are fetched without blocking, activities are read as they come, and messages go by REST. Neither SDK's
reader is used: `docs/why/teams-adapter.md` says what each one loses or breaks on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import jwt

from bot.settings import ConfigError
from bot.teams.clouds import TeamsCloud
from bot.teams.settings import TeamsSettings

LEEWAY = 300  # seconds that our clock and Microsoft's may be apart
_MISSING = (
    "TEAMS_ADAPTER=agents needs packages that are not installed ({name}): run "
    "`pip install --require-hashes -r requirements/extras.txt`, or install Calma as `calma[agents]`, or "
    "leave TEAMS_ADAPTER out."
)


class TeamsAdapter(Protocol):
    """An SDK, as far as this edge needs one."""

    async def claims(self, token: str, key: jwt.PyJWK) -> Mapping[str, Any]:
        """Returns what a token says that Microsoft signed with `key` for this bot, in this cloud.

        For any other it raises, and what it raises may be anything.
        """

    def invoke_response(self, kind: str, value: object, status: int) -> Mapping[str, Any]:
        """Returns the JSON that answers an invoke."""


def adapter_of(settings: TeamsSettings, cloud: TeamsCloud) -> TeamsAdapter:
    """Returns the adapter that is set. Raises ConfigError where its packages are missing."""
    if settings.adapter == "agents":
        try:
            from bot.teams.agents_adapter import AgentsAdapter
        except ModuleNotFoundError as error:
            raise ConfigError(_MISSING.format(name=error.name)) from error
        return AgentsAdapter(settings.app_id, cloud.issuer)
    from bot.teams.botbuilder_adapter import BotbuilderAdapter

    return BotbuilderAdapter(settings.app_id, cloud.issuer)


def strictly(claims: Mapping[str, Any], app_id: str, issuer: str) -> Mapping[str, Any]:
    """Returns claims that hold for this bot, whatever an SDK leaves open; raises as PyJWT does otherwise.

    Neither asks for an end; one takes the beginning of an issuer for it, the other any issuer of Microsoft's.
    """
    if not isinstance(claims.get("exp"), int | float):
        raise jwt.MissingRequiredClaimError("exp")
    if claims.get("iss") != issuer:
        raise jwt.InvalidIssuerError("another issuer")
    if not app_id or claims.get("aud") != app_id:
        raise jwt.InvalidAudienceError("another audience")
    return claims
