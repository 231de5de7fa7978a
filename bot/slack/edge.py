"""The Slack edge: verified requests in, answers out, and what is sent unasked."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.connections import note_signed
from bot.core.background import BackgroundTasks
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.edge import ReferenceStore, TokenStore
from bot.core.trouble import Trouble, Watch, tell
from bot.slack import PLATFORM, parse
from bot.slack.chats import Chats
from bot.slack.commands import Door
from bot.slack.health import trouble_of
from bot.slack.listeners import Listeners
from bot.slack.messenger import SlackMessenger
from bot.slack.people import Profiles
from bot.slack.roster import SlackRoster
from bot.slack.socket import SlackSocket
from bot.slack.tokens import OWN, Rotation, SlackTokens
from bot.slack.wire import WITHIN, SlackApi, SlackWire

_log = logging.getLogger("calma.slack")
UNUSED = "unused in Socket Mode"
UNTRIED = Trouble("Slack has not answered yet")
ENVIRONMENT = (
    *("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_VERIFICATION_TOKEN"),
    *("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How to reach Slack, and how to know it. With an `app_token`, Socket Mode is on."""

    signing_secret: str
    bot_token: str
    app_token: str
    api_url: str
    rotation: Rotation | None = None


class Slack:
    """Listens to Slack and answers for the desk. `messenger` sends what nobody asked for just now.

    `clock` is in seconds since 1970; `seconds` only goes forward.
    """

    platform = PLATFORM

    def __init__(
        self,
        desk: Desk,
        phrasebook: CurrentPhrasebook,
        settings: SlackSettings,
        references: ReferenceStore,
        tokens: TokenStore,
        *,
        clock: Callable[[], float] = time.time,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._clock = clock
        self._seconds = seconds
        self._wire = SlackWire(settings.bot_token, settings.api_url, clock, self._look)
        self._background = BackgroundTasks(desk.report)
        self._socket: SlackSocket | None = None
        self._chats = Chats(references)
        self._tokens = self._given(tokens)
        self._watch = Watch("Slack", lambda: trouble_of(self._wire, self._tokens), desk.report, UNTRIED)
        profiles = self._profiles = Profiles(self._wire.profiles, seconds)
        self._listeners = Listeners(desk, phrasebook, self._wire, profiles, self._background.later)
        self._bolt = self._app()
        self._door = Door(settings.signing_secret or UNUSED, clock)
        self._listeners.register(self._bolt)
        desk.roles[PLATFORM] = self._listeners.role_now
        self.messenger = SlackMessenger(
            self._wire.once, clock, chats=self._chats, token=self._tokens.of, to_url=self._wire.change
        )
        self.roster = SlackRoster(self._wire.patient, profiles, seconds)

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes Slack posts to; none in Socket Mode without a signing secret."""
        return [web.post("/slack/events", self._receive)] if self._settings.signing_secret else []

    async def start(self) -> None:
        """Opens the connections; with an app token, begins to connect by Socket Mode."""
        self._wire.open()
        if self._settings.app_token:
            token, report = self._settings.app_token, self._desk.report
            self._socket = SlackSocket(self._wire.probe, token, self._by_socket, report)
            self._socket.start()
        await self._tokens.of(OWN)
        self._watch.look()

    def troubles(self) -> list[Trouble]:
        """Returns what keeps it from working just now."""
        clock = self._wire.clock.trouble if self._settings.signing_secret else None
        troubles = (self._watch.trouble, clock, self._socket.trouble if self._socket else None)
        return [trouble for trouble in troubles if trouble]

    def forget_person(self, tenant: str, user_id: str) -> None:
        """Remembers nothing of a person any more."""
        self._chats.forget_person(tenant, user_id)
        self._profiles.forget_person(tenant, user_id)

    async def hang_up(self) -> None:
        """Does nothing: every request here ends by itself."""

    async def close(self) -> None:
        """Finishes what is being sent, then closes the connections."""
        await self._watch.close()
        if self._socket:
            await self._socket.close()
        await self._background.settled(WITHIN)
        await self._chats.close()
        await self.roster.close()
        await self._profiles.close()
        await self._wire.close()

    def _look(self) -> None:
        self._watch.look()

    def _given(self, store: TokenStore) -> SlackTokens:
        own, rotation = self._settings.bot_token, self._settings.rotation
        wire = self._wire
        return SlackTokens(own, rotation, wire.profiles, store, self._clock, wire.use, self._seconds)

    def _app(self) -> AsyncApp:
        # The answer is written before Bolt returns, so nothing polls for the ack (10 ms each otherwise),
        # and the token is known, so no request asks Slack who we are. Without a name Bolt takes its caller's,
        # which it finds by looking at the source file of every module there is.
        with _unread(ENVIRONMENT):
            return AsyncApp(
                name="calma",
                client=SlackApi(base_url=self._settings.api_url),
                signing_secret=self._settings.signing_secret or UNUSED,
                authorize=_known(self._tokens),
                process_before_response=True,
                request_verification_enabled=False,  # the door checked it, before anything was parsed
            )

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        text = self._door.signed(request.headers, body)
        if text is None:
            refusal = self._door.refusal(request.headers, body)
            self._desk.observer.refused(PLATFORM, refusal.reason)
            if refusal.mend:
                tell("Slack, a request was refused", Trouble(refusal.mend), _log)
            raise web.HTTPUnauthorized(text="This is not from Slack.")
        note_signed(request.transport)
        try:
            asked = self._asked(request, text)
        except (ValueError, AttributeError, TypeError, RecursionError) as error:
            raise web.HTTPBadRequest(text="The body is not what Slack sends.") from error
        if isinstance(asked, AsyncBoltRequest):
            return await to_aiohttp_response(await self._bolt.async_dispatch(asked))
        return await self._command(asked)

    def _asked(self, request: web.Request, text: str) -> AsyncBoltRequest | dict[str, Any]:
        signature = request.headers["X-Slack-Signature"]
        if command := self._door.command(request.headers, text):
            parse.check(command)
            return parse.signed(command, signature)
        asked = AsyncBoltRequest(body=text, headers=_headers(request))
        parse.check(asked.body)
        asked.body = parse.signed(asked.body, signature)
        return asked

    async def _by_socket(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        try:
            parse.check(payload)
        except ValueError as error:
            _log.warning("what came by Socket Mode is not what Slack sends: %s", error)
            return None
        response = await self._bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))
        if response.status != 200 or not response.body:
            return None
        answer: object = json.loads(response.body) if response.body.startswith("{") else response.body
        return answer if isinstance(answer, dict) else {"text": str(answer)}

    async def _command(self, fields: dict[str, Any]) -> web.Response:
        await self._tokens.of(OWN)  # what a command opens is a call of its own, with the token in force
        text = await self._listeners.command(fields)
        # Bytes: for anything else, aiohttp first looks how to write it. An empty answer is no JSON.
        kind = "application/json" if text else "text/plain"
        return web.Response(body=text.encode(), content_type=kind, charset="utf-8")


def _known(tokens: SlackTokens) -> Callable[..., Awaitable[AuthorizeResult]]:
    # A function, not a method: Bolt passes arguments by the names it finds, `self` among them.
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        token = await tokens.of(enterprise_id or team_id or OWN)
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


@contextmanager
def _unread(names: Iterable[str]) -> Iterator[None]:
    """Takes variables out of the environment meanwhile.

    Bolt reads settings of its own under the names of ours: it would warn of a second token, and set up a
    sign-in that nobody asked for.
    """
    taken = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def _headers(request: web.Request) -> dict[str, str | Sequence[str]]:
    return dict(request.headers)
