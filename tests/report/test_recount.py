"""The numbers of a report equal a slow recount from the events themselves, on both engines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from bot.core.activity import EVERYBODY, Activity, ActivityKind
from bot.core.chat import Person, Role
from bot.core.figures import FEWEST, FEWEST_TO_ANSWER, in_fives, period_of
from bot.core.report import SPANS
from bot.features.report.deps import ReportDeps
from bot.features.report.model import NOBODYS, ReportSpan
from bot.features.report.service import ReportService
from bot.store.memory.activity import MemoryActivityStore
from bot.store.memory.groups import MemoryGroupStore
from bot.store.sql.activity import SqlActivityStore
from bot.store.sql.database import Database
from bot.store.sql.groups import SqlGroupStore
from tests.build import build
from tests.histories import END, counted, history

MARTA = Person("T1", "slack", "marta", "en", Role.MANAGER, zone="Europe/Madrid")
LATER = END + timedelta(weeks=2)
SIZES = {"night": 12, "day": 6}


def deps_at(day: date) -> ReportDeps:
    now = datetime.combine(day, time(12), UTC)
    return build(clock=lambda: now).features.report


def group_of(event: Activity) -> str:
    """Returns the group that somebody counted in, as `counted` has it: in every second four weeks."""
    nth = (period_of(event.day).first - period_of(date(2026, 3, 2)).first).days // 28
    nth -= nth % 2  # where nobody is counted, those of the four weeks before hold
    user = int(event.user_id.removeprefix("u"))
    if nth > 10 or event.tenant != "T1":
        return ""
    return "night" if nth <= user < nth + 12 else "day" if nth + 12 <= user < nth + 18 else ""


def looked_up(events: Sequence[Activity], group: str, span: ReportSpan) -> dict[str, int]:
    """Returns look-ups by situation, counted one by one from the events; of each group what may be told."""
    people: dict[tuple[date, str, str], set[str]] = defaultdict(set)
    counts: dict[tuple[date, str, str], int] = defaultdict(int)
    for event in {event.id: event for event in reversed(events)}.values():
        if event.tenant == "T1" and event.kind is ActivityKind.LOOKUP:
            place = (period_of(event.day).first, group_of(event), event.name)
            people[place].add(event.user_id)
            counts[place] += 1
    sums: dict[str, int] = defaultdict(int)
    firsts = {period.first for period in span.periods}
    for (first, whose, name), count in counts.items():
        even = (first - period_of(date(2026, 3, 2)).first).days // 28 % 2 == 0
        size = SIZES.get(whose, 0) if even else 0  # where nobody was counted, nobody knows how many they are
        some = len(people[first, whose, name])
        fine = some >= FEWEST and size >= FEWEST_TO_ANSWER if whose else some >= FEWEST_TO_ANSWER
        if fine and first in firsts and group in (EVERYBODY, whose):
            sums[name] += count
    return {name: in_fives(count) for name, count in sums.items()}


@pytest.mark.parametrize("seed", range(3))
async def test_all_figures_equal_those_of_a_slow_recount(database: Database, seed: int) -> None:
    slow_groups, groups = MemoryGroupStore(), SqlGroupStore(database)
    await counted(slow_groups)
    await counted(groups)
    slow, store = MemoryActivityStore(slow_groups), SqlActivityStore(database)
    events = history(Random(seed), 4_000)
    for each in (slow, store):
        await each.keep_activity(events)
        await each.fold_activity(LATER)
    deps = deps_at(LATER)
    told = 0
    for weeks in SPANS:
        for group, place in ((EVERYBODY, EVERYBODY), ("night", "night"), ("day", "day"), (NOBODYS, "")):
            ours = await ReportService(replace(deps, activity=store)).figures(MARTA, group, weeks)
            assert ours == await ReportService(replace(deps, activity=slow)).figures(MARTA, group, weeks)
            expected = looked_up(events, place, ReportSpan(weeks, deps.today()))
            assert dict(ours.lookups) == expected
            told += sum(expected.values())
            assert all(count % 5 == 0 for count in ours.lookups.values())
    assert told
