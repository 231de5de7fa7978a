"""The pages by which a workspace, or a whole organisation, installs the app.

`/slack/install` sends whoever comes to Slack, with a state that only their own browser brings back;
`/slack/oauth_redirect` takes the code that Slack gives them. So nobody has another person's browser finish an
installation that they began, and nobody finishes in theirs what another one began.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.core.current import CurrentPhrasebook
from bot.core.errors import CalmaError
from bot.core.preferred import preferred
from bot.core.visits import VisitLimit, visitor
from bot.core.words import Say
from bot.slack import install_page
from bot.slack.install_states import LASTS, InstallStates
from bot.slack.installed import SealedInstallations, tenant_of
from bot.slack.oauth import (
    INSTALL,
    LONGEST_CODE,
    REDIRECT,
    InstallCodeRefused,
    InstallSettings,
    SlackUnavailable,
)
from bot.slack.wire import SlackApi

# The name has browsers take it from this host alone, over https. Slack sends people back by a link, so a
# cookie that no link of another site brings would not come.
COOKIE = "__Host-calma-install"
# Visits in a minute: of one public address, and of everybody. What somebody takes of the first is taken from
# nobody else; the second is far above what all who ever install it need, and below what a process bears.
EACH, ALL = 20, 3_000
WITHIN = 15.0  # seconds for Slack and the store
_EVERYBODY = "everybody"
_log = logging.getLogger("calma.slack")
Arrived = Callable[[str, datetime | None], Awaitable[None]]


class InstallRefused(CalmaError):
    """Nothing is installed; a page says why, in the words that begin with `about`."""

    def __init__(self, status: int, about: str, why: str) -> None:
        super().__init__(why, words=f"install.{about}.text")
        self.status, self.about = status, f"install.{about}"


@dataclass(frozen=True, slots=True)
class InstallDeps:
    """What the pages are given.

    `arrived` hears of each installation: its tenant, and since when the app had been taken out there.
    `report` logs an error and returns its reference.
    """

    app: InstallSettings
    client: SlackApi
    installations: SealedInstallations
    states: InstallStates
    phrasebook: CurrentPhrasebook
    clock: Callable[[], float]
    seconds: Callable[[], float]
    arrived: Arrived
    report: Callable[[BaseException], str]


class InstallPages:
    """Serves both pages."""

    def __init__(self, deps: InstallDeps) -> None:
        self._deps = deps
        self._of_each, self._of_all = VisitLimit(deps.seconds, EACH), VisitLimit(deps.seconds, ALL)

    def routes(self) -> list[web.RouteDef]:
        """Returns what it serves. Not to HEAD: who only looks at an address must not use up its code."""
        return [
            web.get(INSTALL, self._guarded(self._begin), allow_head=False),
            web.get(REDIRECT, self._guarded(self._finish), allow_head=False),
        ]

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def guarded(request: web.Request) -> web.Response:
            try:
                forwarded = request.headers.getall("X-Forwarded-For", [""])[-1]
                if not self._allows(visitor(request.remote or "", forwarded)):
                    return self._busy(request)
                async with asyncio.timeout(WITHIN):
                    return await handler(request)
            except InstallRefused as refused:
                return self._told(request, refused.status, refused.about, refused)
            except web.HTTPException:
                raise
            except CalmaError as error:  # the store, or the keys
                return self._told(request, 503, "install.broken", error)
            except TimeoutError as error:
                return self._told(request, 503, "install.away", InstallRefused(503, "away", str(error)))
            except Exception as error:  # noqa: BLE001 - the one catch-all of these pages
                return self._told(request, 500, "install.broken", error)

        return guarded

    async def _begin(self, request: web.Request) -> web.Response:
        states = self._deps.states
        browser = states.browser(request.cookies.get(COOKIE, ""))
        place = self._deps.app.authorize(states.issue(browser))
        response = web.Response(status=303, headers={**install_page.HEADERS, "Location": place})
        _put_cookie(response, browser)
        return response

    async def _finish(self, request: web.Request) -> web.Response:
        query, browser = request.query, request.cookies.get(COOKIE, "")
        if not await self._deps.states.redeem(query.get("state", ""), browser):
            raise InstallRefused(400, "state", "the state is not good, was used, or is another browser's")
        if "error" in query:
            if query["error"] == "access_denied":
                raise InstallRefused(403, "denied", "whoever was asked said no")
            raise InstallRefused(502, "away", "Slack sent them back with an error")
        code = query.get("code", "")
        if not 0 < len(code) <= LONGEST_CODE:
            raise InstallRefused(400, "code", "there is no code")
        bot = await self._exchanged(code)
        removed = await self._deps.installations.keep(bot)
        await self._deps.arrived(tenant_of(bot), removed)
        say, language = self._words(request)
        whole = bool(bot.is_enterprise_install)
        opened = self._deps.app.opened(bot)
        response = install_page.installed(say, language, bot.team_name or "", opened, whole=whole)
        _put_cookie(response, "")
        return response

    async def _exchanged(self, code: str) -> Bot:
        try:
            return await self._deps.app.exchange(self._deps.client, code, self._deps.clock())
        except InstallCodeRefused as error:
            raise InstallRefused(400, "code", f"Slack does not take the code ({error})") from None
        except SlackUnavailable as error:
            raise InstallRefused(502, "away", f"Slack does not answer as it should ({error})") from None

    def _allows(self, who: str) -> bool:
        # Behind a proxy that does not say for whom it asks, all together have what there is.
        return (not who or self._of_each.allows(who)) and self._of_all.allows(_EVERYBODY)

    def _busy(self, request: web.Request) -> web.Response:
        # Without a reference, which would be a line in the log for each who comes: that has no end here.
        _log.warning("too many come to install the app: they are asked to wait", extra={"most": 1})
        say, language = self._words(request)
        return install_page.refused(say, language, 429, "install.busy", "")

    def _told(self, request: web.Request, status: int, about: str, error: BaseException) -> web.Response:
        say, language = self._words(request)
        return install_page.refused(say, language, status, about, self._deps.report(error))

    def _words(self, request: web.Request) -> tuple[Say, str]:
        words = self._deps.phrasebook.words
        language = preferred("", request.headers.get("Accept-Language", ""), words.languages)
        return words.speaker(language), language


def _put_cookie(response: web.Response, value: str) -> None:
    """Gives a browser what it is known by, or takes that away where it is ""."""
    age = int(LASTS.total_seconds()) if value else 0
    response.set_cookie(COOKIE, value, max_age=age, path="/", secure=True, httponly=True, samesite="Lax")
