"""Slack with many workspaces: each installs the app by OAuth, and its token is good there alone."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.slack import Body, Call, FakeSlack, Refused

CLIENT_ID, CLIENT_SECRET = "1.2", "the-app-secret-for-tests"
SIGN_IN = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


@dataclass(frozen=True)
class Grant:
    """What somebody who may install the app agreed to: for a workspace, or for all of an organisation."""

    team: str
    scopes: str
    enterprise: str = ""
    whole: bool = False
    redirect: str = ""
    refresh: str = ""
    over: bool = False

    @property
    def tenant(self) -> str:
        return self.enterprise if self.whole else self.team


@dataclass
class ManySlack(FakeSlack):
    """`rotates`: tokens last for twelve hours. `grants` are those in force, by their token."""

    rotates: bool = False
    grants: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    refused_codes: int = 0
    exchanged: int = 0  # refresh tokens
    over: str = "token_expired"  # Slack's word for a token that is over
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def settings(self) -> dict[str, str]:
        """What an app in it is told: no token, for it gets one wherever it is installed."""
        told = {**super().settings, "SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET}
        del told["SLACK_BOT_TOKEN"]
        return told

    def approve(
        self,
        location: str,
        team: str = "T1",
        enterprise: str = "",
        *,
        whole: bool = False,
        without: Sequence[str] = (),
    ) -> dict[str, str]:
        """Somebody presses “Allow” on the page at `location`; returns what Slack sends them back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert urlsplit(location).path == "/oauth/v2/authorize"
        assert asked["client_id"] == CLIENT_ID
        assert "user_scope" not in asked  # nobody's own account
        scopes = ",".join(scope for scope in asked["scope"].split(",") if scope not in without)
        code = f"{next(self._numbers)}.code-of-{enterprise or team}"
        self.codes[code] = Grant(team, scopes, enterprise, whole, asked["redirect_uri"])
        return {"code": code, "state": asked["state"]}

    def deny(self, location: str) -> dict[str, str]:
        """Somebody presses “Cancel” there."""
        return {"error": "access_denied", "state": parse_qs(urlsplit(location).query)["state"][0]}

    def take_out(self, tenant: str) -> None:
        """Has the app taken out: its tokens there are good for nothing any more."""
        self.grants = {token: grant for token, grant in self.grants.items() if grant.tenant != tenant}

    def expire(self) -> None:
        """Has all tokens come to their end."""
        self.grants = {token: replace(grant, over=True) for token, grant in self.grants.items()}

    def tenants(self, *methods: str) -> list[str]:
        """Returns whose token each call of these methods came with."""
        return [self.tenant_of(call) for call in self.calls if call.method in methods]

    def tenant_of(self, call: Call) -> str:
        """Returns whose token a call came with, "" for nobody's."""
        grant = self.grants.get(call.token)
        return grant.tenant if grant else ""

    def _done(self, method: str, body: Body, token: str) -> Body:
        if method == "api.test":
            return {"ok": True}
        if method == "auth.test" and token in self.grants and not self.grants[token].over:
            grant = self.grants[token]
            return {"ok": True, "team_id": grant.team, "enterprise_id": grant.enterprise}
        if method != "oauth.v2.access":
            return super()._done(method, body, token)
        try:
            return {"ok": True, **self._access(body, token)}
        except Refused as refused:
            return {"ok": False, "error": str(refused)}

    def _admit(self, token: str, method: str) -> None:
        if token not in self.grants:
            raise Refused("account_inactive" if token else "not_authed")
        if self.grants[token].over:
            raise Refused(self.over)

    def _access(self, body: Body, sign_in: str) -> Body:
        if sign_in != SIGN_IN:
            raise Refused("bad_client_secret")
        if body.get("grant_type") == "refresh_token":
            return self._exchange_refresh(body["refresh_token"])
        grant = self.codes.pop(body["code"], None)
        if grant is None or body["redirect_uri"] != grant.redirect:
            self.refused_codes += 1
            raise Refused("invalid_code" if grant is None else "bad_redirect_uri")
        return self._given(grant)

    def _exchange_refresh(self, refresh: str) -> Body:
        old = next((token for token, grant in self.grants.items() if grant.refresh == refresh), None)
        if old is None:
            raise Refused("invalid_refresh_token")
        self.exchanged += 1
        grant = self.grants[old]
        self.grants[old] = replace(grant, refresh="")  # it is good for once
        return self._given(grant)

    def _given(self, grant: Grant) -> Body:
        number = next(self._numbers)
        token = f"xoxe.xoxb-{grant.tenant}-{number}" if self.rotates else f"xoxb-{grant.tenant}-{number}"
        refresh = f"xoxe-1-{grant.tenant}-{number}" if self.rotates else ""
        self.grants[token] = replace(grant, refresh=refresh, over=False)
        told: dict[str, Any] = {
            "token_type": "bot",
            "access_token": token,
            "scope": grant.scopes,
            "bot_user_id": "UBOT",
            "app_id": "A1",
            "team": None if grant.whole else {"id": grant.team, "name": f"Team {grant.team}"},
            "enterprise": {"id": grant.enterprise, "name": f"Org {grant.enterprise}"}
            if grant.enterprise
            else None,
            "is_enterprise_install": grant.whole,
            "authed_user": {"id": "UADMIN"},
        }
        if self.rotates:
            told |= {"refresh_token": refresh, "expires_in": 43_200}
        return told
