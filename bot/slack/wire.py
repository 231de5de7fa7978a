"""The connections to Slack: its Web API, and the response_urls of its payloads."""

from __future__ import annotations

import asyncio
import copy
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from aiohttp import ClientError, ClientOSError, ClientSession, ClientTimeout, ServerDisconnectedError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    async_default_handlers,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clients import client_session
from bot.core.outside import seconds, text_at, time_of
from bot.core.pauses import pauses
from bot.core.trouble import Trouble
from bot.slack.files import SlackFiles

T = TypeVar("T")
_log = logging.getLogger("calma.slack")
WITHIN = 10.0  # seconds of silence in one call
PLACE_WITHIN = 60.0  # seconds for one call with the wait for a free connection, where there is one
OFF = 60.0  # seconds between two clocks from which on somebody should look
REFUSED_AFTER = 300.0  # seconds; a request that was signed longer ago may be one that somebody recorded
ANSWERS, DELIVERIES, READERS = 400, 100, 50  # connections at most, of each kind
PATIENCE = 60.0  # seconds in which what somebody waits for is tried again, or a profile
LONG_PATIENCE = 600.0  # seconds, where nobody waits
TRIGGERED = 2.2  # seconds for what opens by a trigger, which is good for three
PAUSES = 0.2, 5.0  # seconds before the second try, and at most: each is twice as long as the one before
LONGEST_WAIT = 60.0  # seconds between two of these tries
RETRIES = (2.0, 8.0, 30.0)  # seconds until an answer that did not get through is sent again; Slack takes five
# What goes wrong in a call, whoever's fault it is.
BROKEN = (SlackClientError, ClientError, OSError, TimeoutError)

# By these, Slack refuses whoever calls, whatever is asked for.
REFUSED = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "team_not_found"}
    | {"team_access_not_granted", "enterprise_is_restricted", "access_denied", "user_removed_from_team"}
)
# By these, it refuses the token, which may be another by now: where the app was installed anew, or another
# process exchanged it. What was asked for was not done.
STALE = frozenset({"invalid_auth", "account_inactive", "token_revoked", "token_expired"})
BUSY = frozenset({"ratelimited", "rate_limited"})
_OPENING = frozenset({"views.open", "views.push"})
_SHOWN = _OPENING | {"chat.postMessage", "chat.postEphemeral"}
# To do these twice is to do them once.
_REPEATABLE = frozenset(
    {"users.info", "users.list", "conversations.info", "conversations.members"}
    | {"views.update", "views.publish"}
)
# After these Slack itself cannot say whether it did what it was asked for.
UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})


class Unanswered(SlackClientError):
    """An answer that did not get to Slack; `status` is what Slack said to it, 0 for nothing.

    `wait` are the seconds that it asks to wait.
    """

    def __init__(self, status: int, wait: float = 0.0) -> None:
        super().__init__(f"HTTP {status}")
        self.status, self.wait = status, wait


class TokenSource(Protocol):
    """What knows the tokens of tenants."""

    async def of(self, tenant: str) -> str:
        """Returns the token to call with. Raises one of BROKEN."""

    async def anew(self, tenant: str) -> str:
        """Returns it as it is stored now, as Slack refused what was known. Raises one of BROKEN."""


class SlackApi(AsyncWebClient):
    """Slack's Web API. An answer in a shape that nobody expected is an error as any other of Slack's.

    `heard` is told the headers of each answer, `failed` each error after which somebody should look why. What
    fails in passing is tried again for `patience` seconds, as soon as Slack allows; what opens something, for
    as long as its trigger is good. With `tokens`, what `of` returns calls with the token of its tenant alone;
    where Slack refuses that, and it is another one by now, at once with that one.
    """

    heard: Callable[[Mapping[str, str]], None] = staticmethod(lambda headers: None)
    failed: Callable[[], None] = staticmethod(lambda: None)
    patience = 0.0
    tokens: TokenSource | None = None
    _own: Callable[[], Awaitable[str]] | None = None
    _anew: Callable[[], Awaitable[str]] | None = None

    def __init__(self, token: str | None = None, **options: Any) -> None:
        super().__init__(token, **options)
        self.proxy = None  # the SDK knows no NO_PROXY: which road is taken, the session knows

    def of(self, tenant: str) -> SlackApi:
        """Returns the same way to Slack with the token of a tenant, fetched for each call."""
        if self.tokens is None:
            return self
        bound = copy.copy(self)
        bound.token = None
        bound._own, bound._anew = partial(self.tokens.of, tenant), partial(self.tokens.anew, tenant)
        return bound

    def with_token(self, token: str) -> SlackApi:
        """Returns the same way to Slack with a token."""
        bound = copy.copy(self)
        bound.token = token
        return bound

    async def current_token(self) -> str:
        """Returns the token to call with: one that is exchanged from time to time may be another by now."""
        if self._own:
            self.token = await self._own()
        return self.token or ""

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """Calls a method. Raises one of BROKEN; `data` of what it returns is to be read as from outside."""
        left = min(self.patience, TRIGGERED) if api_method in _OPENING else self.patience
        ends = time.monotonic() + left
        for tried, pause in enumerate(pauses(*PAUSES)):
            try:
                return await self._called(api_method, options)
            except BROKEN as error:
                wait = max(pause, wait_of(error))
                repeats = _may_repeat(api_method, error) or (not tried and _once_more(api_method, error))
                if not repeats or time.monotonic() + wait > ends:
                    raise
            await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _called(self, api_method: str, options: dict[str, Any]) -> AsyncSlackResponse:
        if self.session is None:
            raise SlackClientError(f"{api_method}: there is no session")  # the SDK would open one of its own
        token = await self.current_token()
        try:
            try:
                answer = await super().api_call(api_method, **options)
            except SlackApiError as error:
                if reason(error) not in STALE or not await self._has_another(token):
                    raise
                answer = await super().api_call(api_method, **options)
            self.heard(answer.headers)
            return answer
        except (AttributeError, TypeError, ValueError, LookupError, RecursionError) as error:
            raise SlackClientError(f"{api_method}: the answer is none of Slack's") from error
        except (SlackApiError, ClientError, OSError, TimeoutError) as error:
            if not isinstance(error, SlackApiError) or reason(error) in REFUSED:
                self.failed()
            raise

    async def _has_another(self, refused: str) -> bool:
        """Takes the token as it is stored now; returns whether that is another one."""
        if self._anew is None:
            return False
        try:
            self.token = await self._anew()
        except SlackClientError:  # there is none, or it cannot be read: then what Slack said stands
            return False
        return self.token != refused


class ClockWatch:
    """Compares this machine's clock with Slack's: with one that is off, what Slack signed is refused.

    `trouble` tells, after each answer, whether it is off that far.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.trouble: Trouble | None = None

    def compare(self, headers: Mapping[str, str]) -> None:
        """Logs that the clock is off, once a minute, by the headers of an answer."""
        now = time_of(headers)
        ahead = 0.0 if now is None else self._clock() - now
        self.trouble = None
        if abs(ahead) > OFF:
            way = "ahead of" if ahead > 0 else "behind"
            words = f"this machine's clock is {abs(ahead):.0f} seconds {way} Slack's: set it"
            _log.warning("%s, or Slack's requests are refused", words, extra={"most": 1})
            if abs(ahead) > REFUSED_AFTER:
                self.trouble = Trouble(f"{words}; until then Slack's requests are refused", lasting=True)


class SlackWire:
    """All that the bot sends, in three pools: answers do not wait behind deliveries or profiles."""

    def __init__(
        self,
        token: str,
        api_url: str,
        clock: Callable[[], float] = time.time,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self.clock = ClockWatch(clock)

        def client(**options: Any) -> SlackApi:
            made = SlackApi(token=token, base_url=api_url, timeout=int(WITHIN), **options)
            made.heard, made.failed = self.clock.compare, failed
            return made

        # Not after silence: what was said may have been heard, and would be said twice.
        broken = [ServerDisconnectedError, ClientOSError]
        once_more = AsyncConnectionErrorRetryHandler(error_types=broken)
        self.client = client(retry_handlers=[once_more])
        self.client.patience = PATIENCE
        # What is delivered unasked must not go twice: its sender knows better when to try again.
        self.once = client(retry_handlers=[])
        # Whoever asks waits for their profile, but not for long.
        self.profiles = client(retry_handlers=[once_more])
        self.profiles.patience = PATIENCE
        # What nobody waits for may wait as long as Slack asks.
        self.patient = client(retry_handlers=async_default_handlers())
        self.patient.patience = LONG_PATIENCE
        # What finds out whether Slack is there at all has its own pauses.
        self.probe = client(retry_handlers=[])
        self._files = SlackFiles(api_url)
        self._sessions: list[ClientSession] = []

    def use(self, token: str) -> None:
        """Goes on with another token of the bot."""
        for client in (self.client, self.once, self.profiles, self.patient, self.probe):
            client.token = token

    def tokens_by(self, tokens: TokenSource) -> None:
        """Has `tokens` tell the token of each tenant."""
        for client in (self.client, self.once, self.profiles, self.patient):
            client.tokens = tokens

    def of(self, tenant: str) -> SlackWire:
        """Returns the wire that answers a tenant, with its token alone."""
        bound = copy.copy(self)
        bound.client = self.client.of(tenant)
        return bound

    def open(self) -> None:
        """Opens the sessions."""
        answers, deliveries, readers = self._sessions = [*map(_session, (ANSWERS, DELIVERIES, READERS))]
        self.client.session, self.once.session = answers, deliveries
        self.profiles.session = self.patient.session = self.probe.session = readers

    async def close(self) -> None:
        """Closes the sessions."""
        for session in self._sessions:
            await session.close()

    async def file(self, file: Mapping[str, Any]) -> str:
        """Returns the text of a file in Slack. Raises BadFile."""
        assert self._sessions, "the wire is not open"
        return await self._files.text(self._sessions[0], file, await self.client.current_token())

    async def answer(self, url: str, message: dict[str, Any]) -> None:
        """Sends a message to a response_url, again for a while. Raises Unanswered."""

        async def post() -> None:
            status, wait = await self._post(self.client.session, url, message)
            if not 200 <= status < 300:
                raise Unanswered(status, wait)

        await at_last(post)

    async def change(self, url: str, message: dict[str, Any]) -> int:
        """Sends a message to a response_url once, among the deliveries; returns the status, 0 for none."""
        return (await self._post(self.once.session, url, message))[0]

    async def _post(
        self, session: ClientSession | None, url: str, message: dict[str, Any]
    ) -> tuple[int, float]:
        """Returns the status, and for how many seconds Slack asks to wait."""
        if not url or session is None:
            return 404, 0.0  # there is nowhere to send it, now or later
        try:
            async with session.post(url, json=message) as response:
                if response.status >= 400:
                    _log.warning("Slack refused an answer: %s", response.status)
                return response.status, seconds(response.headers.get("Retry-After"))
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            _log.warning("an answer did not reach Slack: %s", type(error).__name__)
            return 0, 0.0


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
            wait = min(max(wait, wait_of(error)), LONGEST_WAIT)
        await asyncio.sleep(wait)
    return await call()


def _passes(error: BaseException) -> bool:
    """Returns whether what went wrong in a call may go well a little later."""
    if isinstance(error, Unanswered):
        return error.status in (0, 429) or error.status >= 500
    if isinstance(error, SlackApiError):
        return not lasts(error)
    return not isinstance(error, SlackClientError)  # that one was done, and answered in some way


def _may_repeat(method: str, error: BaseException) -> bool:
    """Returns whether a call that failed may be made again: it was not done, or twice does no harm."""
    if isinstance(error, SlackApiError) and (status(error) == 429 or reason(error) in BUSY):
        return True
    return method in _REPEATABLE and _passes(error)


def _once_more(method: str, error: BaseException) -> bool:
    """Returns whether what somebody waits for is shown again where Slack itself does not know if it was.

    Twice is better than an apology in its place; a trigger that was used opens nothing twice.
    """
    return method in _SHOWN and isinstance(error, SlackApiError) and not lasts(error)


def wait_of(error: BaseException) -> float:
    """Returns for how many seconds Slack asks to wait after an error; 0 where it does not."""
    if isinstance(error, Unanswered):
        return error.wait
    return seconds(getattr(getattr(error, "response", None), "headers", {}).get("Retry-After"))


def lasts(error: BaseException) -> bool:
    """Returns whether Slack refused, for a reason that does not go away by itself."""
    if not isinstance(error, SlackApiError) or status(error) == 429 or status(error) >= 500:
        return False
    return reason(error) not in BUSY | UNSURE


def reason(error: BaseException) -> str:
    """Returns Slack's word for an error, or "" where there is none."""
    return text_at(getattr(getattr(error, "response", None), "data", None), "error")


def status(error: SlackApiError) -> int:
    """Returns the HTTP status of an error."""
    # After a body that is no JSON the SDK hands on aiohttp's response, where it has another name.
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
