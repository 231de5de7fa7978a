"""What came of look-ups: counts by week, until the end of the process."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from bot.core.chat import Person
from bot.core.figures import FEWEST
from bot.core.outcomes import Outcome, OutcomeReport, OutcomeWeek, Tally, iso_week
from bot.core.personal import Area
from bot.store.memory.rows import PersonalRow


class MemoryOutcomeStore:
    """`OutcomeStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._tickets: dict[tuple[str, str, str], datetime] = {}
        self._tallies: dict[tuple[str, str, str], Tally] = {}
        self._people: dict[tuple[str, str, str], dict[str, str]] = {}  # the last week of each person
        self._weeks: Counter[tuple[str, str, str, Outcome]] = Counter()

    async def keep_report(self, person: Person, report: OutcomeReport) -> bool:
        ticket = (person.tenant, person.user_id, report.ticket)
        if ticket in self._tickets:
            return False
        self._tickets[ticket] = report.at
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

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for (owner, situation, phrase), people in self._people.items():
            if owner == tenant and user_id in people:
                row = {"situation": situation, "phrase": phrase, "week": people[user_id]}
                yield Area.LOOKUPS, "outcome_people", row
        for ticket, at in self._tickets.items():
            if ticket[:2] == (tenant, user_id):
                yield Area.LOOKUPS, "outcome_tickets", {"at": at}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people; counts stay."""
        for place, people in self._people.items():
            if place[0] == tenant:
                self._people[place] = {who: week for who, week in people.items() if who not in ids}
        self._tickets = {t: at for t, at in self._tickets.items() if t[0] != tenant or t[1] not in ids}

    async def purge_outcomes(self, tickets: datetime, people: datetime, counts: datetime) -> int:
        before = len(self._tickets) + sum(map(len, self._people.values())) + len(self._weeks)
        self._tickets = {ticket: at for ticket, at in self._tickets.items() if at >= tickets}
        last, week = iso_week(people), iso_week(counts)
        self._people = {
            place: {who: newest for who, newest in of.items() if newest >= last}
            for place, of in self._people.items()
        }
        self._weeks = Counter({key: count for key, count in self._weeks.items() if key[1] >= week})
        return before - len(self._tickets) - sum(map(len, self._people.values())) - len(self._weeks)
