"""The Bot Connector's REST calls.

By hand, not by botbuilder: it knows some within a turn alone and others not at all, walks every card with its
serializer and sends from threads, which together take longer than the rest of an answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from bot.teams.credentials import Credentials
from bot.teams.errors import TeamsFailure
from bot.teams.facts import text_at
from bot.teams.wire import TeamsWire

MEMBERS = 500  # on a page, the most that Teams gives
Json = dict[str, Any]


class Connector:
    """One try a call; every failure is one `TeamsFailure`. Without credentials it speaks to an emulator."""

    def __init__(self, credentials: Credentials | None, wire: TeamsWire) -> None:
        self._credentials = credentials
        self._wire = wire

    async def send(
        self,
        service_url: str,
        conversation: str,
        message: Json,
        *,
        answered: str = "",
        targeted: bool = False,
    ) -> str:
        """Sends a message into a conversation and returns its id, "" where Teams does not tell.

        `answered` is the id of the message that it answers.
        """
        url = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}/activities"
        if answered:
            url = f"{url}/{quote(answered, safe='')}"
        query = {"isTargetedActivity": "true"} if targeted else {}
        return text_at(await self._post(url, message, query), "id")

    async def open(self, service_url: str, bot: str, member: str, tenant: str) -> str:
        """Returns the id of the 1:1 chat of the bot and a member; the same one whenever it is asked for.

        `member` is their id in Teams or in the directory. Teams refuses where the app is not installed.
        """
        members = [{"id": member}]
        where = {"isGroup": False, "tenantId": tenant, "channelData": {"tenant": {"id": tenant}}}
        body = {"bot": {"id": bot}, "members": members, **where}
        answer = await self._post(f"{service_url.rstrip('/')}/v3/conversations", body, {})
        if id := text_at(answer, "id"):
            return id
        raise TeamsFailure("a conversation without an id was opened", 502, sent=True)

    async def members(self, service_url: str, conversation: str, onward: str = "") -> Json:
        """Returns a page of the members of a conversation; `onward` is what the page before ended with."""
        url = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}/pagedmembers"
        query = {"pageSize": str(MEMBERS), **({"continuationToken": onward} if onward else {})}
        return await self._call(lambda token: self._wire.get(url, token, query))

    async def update(self, service_url: str, conversation: str, message_id: str, message: Json) -> None:
        """Puts a message in the place of one of the bot's own."""
        where = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}"
        url = f"{where}/activities/{quote(message_id, safe='')}"
        await self._call(lambda token: self._wire.put(url, {**message, "id": message_id}, token))

    async def delete(self, service_url: str, conversation: str, message: str) -> None:
        """Deletes a message of the bot's own."""
        where = f"{service_url.rstrip('/')}/v3/conversations/{quote(conversation, safe='')}"
        url = f"{where}/activities/{quote(message, safe='')}"
        await self._call(lambda token: self._wire.delete(url, token))

    async def _post(self, url: str, body: Json, query: dict[str, str]) -> Json:
        return await self._call(lambda token: self._wire.post(url, body, token, query))

    async def _call(self, call: Callable[[str], Awaitable[Json]]) -> Json:
        if self._credentials is None:
            return await call("")
        try:
            await self._credentials.ensure()
        except TeamsFailure as error:
            error.sent = False  # it was the token that was asked for
            raise
        try:
            return await call(self._credentials.token)
        except TeamsFailure as error:
            if error.status == 401:  # taken back before its time; the next try fetches another
                self._credentials.forget()
            raise
