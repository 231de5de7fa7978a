"""Stores a made-up year, by the same doors that what happens goes through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from random import Random

from bot.core.activity import ActivityKind, four_weeks_before
from bot.core.background import batched
from bot.core.figures import period_of
from bot.core.misses import MissReport
from bot.core.outcomes import iso_week
from bot.core.phrasebook import Phrase, Phrasebook
from bot.core.policy import DEFAULT
from bot.core.retention import SAFETY_COUNTS
from bot.core.safety import SafetyKind
from bot.features.safety.model import KindWeek
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule, ScheduleState
from bot.features.team.model import Edit, EntryKind, OwnPhrase
from bot.playground.people import PLATFORM, TEAM, TENANT
from bot.wiring.demo.helpdesk import helpdesk_weeks
from bot.wiring.demo.incidents import incident_events, year_incidents
from bot.wiring.demo.people import GROUPS, DemoPerson, by_group, demo_people, met, stored_group
from bot.wiring.demo.year import PERIODS, SCHEDULES, SENT_ON, first_day, year_events
from bot.wiring.stores import Stores

AT_ONCE = 5_000  # events of one transaction
MANAGER = "marta"
_SAFETY = {SafetyKind.AGENT_DISTRESS: 0.5, SafetyKind.SELF_HARM: 0.35, SafetyKind.VIOLENCE: 0.3}
_MISSES = {
    "en": ("wants it in another currency", "asks for our bank details", "speaks only Portuguese"),
    "es": ("pide hablar por videollamada",),
}
_PHRASES = (
    (
        "waiting",
        {
            "en": "I will call you myself at four, with or without news.",
            "es": "Le llamo yo a las cuatro, con o sin novedades.",
        },
        400,
    ),
    (
        "saying-no",
        {
            "en": "That one I cannot do. What I can do today is this.",
            "es": "Eso no puedo hacerlo. Lo que sí puedo hacer hoy es esto.",
        },
        30,
    ),
)


@dataclass(frozen=True, slots=True)
class DemoCounts:
    """How much was made up."""

    people: int
    events: int
    incidents: int


async def fill(
    stores: Stores, book: Phrasebook, seed: int, now: datetime, periods: int = PERIODS
) -> DemoCounts:
    """Stores a year of made-up people up to `now`, the same for each seed and day, and returns how much.

    With fewer `periods` it is shorter.
    """
    people = demo_people(seed)
    await _fill_people(stores, people, now)
    await _fill_around(stores, people, seed, now)
    await stores.helpdesk.keep_weeks(TENANT, tuple(helpdesk_weeks(seed, now.date(), periods)))
    incidents = tuple(year_incidents(seed, now, people, book.protocols[DEFAULT], periods))
    oldest = now - timedelta(days=book.protocols[DEFAULT].retention)
    for some in batched([each for each in incidents if each.course.began > oldest], 50):
        await stores.boundary.incidents.keep_incident(some)
    events = Counter[ActivityKind]()
    year = chain.from_iterable(year_events(seed, now.date(), people, book, periods))
    for stored in batched(year, AT_ONCE):
        events.update(event.kind for event in stored)
        await stores.activity.keep_activity(stored)
    await stores.activity.keep_activity([event for each in incidents for event in incident_events(each)])
    await stores.activity.fold_activity(now.date())
    return DemoCounts(len(people), events.total(), len(incidents))


async def _fill_people(stores: Stores, people: tuple[DemoPerson, ...], now: datetime) -> None:
    for person in people:
        if person.id not in TEAM:
            await stores.people.complete_person(met(person))
    this = period_of(now.date())
    for group in GROUPS:
        await stores.groups.keep_group(stored_group(group, people))
        ids = [person.id for person in by_group(people)[group.id]]
        for period in (*four_weeks_before(now.date(), PERIODS), this):
            await stores.groups.count_people(TENANT, period.first, group.id, ids)


async def _fill_around(stores: Stores, people: Sequence[DemoPerson], seed: int, now: datetime) -> None:
    """Stores what is not counted as activity: schedules, misses, safety cards, own phrases."""
    for group in GROUPS:
        id, topic = SCHEDULES[group.id]
        await stores.schedule.schedules.keep_schedule(_schedule(id, group.id, topic, now))
    dice = Random(f"{seed} around")
    await stores.misses.keep_misses(
        [
            MissReport(TENANT, PLATFORM, person.id, text, text, language, now - timedelta(days=nth % 60))
            for language, texts in _MISSES.items()
            for text in texts
            for nth, person in enumerate(dice.sample(people, dice.randrange(9, 26)))
        ]
    )
    weeks = (now.date() - max(first_day(now.date()), (now - SAFETY_COUNTS).date())).days // 7
    await stores.safety.count_opened(
        [
            (TENANT, KindWeek(iso_week(now.date() - timedelta(weeks=nth)), kind))
            for nth in range(weeks)
            for kind, often in _SAFETY.items()
            if dice.random() < often
        ]
    )
    for nth, (situation, text, days) in enumerate(_PHRASES, 1):
        phrase = Phrase(f"own-demo-{nth}", text, {}, own=True)
        edit = Edit(EntryKind.PHRASE, phrase.id, OwnPhrase(situation, phrase))
        await stores.team.write_entries(TENANT, [edit], TEAM[MANAGER].name, now - timedelta(days=days))


def _schedule(id: str, group: str, topic: str, now: datetime) -> Schedule:
    """Returns a schedule that is paused: nobody is there whom a drill could come to."""
    rule = RecurrenceRule(SENT_ON, time(10), "UTC", own_zone=False, first=first_day(now.date()))
    since = datetime.combine(rule.first, time(), UTC)
    return Schedule(
        tenant=TENANT,
        id=id,
        platform=PLATFORM,
        group=group,
        by=MANAGER,
        name=TEAM[MANAGER].name,
        language="en",
        format=DeliveryFormat.EACH,
        recurrence=rule,
        topic=topic,
        state=ScheduleState.PAUSED,
        since=since,
    )
