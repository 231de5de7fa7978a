"""What this edge sends. The one file that drives botbuilder's adapter."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, TurnContext
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount
from botframework.connector.auth import ClaimsIdentity

from bot.teams import facts
from bot.teams.connector import Connector
from bot.teams.credentials import Credentials
from bot.teams.errors import TeamsFailure, seconds

SENDERS = 32  # threads, and connections to each service
TIMEOUT = 6  # seconds for one try
PATIENCE = 5.0  # seconds after which no further try begins: Teams gives up on us after 10 to 15
_WAITS = (0.3, 1.0)  # seconds before the second and the third try

Json = dict[str, Any]
Result = TypeVar("Result")


class Outgoing:
    """Sends messages into the conversation that an activity came from."""

    def __init__(
        self,
        app_id: str,
        credentials: Credentials | None,
        connector: Connector,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._adapter = _Adapter(BotFrameworkAdapterSettings(app_id, "", app_credentials=credentials))
        self._credentials = credentials
        self._connector = connector
        self._seconds = seconds
        self._sleep = sleep

    async def say(self, activity: facts.Activity, identity: ClaimsIdentity, message: Json) -> None:
        """Sends a new message that everybody in the conversation sees. Raises TeamsFailure."""

        async def logic(context: TurnContext) -> None:
            await context.send_activity(_outgoing(message))

        await self._turn(activity, identity, logic)

    async def replace(
        self, activity: facts.Activity, identity: ClaimsIdentity, message: Json, message_id: str
    ) -> None:
        """Puts `message` in the place of one that the bot sent. Raises TeamsFailure."""

        async def logic(context: TurnContext) -> None:
            # TurnContext fills in all of the conversation, and leaves the id to us.
            changed = _outgoing(message)
            changed.id = message_id
            await context.update_activity(changed)

        await self._turn(activity, identity, logic)

    async def whisper(self, activity: facts.Activity, message: Json) -> None:
        """Sends a new message that only the asker sees, in a group. Raises TeamsFailure.

        A targeted message, by Microsoft's page “Send and receive targeted messages in group
        conversations” and its SDKs: the recipient is the asker, flagged `isTargeted`, and the call
        carries `?isTargetedActivity=true`. botbuilder knows neither; without the query the message
        would be for everybody, so this call is made by hand.
        """
        asker = {key: facts.text_at(activity, "from", key) for key in ("id", "name", "aadObjectId")}
        conversation = facts.text_at(activity, "conversation", "id")
        body = {
            **message,
            "from": {"id": facts.text_at(activity, "recipient", "id")},
            "recipient": {**{key: value for key, value in asker.items() if value}, "isTargeted": True},
            "conversation": {"id": conversation},
        }
        service_url = facts.text_at(activity, "serviceUrl")
        await self._patiently(lambda: self._connector.send(service_url, conversation, body, targeted=True))

    async def open(self, service_url: str, bot: str, member: str, tenant: str) -> str:
        """Returns the id of the 1:1 chat of the bot and a member. Raises TeamsFailure."""
        return await self._patiently(lambda: self._connector.open(service_url, bot, member, tenant))

    async def into(self, service_url: str, conversation: str, message: Json) -> None:
        """Sends a new message into another conversation than the activity's. Raises TeamsFailure."""
        await self._patiently(lambda: self._connector.send(service_url, conversation, message))

    async def close(self) -> None:
        """Closes botbuilder's connections."""
        await self._adapter.close()

    async def _turn(
        self,
        activity: facts.Activity,
        identity: ClaimsIdentity,
        logic: Callable[[TurnContext], Awaitable[None]],
    ) -> None:
        async def send() -> None:
            try:
                await self._adapter.process_activity_with_identity(_incoming(activity), identity, logic)
            except Exception as error:
                raise _failed(error) from error

        await self._patiently(send)

    async def _patiently(self, send: Callable[[], Awaitable[Result]]) -> Result:
        # botbuilder repeats nothing by itself, not even where Teams asks for it.
        began = self._seconds()
        for wait in (*_WAITS, None):
            if self._credentials:
                await self._credentials.ensure()
            try:
                return await send()
            except TeamsFailure as error:
                if error.status == 401 and self._credentials:
                    self._credentials.forget()
                pause = max(error.retry_after, (wait or 0.0) * random.uniform(1.0, 1.5))  # noqa: S311
                if wait is None or not error.passing or self._seconds() - began + pause > PATIENCE:
                    raise
            await self._sleep(pause)
        raise AssertionError("the last try returns or raises")


class _Adapter(BotFrameworkAdapter):  # type: ignore[misc]  # botbuilder is untyped
    """Bounds what botbuilder leaves open: 100 s for a call, and ten connections for all threads."""

    def _get_or_create_connector_client(self, service_url: str, credentials: object) -> Any:
        client = super()._get_or_create_connector_client(service_url, credentials)
        client.config.connection.timeout = TIMEOUT
        client.config.session_configuration_callback = _widen
        return client

    async def close(self) -> None:
        for client in self._connector_client_cache.values():
            await client.__aexit__(None, None, None)


def _widen(session: Any, _global: object, _local: object, **options: Any) -> dict[str, Any]:
    """Gives a new session a connection for each thread, and leaves repeating to us."""
    for adapter in session.adapters.values():
        if adapter.poolmanager.connection_pool_kw.get("maxsize") != SENDERS:
            adapter.init_poolmanager(10, SENDERS)
            adapter.max_retries = adapter.max_retries.new(
                total=0, connect=0, read=0, status_forcelist=frozenset()
            )
    return options


def _failed(error: Exception) -> TeamsFailure:
    if isinstance(error, TeamsFailure):
        return error
    answer = getattr(error, "response", None)
    status = int(getattr(answer, "status_code", 0) or 0)
    headers = getattr(answer, "headers", None) or {}
    return TeamsFailure(f"sending failed: {error}", status, seconds(headers.get("Retry-After")))


def _incoming(activity: facts.Activity) -> Activity:
    # Built of checked strings alone: botbuilder's own reading fails on mistyped fields.
    return Activity(
        type=facts.text_at(activity, "type"),
        id=facts.text_at(activity, "id") or None,
        service_url=facts.text_at(activity, "serviceUrl"),
        channel_id=facts.text_at(activity, "channelId"),
        locale=facts.text_at(activity, "locale") or None,
        from_property=_account(activity, "from"),
        recipient=_account(activity, "recipient"),
        conversation=ConversationAccount(
            id=facts.text_at(activity, "conversation", "id"),
            conversation_type=facts.text_at(activity, "conversation", "conversationType") or None,
            tenant_id=facts.tenant(activity) or None,
        ),
    )


def _account(activity: Mapping[str, Any], key: str) -> ChannelAccount:
    return ChannelAccount(
        id=facts.text_at(activity, key, "id"),
        name=facts.text_at(activity, key, "name") or None,
        aad_object_id=facts.text_at(activity, key, "aadObjectId") or None,
    )


def _outgoing(message: Json) -> Activity:
    attachments = [
        Attachment(content_type=item["contentType"], content=item["content"])
        for item in message["attachments"]
    ]
    return Activity(type="message", summary=message["summary"], attachments=attachments)
