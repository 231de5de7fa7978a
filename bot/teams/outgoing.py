"""What this edge sends in answer, by the Bot Connector itself, and again where Teams asks for that."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.teams import facts
from bot.teams.connector import Connector
from bot.teams.credentials import Credentials
from bot.teams.errors import TeamsFailure

PATIENCE = 5.0  # seconds after which no further try begins: Teams gives up on us after 10 to 15
_WAITS = (0.3, 1.0)  # seconds before the second and the third try

Json = dict[str, Any]
Result = TypeVar("Result")


class Outgoing:
    """Sends messages into the conversation that an activity came from. Everything raises TeamsFailure."""

    def __init__(
        self,
        credentials: Credentials | None,
        connector: Connector,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._credentials = credentials
        self._connector = connector
        self._seconds = seconds
        self._sleep = sleep

    async def say(self, activity: facts.Activity, message: Json) -> None:
        """Sends a new message that everybody in the conversation sees."""
        answered = facts.text_at(activity, "id")
        body = _addressed(activity, {**message, **({"replyToId": answered} if answered else {})})
        service_url, conversation = _way(activity)
        await self._patiently(
            lambda: self._connector.send(service_url, conversation, body, answered=answered)
        )

    async def replace(self, activity: facts.Activity, message: Json, message_id: str) -> None:
        """Puts `message` in the place of one that the bot sent."""
        body = _addressed(activity, message)
        service_url, conversation = _way(activity)
        await self._patiently(lambda: self._connector.update(service_url, conversation, message_id, body))

    async def whisper(self, activity: facts.Activity, message: Json) -> None:
        """Sends a new message that only the asker sees, in a group.

        A targeted message, by Microsoft's page “Send and receive targeted messages in group
        conversations” and its SDKs: the recipient is the asker, flagged `isTargeted`, and the call
        carries `?isTargetedActivity=true`. Without the query the message would be for everybody.
        """
        body = _addressed(activity, message)
        body["recipient"] = {**body["recipient"], "isTargeted": True}
        service_url, conversation = _way(activity)
        await self._patiently(lambda: self._connector.send(service_url, conversation, body, targeted=True))

    async def open(self, service_url: str, bot: str, member: str, tenant: str) -> str:
        """Returns the id of the 1:1 chat of the bot and a member."""
        return await self._patiently(lambda: self._connector.open(service_url, bot, member, tenant))

    async def into(self, service_url: str, conversation: str, message: Json) -> None:
        """Sends a new message into another conversation than the activity's."""
        await self._patiently(lambda: self._connector.send(service_url, conversation, message))

    async def _patiently(self, send: Callable[[], Awaitable[Result]]) -> Result:
        began = self._seconds()
        for wait in (*_WAITS, None):
            if self._credentials:
                await self._credentials.ensure()
            try:
                return await send()
            except TeamsFailure as error:
                pause = max(error.retry_after, (wait or 0.0) * random.uniform(1.0, 1.5))  # noqa: S311
                if wait is None or not error.passing or self._seconds() - began + pause > PATIENCE:
                    raise
            await self._sleep(pause)
        raise AssertionError("the last try returns or raises")


def _way(activity: facts.Activity) -> tuple[str, str]:
    return facts.text_at(activity, "serviceUrl"), facts.text_at(activity, "conversation", "id")


def _addressed(activity: facts.Activity, message: Json) -> Json:
    asker = {key: facts.text_at(activity, "from", key) for key in ("id", "name", "aadObjectId")}
    return {
        **message,
        "from": {"id": facts.text_at(activity, "recipient", "id")},
        "recipient": {key: value for key, value in asker.items() if value},
        "conversation": {"id": facts.text_at(activity, "conversation", "id")},
    }
