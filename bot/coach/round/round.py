"""A team round: a customer's line, a reply a person, and a vote. Nobody sees who wrote what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.coach.words import Localized

VOTES = 2  # that everybody has
FEW = 3  # replies, below which it is easy to guess whose is whose


class Stage(Enum):
    """How far a round has come; it never goes back."""

    OPEN = "open"  # people reply
    VOTING = "voting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Round:
    """What is kept of a round. `by` may lead it, and so may every manager.

    `line` is what the customer says; with `own` somebody typed it. `points` is what a good reply has, and
    `prompt` the id of the phrasebook's line, "" for an own one.
    """

    tenant: str
    id: str
    platform: str
    channel: str
    by: str
    language: str
    line: Localized
    opened: datetime
    situation: str = ""
    prompt: str = ""
    points: tuple[Localized, ...] = ()
    stage: Stage = Stage.OPEN

    @property
    def own(self) -> bool:
        """Whether somebody typed the line."""
        return not self.prompt


@dataclass(frozen=True, slots=True)
class Entry:
    """A reply without its author. `votes` are counted when the vote is closed, 0 until then."""

    id: str
    text: str
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person did in a round: their reply, and the ids of the replies they voted for."""

    reply: str = ""  # its id
    text: str = ""
    votes: frozenset[str] = frozenset()

    @property
    def left(self) -> int:
        """How many votes they still have."""
        return VOTES - len(self.votes)


class Verdict(Enum):
    """What became of a vote."""

    COUNTED = "counted"
    TAKEN_BACK = "taken_back"
    OWN = "own"  # nobody votes for their own reply
    SPENT = "spent"  # both votes are given
    LATE = "late"  # the round is not at its vote, or has no such reply


def voted(mine: Mine, reply: str, *, wanted: bool) -> tuple[Verdict, frozenset[str]]:
    """Returns what becomes of giving or taking back a vote, and the votes after it. Twice is as once."""
    if not wanted:
        return Verdict.TAKEN_BACK, mine.votes - {reply}
    if reply == mine.reply:
        return Verdict.OWN, mine.votes
    if reply in mine.votes:
        return Verdict.COUNTED, mine.votes
    return (Verdict.COUNTED, mine.votes | {reply}) if mine.left > 0 else (Verdict.SPENT, mine.votes)


class Records(Protocol):
    """Keeps rounds. A tenant never sees another's. Who replied and voted is known to nobody but `mine`."""

    async def open(self, found: Round) -> bool:
        """Keeps a new round. Returns False if there is one of this id."""

    async def find(self, tenant: str, id: str) -> Round | None:
        """Returns a round of the tenant."""

    async def reply(self, tenant: str, id: str, user: str, entry: Entry, at: datetime) -> bool:
        """Keeps a person's reply, in place of the one before, whose id stays. False if it is not OPEN."""

    async def reveal(self, tenant: str, id: str) -> bool:
        """Ends the replies and begins the vote. Returns False if it was not OPEN."""

    async def vote(self, tenant: str, id: str, user: str, reply: str, *, wanted: bool) -> Verdict:
        """Gives a vote or takes it back, by the rule of `voted`."""

    async def close(self, tenant: str, id: str) -> bool:
        """Ends the vote: counts it, and deletes who replied and voted. Returns False if it was not VOTING."""

    async def entries(self, tenant: str, id: str) -> tuple[Entry, ...]:
        """Returns the replies in an order that tells nothing, the same at each look."""

    async def voters(self, tenant: str, id: str) -> int:
        """Returns how many people have voted; 0 once it is closed."""

    async def mine(self, tenant: str, id: str, user: str) -> Mine:
        """Returns what a person did; nothing any more once it is closed."""

    async def recent(self, tenant: str, count: int) -> tuple[str, ...]:
        """Returns the phrasebook's lines that the tenant's last rounds were about, the newest first."""

    async def purge(self, before: datetime) -> int:
        """Deletes all rounds that were opened before a time, with all in them; returns how many that were."""


def winners(entries: Sequence[Entry], most: int) -> tuple[Entry, ...]:
    """Returns the replies with the most votes, at most so many; none where nobody voted."""
    best = max((entry.votes for entry in entries), default=0)
    return tuple(entry for entry in entries if best and entry.votes == best)[:most]
