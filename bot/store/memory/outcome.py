"""`Outcomes` that forgets at the end of the process."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from bot.core.chat import Person
from bot.core.outcomes import Outcome, OutcomeReport, OutcomeWeek, Tally, iso_week


class MemoryOutcomeStore:
    """Counts outcomes in memory."""

    def __init__(self) -> None:
        self._tickets: set[tuple[str, str, str]] = set()
        self._phrases: Counter[tuple[str, str, str, Outcome]] = Counter()
        self._weeks: Counter[tuple[str, str, str, Outcome]] = Counter()

    async def keep_report(self, person: Person, told: OutcomeReport) -> bool:
        ticket = (person.tenant, person.user_id, told.ticket)
        if ticket in self._tickets:
            return False
        self._tickets.add(ticket)
        self._weeks[person.tenant, iso_week(told.at), told.situation, told.outcome] += 1
        for phrase in dict.fromkeys(told.phrases):
            self._phrases[person.tenant, told.situation, phrase, told.outcome] += 1
        return True

    async def find_tallies(self, tenant: str) -> Mapping[str, Mapping[str, Tally]]:
        found: dict[str, dict[str, Tally]] = defaultdict(dict)
        for (owner, situation, phrase, outcome), count in self._phrases.items():
            if owner == tenant:
                tally = found[situation].get(phrase, Tally())
                calmed = count if outcome is Outcome.CALMED else 0
                found[situation][phrase] = Tally(tally.calmed + calmed, tally.total + count)
        return found

    async def outcome_weeks(self, tenant: str, first: str, last: str) -> tuple[OutcomeWeek, ...]:
        found = [
            OutcomeWeek(week, situation, outcome, count)
            for (owner, week, situation, outcome), count in self._weeks.items()
            if owner == tenant and first <= week <= last
        ]
        return tuple(sorted(found, key=lambda w: (w.week, w.situation, w.outcome.value)))
