"""What happens in a made-up year: look-ups and what came of them, practice, and drills by schedule.

Hard contacts come by season, and more of them on Mondays. One situation goes down in the last twelve weeks,
so that a report has something to find; all others drift by a point or two, and people learn slowly.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bot.core.activity import RIGHT, WRONG, Activity, ActivityKind, four_weeks_before
from bot.core.outcomes import Outcome
from bot.core.phrasebook import Phrasebook
from bot.core.quiz import QuizItem
from bot.playground.people import PLATFORM, TENANT
from bot.wiring.demo.people import DemoPerson

PERIODS = 14  # of four weeks each, before the one that goes on
LOWERED, LOWERED_WEEKS, LOWERED_TO = "waiting", 12, 0.34
TELLS = 0.45  # of look-ups are told how the contact went on
MISSES = 0.1
SENT_ON, OPENED, FINISHED = (0, 2), 0.72, 0.86  # weekdays, and which share of drills
QUESTIONS = 3  # of a drill
DRIFT = 0.03  # by how much a situation calms more or less after a year
GAIN, LEARNT_AFTER = 0.16, 90.0  # what practice adds to the chance of being right, and after how many answers
_MONTHS = (1.1, 0.95, 0.95, 0.9, 0.9, 0.95, 1.0, 0.85, 0.95, 1.0, 1.15, 1.25)
_WEEKDAYS = (1.35, 1.1, 1.0, 0.95, 0.9, 0.7, 0.6)
# How often each comes, and which shares of its outcomes are that it calmed, and that it escalated.
_SITUATIONS: Mapping[str, tuple[float, float, float]] = {
    LOWERED: (16, 0.66, 0.11),
    "yelling": (12, 0.58, 0.17),
    "mistake-recovery": (10, 0.71, 0.07),
    "impatient": (9, 0.63, 0.09),
    "loop": (8, 0.52, 0.15),
    "escalation": (8, 0.41, 0.32),
    "empathy": (7, 0.78, 0.03),
    "saying-no": (7, 0.49, 0.16),
    "cancelling": (6, 0.55, 0.09),
    "compensation": (6, 0.6, 0.11),
    "disbelief": (5, 0.54, 0.14),
    "abuse-boundary": (4, 0.36, 0.3),
    "hardship": (4, 0.68, 0.06),
    "silent": (3, 0.57, 0.05),
}
_TOPICS = ("yelling", "mistake-recovery", "saying-no", "empathy", "loop", "escalation", LOWERED, "ownership")
_HARD = 3  # items that many get wrong
SCHEDULES: Mapping[str, tuple[str, str]] = {  # by the id of a group: a schedule's id, and its topic
    "demo-night": ("demo-own-night", ""),
    "demo-chat": ("demo-own-chat", "saying-no"),
    "demo-phones": ("demo-own-phones", ""),
}


@dataclass(slots=True)
class _DemoLearner:
    """How many questions somebody answered."""

    person: DemoPerson
    answers: Counter[str] = field(default_factory=Counter)


def first_day(today: date, periods: int = PERIODS) -> date:
    """Returns the Monday that the year begins at, or a shorter time of so many periods."""
    return four_weeks_before(today, periods)[0].first


def year_events(
    seed: int, today: date, people: Sequence[DemoPerson], book: Phrasebook, periods: int = PERIODS
) -> Iterator[list[Activity]]:
    """Yields what happens, a day at a time, the same for each seed and each day that it is asked on."""
    dice = Random(f"{seed} year")
    drift = {name: dice.uniform(-DRIFT, DRIFT) for name in _SITUATIONS}
    items = _items(dice, book)
    learners = [_DemoLearner(person) for person in people]
    start = first_day(today, periods)
    for nth in range((today - start).days + 1):
        day = start + timedelta(days=nth)
        there = [each for each in learners if day.weekday() in each.person.group.days]
        yield [event for each in there for event in _day(dice, day, today, each, drift, items)]


def _day(
    dice: Random,
    day: date,
    today: date,
    learner: _DemoLearner,
    drift: Mapping[str, float],
    items: Mapping[str, Mapping[str, float]],
) -> Iterator[Activity]:
    person = learner.person
    if dice.random() < 0.08:  # away
        return
    season = _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()]
    often = person.group.busy * person.busy * season / len(person.group.days)
    for nth in range(_poisson(dice, often)):
        yield from _lookup(dice, day, today, person, nth, drift)
    yield from _practice(dice, day, learner, items)


def _lookup(
    dice: Random, day: date, today: date, person: DemoPerson, nth: int, drift: Mapping[str, float]
) -> Iterator[Activity]:
    id = f"{person.id}:{nth}"
    if dice.random() < MISSES:
        yield _event(person, day, ActivityKind.MISS, id)
        return
    [name] = dice.choices(list(_SITUATIONS), [often for often, _, _ in _SITUATIONS.values()])
    yield _event(person, day, ActivityKind.LOOKUP, id, name)
    if dice.random() < TELLS:
        calmed = calmed_share(name, day, today, drift[name]) + person.calm
        part = _outcome(dice, name, calmed)
        yield _event(person, day, ActivityKind.OUTCOME, id, name, part.value)


def calmed_share(name: str, day: date, today: date, drift: float) -> float:
    """Returns which share of a situation's outcomes is that it calmed, on a day before `today`."""
    lowered_from = four_weeks_before(today, LOWERED_WEEKS // 4)[0].first
    if name == LOWERED and day >= lowered_from:
        return LOWERED_TO
    return _SITUATIONS[name][1] + drift * (day - first_day(today)).days / 364


def _outcome(dice: Random, name: str, calmed: float) -> Outcome:
    escalated = _SITUATIONS[name][2] * (1 - calmed) / (1 - _SITUATIONS[name][1])
    chance = dice.random()
    if chance < calmed:
        return Outcome.CALMED
    if chance < calmed + escalated:
        return Outcome.ESCALATED
    return Outcome.ENDED if dice.random() < 0.15 else Outcome.NO_CHANGE


def _practice(
    dice: Random, day: date, learner: _DemoLearner, items: Mapping[str, Mapping[str, float]]
) -> Iterator[Activity]:
    person = learner.person
    schedule, topic = SCHEDULES[person.group.id]
    came = day.weekday() in SENT_ON
    if came:
        yield _event(person, day, ActivityKind.SENT, schedule, schedule)
        if dice.random() > OPENED - 0.2 * max(0.0, 1 - person.busy):
            return
        yield _event(person, day, ActivityKind.OPENED, schedule, schedule)
    elif dice.random() > 0.04:  # of their own accord
        return
    done = dice.random() < FINISHED
    for turn in range(QUESTIONS if done else 1):
        yield from _answer(dice, day, learner, topic if came else "", items, turn)
    if came and done:
        yield _event(person, day, ActivityKind.FINISHED, schedule, schedule)


def _answer(
    dice: Random,
    day: date,
    learner: _DemoLearner,
    topic: str,
    items: Mapping[str, Mapping[str, float]],
    turn: int,
) -> Iterator[Activity]:
    topic = topic if topic and dice.random() < 0.5 else dice.choice(list(items))
    item = dice.choice(list(items[topic]))
    learnt = GAIN * (1 - math.exp(-learner.answers.total() / LEARNT_AFTER))
    right = dice.random() < min(0.97, items[topic][item] + learner.person.skill + learnt)
    learner.answers[topic] += 1
    part = RIGHT if right else WRONG
    yield _event(learner.person, day, ActivityKind.ANSWER, str(turn), topic, part)
    yield _event(learner.person, day, ActivityKind.ITEM, str(turn), item, part)


def _items(dice: Random, book: Phrasebook) -> dict[str, dict[str, float]]:
    """Returns the items of some topics, each with the chance that it is answered rightly at first."""
    by_topic: dict[str, list[QuizItem]] = {topic: [] for topic in _TOPICS}
    for item in book.quiz.values():
        by_topic.get(item.situation, []).append(item)
    easy = {
        topic: {item.id: dice.uniform(0.52, 0.74) for item in items[:7]}
        for topic, items in by_topic.items()
        if items
    }
    for topic in dice.sample(sorted(easy), min(_HARD, len(easy))):
        easy[topic][dice.choice(sorted(easy[topic]))] = dice.uniform(0.2, 0.28)
    return easy


def _event(
    person: DemoPerson, day: date, kind: ActivityKind, id: str, name: str = "", part: str = ""
) -> Activity:
    own = f"demo:{kind.value}:{person.id}:{day.isoformat()}:{id}"
    return Activity(TENANT, PLATFORM, person.id, own, day, kind, name, part)


def _poisson(dice: Random, mean: float) -> int:
    """Returns a count around a mean, as things come by themselves (Knuth's way, good for small ones)."""
    limit, chance, count = math.exp(-mean), dice.random(), 0
    while chance > limit:
        chance *= dice.random()
        count += 1
    return count
