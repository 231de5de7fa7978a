"""What came of look-ups: counts by week, until the end of the process."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from bot.core.chat import Person
from bot.core.figures import FEWEST
from bot.core.outcomes import Outcome, OutcomeReport, OutcomeWeek, Tally, iso_week


class MemoryOutcomeStore:
    """`OutcomeStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._tickets: set[tuple[str, str, str]] = set()
        self._tallies: dict[tuple[str, str, str], Tally] = {}
        self._people: dict[tuple[str, str, str], dict[str, str]] = {}  # the last week of each person
        self._weeks: Counter[tuple[str, str, str, Outcome]] = Counter()

    async def keep_report(self, person: Person, report: OutcomeReport) -> bool:
        ticket = (person.tenant, person.user_id, report.ticket)
        if ticket in self._tickets:
            return False
        self._tickets.add(ticket)
        self._weeks[person.tenant, iso_week(report.at), report.situation, report.outcome] += 1
        for phrase in dict.fromkeys(report.phrases):
            self._count_phrase(person, report, (person.tenant, report.situation, phrase))
        return True

    async def find_tallies(self, tenant: str) -> Mapping[str, Mapping[str, Tally]]:
        tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
        for (owner, situation, phrase), tally in self._tallies.items():
            if owner == tenant and len(self._people[owner, situation, phrase]) >= FEWEST:
                tallies[situation][phrase] = tally
        return tallies

    async def outcome_weeks(self, tenant: str, first: str, last: str) -> tuple[OutcomeWeek, ...]:
        weeks = [
            OutcomeWeek(week, situation, outcome, count)
            for (owner, week, situation, outcome), count in self._weeks.items()
            if owner == tenant and first <= week <= last
        ]
        return tuple(sorted(weeks, key=lambda w: (w.week, w.situation, w.outcome.value)))

    def _count_phrase(self, person: Person, report: OutcomeReport, place: tuple[str, str, str]) -> None:
        people, week = self._people.setdefault(place, {}), iso_week(report.at)
        if people.get(person.user_id, "") >= week:
            return
        people[person.user_id] = week
        tally, calmed = self._tallies.get(place, Tally()), report.outcome is Outcome.CALMED
        self._tallies[place] = Tally(tally.calmed + calmed, tally.total + 1)
