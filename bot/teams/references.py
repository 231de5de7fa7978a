"""Where people and channels can be reached unasked: Teams tells it only while they speak to the bot."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from bot.core.background import BackgroundTasks, Bounded
from bot.core.edge import ReferenceStore
from bot.teams import facts
from bot.teams.facts import Activity, at, text_at
from bot.teams.services import Services

REMEMBERED = 4_096
MOST_CHANNELS = 200  # that a form offers
FORGOTTEN = "forgotten"
TENANT = ""  # the id under which a tenant's own reference is stored: one without a conversation
GROUPS = "19:"  # what ids of channels and group chats begin with


@dataclass(frozen=True, slots=True)
class ConversationReference:
    """A conversation and the service that leads to it. `conversation` is "" for the tenant at large.

    `person`, of a reference by an id in Teams, is the id that its owner is known by; "" while nobody asked.
    `team`, of a channel, is the id of the first channel of its team.
    """

    conversation: str
    service_url: str
    bot: str
    person: str = ""
    team: str = ""

    def write(self) -> str:
        """Returns the reference as JSON to store."""
        parts = asdict(self).items()
        return json.dumps({name: part for name, part in parts if part or name not in ("person", "team")})

    @classmethod
    def read(cls, text: str | None) -> ConversationReference | None:
        """Returns what was stored, or None where it is nothing that this version understands."""
        reference = _read(text)
        return reference if reference.service_url else None


class KnownReferences:
    """References as they are stored, behind the answers and only where they changed.

    One that leads to a service that is not trusted counts as none, whenever it was stored.
    """

    def __init__(
        self, store: ReferenceStore, services: Services, report: Callable[[BaseException], str]
    ) -> None:
        self._store = store
        self._services = services
        self._last: Bounded[tuple[str, str], ConversationReference | str] = Bounded(REMEMBERED)
        self._background = BackgroundTasks(report)

    async def find(self, tenant: str, id: str) -> ConversationReference | None:
        """Returns the reference of a person, a channel or the TENANT, or None."""
        return self._trusted(await self._store.find_reference(tenant, id))

    async def is_removed(self, tenant: str, id: str) -> bool:
        """Returns whether a person, or whoever may in a channel, took the bot out, and nobody put it back."""
        removed = _is_removed(await self._store.find_reference(tenant, id))
        if removed:  # another process may have stored it: what it stored here before counts no longer
            self._last.pop((tenant, id), None)
        return removed

    async def name_of(self, tenant: str, conversation: str) -> str:
        """Returns the name of a channel or group chat, "" where Teams never told it."""
        return read_name(await self._store.find_reference(tenant, name_id(conversation)))

    async def channels(self, tenant: str) -> Mapping[str, str]:
        """Returns the names of the tenant's channels and group chats that the bot was spoken to in, by id."""
        stored = await self._store.references_below(name_id(""))
        named = {id.partition(":")[2]: read_name(text) for (of, id), text in stored.items() if of == tenant}
        first = sorted((name.casefold(), id, name) for id, name in named.items() if name)[:MOST_CHANNELS]
        return {id: name for _, id, name in first}

    async def below(self, beginning: str) -> Mapping[tuple[str, str], ConversationReference]:
        """Returns the references by tenant and id, of ids with that beginning."""
        stored = await self._store.references_below(beginning)
        read = {key: self._trusted(text) for key, text in stored.items()}
        return {key: reference for key, reference in read.items() if reference}

    def note(self, activity: Activity, user_id: str) -> None:
        """Begins to store what this activity of `user_id` tells, and returns at once."""
        tenant = facts.tenant(activity)
        if not tenant or facts.left(activity):
            return
        for id, reference in _references(activity, user_id):
            self.write(tenant, id, reference)
        if name := _channel_name(activity):
            self._keep_new(tenant, name_id(_conversation(activity)), json.dumps({"name": name}))

    async def take_out(self, activity: Activity, user_id: str) -> tuple[str, ...]:
        """Forgets all ways to where the bot was taken out, and returns the ids that they led to.

        A mark stays in their place, so that no way is looked for anew while the bot is not there.
        """
        tenant, known = facts.tenant(activity), await self._in_reach(activity, user_id)
        for id, way in known.items():
            self._last[tenant, id] = _mark(way.team)
            self._last.pop((tenant, name_id(id)), None)
        await self._store.keep_references({(tenant, id): _mark(way.team) for id, way in known.items()})
        await self._store.forget_references(tenant, [name_id(id) for id in known])
        return tuple(known) or ((user_id,) if facts.alone(activity) and user_id else ())

    async def put_back(self, activity: Activity, user_id: str) -> None:
        """Puts ways in the place of the marks of where the bot is again.

        A person's comes back as they use it.
        """
        tenant = facts.tenant(activity)
        if facts.alone(activity):
            self._last.pop((tenant, user_id), None)  # stored anew, whatever another process made of it
            return
        stored = await self._in_team(tenant, _conversation(activity))
        service_url, bot = text_at(activity, "serviceUrl"), text_at(activity, "recipient", "id")
        ways = {
            id: ConversationReference(id, service_url, bot, "", _read(text).team)
            for id, text in stored.items()
            if _is_removed(text)
        }
        for id, way in ways.items():
            self._last[tenant, id] = way
        await self._store.keep_references({(tenant, id): way.write() for id, way in ways.items()})

    async def _in_reach(self, activity: Activity, user_id: str) -> Mapping[str, ConversationReference]:
        """Returns the ways to where an activity came from, by id: a person's, or a team's channels."""
        tenant = facts.tenant(activity)
        if facts.alone(activity):
            text = await self._store.find_reference(tenant, user_id) if user_id else None
            return {user_id: _read(text)} if text else {}
        stored = await self._in_team(tenant, _conversation(activity))
        return {id: _read(text) for id, text in stored.items()}

    async def _in_team(self, tenant: str, conversation: str) -> Mapping[str, str]:
        """Returns what is stored of a conversation, and of all channels of the team that it is first in."""
        stored = await self._store.references_below(GROUPS)
        own = ((id, text) for (of, id), text in stored.items() if of == tenant)
        return {id: text for id, text in own if conversation in (id, _read(text).team)}

    def write(self, tenant: str, id: str, reference: ConversationReference) -> None:
        """Begins to store a reference, and returns at once."""
        self._keep_new(tenant, id, reference)

    def _keep_new(self, tenant: str, id: str, new: ConversationReference | str) -> None:
        last = self._last.get((tenant, id))
        if last is FORGOTTEN:
            del self._last[tenant, id]
            return
        if last == new:
            return
        self._last[tenant, id] = new
        text = new if isinstance(new, str) else new.write()
        self._background.later(self._keep(tenant, id, text))

    def forget_person(self, tenant: str, user_id: str) -> None:
        """Remembers nothing of a person any more.

        What is known from the activity by which they asked for it is not stored again; with the next one they
        begin anew.
        """
        self._last[tenant, user_id] = FORGOTTEN

    async def settle(self) -> None:
        """Waits until all is stored."""
        await self._background.settled()

    def _trusted(self, text: str | None) -> ConversationReference | None:
        reference = ConversationReference.read(text)
        return reference if reference and self._services.trusts(reference.service_url) else None

    async def _keep(self, tenant: str, id: str, text: str) -> None:
        try:
            await self._store.keep_reference(tenant, id, text)
        except Exception:
            self._last.pop((tenant, id), None)  # no answer depends on it; the next activity tries again
            raise


def _mark(team: str) -> str:
    """Returns what stands in the place of a reference while the bot is taken out."""
    return json.dumps({"removed": True, **({"team": team} if team else {})})


def _is_removed(text: str | None) -> bool:
    return at(_parsed(text), "removed") is True


def _read(text: str | None) -> ConversationReference:
    """Returns what was stored, each part that is missing as ""."""
    data = _parsed(text)
    parts = (text_at(data, name) for name in ("conversation", "service_url", "bot", "person", "team"))
    return ConversationReference(*parts)


def _parsed(text: str | None) -> object:
    try:
        parsed: object = json.loads(text or "null")
    except ValueError:
        return None
    return parsed


def name_id(conversation: str) -> str:
    """Returns the id under which the name of a channel or group chat is stored."""
    return f"name:{conversation}"


def read_name(text: str | None) -> str:
    """Returns the name that was stored, "" where it is nothing that this version understands."""
    return text_at(_parsed(text), "name")


def _conversation(activity: Activity) -> str:
    return text_at(activity, "conversation", "id").partition(";")[0]  # the channel, not one thread


def _channel_name(activity: Activity) -> str:
    # Told now and then: with a message, or when a channel is made or renamed. That of its team is the first
    # channel's, which has none of its own.
    if facts.alone(activity):
        return ""
    of_channel = text_at(activity, "channelData", "channel", "name")
    of_team = text_at(activity, "channelData", "team", "name")
    return of_channel or text_at(activity, "conversation", "name") or of_team


def _references(activity: Activity, user_id: str) -> list[tuple[str, ConversationReference]]:
    """Returns what an activity tells: the way to the tenant, and to the chat or channel it came from."""
    service_url, bot = text_at(activity, "serviceUrl"), text_at(activity, "recipient", "id")
    # An extension is used in the chats of others, which are none that the bot could write to.
    if not service_url or facts.in_extension(activity):
        return []
    references = [(TENANT, ConversationReference("", service_url, bot))]
    conversation = _conversation(activity)
    if not facts.alone(activity):
        # No id of a person looks like that, so nothing said in a group leads a person's notices elsewhere.
        if conversation.startswith(GROUPS):
            team = text_at(activity, "channelData", "team", "id")
            references.append((conversation, ConversationReference(conversation, service_url, bot, "", team)))
    elif conversation and user_id:
        person = user_id if facts.directory_id(activity) not in ("", user_id) else ""
        references.append((user_id, ConversationReference(conversation, service_url, bot, person)))
    return references
