"""The connections to Slack: its Web API, and the response_urls of its payloads."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from aiohttp import ClientError, ClientOSError, ClientSession, ClientTimeout, ServerDisconnectedError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    async_default_handlers,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clients import client_session
from bot.core.outside import text_at
from bot.slack.files import SlackFiles

T = TypeVar("T")
_log = logging.getLogger("calma.slack")
WITHIN = 10.0  # seconds of silence in one call
PLACE_WITHIN = 60.0  # seconds for one call with the wait for a free connection, where there is one
OFF = 60.0  # seconds between two clocks from which on somebody should look; Slack's requests last 300
ANSWERS, DELIVERIES, READERS = 400, 100, 50  # connections at most, of each kind
RETRIES = (2.0, 8.0, 30.0)  # seconds until an answer that did not get through is sent again; Slack takes five
# What goes wrong in a call, whoever's fault it is.
BROKEN = (SlackClientError, ClientError, OSError, TimeoutError)

BUSY = frozenset({"ratelimited", "rate_limited"})
# After these Slack itself cannot say whether it did what it was asked for.
UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})


class Unanswered(SlackClientError):
    """An answer that did not get to Slack; `status` is what Slack said to it, 0 for nothing."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class SlackApi(AsyncWebClient):
    """Slack's Web API. An answer in a shape that nobody expected is an error as any other of Slack's.

    `heard` is told the headers of each answer.
    """

    heard: Callable[[Mapping[str, str]], None] = staticmethod(lambda headers: None)

    def __init__(self, token: str | None = None, **options: Any) -> None:
        super().__init__(token, **options)
        self.proxy = None  # the SDK knows no NO_PROXY: which road is taken, the session knows

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """Calls a method. Raises one of BROKEN; `data` of what it returns is to be read as from outside."""
        if self.session is None:
            raise SlackClientError(f"{api_method}: there is no session")  # the SDK would open one of its own
        try:
            answer = await super().api_call(api_method, **options)
            self.heard(answer.headers)
            return answer
        except (AttributeError, TypeError, ValueError, LookupError, RecursionError) as error:
            raise SlackClientError(f"{api_method}: the answer is none of Slack's") from error


class ClockWatch:
    """Compares this machine's clock with Slack's: with one that is off, what Slack signed is refused."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._off = False

    def compare(self, headers: Mapping[str, str]) -> None:
        """Logs, once, that the clock is off, by the headers of an answer."""
        now = time_of(headers)
        ahead = 0.0 if now is None else self._clock() - now
        was_off, self._off = self._off, abs(ahead) > OFF
        if self._off and not was_off:
            _log.warning(
                "this machine's clock is %.0f seconds %s Slack's: set it, or Slack's requests are refused",
                abs(ahead),
                "ahead of" if ahead > 0 else "behind",
            )


class SlackWire:
    """All that the bot sends, in three pools: answers do not wait behind deliveries or profiles."""

    def __init__(self, token: str, api_url: str, clock: Callable[[], float] = time.time) -> None:
        watch = ClockWatch(clock)

        def client(**options: Any) -> SlackApi:
            made = SlackApi(token=token, base_url=api_url, timeout=int(WITHIN), **options)
            made.heard = watch.compare
            return made

        # Not after silence: what was said may have been heard, and would be said twice.
        broken = [ServerDisconnectedError, ClientOSError]
        once_more = AsyncConnectionErrorRetryHandler(error_types=broken)
        self.client = client(retry_handlers=[once_more])
        # What is delivered unasked must not go twice: its sender knows better when to try again.
        self.once = client(retry_handlers=[])
        # Whoever asks waits for their profile, but not for long.
        self.profiles = client(retry_handlers=[once_more])
        # What nobody waits for may wait as long as Slack asks.
        patience = [*async_default_handlers(), AsyncRateLimitErrorRetryHandler(max_retry_count=3)]
        self.patient = client(retry_handlers=patience)
        self._files = SlackFiles(api_url, token)
        self._sessions: list[ClientSession] = []

    def use(self, token: str) -> None:
        """Goes on with another token of the bot."""
        for client in (self.client, self.once, self.profiles, self.patient):
            client.token = token
        self._files.token = token

    def open(self) -> None:
        """Opens the sessions."""
        answers, deliveries, readers = self._sessions = [*map(_session, (ANSWERS, DELIVERIES, READERS))]
        self.client.session, self.once.session = answers, deliveries
        self.profiles.session = self.patient.session = readers

    async def close(self) -> None:
        """Closes the sessions."""
        for session in self._sessions:
            await session.close()

    async def file(self, file: Mapping[str, Any]) -> str:
        """Returns the text of a file in Slack. Raises BadFile."""
        assert self._sessions, "the wire is not open"
        return await self._files.text(self._sessions[0], file)

    async def answer(self, url: str, message: dict[str, Any]) -> None:
        """Sends a message to a response_url, again for a while. Raises Unanswered."""

        async def post() -> None:
            if not 200 <= (status := await self._post(self.client.session, url, message)) < 300:
                raise Unanswered(status)

        await at_last(post)

    async def change(self, url: str, message: dict[str, Any]) -> int:
        """Sends a message to a response_url once, among the deliveries; returns the status, 0 for none."""
        return await self._post(self.once.session, url, message)

    async def _post(self, session: ClientSession | None, url: str, message: dict[str, Any]) -> int:
        if not url or session is None:
            return 404  # there is nowhere to send it, now or later
        try:
            async with session.post(url, json=message) as response:
                if response.status >= 400:
                    _log.warning("Slack refused an answer: %s", response.status)
                return response.status
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            _log.warning("an answer did not reach Slack: %s", type(error).__name__)
            return 0


def _session(connections: int) -> ClientSession:
    # The wait for a free connection is none of Slack's: it does not count against the time for the answer.
    timeout = ClientTimeout(total=PLACE_WITHIN, sock_connect=WITHIN, sock_read=WITHIN)
    return client_session(timeout, connections)


async def at_last(call: Callable[[], Awaitable[T]]) -> T:
    """Returns what a call returns, which is made again for a while. Raises one of BROKEN."""
    for wait in RETRIES:
        try:
            return await call()
        except BROKEN as error:
            if not _passes(error):
                raise
        await asyncio.sleep(wait)
    return await call()


def _passes(error: BaseException) -> bool:
    """Returns whether what went wrong in a call may go well a little later."""
    if isinstance(error, Unanswered):
        return error.status in (0, 429) or error.status >= 500
    if isinstance(error, SlackApiError):
        return not lasts(error)
    return not isinstance(error, SlackClientError)  # that one was done, and answered in some way


def lasts(error: BaseException) -> bool:
    """Returns whether Slack refused, for a reason that does not go away by itself."""
    if not isinstance(error, SlackApiError) or status(error) == 429 or status(error) >= 500:
        return False
    return reason(error) not in BUSY | UNSURE


def time_of(headers: Mapping[str, str]) -> float | None:
    """Returns when Slack answered, by its own clock in seconds since 1970; None where it does not tell."""
    try:
        return parsedate_to_datetime(headers["Date"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def reason(error: BaseException) -> str:
    """Returns Slack's word for an error, or "" where there is none."""
    return text_at(getattr(getattr(error, "response", None), "data", None), "error")


def status(error: SlackApiError) -> int:
    """Returns the HTTP status of an error."""
    # After a body that is no JSON the SDK hands on aiohttp's response, where it has another name.
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
