"""The Slack edge: verified requests in, answers in the ack, updates by response_url."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.coach.card import Card
from bot.coach.desk import Desk
from bot.coach.library import Library
from bot.coach.talk import Ask, How, Person, Press
from bot.slack import parse, render
from bot.slack.people import Locales

_log = logging.getLogger("calma.slack")
Shown = dict[str, Any]
_ANY = re.compile(".*", re.DOTALL)
SEND_WITHIN = 10.0  # seconds for one call to a response_url
SPANISH_COMMANDS = frozenset({"/calma"})  # whoever types them reads Spanish, until Slack says otherwise


@dataclass(frozen=True, slots=True)
class Settings:
    """How to reach Slack, and how to know it. With an `app_token`, Socket Mode is on."""

    signing_secret: str
    bot_token: str
    app_token: str
    api_url: str


class Slack:
    """Listens to Slack and answers for the desk."""

    def __init__(self, desk: Desk, library: Library, settings: Settings) -> None:
        self._desk = desk
        self._library = library
        self._settings = settings
        self._client = AsyncWebClient(token=settings.bot_token, base_url=settings.api_url)
        self._locales = Locales(self._client, time.monotonic)
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self._bolt = self._listeners()

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes Slack posts to; none in Socket Mode without a signing secret."""
        return [web.post("/slack/events", self._receive)] if self._settings.signing_secret else []

    async def start(self) -> None:
        """Opens the connections; with an app token, Socket Mode."""
        self._session = ClientSession(timeout=ClientTimeout(total=SEND_WITHIN))
        if self._settings.app_token:
            self._socket = AsyncSocketModeHandler(self._bolt, self._settings.app_token)
            await self._socket.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Finishes what is being sent, then closes the connections."""
        if self._socket:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=SEND_WITHIN)
        if self._session:
            await self._session.close()

    def _listeners(self) -> AsyncApp:
        # The answer is written before Bolt returns, so nothing polls for the ack (10 ms each otherwise),
        # and the token is known, so no request asks Slack who we are.
        bolt = AsyncApp(
            client=AsyncWebClient(base_url=self._settings.api_url),
            signing_secret=self._settings.signing_secret or "unused in Socket Mode",
            authorize=_known(self._settings.bot_token),
            process_before_response=True,
            request_verification_enabled=bool(self._settings.signing_secret),
        )
        bolt.command(_ANY)(self._command)
        bolt.action(_ANY)(self._press)
        bolt.view(_ANY)(self._old_form)
        bolt.options(_ANY)(self._no_options)
        bolt.shortcut(_ANY)(self._shortcut)
        bolt.event(_ANY)(self._event)
        return bolt

    async def _receive(self, request: web.Request) -> web.Response:
        if not request.headers.get("X-Slack-Request-Timestamp", "0").isdecimal():
            raise web.HTTPUnauthorized(text="This is not from Slack.")
        try:
            # Decoded strictly, so that the bytes whose signature is checked are the bytes that came.
            body = (await request.read()).decode("utf-8")
            bolt_request = AsyncBoltRequest(body=body, query=request.query_string, headers=_headers(request))
            parse.check(bolt_request.body)
        except (ValueError, AttributeError, TypeError) as error:
            raise web.HTTPBadRequest(text="The body is not what Slack sends.") from error
        return await to_aiohttp_response(await self._bolt.async_dispatch(bolt_request))

    async def _command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        person = await self._person(body)
        message, _ = await self._answer(parse.command(body, person), render.message)
        await ack({"response_type": "ephemeral", **message})

    async def _press(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        self._later(self._answer_press(body, action))

    async def _answer_press(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        press = parse.press(action, await self._person(body))
        message, how = await self._answer(press, render.message)
        await self._respond(str(body.get("response_url") or ""), message, replace=how is How.UPDATE)

    async def _shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        # No shortcut is in the manifest: one that comes all the same is from an older installation.
        await ack()
        self._later(self._answer_press(body, {"action_id": str(body.get("callback_id", ""))}))

    async def _old_form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press = Press(await self._person(body), str(body.get("view", {}).get("callback_id", "")))
        view, _ = await self._answer(press, render.modal)
        await ack(response_action="update", view=view)

    async def _no_options(self, ack: AsyncAck) -> None:
        await ack(options=[])

    async def _event(self, ack: AsyncAck) -> None:
        await ack()

    async def _answer(self, ask: Ask, show: Callable[[Card], Shown]) -> tuple[Shown, How]:
        try:
            answer = await self._desk.answer(ask)
            return show(answer.card), answer.how
        except Exception as error:  # noqa: BLE001 - the one catch-all of this edge
            return show(self._desk.apologise(ask.person, error)), How.PRIVATE

    async def _person(self, body: dict[str, Any]) -> Person:
        team, user = parse.tenant(body), parse.user(body)
        speaks = self._library.words.speaks
        language = speaks(await self._locales.of(team, user))
        fallback = "es" if body.get("command") in SPANISH_COMMANDS else "en"
        return Person(team, "slack", user, language or speaks(fallback) or "en")

    async def _respond(self, url: str, message: Shown, *, replace: bool) -> None:
        if not url or self._session is None:
            return
        body = {"response_type": "ephemeral", "replace_original": replace, **message}
        try:
            async with self._session.post(url, json=body) as response:
                if response.status >= 400:
                    _log.warning("Slack refused an answer: %s", response.status)
        except (ClientError, TimeoutError) as error:
            _log.warning("an answer did not reach Slack: %s", type(error).__name__)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._desk.report(error)


def _known(token: str) -> Callable[..., Awaitable[AuthorizeResult]]:
    # A function, not a method: Bolt passes arguments by the names it finds, `self` among them.
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


def _headers(request: web.Request) -> dict[str, str | Sequence[str]]:
    return dict(request.headers)
