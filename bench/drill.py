"""Simulates how much of a bank agents know after 90 working days of drills: `python -m bench.drill`.

Each simulated agent forgets by FSRS's curve, but with parameters of their own that the scheduler does not
know, knows some of the bank before they begin, and guesses one in three of what they do not know. On a
working day, if they are there, they answer three questions; the schedulers differ only in which. What is
compared is the chance to know an item at the end, over the whole bank. The same agents, days and luck for
every scheduler; the noise is the standard error of the difference to ours, over several seeds.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from bench.figures import table
from bench.findings import tell
from bot.core.quiz import QuizItem, QuizOption
from bot.features.drill.fsrs import ItemMemory, answered
from bot.features.drill.select import choose

AGENTS, ITEMS, QUESTIONS, ATTENDANCE, DAYS, SEEDS = 200, 120, 3, 0.7, 90, 5
SPREAD = 0.3  # how far an agent's parameters are from the usual ones, as a standard deviation of the log
DECAY = (0.1, 0.8)  # how fast knowing fades in the long run: all that the library allows
KNOWN = (0.15, 0.45)  # share of the bank that an agent knows before
OWNS_UP = 0.6  # how often somebody who guesses says so
START = datetime(2026, 9, 7, 9, tzinfo=UTC)  # a Monday
WEEKDAYS = 5

BANK = [
    QuizItem(f"i{n}", "t", f"s{n % 18}", 1 + n % 3, {}, (QuizOption({}, {}, True),) * 3) for n in range(ITEMS)
]


@dataclass
class Agent:
    """Somebody who forgets. `cards` is what they truly hold, by item, also from before."""

    scheduler: Scheduler
    luck: random.Random
    cards: dict[str, Card]

    def knows(self, item: str, now: datetime) -> float:
        """Returns the chance to know an item now."""
        card = self.cards.get(item)
        return self.scheduler.get_card_retrievability(card, now) if card else 0.0

    def answers(self, item: str, now: datetime) -> tuple[bool, bool]:
        """Answers, reads why, and learns. Returns whether the answer was right, and called a guess."""
        known = self.luck.random() < self.knows(item, now)
        lucky, owns_up = self.luck.random() < 1 / 3, self.luck.random() < OWNS_UP
        card = self.cards.get(item) or Card(card_id=1)
        rating = Rating.Good if known else Rating.Again
        self.cards[item], _ = self.scheduler.review_card(card, rating, now)
        return known or lucky, not known and owns_up


@dataclass
class Trainee:
    """An agent as a scheduler sees them: what it knows of their memory, from their answers alone."""

    memories: dict[str, ItemMemory] = field(default_factory=dict)
    asked: int = 0
    dice: random.Random = field(default_factory=random.Random)


Pick = Callable[[Trainee, datetime], list[str]]


def ours(trainee: Trainee, now: datetime) -> list[str]:
    """Asks what a drill asks."""
    return [item.id for item in choose(BANK, trainee.memories, QUESTIONS, now, trainee.dice)]


def by_chance(trainee: Trainee, _: datetime) -> list[str]:
    """Asks whatever."""
    return [item.id for item in trainee.dice.sample(BANK, QUESTIONS)]


def rotation(trainee: Trainee, _: datetime) -> list[str]:
    """Asks one after the other, round and round."""
    return [BANK[(trainee.asked + n) % ITEMS].id for n in range(QUESTIONS)]


def due_first(trainee: Trainee, now: datetime) -> list[str]:
    """Asks what is due, the longest overdue first, and only then something new."""
    due = sorted((memory.due, item) for item, memory in trainee.memories.items() if memory.due <= now)
    new = (item.id for item in BANK if item.id not in trainee.memories)
    rest = sorted((memory.due, item) for item, memory in trainee.memories.items() if memory.due > now)
    ranked = [*(item for _, item in due), *new, *(item for _, item in rest)]
    return ranked[:QUESTIONS]


PICKS: Mapping[str, Pick] = {
    "ours": ours,
    "random": by_chance,
    "fixed rotation": rotation,
    "FSRS, due first": due_first,
}


def agent(luck: random.Random) -> Agent:
    """Returns somebody with a memory of their own."""
    bounds = zip(DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    parameters = [min(high, max(low, usual * luck.lognormvariate(0, SPREAD))) for usual, low, high in bounds]
    parameters[-1] = luck.uniform(*DECAY)
    share = luck.uniform(*KNOWN)
    cards = {item.id: _known(luck) for item in BANK if luck.random() < share}
    scheduler = Scheduler(parameters, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    return Agent(scheduler, luck, cards)


def _known(luck: random.Random) -> Card:
    # From the job, for months rather than days.
    stability, since = luck.lognormvariate(4, 0.7), START - timedelta(days=luck.randrange(60))
    return Card(
        card_id=1, state=State.Review, stability=stability, difficulty=5.0, due=START, last_review=since
    )


def days(luck: random.Random, number: int) -> Iterator[datetime]:
    """Yields the days on which somebody practises, of so many working days."""
    for n in range(number):
        if luck.random() < ATTENDANCE:
            yield START + timedelta(days=n // WEEKDAYS * 7 + n % WEEKDAYS)


def recall(pick: Pick, seed: int, number: int) -> tuple[float, float]:
    """Returns the share of the bank that an agent knows at the end, and the share that they met."""
    luck = random.Random(seed)
    who, present = agent(luck), list(days(luck, number))
    trainee = Trainee(dice=random.Random(seed + 1))
    for now in present:
        for item in pick(trainee, now):
            right, guessed = who.answers(item, now)
            memory = trainee.memories.get(item)
            trainee.memories[item] = answered(memory, now, right=right, guessed=guessed)
        trainee.asked += QUESTIONS
    end = START + timedelta(days=number * 7 / WEEKDAYS)
    known = statistics.fmean(who.knows(item.id, end) for item in BANK)
    return known, len(trainee.memories) / ITEMS


def main() -> None:
    """Simulates and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.drill", description="Simulates practice.")
    parser.add_argument("--days", type=int, default=DAYS, help="working days")
    parser.add_argument("--agents", type=int, default=AGENTS)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    options = parser.parse_args()
    known: dict[str, list[float]] = {name: [] for name in PICKS}
    met: dict[str, list[float]] = {name: [] for name in PICKS}
    for seed in range(options.seeds):
        for name, pick in PICKS.items():
            found = [recall(pick, seed * 1_000_003 + n * 7, options.days) for n in range(options.agents)]
            known[name].append(statistics.fmean(share for share, _ in found))
            met[name].append(statistics.fmean(share for _, share in found))
    rows = []
    for name in PICKS:
        gaps = [100 * (a - b) for a, b in zip(known["ours"], known[name], strict=True)]
        noise = statistics.stdev(gaps) / len(gaps) ** 0.5 if len(gaps) > 1 else 0.0
        ahead = "–" if name == "ours" else f"{statistics.fmean(gaps):+.1f} ± {noise:.1f}"
        rows.append(
            [
                name,
                f"{100 * statistics.fmean(known[name]):.1f} %",
                f"{100 * statistics.fmean(met[name]):.0f} %",
                ahead,
            ]
        )
        tell(
            f"known after {options.days} days of drills: {name}", rows[-1][1], f"ours ahead by {ahead} points"
        )
    table(
        f"Recall of {ITEMS} items after {options.days} working days: {options.agents} agents, "
        f"{QUESTIONS} questions a day, {ATTENDANCE:.0%} attendance, {options.seeds} seeds",
        ["", "known at the end", "met", "ours is ahead by, points"],
        rows,
    )


if __name__ == "__main__":
    main()
