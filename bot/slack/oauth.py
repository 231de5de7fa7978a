"""Slack's OAuth v2: where whoever installs is sent, and what a code or a refresh token is exchanged for."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.outside import at, number_at, text_at
from bot.slack.scopes import OPTIONAL, REQUIRED
from bot.slack.wire import BROKEN, SlackApi, lasts, reason

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
LONGEST_CODE = 512  # characters
_ID = re.compile(r"[A-Z][A-Z0-9]{1,62}", re.ASCII)
_TOKEN = re.compile(r"xox[a-z](\.xox[a-z])?-[A-Za-z0-9-]{1,500}", re.ASCII)


class InstallCodeRefused(Exception):
    """Slack does not take a code: it was made up, used before, or is over. Its word is the message."""


class SlackUnavailable(Exception):
    """Slack does not answer, or not as it should. Why is the message."""


@dataclass(frozen=True, slots=True)
class InstallSettings:
    """The app as Slack knows it. `home` is where it is reached from outside, `api_url` is Slack's."""

    client_id: str
    client_secret: str = field(repr=False)
    home: str
    api_url: str

    @property
    def redirect(self) -> str:
        """Where Slack sends whoever installs back to: always this, whatever a request says."""
        return f"{self.home}{REDIRECT}"

    @property
    def install(self) -> str:
        """Where an installation begins."""
        return f"{self.home}{INSTALL}"

    @property
    def sign_in(self) -> str:
        """How the app shows who it is."""
        return signed_in(self.client_id, self.client_secret)

    def authorize(self, state: str) -> str:
        """Returns the page of Slack's that asks whoever installs."""
        asked = {
            "client_id": self.client_id,
            "scope": ",".join(sorted((*REQUIRED, *OPTIONAL))),
            "user_scope": "",
            "redirect_uri": self.redirect,
            "state": state,
        }
        return f"{self._slack}/oauth/v2/authorize?{urlencode(asked)}"

    def opened(self, bot: Bot) -> str:
        """Returns the address that opens the app in Slack, "" where Slack did not tell what it is."""
        team = "" if bot.is_enterprise_install else bot.team_id
        if not (bot.app_id and team):
            return ""
        return f"{self._slack}/app_redirect?{urlencode({'app': bot.app_id, 'team': team})}"

    @property
    def _slack(self) -> str:
        # GovSlack has an API of its own, and all else beside it.
        return self.api_url.rstrip("/").removesuffix("/api")

    async def exchange(self, client: SlackApi, code: str, now: float) -> Bot:
        """Returns the installation that a code stands for. Raises InstallCodeRefused or SlackUnavailable."""
        try:
            answer = await _access(client, self.sign_in, code=code, redirect_uri=self.redirect)
        except BROKEN as error:
            word = reason(error) or type(error).__name__
            if isinstance(error, SlackApiError) and lasts(error) and reason(error):
                raise InstallCodeRefused(word) from None
            raise SlackUnavailable(word) from None
        bot = _bot(answer, now)
        if bot is None:
            raise SlackUnavailable("the answer names no workspace, or holds no token of a bot")
        return bot


def signed_in(client_id: str, client_secret: str) -> str:
    """Returns the header by which an app shows who it is."""
    return "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()


async def refreshed(client: AsyncWebClient, sign_in: str, refresh_token: str) -> Any:
    """Returns what Slack gives for a refresh token, with a token in it. Raises one of BROKEN."""
    answer = await _access(client, sign_in, grant_type="refresh_token", refresh_token=refresh_token)
    if not text_at(answer, "access_token"):
        raise SlackClientError("there is no token in the answer")
    return answer


async def _access(client: AsyncWebClient, sign_in: str, **given: str) -> Any:
    # Not by `oauth_v2_access`: it signs in a way that aiohttp is about to drop.
    answer = await client.api_call("oauth.v2.access", data=given, headers={"Authorization": sign_in})
    return answer.data


def _bot(answer: object, now: float) -> Bot | None:
    token, whole = text_at(answer, "access_token"), at(answer, "is_enterprise_install") is True
    team, enterprise = text_at(answer, "team", "id"), text_at(answer, "enterprise", "id")
    tenant = enterprise if whole else team
    if text_at(answer, "token_type") != "bot" or not _TOKEN.fullmatch(token) or not _ID.fullmatch(tenant):
        return None
    lasts_for = number_at(answer, "expires_in")
    app = text_at(answer, "app_id")
    return Bot(
        app_id=app if _ID.fullmatch(app) else None,
        enterprise_id=enterprise or None,
        team_id=team or None,
        team_name=(text_at(answer, "enterprise" if whole else "team", "name"))[:120],
        bot_token=token,
        bot_id="",
        bot_user_id=text_at(answer, "bot_user_id"),
        bot_scopes=text_at(answer, "scope"),
        bot_refresh_token=text_at(answer, "refresh_token") or None,
        bot_token_expires_at=int(now + lasts_for) if lasts_for else None,
        is_enterprise_install=whole,
        installed_at=now,
    )
