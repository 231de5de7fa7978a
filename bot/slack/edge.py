"""The Slack edge: verified requests in, answers out, and what is sent unasked."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
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
from bot.core.ledger import Lane
from bot.core.pauses import pauses
from bot.core.trouble import Trouble, Watch, tell
from bot.slack import PLATFORM, parse
from bot.slack.chats import Chats
from bot.slack.commands import Door
from bot.slack.health import is_out, reached, trouble_of
from bot.slack.installing import InstallStores, SlackInstallations
from bot.slack.listeners import Listeners
from bot.slack.messenger import Reading, SlackMessenger
from bot.slack.oauth import InstallSettings
from bot.slack.people import Profiles
from bot.slack.roster import SlackRoster
from bot.slack.socket import SlackSocket
from bot.slack.token_errors import TAKEN_OUT, NotInstalled, TokenUnavailable
from bot.slack.tokens import Rotation, SlackTokens
from bot.slack.wire import WITHIN, SlackApi, SlackWire

_log = logging.getLogger("calma.slack")
UNUSED = "unused in Socket Mode"
UNTRIED = Trouble("Slack has not answered yet")
AGAIN_OUT, TRIES_OUT = (1.0, 60.0), 10  # seconds between tries to note that the app was taken out
ENVIRONMENT = (
    *("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_VERIFICATION_TOKEN"),
    *("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """How to reach Slack, and how to know it. With an `app_token`, Socket Mode is on.

    With an `oauth` app, workspaces install it themselves. `reading` is how a delivery in doubt is looked for.
    """

    signing_secret: str
    bot_token: str
    app_token: str
    api_url: str
    rotation: Rotation | None = None
    oauth: InstallSettings | None = None
    reading: Reading | None = None


async def _nothing(lane: Lane, why: str) -> None:
    """Ends nothing."""


class Slack:
    """Listens to Slack and answers for the desk. `messenger` sends what nobody asked for just now.

    `installs` belong to an app of many workspaces; `end_lane` ends what waits for one that took the app out,
    with a reason. `clock` is in seconds since 1970; `seconds` only goes forward.
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
        installs: InstallStores | None = None,
        end_lane: Callable[[Lane, str], Awaitable[object]] = _nothing,
        clock: Callable[[], float] = time.time,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._desk = desk
        self._phrasebook = phrasebook
        self._settings = settings
        self._end_lane = end_lane
        self._clock = clock
        self._seconds = seconds
        self._wire = SlackWire(settings.bot_token, settings.api_url, clock, self._look)
        self._background = BackgroundTasks(desk.report)
        self._socket: SlackSocket | None = None
        self._chats = Chats(references)
        self._many = _many(settings, installs, self._wire, clock, seconds)
        self._tokens = self._many.tokens if self._many else self._given(tokens)
        self._wire.tokens_by(self._tokens)
        self._watch = Watch("Slack", self._probe, desk.report, UNTRIED)
        profiles = self._profiles = Profiles(self._wire.profiles, seconds)
        later = self._background.later
        self._listeners = Listeners(desk, phrasebook, self._wire, profiles, later, self._taken_out)
        self._bolt = self._app()
        self._door = Door(settings.signing_secret or UNUSED, clock)
        self._listeners.register(self._bolt)
        desk.roles[PLATFORM] = self._listeners.role_now
        self.messenger = self._sender()
        self.roster = SlackRoster(self._wire.patient, profiles, seconds)
        self._pages = self._many.pages(phrasebook, self._arrived, desk.report) if self._many else None

    def routes(self) -> list[web.RouteDef]:
        """Returns the routes Slack posts to, and the pages by which the app is installed.

        None in Socket Mode without a signing secret.
        """
        pages = self._pages.routes() if self._pages else []
        events = [web.post("/slack/events", self._receive)] if self._settings.signing_secret else []
        return [*events, *pages]

    async def start(self) -> None:
        """Opens the connections; with an app token, begins to connect by Socket Mode."""
        self._wire.open()
        if self._settings.app_token:
            token, report = self._settings.app_token, self._desk.report
            self._socket = SlackSocket(self._wire.probe, token, self._by_socket, report)
            self._socket.start()
        await self._tokens.prepare()
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
        await self._tokens.close()
        await self._wire.close()

    def _look(self) -> None:
        self._watch.look()

    async def _probe(self) -> Trouble | None:
        tokens = self._tokens
        return await (
            trouble_of(self._wire, tokens) if isinstance(tokens, SlackTokens) else reached(self._wire)
        )

    def _sender(self) -> SlackMessenger:
        return SlackMessenger(
            self._wire.once,
            self._clock,
            chats=self._chats,
            granted=self._tokens.granted,
            reading=self._settings.reading,
            to_url=self._wire.change,
            out=lambda tenant: self._background.later(self._look_if_out(tenant)) if self._many else None,
        )

    def _given(self, store: TokenStore) -> SlackTokens:
        own, rotation = self._settings.bot_token, self._settings.rotation
        wire = self._wire
        return SlackTokens(own, rotation, wire.profiles, store, self._clock, wire.use, self._seconds)

    def _app(self) -> AsyncApp:
        # The answer is written before Bolt returns, so nothing polls for the ack (10 ms each otherwise),
        # and nothing of Bolt's calls Slack, so it gets no token and asks nobody who we are. Without a name
        # Bolt takes its caller's, which it finds by looking at the source file of every module there is.
        with _unread(ENVIRONMENT):
            return AsyncApp(
                name="calma",
                client=SlackApi(base_url=self._settings.api_url),
                signing_secret=self._settings.signing_secret or UNUSED,
                authorize=_known,
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
        payload = asked.body if isinstance(asked, AsyncBoltRequest) else asked
        if self._many and (answer := await self._many.turned_away(payload, self._phrasebook)):
            return answer
        if isinstance(asked, AsyncBoltRequest):
            return await to_aiohttp_response(await self._bolt.async_dispatch(asked))
        return await self._command(asked)

    async def _taken_out(self, tenant: str, at: float) -> None:
        """Ends all that goes to a tenant that took the app out, now and for as long as it is out."""
        if self._many:
            for pause in islice(pauses(*AGAIN_OUT), TRIES_OUT):
                try:
                    if not await self._many.installations.remove(tenant, at):
                        return  # it is out already, or was installed anew since
                    break
                except Exception as error:  # noqa: BLE001 - the database may be away for a while
                    self._desk.report(error)
                    await asyncio.sleep(pause)
            self._tokens.forget(tenant)
        await self._desk.note_left(whole=tenant)
        await self._end_lane(Lane(tenant, PLATFORM), TAKEN_OUT)

    async def _look_if_out(self, tenant: str) -> None:
        """Ends all that goes to a tenant that took the app out, where Slack's word of it never came."""
        now = self._clock()
        # What is known here may be of before, and be refused because it was installed anew since.
        self._tokens.forget(tenant)
        with suppress(NotInstalled, TokenUnavailable):  # it is out already, or nobody can tell
            if await is_out(self._wire.probe, await self._tokens.of(tenant)):
                await self._taken_out(tenant, now)

    async def _arrived(self, tenant: str, removed: datetime | None) -> None:
        """Goes on where the app was installed: with its people, too, if it was there before."""
        self._tokens.forget(tenant)
        if removed and self._many:
            try:
                await self._many.note_back(tenant, removed)
            except Exception as error:  # noqa: BLE001 - it is installed all the same
                self._desk.report(error)

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
        text = await self._listeners.command(fields)
        # Bytes: for anything else, aiohttp first looks how to write it. An empty answer is no JSON.
        kind = "application/json" if text else "text/plain"
        return web.Response(body=text.encode(), content_type=kind, charset="utf-8")


# A function, not a method: Bolt passes arguments by the names it finds, `self` among them.
async def _known(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def _many(
    settings: SlackSettings,
    installs: InstallStores | None,
    wire: SlackWire,
    clock: Callable[[], float],
    seconds: Callable[[], float],
) -> SlackInstallations | None:
    oauth = settings.oauth
    return SlackInstallations(oauth, installs, wire, clock, seconds) if oauth and installs else None


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
