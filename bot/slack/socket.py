"""Socket Mode: what Slack tells comes over a connection that the app opens, for firms without a public URL.

Of our own, for the SDK's client never comes back from a refusal, notices a link that is open at our end only
by the clock on the wall, and may then have two.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, ClientWSTimeout, WSMsgType
from slack_sdk.errors import SlackClientError

from bot.clients import client_session
from bot.core.background import BackgroundTasks
from bot.core.outside import object_at, text_at
from bot.core.pauses import pauses
from bot.core.trouble import Trouble, tell
from bot.slack.health import refused_link
from bot.slack.wire import BROKEN, SlackApi

_log = logging.getLogger("calma.slack")
BEAT = 10.0  # seconds between pings; a link on which none is answered within half of that is given up
HELLO = 10.0  # seconds until Slack has to greet
FINISH = 3.0  # seconds for what is under way at the end; Slack waits no longer for an acknowledgement
LEAVING = 15.0  # seconds that an old connection still has for its answers, once there is a new one
SOONEST, LATEST = 1.0, 30.0  # seconds until the next try, after what passes by itself
SLOWEST = 60.0  # seconds until the next try, after a refusal that somebody has to mend
PART = "Slack by Socket Mode"
Answerer = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]


class SlackSocket:
    """Keeps one connection to Slack, from `start` to `close`. `trouble` tells why there is none just now.

    `answer` takes a payload and returns what is to stand in the acknowledgement, None for nothing.
    """

    def __init__(
        self, api: SlackApi, app_token: str, answer: Answerer, report: Callable[[BaseException], object]
    ) -> None:
        self._api = api
        self._app_token = app_token
        self._answer = answer
        self._report = report
        self._background = BackgroundTasks(report)
        self._session: ClientSession | None = None
        self._task: asyncio.Task[None] | None = None
        self.trouble: Trouble | None = None

    def start(self) -> None:
        """Begins to connect, and returns at once: Slack may be away, or refuse for long."""
        self.trouble = Trouble("not connected by Socket Mode yet")
        self._session = client_session(ClientTimeout(sock_connect=HELLO))
        self._task = asyncio.create_task(self._run(self._session))

    async def close(self) -> None:
        """Finishes the answers under way, and hangs up."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._background.settled(FINISH)
        if self._session:
            await self._session.close()

    async def _run(self, session: ClientSession) -> None:
        passing = pauses(SOONEST, LATEST)
        connection: _Connection | None = None
        try:
            while True:
                try:
                    before, connection = connection, await self._connected(session)
                except Exception as error:  # noqa: BLE001 - else nothing would ever come in again
                    if not isinstance(error, BROKEN):
                        self._report(error)
                    self.trouble = refused_link(error)
                    tell(PART, self.trouble)
                    await asyncio.sleep(SLOWEST if self.trouble.lasting else next(passing))
                    continue
                self.trouble = None
                if before:
                    self._background.later(before.leave())
                began = asyncio.get_running_loop().time()
                await connection.over.wait()
                if connection.closed:
                    self.trouble = Trouble("the connection by Socket Mode was closed")
                if asyncio.get_running_loop().time() - began > LATEST:
                    passing = pauses(SOONEST, LATEST)
                else:  # whoever hangs up at once must not be called again and again
                    await asyncio.sleep(next(passing))
        finally:
            if connection:
                await connection.hang_up()

    async def _connected(self, session: ClientSession) -> _Connection:
        answer = await self._api.apps_connections_open(app_token=self._app_token)
        url = text_at(answer.data, "url")
        if not url:
            raise SlackClientError("there is no address in the answer")
        patience = ClientWSTimeout(ws_close=1.0)
        try:
            async with asyncio.timeout(HELLO):  # the library waits five minutes for whoever says nothing
                web_socket = await session.ws_connect(url, heartbeat=BEAT, timeout=patience)
        except ValueError as error:
            raise SlackClientError("the address in the answer is none") from error
        connection = _Connection(web_socket, self._answer, self._background)
        try:
            await connection.greeted()
        except BaseException:
            await connection.hang_up()
            raise
        return connection


class _Connection:
    """One connection. `hello` is set once Slack has greeted, `over` once another one is wanted."""

    def __init__(
        self, socket: ClientWebSocketResponse, answer: Answerer, background: BackgroundTasks
    ) -> None:
        self.hello, self.over = asyncio.Event(), asyncio.Event()
        self._socket = socket
        self._answer = answer
        self._background = background
        self._reading = background.later(self._read())

    @property
    def closed(self) -> bool:
        """Whether nothing comes over it any more."""
        return self._reading.done()

    async def greeted(self) -> None:
        """Returns once Slack has greeted. Raises SlackClientError."""
        hello = asyncio.ensure_future(self.hello.wait())
        await asyncio.wait({hello, self._reading}, timeout=HELLO, return_when=asyncio.FIRST_COMPLETED)
        hello.cancel()
        if not self.hello.is_set():
            raise SlackClientError("Slack did not greet")

    async def leave(self) -> None:
        """Reads on until Slack hangs up, for a while, then hangs up."""
        await asyncio.wait([self._reading], timeout=LEAVING)
        await self.hang_up()

    async def hang_up(self) -> None:
        """Closes the connection."""
        await self._socket.close()
        await asyncio.wait([self._reading])

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._take(_parsed(message.data))
        finally:
            self.over.set()

    def _take(self, message: object) -> None:
        match text_at(message, "type"):
            case "hello":
                self.hello.set()
            case "disconnect":  # soon, or because there are too many: another one takes over
                self.over.set()
            case _ if envelope := text_at(message, "envelope_id"):
                self._background.later(self._acknowledge(envelope, dict(object_at(message, "payload"))))

    async def _acknowledge(self, envelope: str, payload: dict[str, Any]) -> None:
        answer = await self._answer(payload)
        said = {"envelope_id": envelope, **({"payload": answer} if answer else {})}
        try:
            await self._socket.send_str(json.dumps(said))
        except (ConnectionError, RuntimeError) as error:
            _log.warning("an answer did not reach Slack: %s", type(error).__name__)


def _parsed(text: str) -> object:
    try:
        message: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return message
