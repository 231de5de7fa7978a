"""`Records` that forget at the end of the process."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.coach.round.order import shuffled
from bot.coach.round.round import Entry, Mine, Round, Stage, Verdict, voted

Key = tuple[str, str]


@dataclass(slots=True)
class RecordsInMemory:
    """Keeps rounds in memory."""

    _rounds: dict[Key, Round] = field(default_factory=dict)
    _entries: dict[Key, dict[str, Entry]] = field(default_factory=dict)  # by author; once closed, by id
    _votes: dict[Key, dict[str, frozenset[str]]] = field(default_factory=dict)

    async def open(self, found: Round) -> bool:
        key = (found.tenant, found.id)
        if key in self._rounds:
            return False
        self._rounds[key], self._entries[key], self._votes[key] = found, {}, {}
        return True

    async def find(self, tenant: str, id: str) -> Round | None:
        return self._rounds.get((tenant, id))

    async def reply(self, tenant: str, id: str, user: str, entry: Entry, at: datetime) -> bool:
        key = (tenant, id)
        if not self._at(key, Stage.OPEN):
            return False
        before = self._entries[key].get(user)
        self._entries[key][user] = replace(entry, id=before.id) if before else entry
        return True

    async def reveal(self, tenant: str, id: str) -> bool:
        return self._moved((tenant, id), Stage.OPEN, Stage.VOTING)

    async def vote(self, tenant: str, id: str, user: str, reply: str, *, wanted: bool) -> Verdict:
        key = (tenant, id)
        if not self._at(key, Stage.VOTING) or reply not in {entry.id for entry in self._of(key)}:
            return Verdict.LATE
        verdict, votes = voted(await self.mine(tenant, id, user), reply, wanted=wanted)
        self._votes[key][user] = votes
        return verdict

    async def close(self, tenant: str, id: str) -> bool:
        key = (tenant, id)
        if not self._moved(key, Stage.VOTING, Stage.CLOSED):
            return False
        given = [reply for votes in self._votes[key].values() for reply in votes]
        counted = [replace(entry, votes=given.count(entry.id)) for entry in self._of(key)]
        self._entries[key], self._votes[key] = {entry.id: entry for entry in counted}, {}
        return True

    async def entries(self, tenant: str, id: str) -> tuple[Entry, ...]:
        return shuffled(id, self._of((tenant, id)))

    async def voters(self, tenant: str, id: str) -> int:
        return sum(bool(votes) for votes in self._votes.get((tenant, id), {}).values())

    async def mine(self, tenant: str, id: str, user: str) -> Mine:
        key = (tenant, id)
        if self._at(key, Stage.CLOSED):
            return Mine()
        own = self._entries.get(key, {}).get(user)
        votes = self._votes.get(key, {}).get(user, frozenset())
        return Mine(own.id, own.text, votes) if own else Mine(votes=votes)

    async def recent(self, tenant: str, count: int) -> tuple[str, ...]:
        mine = [found for found in self._rounds.values() if found.tenant == tenant and found.prompt]
        newest = sorted(mine, key=lambda found: (found.opened, found.id), reverse=True)
        return tuple(found.prompt for found in newest[:count])

    async def purge(self, before: datetime) -> int:
        old = [key for key, found in self._rounds.items() if found.opened < before]
        for key in old:
            del self._rounds[key], self._entries[key], self._votes[key]
        return len(old)

    def _of(self, key: Key) -> list[Entry]:
        return list(self._entries.get(key, {}).values())

    def _at(self, key: Key, stage: Stage) -> bool:
        return key in self._rounds and self._rounds[key].stage is stage

    def _moved(self, key: Key, before: Stage, after: Stage) -> bool:
        if not self._at(key, before):
            return False
        self._rounds[key] = replace(self._rounds[key], stage=after)
        return True
