"""What an activity tells of itself: who, where, what is missing. Pure, and unmoved by mistyped parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from itertools import islice
from typing import Any

from bot.core.chat import Person, Role
from bot.core.outside import at as at
from bot.core.outside import list_at
from bot.core.outside import text_at as text_at
from bot.core.words import FALLBACK
from bot.teams import PLATFORM, limits
from bot.teams.managers import TeamsManagers

Activity = Mapping[str, Any]
Speaks = Callable[[str | None], str | None]

MESSAGE, MESSAGE_UPDATE, INVOKE = "message", "messageUpdate", "invoke"
CONVERSATION, INSTALLATION = "conversationUpdate", "installationUpdate"
CARD_ACTION = "adaptiveCard/action"
DIALOG_OPENS, DIALOG_SENT = "task/fetch", "task/submit"
SEARCH = "composeExtension/query"
ACTION_OPENS, ACTION_SENT = "composeExtension/fetchTask", "composeExtension/submitAction"
_DIALOGS = frozenset({DIALOG_OPENS, DIALOG_SENT, ACTION_OPENS, ACTION_SENT})
_EXTENSION = frozenset({SEARCH, ACTION_OPENS, ACTION_SENT})
LONGEST_ZONE = 64  # characters
NO_MANAGERS = TeamsManagers()
BOTS = "28:"  # what ids of bots begin with


class TeamsPlace(Enum):
    """Who sees what is posted in answer to an activity."""

    CHAT = "chat"  # the 1:1 chat of a person and the bot
    ONLY_YOU = "only you"  # a group, where the answer has to be targeted to the asker
    GROUP = "group"  # a group, where everybody saw the question


def person(activity: Activity, user_id: str, speaks: Speaks, managers: TeamsManagers = NO_MANAGERS) -> Person:
    """Returns who acts, `user_id` by name. Their language is that of their Teams, where the bot speaks it.

    `managers` administer the bot from the first day on.
    """
    locales = [text_at(activity, "locale")]
    locales += [text_at(e, "locale") for e in entities(activity) if text_at(e, "type") == "clientInfo"]
    spoken = (speaks(locale) for locale in locales)
    foreign = outside(activity)
    administrates = managers.include(tenant(activity), directory_id(activity)) and not foreign
    return Person(
        tenant=tenant(activity),
        platform=PLATFORM,
        user_id=user_id,
        language=next((language for language in spoken if language), FALLBACK),
        role=Role.ADMIN if administrates else Role.AGENT,
        name=text_at(activity, "from", "name"),
        zone=next(filter(None, (text_at(e, "timezone") for e in entities(activity))), "")[:LONGEST_ZONE],
        outside=foreign,
    )


def directory_id(activity: Activity) -> str:
    """Returns the id that who acts has in their organisation's directory, or nothing."""
    return text_at(activity, "from", "aadObjectId")


def tenant(activity: Activity) -> str:
    """Returns the id of the tenant that the bot is installed in, or nothing.

    `channelData` is where Teams puts it; in a channel that is shared with another organisation, the one that
    the channel is of counts.
    """
    host = text_at(activity, "conversation", "tenantId")
    told = text_at(activity, "channelData", "tenant", "id")
    shared = text_at(activity, "conversation", "conversationType") == "channel" and host
    return host if shared else told or host


def outside(activity: Activity) -> bool:
    """Whether who acts is of another organisation, in a channel that is shared with it."""
    homes = (text_at(activity, "from", "tenantId"), text_at(activity, "channelData", "tenant", "id"))
    home = next(filter(None, homes), "")
    return not alone(activity) and bool(home) and home.casefold() != tenant(activity).casefold()


def request(activity: Activity) -> str:
    """Returns what names an activity, the same when Teams sends it again; "" where it has no id."""
    conversation, id = text_at(activity, "conversation", "id"), text_at(activity, "id")
    return f"teams {conversation} {text_at(activity, 'type')} {id}" if id else ""


def alone(activity: Activity) -> bool:
    """Whether it happened in a chat of two."""
    kind = text_at(activity, "conversation", "conversationType")
    return kind == "personal" or (not kind and at(activity, "conversation", "isGroup") is not True)


def place(activity: Activity) -> TeamsPlace:
    """Returns who would see an answer."""
    if alone(activity):
        return TeamsPlace.CHAT
    # A press in a group has no wording that others could see, and its answer is the presser's own.
    invoked = text_at(activity, "type") == INVOKE
    pressed = invoked or text_at(activity, "value", "action") or text_at(activity, "value", "form")
    targeted = at(activity, "recipient", "isTargeted") is True
    return TeamsPlace.ONLY_YOU if targeted or pressed else TeamsPlace.GROUP


def where(activity: Activity) -> str:
    """Returns the channel or group that something happened in, "" for a chat of two."""
    if alone(activity):
        return ""
    return text_at(activity, "conversation", "id").partition(";")[0]  # the channel, not one thread in it


def arrived(activity: Activity) -> bool:
    """Whether the bot was just added; some other person's arrival is not the bot's."""
    if text_at(activity, "type") == INSTALLATION:
        return text_at(activity, "action") == "add"
    return text_at(activity, "type") == CONVERSATION and _is_among(activity, "membersAdded")


def is_there(activity: Activity) -> bool:
    """Whether the bot was just added, or came with a new version of the app, where nobody is greeted."""
    upgraded = text_at(activity, "type") == INSTALLATION and text_at(activity, "action") == "add-upgrade"
    return upgraded or arrived(activity)


def left(activity: Activity) -> bool:
    """Whether the bot was just removed."""
    if text_at(activity, "type") == INSTALLATION:
        return text_at(activity, "action").startswith("remove")
    return text_at(activity, "type") == CONVERSATION and _is_among(activity, "membersRemoved")


def gone(activity: Activity, user_id: str) -> tuple[str, ...]:
    """Returns the directory ids of people who have gone, as far as an activity tells.

    Who took the app out of their own chats, or somebody who was removed from a team or a group chat. Whoever
    is only in another team by now does something with the coach before long, or is reached by it.
    """
    if left(activity):
        return (user_id,) if user_id and alone(activity) else ()
    if text_at(activity, "type") != CONVERSATION:
        return ()
    members = list_at(activity, "membersRemoved")
    ids = (text_at(member, "aadObjectId") or text_at(member, "objectId") for member in members)
    return tuple(filter(None, ids))


def by_bot(activity: Activity) -> bool:
    """Whether a bot wrote it: two of them could talk to each other for ever."""
    sender = text_at(activity, "from", "id")
    ours = sender == text_at(activity, "recipient", "id")
    return ours or sender.startswith(BOTS) or text_at(activity, "from", "role") in ("bot", "skill")


def edited(activity: Activity) -> bool:
    """Whether somebody changed what they had written to the bot."""
    event = text_at(activity, "channelData", "eventType")
    return text_at(activity, "type") == MESSAGE_UPDATE and event.casefold() == "editmessage"


def missing(activity: Activity) -> str:
    """Returns which field is missing that an answer would need, or nothing."""
    kind = text_at(activity, "type")
    if not kind:
        return "type"
    if kind in (MESSAGE, INVOKE) and not text_at(activity, "from", "id"):
        return "from.id"
    if in_extension(activity):
        return ""  # answered in the response; the search box at the top of Teams is in no conversation
    needs_place = kind in (MESSAGE, INVOKE, CONVERSATION, INSTALLATION)
    return "conversation.id" if needs_place and not text_at(activity, "conversation", "id") else ""


def name(activity: Activity) -> str:
    """Returns which invoke this is, or nothing."""
    return text_at(activity, "name") if text_at(activity, "type") == INVOKE else ""


def in_dialog(activity: Activity) -> bool:
    """Whether the answer is shown in a dialog."""
    return name(activity) in _DIALOGS


def in_extension(activity: Activity) -> bool:
    """Whether it came from a message that somebody is writing, or wrote, to others: the bot is not there."""
    return name(activity) in _EXTENSION


def data(activity: Activity) -> object:
    """Returns what the card gave the button, and the inputs with it; anything may be missing."""
    match name(activity):
        case "":
            return activity.get("value")
        case kind if kind == CARD_ACTION:
            return at(activity, "value", "action", "data")
        case _:
            return at(activity, "value", "data")


def nothing_chosen(activity: Activity) -> bool:
    """Whether the button of a select was pressed under which nothing is chosen: Teams sends no value then."""
    sent = data(activity)
    select = text_at(sent, "input")
    return bool(select and text_at(sent, "action")) and not text_at(sent, select)


def entities(activity: Activity) -> Iterator[object]:
    """Yields what comes with the text, up to a bound."""
    entries = activity.get("entities")
    return islice(entries if isinstance(entries, list) else [], limits.INCOMING_ENTITIES)


def _is_among(activity: Activity, key: str) -> bool:
    bot, members = text_at(activity, "recipient", "id"), activity.get(key)
    return bool(bot) and isinstance(members, list) and any(text_at(m, "id") == bot for m in members)
