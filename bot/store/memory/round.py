"""Team rounds, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.caps import Cap
from bot.core.personal import Area
from bot.features.round.model import OwnBallot, Round, RoundReply, RoundStage, Verdict, shuffled, voted
from bot.store.memory.rows import PersonalRow, nameless

Key = tuple[str, str]


@dataclass(slots=True)
class MemoryRoundStore:
    """`RoundStore` in memory."""

    _rounds: dict[Key, Round] = field(default_factory=dict)
    _entries: dict[Key, dict[str, RoundReply]] = field(default_factory=dict)  # by author; once closed, by id
    _votes: dict[Key, dict[str, frozenset[str]]] = field(default_factory=dict)

    async def open_round(self, team_round: Round, cap: Cap | None = None) -> bool:
        key = (team_round.tenant, team_round.id)
        if key in self._rounds:
            return False
        mine = (one for (tenant, _), one in self._rounds.items() if tenant == team_round.tenant)
        if cap:
            cap.check(1 + sum(one.stage is not RoundStage.CLOSED for one in mine))
        self._rounds[key], self._entries[key], self._votes[key] = team_round, {}, {}
        return True

    async def find_round(self, tenant: str, id: str) -> Round | None:
        return self._rounds.get((tenant, id))

    async def rounds_open(self, tenant: str, since: datetime) -> tuple[Round, ...]:
        mine = (each for (owner, _), each in self._rounds.items() if owner == tenant)
        going_on = [each for each in mine if each.stage is RoundStage.OPEN and each.opened >= since]
        return tuple(sorted(going_on, key=lambda each: (-each.opened.timestamp(), each.id)))

    async def keep_reply(self, tenant: str, id: str, user: str, entry: RoundReply, at: datetime) -> bool:
        key = (tenant, id)
        if not self._at(key, RoundStage.OPEN):
            return False
        before = self._entries[key].get(user)
        self._entries[key][user] = replace(entry, id=before.id) if before else entry
        return True

    async def reveal_round(self, tenant: str, id: str) -> bool:
        return self._moved((tenant, id), RoundStage.OPEN, RoundStage.VOTING)

    async def keep_vote(self, tenant: str, id: str, user: str, reply: str, *, wanted: bool) -> Verdict:
        key = (tenant, id)
        if not self._at(key, RoundStage.VOTING) or reply not in {entry.id for entry in self._of(key)}:
            return Verdict.LATE
        verdict, votes = voted(await self.own_ballot(tenant, id, user), reply, wanted=wanted)
        self._votes[key][user] = votes
        return verdict

    async def close_round(self, tenant: str, id: str) -> bool:
        key = (tenant, id)
        if not self._moved(key, RoundStage.VOTING, RoundStage.CLOSED):
            return False
        given = [reply for votes in self._votes[key].values() for reply in votes]
        counted = [replace(entry, votes=given.count(entry.id)) for entry in self._of(key)]
        self._entries[key], self._votes[key] = {entry.id: entry for entry in counted}, {}
        return True

    async def replies_of(self, tenant: str, id: str) -> tuple[RoundReply, ...]:
        return shuffled(id, self._of((tenant, id)))

    async def count_voters(self, tenant: str, id: str) -> int:
        return sum(bool(votes) for votes in self._votes.get((tenant, id), {}).values())

    async def own_ballot(self, tenant: str, id: str, user: str) -> OwnBallot:
        key = (tenant, id)
        if self._at(key, RoundStage.CLOSED):
            return OwnBallot()
        own = self._entries.get(key, {}).get(user)
        votes = self._votes.get(key, {}).get(user, frozenset())
        return OwnBallot(own.id, own.text, votes, own.line) if own else OwnBallot(votes=votes)

    async def recent_rounds(self, tenant: str, count: int) -> tuple[str, ...]:
        mine = [each for each in self._rounds.values() if each.tenant == tenant and each.prompt]
        newest = sorted(mine, key=lambda each: (each.opened, each.id), reverse=True)
        return tuple(each.prompt for each in newest[:count])

    async def purge_rounds(self, before: datetime) -> int:
        old = [key for key, each in self._rounds.items() if each.opened < before]
        for key in old:
            del self._rounds[key], self._entries[key], self._votes[key]
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for key, each in self._rounds.items():
            if key[0] != tenant:
                continue
            if each.by == user_id:
                yield Area.ROUNDS, "rounds", {"opened": each.opened, "prompt": each.prompt}
            if own := self._entries[key].get(user_id):
                yield Area.ROUNDS, "round_replies", {"text": own.text, "line": own.line}
            for reply in self._votes[key].get(user_id, ()):
                yield Area.ROUNDS, "round_votes", {"reply": reply}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes replies and votes of people; of a round that is closed nobody knows whose they are."""
        for key, each in self._rounds.items():
            if key[0] == tenant:
                self._rounds[key] = replace(each, by=nameless(each.by, ids))
                for user_id in ids:
                    self._entries[key].pop(user_id, None)
                    self._votes[key].pop(user_id, None)

    def _of(self, key: Key) -> list[RoundReply]:
        return list(self._entries.get(key, {}).values())

    def _at(self, key: Key, stage: RoundStage) -> bool:
        return key in self._rounds and self._rounds[key].stage is stage

    def _moved(self, key: Key, before: RoundStage, after: RoundStage) -> bool:
        if not self._at(key, before):
            return False
        self._rounds[key] = replace(self._rounds[key], stage=after)
        return True
