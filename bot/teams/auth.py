"""Who may speak to this edge: Teams itself, for a tenant that is allowed."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

import jwt

from bot.core import loopback
from bot.core.background import Bounded
from bot.core.observing import RefusalKind
from bot.core.trouble import Trouble, tell
from bot.teams import facts
from bot.teams.adapter import LEEWAY, TeamsAdapter
from bot.teams.errors import Refused, TeamsFailure, Unauthorized
from bot.teams.keys import SigningKey, SigningKeys
from bot.teams.services import Services

TEAMS, EMULATOR = "msteams", "emulator"  # channels, as activities name them
_TOKEN_CHARACTERS = 8_000
_TOKENS = 256  # remembered, once they were checked

_log = logging.getLogger("calma.teams")


class TokenClaims:
    """What the token of a request says: for which service, by which key, and until when."""

    def __init__(self, claims: Mapping[str, Any], key: SigningKey) -> None:
        self.service_url = str(claims.get("serviceurl") or "")
        self.key = key
        self.until = int(claims["exp"]) + LEEWAY  # seconds since 1970


class TokenCheck:
    """Checks the tokens of requests, by Microsoft's keys."""

    def __init__(self, adapter: TeamsAdapter, keys: SigningKeys) -> None:
        self._adapter = adapter
        self._keys = keys
        # Teams sends a token again and again for an hour, and to check it takes longer than most answers.
        self._checked: Bounded[str, tuple[str, TokenClaims]] = Bounded(_TOKENS)

    async def claims(self, header: str) -> TokenClaims:
        """Returns what the token in a header says. Raises Unauthorized; TeamsFailure if nobody can tell."""
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > _TOKEN_CHARACTERS:
            raise Unauthorized("no bearer token", why=RefusalKind.UNSIGNED)
        kid, checked = self._checked.get(token) or (_key_id(token), None)
        key = await self._keys.find(kid)
        if key is None:
            raise Unauthorized("signed with an unknown key")
        if checked is None or checked.key is not key or checked.until < time.time():
            checked = TokenClaims(await self._signed(token, key), key)
            self._checked[token] = (kid, checked)
        return checked

    async def _signed(self, token: str, key: SigningKey) -> Mapping[str, Any]:
        try:
            return await self._adapter.claims(token, key.key)
        except Exception as error:  # a forged token may break a library in ways that it does not name
            off = isinstance(error, jwt.ExpiredSignatureError | jwt.ImmatureSignatureError)
            why = RefusalKind.CLOCK if off else RefusalKind.SIGNATURE
            raise Unauthorized(type(error).__name__, _mend(error), why) from error


class AllowedTenants:
    """The organisations that may use the bot; none named means all."""

    def __init__(self, named: Iterable[str]) -> None:
        self._named = frozenset(tenant.casefold() for tenant in named)

    def include(self, tenant: str) -> bool:
        """Returns whether an organisation may."""
        return not self._named or tenant.casefold() in self._named


class ActivityGate:
    """Lets activities in.

    Without a `check` it takes unsigned activities, but only of an emulator on this machine.
    """

    def __init__(self, check: TokenCheck | None, tenants: AllowedTenants, services: Services) -> None:
        self._token_check = check
        self._tenants = tenants
        self._services = services

    async def known(self, headers: Mapping[str, str]) -> TokenClaims | None:
        """Returns who sends, by the headers alone: nothing of the body is read before. None for an emulator.

        Raises Refused: 401 for a bad token, or where somebody elsewhere speaks to a bot that is for an
        emulator here; 503 where nobody can tell yet.
        """
        try:
            if self._token_check is None:
                _check_emulator(headers)
                return None
            return await self._token_check.claims(headers.get("Authorization", ""))
        except Unauthorized as refused:
            if refused.mend:
                tell("Teams, a request was refused", Trouble(refused.mend), _log)
            _log.info("refused a request: %s", refused)
            raise
        except TeamsFailure as error:
            # Not the sender's fault, and it may pass: 503 asks Teams to send the activity again.
            raise Refused(503, "try again") from error

    def admit(self, sender: TokenClaims | None, activity: Mapping[str, Any]) -> None:
        """Raises Refused where the activity is not the sender's to bring: 401, or 403 for a tenant."""
        try:
            self._check(sender, activity)
        except Refused as refused:
            # By its kind alone: an activity that is refused writes nothing of its own into the log.
            if refused.mend and sender:
                tell("Teams, an activity was refused", Trouble(refused.mend), _log)
            _log.info("refused an activity: %s", refused)
            raise

    def _check(self, sender: TokenClaims | None, activity: Mapping[str, Any]) -> None:
        channel, service_url = facts.text_at(activity, "channelId"), facts.text_at(activity, "serviceUrl")
        # Other channels of the Bot Framework let whoever writes choose who they are.
        if channel != TEAMS and not (sender is None and channel == EMULATOR):
            raise Refused(403, "only Microsoft Teams is answered")
        if not self._services.trusts(service_url):
            why = "its serviceUrl is not trusted: see TEAMS_SERVICE_HOSTS"
            raise Unauthorized(why, why)
        if sender is not None:
            if sender.key.endorsements and channel not in sender.key.endorsements:
                raise Unauthorized("signed with a key of another channel")
            if sender.service_url != service_url:
                raise Unauthorized("signed for another serviceUrl")
            if not facts.tenant(activity):
                raise Refused(403, "the tenant is missing")
        if not self._tenants.include(facts.tenant(activity)):
            mend = "its tenant is not among those of TEAMS_TENANTS, or of MICROSOFT_APP_TENANT_ID"
            raise Refused(403, "this tenant may not use the bot", mend, RefusalKind.TENANT)


def _mend(error: Exception) -> str:
    """Returns what to do about a token that Microsoft did sign: its signature is checked first."""
    match error:
        case jwt.ExpiredSignatureError():
            return "its token has run out: set this machine's clock, which may be ahead, or an old one came"
        case jwt.ImmatureSignatureError():
            return "its token is not good yet: set this machine's clock, which may be behind"
        case jwt.InvalidAudienceError():
            return "it is for another bot: see that MICROSOFT_APP_ID is the one of this bot in Azure"
        case _:
            return ""


def _key_id(token: str) -> str:
    try:
        kid = jwt.get_unverified_header(token)["kid"]
    except Exception as error:
        raise Unauthorized(type(error).__name__) from error
    if not isinstance(kid, str):
        raise Unauthorized("no key is named")
    return kid


def _check_emulator(headers: Mapping[str, str]) -> None:
    # Any page in a browser here could post, as could the world through a tunnel.
    if not loopback.addressed(headers) or not loopback.of_a_page_here(headers):
        raise Unauthorized("unsigned, and not from this machine", why=RefusalKind.UNSIGNED)
