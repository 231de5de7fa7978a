"""The contract of an edge: what a platform's folder has to bring, and what is stored for it.

An edge answers what people ask on its platform, and sends what nobody asked for just now. Whoever adds a
platform reads this file; the stores are `bot/store/sql/edge.py` and `bot/store/memory/edge.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar, runtime_checkable

from bot.core.background import RateLimit
from bot.core.card import Card
from bot.core.chat import Role
from bot.core.trouble import Trouble

WITHDRAWN = 40  # messages taken back in a minute, of one tenant
MINUTE, PATIENCE = 60.0, 5.0  # seconds
MOST_TENANTS = 10_000  # of which it is known how often
Route = TypeVar("Route", covariant=True)


class Edge(Protocol[Route]):
    """A platform: its way in, and its way out. `Route` is whatever the web server takes."""

    @property
    def platform(self) -> str:
        """The platform's name in whatever is stored, like `slack`. It never changes: deliveries carry it."""

    @property
    def messenger(self) -> Messenger:
        """What sends unasked. Where the platform allows it, also `Settling`, `Withdrawing`, `Updating`."""

    @property
    def roster(self) -> Roster:
        """What tells who is in a channel."""

    def routes(self) -> Sequence[Route]:
        """Returns what the web server serves for it."""

    async def start(self) -> None:
        """Opens its connections."""

    def troubles(self) -> Sequence[Trouble]:
        """Returns what keeps it from working just now, for whoever runs it; nothing where all is well."""

    async def hang_up(self) -> None:
        """Ends what would keep a stopping server waiting, such as streams that never end by themselves."""

    async def close(self) -> None:
        """Finishes what it began, and closes its connections."""


@runtime_checkable
class LocalPage(Protocol):
    """An edge whose page is for whoever started the app, and for nobody else."""

    def entrance(self) -> str:
        """Returns what to add to the server's address, to be let in once."""


# Sending


@dataclass(frozen=True, slots=True)
class Address:
    """Where something can be sent unasked: a person, or a channel that the coach is in."""

    tenant: str
    platform: str
    id: str
    channel: bool = False


class Fate(Enum):
    """What became of something that was sent."""

    SENT = "sent"
    LATER = "later"  # the platform asks to wait; nothing was sent
    DOUBT = "doubt"  # it may have been sent: an error or silence after the request went out
    REFUSED = "refused"  # it will never arrive: gone, blocked, not installed


@dataclass(frozen=True, slots=True)
class Receipt:
    """The fate of one send. `wait` is in seconds; `reason` is the platform's word, for logs and managers.

    `pauses` tells that LATER is meant for all that goes to this workspace or tenant, not for this alone;
    `final`, that DOUBT stays, however often the platform is asked.
    """

    fate: Fate
    message: str = ""
    reason: str = ""
    wait: float = 0.0
    pauses: bool = False
    final: bool = False


class Messenger(Protocol):
    """Sends what nobody asked for just now."""

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Sends `card` once. `key` names this delivery; where the platform can tell, it settles DOUBT."""


@runtime_checkable
class Settling(Protocol):
    """A messenger whose platform can be asked what arrived."""

    async def settle(self, address: Address, key: str, since: float) -> Receipt:
        """Returns SENT where the delivery `key` arrived after `since`, in seconds since 1970.

        LATER where it surely did not, so that it can be sent; DOUBT where the platform does not tell.
        """


@runtime_checkable
class Withdrawing(Protocol):
    """A messenger whose platform lets a message be taken back."""

    async def withdraw(self, address: Address, message: str) -> bool:
        """Takes away a message by `Receipt.message`; False where it could not be. Never raises."""


@runtime_checkable
class Updating(Protocol):
    """A messenger whose platform lets a message be changed after it was sent."""

    async def update(self, address: Address, message: str, card: Card) -> Receipt:
        """Puts `card` in the place of a message, by `Receipt.message` or `Press.message`.

        To do it twice is to do it once. REFUSED where that message can be changed no more.
        """


# Who is there


@dataclass(frozen=True, slots=True)
class ChannelMember:
    """Somebody in a channel, as far as the platform tells; "" where it does not."""

    user_id: str
    name: str = ""
    zone: str = ""
    language: str = ""


class Roster(Protocol):
    """Tells who is in a channel, team or chat of a platform, of those whom a message gets to.

    So bots and apps, closed accounts and people of other companies are left out.
    """

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        """Returns the people in it; None where it cannot be read: gone, or the coach is not in it."""


@runtime_checkable
class Vetting(Protocol):
    """A roster whose platform tells of somebody whether they can be reached."""

    async def people(self, tenant: str, ids: Sequence[str]) -> tuple[ChannelMember, ...]:
        """Returns those of some users who are people of the tenant's own, whom a message gets to."""


@runtime_checkable
class Naming(Protocol):
    """A roster whose platform tells what somebody or a channel is called."""

    async def names(self, tenant: str, ids: Sequence[str]) -> Mapping[str, str]:
        """Returns the names of people and channels by id, without those that it does not tell."""


@runtime_checkable
class RoleTelling(Protocol):
    """A roster whose platform gives people roles, such as an administrator's."""

    async def role(self, tenant: str, id: str) -> Role | None:
        """Returns the role that somebody has there now, AGENT for none; None where it does not tell."""


# What is stored for an edge


class ReferenceStore(Protocol):
    """Where people and channels can be reached, by tenant and id. What a reference holds is the edge's."""

    async def keep_reference(self, tenant: str, id: str, reference: str) -> None:
        """Stores a reference, a line of JSON, in place of the one before."""

    async def keep_references(self, entries: Mapping[tuple[str, str], str]) -> None:
        """Stores many at once, by tenant and id."""

    async def find_reference(self, tenant: str, id: str) -> str | None:
        """Returns what was stored, or None."""

    async def forget_references(self, tenant: str, ids: Collection[str]) -> None:
        """Deletes some references of a tenant."""

    async def references_below(self, beginning: str) -> Mapping[tuple[str, str], str]:
        """Returns what was stored in all tenants under ids with that beginning, by tenant and id."""


class TokenStore(Protocol):
    """Tokens of an edge that are exchanged from time to time, sealed by it, shared by all processes."""

    async def find_token(self, tenant: str, platform: str) -> tuple[str, int] | None:
        """Returns what was stored, and its version, from 1; None where there is nothing."""

    async def keep_token(self, tenant: str, platform: str, sealed: str, version: int) -> bool:
        """Stores a token in place of the one of that version, 0 for none; False if somebody was first."""


# All edges that are open


def messengers(edges: Iterable[Edge[Any]]) -> dict[str, Messenger]:
    """Returns the messengers by platform."""
    return {edge.platform: edge.messenger for edge in edges}


def rosters(edges: Iterable[Edge[Any]]) -> dict[str, Roster]:
    """Returns the rosters by platform."""
    return {edge.platform: edge.roster for edge in edges}


class Withdrawals:
    """Takes messages back on all platforms that are served. Edges bring their messengers when they open.

    Platforms take far fewer deletions than messages, so each tenant has at most `most` in a minute;
    `seconds` is a clock that only goes forward. Nothing depends on it that a message goes: it only tidies up.
    """

    def __init__(self, seconds: Callable[[], float] = lambda: 0.0, most: int = WITHDRAWN) -> None:
        self._limit: RateLimit[str] = RateLimit(seconds, most, MINUTE, MOST_TENANTS)
        self._known: dict[str, Withdrawing] = {}

    def add_messengers(self, messengers: Mapping[str, Messenger]) -> None:
        """Adds the messengers, by platform, that can take a message back."""
        self._known |= {name: able for name, able in messengers.items() if isinstance(able, Withdrawing)}

    async def withdraw(self, address: Address, message: str) -> bool:
        """Takes away a message; False where it could not be."""
        messenger = self._known.get(address.platform)
        if messenger is None or not message or not self._limit.allows(address.tenant):
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                return await messenger.withdraw(address, message)
        except TimeoutError:
            return False
