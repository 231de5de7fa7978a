"""Calma in many workspaces: the app as it is wired, before a Slack that lets it be installed."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from bot import config, server, telemetry
from bot.config import Config
from bot.wiring import edges
from bot.wiring.calma import Calma
from bot.wiring.stores import Stores
from tests.build import PHRASEBOOK, build
from tests.fakes.slack import sign
from tests.fakes.slack_many import ManySlack
from tests.fakes.slack_user import SlackUser
from tests.harness import Clock

HOME = "https://calma.example"
COOKIE = "__Host-calma-install"


def settings(slack: ManySlack, **more: str) -> Config:
    """Returns the settings of an app of many workspaces."""
    return config.read(
        {
            "CALMA_PHRASEBOOK": str(PHRASEBOOK),
            "CALMA_DATA_DIR": "/nowhere",
            "CALMA_CHECKIN_KEY": key(1),
            "CALMA_CHECKIN_PEPPER": key(2),
            "CALMA_PUBLIC_URL": HOME,
            **slack.settings,
            **more,
        }
    )


def key(number: int) -> str:
    """Returns a key as it stands in the environment."""
    return base64.b64encode(bytes([number]) * 32).decode()


@dataclass
class Page:
    """What a browser was answered."""

    status: int
    text: str
    headers: Any

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))


@dataclass
class Browser:
    """A browser with its own cookies. `language` is what its reader likes, `behind` what its proxy says."""

    session: aiohttp.ClientSession
    base: str
    language: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)
    behind: str = ""

    async def opens(self, path: str, **query: str) -> Page:
        """Opens a page of the app, and follows nothing."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Accept-Language": self.language, **({"Cookie": cookie} if cookie else {})}
        headers |= {"X-Forwarded-For": self.behind} if self.behind else {}
        url = f"{self.base}{path}"
        async with self.session.get(url, params=query, headers=headers, allow_redirects=False) as response:
            for morsel in SimpleCookie(response.headers.get("Set-Cookie", "")).values():
                self.cookies[morsel.key] = morsel.value
            return Page(response.status, await response.text(), response.headers)

    async def begins(self) -> str:
        """Begins to install the app; returns Slack's page that asks."""
        page = await self.opens("/slack/install")
        assert page.status == 303
        return page.location

    async def installs(self, slack: ManySlack, team: str = "T1", enterprise: str = "", **more: Any) -> Page:
        """Installs the app in a workspace, or with `whole` in an organisation."""
        answer = slack.approve(await self.begins(), team, enterprise, **more)
        return await self.opens("/slack/oauth_redirect", **answer)


@dataclass
class Served:
    """One process of the app."""

    calma: Calma
    edge: Any
    base: str
    session: aiohttp.ClientSession
    slack: ManySlack

    def browser(self, language: str = "en", behind: str = "") -> Browser:
        """Returns a new browser."""
        return Browser(self.session, self.base, language, behind=behind)

    def user(self, team: str, user: str, **more: str) -> SlackUser:
        """Returns somebody in a workspace."""
        return SlackUser(self.session, f"{self.base}/slack/events", self.slack, user, team)

    async def hears(self, kind: str, team: str, at: float, enterprise: str = "", **event: Any) -> int:
        """Slack tells an event of an installation; returns the status of the answer."""
        whole = bool(enterprise)
        grant = {"team_id": None if whole else team, "enterprise_id": enterprise or None}
        told = {
            "type": "event_callback",
            "team_id": team,
            "enterprise_id": enterprise or None,
            "event_id": f"Ev-{kind}-{team}-{at}",
            "event_time": int(at),
            "authorizations": [{**grant, "is_enterprise_install": whole, "user_id": "UBOT"}],
            "event": {"type": kind, **event},
        }
        body = json.dumps(told).encode()
        headers = {**sign(body), "Content-Type": "application/json"}
        url = f"{self.base}/slack/events"
        async with self.session.post(url, data=body, headers=headers) as response:
            return response.status


@asynccontextmanager
async def serving(
    slack: ManySlack, stores: Stores | None = None, clock: Clock | None = None, **more: str
) -> AsyncIterator[Served]:
    """Serves the app for many workspaces: one process, on stores that others may share."""
    wanted = settings(slack, **more)
    given: dict[str, Any] = {"clock": clock, "seconds": lambda: clock().timestamp()} if clock else {}
    calma = build(stores=stores or Stores(), **given)
    assert wanted.slack
    edge: Any = edges.slack(calma, wanted.slack, wanted)
    web_server = TestServer(server.application([edge], telemetry.report))
    await web_server.start_server()
    await edge.start()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        base = str(web_server.make_url("")).rstrip("/")
        yield Served(calma, edge, base, session, slack)
    await edge.close()
    await web_server.close()
    await calma.close()
