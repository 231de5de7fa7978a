"""Where people and channels can be reached unasked: Teams tells it only while they speak to the bot."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from bot.core.background import BackgroundTasks, Bounded
from bot.core.edge import ReferenceStore
from bot.teams import facts
from bot.teams.facts import Activity, TeamsPlace, text_at

REMEMBERED = 4_096
TENANT = ""  # the id under which a tenant's own reference is stored: one without a conversation


@dataclass(frozen=True, slots=True)
class ConversationReference:
    """A conversation and the service that leads to it. `conversation` is "" for the tenant at large."""

    conversation: str
    service_url: str
    bot: str

    def write(self) -> str:
        """Returns the reference as JSON to store."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str | None) -> ConversationReference | None:
        """Returns what was stored, or None where it is nothing that this version understands."""
        try:
            data = json.loads(text or "null")
        except ValueError:
            return None
        parts = (text_at(data, name) for name in ("conversation", "service_url", "bot"))
        reference = cls(*parts)
        return reference if reference.service_url else None


class ReferenceWriter:
    """Stores the references that activities bring, after their answers and only where they changed."""

    def __init__(self, references: ReferenceStore, report: Callable[[BaseException], str]) -> None:
        self._references = references
        self._last: Bounded[tuple[str, str], str] = Bounded(REMEMBERED)
        self._background = BackgroundTasks(report)

    def note(self, activity: Activity) -> None:
        """Begins to store what this activity tells, and returns at once."""
        tenant = facts.tenant(activity)
        if not tenant:
            return
        for id, reference in _references(activity):
            self.write(tenant, id, reference)
        if name := _channel_name(activity):
            self._write_text(tenant, name_id(_conversation(activity)), json.dumps({"name": name}))

    def write(self, tenant: str, id: str, reference: ConversationReference) -> None:
        """Begins to store a reference, and returns at once."""
        self._write_text(tenant, id, reference.write())

    def _write_text(self, tenant: str, id: str, text: str) -> None:
        if self._last.get((tenant, id)) == text:
            return
        self._last[tenant, id] = text
        self._background.later(self._store(tenant, id, text))

    async def settle(self) -> None:
        """Waits until all is stored."""
        await self._background.settled()

    async def _store(self, tenant: str, id: str, text: str) -> None:
        try:
            await self._references.keep_reference(tenant, id, text)
        except Exception:
            self._last.pop((tenant, id), None)  # no answer depends on it; the next activity tries again
            raise


def name_id(conversation: str) -> str:
    """Returns the id under which the name of a channel or group chat is stored."""
    return f"name:{conversation}"


def read_name(text: str | None) -> str:
    """Returns the name that was stored, "" where it is nothing that this version understands."""
    try:
        return text_at(json.loads(text or "null"), "name")
    except ValueError:
        return ""


def _conversation(activity: Activity) -> str:
    return text_at(activity, "conversation", "id").partition(";")[0]  # the channel, not one thread


def _channel_name(activity: Activity) -> str:
    # Told now and then: with a message, or when a channel is made or renamed. That of its team is the first
    # channel's, which has none of its own.
    if facts.place(activity) is TeamsPlace.CHAT:
        return ""
    of_channel = text_at(activity, "channelData", "channel", "name")
    of_team = text_at(activity, "channelData", "team", "name")
    return of_channel or text_at(activity, "conversation", "name") or of_team


def _references(activity: Activity) -> list[tuple[str, ConversationReference]]:
    """Returns what an activity tells: the way to the tenant, and to the chat or channel it came from."""
    service_url, bot = text_at(activity, "serviceUrl"), text_at(activity, "recipient", "id")
    # A search comes out of the chats of others, which are none that the bot could write to.
    if not service_url or facts.name(activity) == facts.SEARCH or facts.left(activity):
        return []
    references = [(TENANT, ConversationReference("", service_url, bot))]
    conversation = _conversation(activity)
    personal = facts.place(activity) is TeamsPlace.CHAT
    user = text_at(activity, "from", "aadObjectId") or text_at(activity, "from", "id")
    if conversation and (user or not personal):
        references.append(
            (user if personal else conversation, ConversationReference(conversation, service_url, bot))
        )
    return references
