"""What goes in and what comes out: a person's Ask, the coach's Reply."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum

from bot.core.card import Card, Form, Text
from bot.core.shared_card import FilledCard
from bot.core.shift import Shift


class Role(IntEnum):
    """What a person may do; each role may also do all that the ones before it may."""

    AGENT = 1
    SUPERVISOR = 2
    MANAGER = 3
    ADMIN = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a platform. `language` is the one their own words come first in.

    An edge fills in what the platform tells; `PeopleStore.complete_person` adds what is stored: the role they
    were appointed to, and the language, channel, industry and country they chose. "" means not chosen. `name`
    is how the platform shows them to others, "" where it does not tell. `zone` is their time zone, such as
    `America/Bogota`, "" where nobody knows it. `country` is the one they chose, two letters of ISO 3166.
    `shift` is when they work, as they told; None where they did not.
    `heavy_topics` says that they want questions about danger among the others when they practise. `closed`
    says that their account on the platform is closed, `outside` that they are another company's, in a channel
    shared with it: what they were appointed to does not count. `unsure` says that the platform has not told
    yet who they are, so that they may well be allowed to do more.
    """

    tenant: str
    platform: str
    user_id: str
    language: str = "en"
    role: Role = Role.AGENT
    channel: str = ""
    industry: str = ""
    name: str = ""
    zone: str = ""
    country: str = ""
    heavy_topics: bool = False
    closed: bool = False
    outside: bool = False
    unsure: bool = False
    shift: Shift | None = None


# `request` of an Ask names it on its platform, the same when it is sent again; "" where nothing names it.


@dataclass(frozen=True, slots=True)
class Command:
    """A person typed a command: `/calm yelling` is name `calm`, text `yelling`.

    `where` is the id of the channel or group it was typed in, "" for a chat of the person's own. The desk
    fills in which `keyword` the text is or begins with, by its id, and the `rest` behind it, as it was typed;
    else the words of one that it may be a misspelling of, `near`.
    """

    person: Person
    name: str
    text: str = ""
    where: str = ""
    keyword: str = ""
    rest: str = ""
    near: str = ""
    request: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A person pressed a button or chose an option. `value` is what the card gave the button.

    `origin` names the card that was pressed, the same for every press on it; "" where the platform does not
    tell. `where` is the channel or group that the card is in, "" for a chat of the person's own.

    `message` is what the card can be changed by later (`Updating`), "" where it cannot; `fleeting` says that
    it may be gone before long, so that nothing may depend on it.
    """

    person: Person
    action: str
    value: str = ""
    origin: str = ""
    where: str = ""
    message: str = ""
    fleeting: bool = False
    request: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Submit:
    """A person sent a form. `value` is what the form carried; `fields` are by name, empty ones left out."""

    person: Person
    action: str
    value: str = ""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    request: str = field(default="", compare=False)

    def text(self, name: str) -> str:
        """Returns what stands in a field, without white space around it, or ""."""
        return next(iter(self.fields.get(name, ())), "").strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Returns all options chosen in a field."""
        return tuple(self.fields.get(name, ()))


@dataclass(frozen=True, slots=True)
class Query:
    """A person is typing in a search box of the platform and wants to pick a result."""

    person: Person
    text: str


Ask = Command | Press | Submit | Query


class Placement(Enum):
    """Where an answer goes."""

    PRIVATE = "private"  # a new message that only the asker sees
    UPDATE = "update"  # in place of the card or form that was used
    EVERYONE = "everyone"  # in place of the card that was used, for all who see it in their channel
    CHAT = "chat"  # a new message in the person's own chat with the coach, where it stays
    DIALOG = "dialog"  # in a dialog of the platform, which leaves no message behind


# Returns the card once all of it is known; None where nothing of it is to be changed.
Rest = Callable[[], Awaitable[Card | None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the coach says, and where it belongs: a card, or what this answer fills into a shared one.

    `rest` brings the whole card where that takes longer than anybody may wait: an edge shows it in place of
    the first, where its platform lets it. Whatever it stores is stored without it too.
    """

    __match_args__ = ("card", "how")
    shown: Card | FilledCard
    how: Placement = Placement.PRIVATE
    rest: Rest | None = field(default=None, compare=False)

    @property
    def card(self) -> Card:
        """The card, its holes filled where it had any."""
        return self.shown if isinstance(self.shown, Card) else self.shown.card()

    def headed(self, line: str) -> Answer:
        """Returns the same answer under a line that comes before all of it."""
        card = self.card
        return replace(self, shown=replace(card, summary=line, elements=(Text(line), *card.elements)))


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """A form cannot be taken as it is: what to mend, by the name of the field."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A result to pick: `text` is what lands in the message."""

    title: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Results for a Query, best first; `note` says in their place why there are none."""

    items: tuple[Suggestion, ...]
    note: str = ""


Reply = Answer | Form | FieldErrors | Suggestions


async def whole(reply: Reply, seconds: float) -> Reply:
    """Returns a reply with all of its card, if that is known within so many seconds; else as it is."""
    if not isinstance(reply, Answer) or reply.rest is None:
        return reply
    try:
        async with asyncio.timeout(seconds):
            card = await reply.rest()
    except TimeoutError:
        return reply
    return replace(reply, shown=card or reply.shown, rest=None)
