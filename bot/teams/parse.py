"""A Teams activity as an Ask: pure, and unmoved by whatever is missing or mistyped."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any

from bot.coach.desk import ALIASES
from bot.coach.talk import Ask, Command, Person, Press
from bot.coach.words import FALLBACK
from bot.teams import limits

Activity = Mapping[str, Any]
Speaks = Callable[[str | None], str | None]

COMMANDS = frozenset({"calm", "calma"})
CARD_ACTION = "adaptiveCard/action"
_GREETINGS = frozenset(
    ("hi", "hello", "hey", "hola", "buenas", "buenos dias", "buenas tardes", "buenas noches")
)
_HELP = frozenset(("help", "ayuda"))
# Bounded and without "<": an endless "<at <at <at" must not cost quadratic time.
_AT = re.compile(r"</?at(?:\s[^<>]{0,200})?>", re.IGNORECASE)


class Place(Enum):
    """Who sees what is posted in answer to an activity."""

    CHAT = "chat"  # the 1:1 chat of a person and the bot
    ONLY_YOU = "only you"  # a group, where the answer has to be targeted to the asker
    GROUP = "group"  # a group, where everybody saw the question


def ask(activity: Activity, speaks: Speaks, commands: frozenset[str] = COMMANDS) -> Ask | None:
    """Returns what a person asks by this activity, or None where there is nothing to answer."""
    who = person(activity, speaks)
    match text_at(activity, "type"):
        case "message":
            return _message(activity, who, commands)
        case "invoke" if text_at(activity, "name") == CARD_ACTION:
            return _press(who, at(activity, "value", "action", "data"))
        case "conversationUpdate" | "installationUpdate" if arrived(activity):
            return Command(who, "hello")
        case _:
            return None


def person(activity: Activity, speaks: Speaks) -> Person:
    """Returns who acts. Their language is that of their Teams, where the bot speaks it."""
    locales = [text_at(activity, "locale")]
    locales += [text_at(e, "locale") for e in _entities(activity) if text_at(e, "type") == "clientInfo"]
    spoken = (speaks(locale) for locale in locales)
    return Person(
        tenant=tenant(activity),
        platform="teams",
        user_id=text_at(activity, "from", "aadObjectId") or text_at(activity, "from", "id"),
        language=next((language for language in spoken if language), FALLBACK),
    )


def tenant(activity: Activity) -> str:
    """Returns the tenant's id, or nothing. `channelData` is where Teams always puts it."""
    return text_at(activity, "channelData", "tenant", "id") or text_at(activity, "conversation", "tenantId")


def place(activity: Activity) -> Place:
    """Returns who would see an answer."""
    kind = text_at(activity, "conversation", "conversationType")
    if kind == "personal" or (not kind and at(activity, "conversation", "isGroup") is not True):
        return Place.CHAT
    # A press in a group has no wording that others could see, and its answer is the presser's own.
    pressed = text_at(activity, "type") == "invoke" or text_at(activity, "value", "action")
    targeted = at(activity, "recipient", "isTargeted") is True
    return Place.ONLY_YOU if targeted or pressed else Place.GROUP


def arrived(activity: Activity) -> bool:
    """Whether the bot was just added; some other person's arrival is not the bot's."""
    if text_at(activity, "type") == "installationUpdate":
        return text_at(activity, "action") == "add"
    return text_at(activity, "type") == "conversationUpdate" and _is_among(activity, "membersAdded")


def left(activity: Activity) -> bool:
    """Whether the bot was just removed."""
    if text_at(activity, "type") == "installationUpdate":
        return text_at(activity, "action").startswith("remove")
    return text_at(activity, "type") == "conversationUpdate" and _is_among(activity, "membersRemoved")


def missing(activity: Activity) -> str:
    """Returns which field is missing that an answer would need, or nothing."""
    kind = text_at(activity, "type")
    if not kind:
        return "type"
    if kind in ("message", "invoke") and not text_at(activity, "from", "id"):
        return "from.id"
    needs_place = kind in ("message", "invoke", "conversationUpdate", "installationUpdate")
    return "conversation.id" if needs_place and not text_at(activity, "conversation", "id") else ""


def at(json: object, *path: str) -> Any:
    """Returns what stands at `path`, or None where the way there is no object."""
    for key in path:
        if not isinstance(json, Mapping):
            return None
        json = json.get(key)
    return json


def text_at(json: object, *path: str) -> str:
    """Returns the string at `path`, or an empty one."""
    found = at(json, *path)
    return found if isinstance(found, str) else ""


def _message(activity: Activity, who: Person, commands: frozenset[str]) -> Ask | None:
    sender, bot = text_at(activity, "from", "id"), text_at(activity, "recipient", "id")
    if sender == bot or text_at(activity, "from", "role") == "bot":
        return None  # two bots could talk to each other for ever
    if press := _press(who, activity.get("value")):
        return press
    text, mentioned = _said(activity)
    if not mentioned and (not text or place(activity) is Place.GROUP):
        return None
    return _command(who, text, commands)


def _press(who: Person, data: object) -> Press | None:
    action = text_at(data, "action")
    if not action:
        return None
    return Press(who, action, text_at(data, text_at(data, "input") or "value"))


def _command(who: Person, text: str, commands: frozenset[str]) -> Command:
    bare = _bare(text)
    if bare in _GREETINGS:
        return Command(who, "hello")
    if bare in _HELP:
        return Command(who, "calm", "help")
    first, _, rest = text.partition(" ")
    name = first.strip(",.:;!").casefold()
    return Command(who, ALIASES.get(name, name), rest) if name in commands else Command(who, "calm", text)


def _said(activity: Activity) -> tuple[str, bool]:
    """Returns the words without the mention of the bot, and whether it was mentioned."""
    text, mentioned = text_at(activity, "text")[: limits.INCOMING_TEXT], False
    bot = text_at(activity, "recipient", "id")
    for entity in _entities(activity):
        if bot and text_at(entity, "type") == "mention" and text_at(entity, "mentioned", "id") == bot:
            mentioned = True
            name = text_at(entity, "mentioned", "name")
            text = text.replace(text_at(entity, "text") or f"<at>{name}</at>", " ")
    # Somebody else's mention stays, as the words that it shows. Only then are entities undone:
    # an "<at>" that a person typed arrives escaped.
    text = html.unescape(_AT.sub("", text))
    shown = "".join(c for c in text if unicodedata.category(c) != "Cf")  # zero-width, RTL marks
    return " ".join(shown.split()).lstrip("/ "), mentioned


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text[:80].casefold())
    return " ".join("".join(c for c in letters if c.isalnum() or c.isspace()).split())


def _entities(activity: Activity) -> Iterator[object]:
    found = activity.get("entities")
    return islice(found if isinstance(found, list) else [], limits.INCOMING_ENTITIES)


def _is_among(activity: Activity, key: str) -> bool:
    bot, members = text_at(activity, "recipient", "id"), activity.get(key)
    return bool(bot) and isinstance(members, list) and any(text_at(m, "id") == bot for m in members)
