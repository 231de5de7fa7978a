"""The connections to Slack: its Web API, and the response_urls of its payloads."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncRateLimitErrorRetryHandler,
    async_default_handlers,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.files import SlackFiles

_log = logging.getLogger("calma.slack")
WITHIN = 10.0  # seconds for one call


class SlackWire:
    """One session for all that the bot sends, so that a call does not begin with a handshake."""

    def __init__(self, token: str, api_url: str) -> None:
        self.client = AsyncWebClient(token=token, base_url=api_url, timeout=int(WITHIN))
        # What is delivered unasked must not go twice: its sender knows better when to try again.
        self.once = AsyncWebClient(token=token, base_url=api_url, timeout=int(WITHIN), retry_handlers=[])
        # What nobody waits for may wait as long as Slack asks.
        patience = [*async_default_handlers(), AsyncRateLimitErrorRetryHandler(max_retry_count=3)]
        self.patient = AsyncWebClient(
            token=token, base_url=api_url, timeout=int(WITHIN), retry_handlers=patience
        )
        self._files = SlackFiles(api_url, token)
        self._session: ClientSession | None = None

    def use(self, token: str) -> None:
        """Goes on with another token of the bot."""
        self.client.token = self.once.token = self.patient.token = self._files.token = token

    def open(self) -> None:
        """Opens the session."""
        self._session = ClientSession(timeout=ClientTimeout(total=WITHIN))
        self.client.session = self.once.session = self.patient.session = self._session

    async def close(self) -> None:
        """Closes the session."""
        if self._session:
            await self._session.close()

    async def file(self, file: Mapping[str, Any]) -> str:
        """Returns the text of a file in Slack. Raises BadFile."""
        assert self._session, "the wire is not open"
        return await self._files.text(self._session, file)

    async def respond(self, url: str, message: dict[str, Any]) -> int:
        """Sends a message to a response_url, and returns the status of the answer, 0 for none.

        One that does not arrive is logged: mostly there is no other way.
        """
        if not url or self._session is None:
            return 0
        try:
            async with self._session.post(url, json=message) as response:
                if response.status >= 400:
                    _log.warning("Slack refused an answer: %s", response.status)
                return response.status
        except (ClientError, TimeoutError) as error:
            _log.warning("an answer did not reach Slack: %s", type(error).__name__)
            return 0


def reason(error: SlackApiError) -> str:
    """Returns Slack's word for an error, or "" where the body was none of Slack's."""
    body = getattr(error.response, "data", None)
    return str(body.get("error") or "") if isinstance(body, dict) else ""


def status(error: SlackApiError) -> int:
    """Returns the HTTP status of an error."""
    # After a body that is no JSON the SDK hands on aiohttp's response, where it has another name.
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
