"""What team rounds need stored: rounds, replies and votes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.caps import Cap
from bot.features.round.model import OwnBallot, Round, RoundReply, Verdict


class RoundStore(Protocol):
    """Stores rounds. A tenant never sees another's. Only `own_ballot` knows who replied and voted."""

    async def open_round(self, team_round: Round, cap: Cap | None = None) -> bool:
        """Stores a new round. Returns False if there is one of this id.

        Raises TooMany where more of the tenant's would be open than `cap` allows.
        """

    async def find_round(self, tenant: str, id: str) -> Round | None:
        """Returns a round of the tenant."""

    async def rounds_open(self, tenant: str, since: datetime) -> tuple[Round, ...]:
        """Returns the tenant's rounds that take replies and were opened from `since` on, the newest first."""

    async def keep_reply(self, tenant: str, id: str, user: str, entry: RoundReply, at: datetime) -> bool:
        """Stores a person's reply, in place of the one before, whose id stays. False if it is not OPEN."""

    async def reveal_round(self, tenant: str, id: str) -> bool:
        """Ends the replies and begins the vote. Returns False if it was not OPEN."""

    async def keep_vote(self, tenant: str, id: str, user: str, reply: str, *, wanted: bool) -> Verdict:
        """Gives a vote or takes it back, by the rule of `voted`."""

    async def close_round(self, tenant: str, id: str) -> bool:
        """Ends the vote: counts it, and deletes who replied and voted. Returns False if it was not VOTING."""

    async def replies_of(self, tenant: str, id: str) -> tuple[RoundReply, ...]:
        """Returns the replies in an order that tells nothing, the same at each look."""

    async def count_voters(self, tenant: str, id: str) -> int:
        """Returns how many people have voted; 0 once it is closed."""

    async def own_ballot(self, tenant: str, id: str, user: str) -> OwnBallot:
        """Returns what a person did; nothing any more once it is closed."""

    async def recent_rounds(self, tenant: str, count: int) -> tuple[str, ...]:
        """Returns the phrasebook's lines that the tenant's last rounds were about, the newest first."""

    async def purge_rounds(self, before: datetime) -> int:
        """Deletes all rounds that were opened before a time, with all in them; returns how many that were."""
