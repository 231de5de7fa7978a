"""A team round: a customer's line, a reply a person, and a vote. Nobody sees who wrote what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import blake2b

from bot.core.chat import Person, Role
from bot.core.figures import FEWEST
from bot.core.practice import PREPARE
from bot.core.words import Localized

VOTES = 2  # that everybody has
FEW = FEWEST  # replies, below which it is easy to guess whose is whose


class RoundStage(Enum):
    """How far a round has come; it never goes back."""

    OPEN = "open"  # people reply
    VOTING = "voting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Round:
    """What is stored of a round. `by` is who posted it.

    `line` is what the customer says; with `own` somebody typed it. `points` is what a good reply has, and
    `prompt` the id of the phrasebook's line, "" for an own one. A round that `prepares` has PREPARE in its
    place: `line` asks the team what will come, and nobody votes.
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
    stage: RoundStage = RoundStage.OPEN

    @property
    def own(self) -> bool:
        """Whether somebody typed the line."""
        return not self.prompt

    @property
    def prepares(self) -> bool:
        """Whether people write down what customers will say, and what they would answer."""
        return self.prompt == PREPARE


@dataclass(frozen=True, slots=True)
class RoundReply:
    """A reply without its author. `votes` are counted when the vote is closed, 0 until then.

    In a round that prepares, `line` is what its author expects a customer to say, and `language` is theirs.
    """

    id: str
    text: str
    votes: int = 0
    line: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """What one person did in a round: their reply, and the ids of the replies they voted for."""

    reply: str = ""  # its id
    text: str = ""
    votes: frozenset[str] = frozenset()
    line: str = ""

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


def voted(mine: OwnBallot, reply: str, *, wanted: bool) -> tuple[Verdict, frozenset[str]]:
    """Returns what becomes of giving or taking back a vote, and the votes after it. Twice is as once."""
    if not wanted:
        return Verdict.TAKEN_BACK, mine.votes - {reply}
    if reply == mine.reply:
        return Verdict.OWN, mine.votes
    if reply in mine.votes:
        return Verdict.COUNTED, mine.votes
    return (Verdict.COUNTED, mine.votes | {reply}) if mine.left > 0 else (Verdict.SPENT, mine.votes)


def may_lead(person: Person, team_round: Round) -> bool:
    """Returns whether a person may reveal and close: who posted it, and every manager, for people leave."""
    return person.user_id == team_round.by or person.role >= Role.MANAGER


def winners(entries: Sequence[RoundReply], most: int) -> tuple[RoundReply, ...]:
    """Returns the replies with the most votes, at most so many; none where nobody voted."""
    best = max((entry.votes for entry in entries), default=0)
    return tuple(entry for entry in entries if best and entry.votes == best)[:most]


def shuffled(round_id: str, entries: Iterable[RoundReply]) -> tuple[RoundReply, ...]:
    """Returns replies as if shuffled: neither by time nor by author."""
    return tuple(sorted(entries, key=lambda entry: lot(round_id, entry.id)))


def lot(*parts: str) -> bytes:
    """Returns what sorts things as if by chance; the same for the same parts."""
    return blake2b("\n".join(parts).encode(), digest_size=8).digest()
