"""`build`: Calma, put together. Everything that a test may want to give is an argument with a default."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot import telemetry
from bot.coach.behind import Behind
from bot.coach.checkin.instrument import Content
from bot.coach.checkin.kit import Guide
from bot.coach.desk import Desk
from bot.coach.errors import CalmaError
from bot.coach.groups import Rosters
from bot.coach.home.front_door import FrontDoor
from bot.coach.library import Library
from bot.coach.lookup.finder import Finder
from bot.coach.lookup.shelf import Shelf
from bot.coach.lookup.tenants import Tenants
from bot.coach.ports import Clock
from bot.coach.practice import Dice
from bot.coach.schedule.room import Ticks
from bot.coach.team.source import OwnWords, Scrubber
from bot.coach.withdrawals import Withdrawals
from bot.config import Config
from bot.content import checkin
from bot.content.load import load
from bot.delivery.drainer import Drainer
from bot.delivery.messengers import messengers
from bot.delivery.pacing import Figures
from bot.store.trail import Trail
from bot.wiring import delivery, runtime
from bot.wiring.deps import Features, Shared, features
from bot.wiring.features import authors, capabilities, daily
from bot.wiring.runtime import Runtime
from bot.wiring.stores import Stores


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read at the start: the phrasebook with its index, and the self-check's questions, if any."""

    finder: Finder
    questions: Content | None


def read(config: Config) -> Reading:
    """Returns what the files of `config` say. Raises CalmaError where they are broken."""
    book = load(config.phrasebook)
    return Reading(Finder(book), checkin.content(config.phrasebook, config.checkin.instrument))


def build(
    config: Config,
    stores: Stores | None = None,
    *,
    clock: Clock = runtime.now,
    seconds: Callable[[], float] = time.monotonic,
    dice: Dice | None = None,
    ids: Callable[[], str] = runtime.new_id,
    report: Callable[[BaseException], str] = telemetry.report,
    reading: Reading | None = None,
) -> Calma:
    """Returns Calma with the phrasebook of `config`, on `stores`, or in memory. Raises CalmaError.

    `seconds` is a clock that only goes forward; `ids` returns an id that nobody has had yet. `reading` is
    what was read of the files already: several may share it.
    """
    given = Runtime(clock, seconds, dice or random.SystemRandom(), ids, report)
    stores, reading = stores or Stores(), reading or read(config)
    finder, questions = reading.finder, reading.questions
    library, shelf, behind = Library(finder.book), Shelf(finder), Behind(report)
    trail = Trail(stores.misses, Scrubber(library), clock, report)
    shared = Shared(
        library=library,
        shelf=shelf,
        tenants=Tenants(shelf, OwnWords(stores.team), behind, report),
        guide=Guide(questions) if questions else None,
        stores=stores,
        behind=behind,
        unfound=trail,
        rosters=Rosters(),
        withdrawals=Withdrawals(seconds),
        runtime=given,
    )
    return Calma(config, features(shared), trail)


class Calma:
    """The coach, wired: its desk answers, and its drainer sends."""

    def __init__(self, config: Config, features: Features, trail: Trail) -> None:
        shared = features.shared
        self._config, self.features, self.trail = config, features, trail
        self.library, self.shelf, self.tenants = shared.library, shared.shelf, shared.tenants
        self.stores, self.behind, self.runtime = shared.stores, shared.behind, shared.runtime
        self.rosters, self.withdrawals = shared.rosters, shared.withdrawals
        self.ticks = Ticks(features.schedule)
        front_door = FrontDoor(self.library)
        self.desk = Desk(front_door, self.runtime.report, self.stores.people)
        self.desk.open([front_door, *capabilities(features)])

    async def start(self) -> None:
        """Takes up what teams keep, and begins to write behind the answers."""
        await self.tenants.start()
        self.trail.start()

    async def close(self) -> None:
        """Finishes what the answers left behind."""
        await self.ticks.close()
        await self.tenants.close()
        await self.behind.settled()
        await self.trail.close()

    def drainer(self, edges: Sequence[object], figures: Mapping[str, Figures] | None = None) -> Drainer:
        """Returns what sends what is due, by the messengers of these edges, at the pace of `figures`."""
        return Drainer(
            self.stores.ledger,
            messengers(edges),
            authors(self.features),
            self.runtime.clock,
            self.runtime.report,
            daily=daily(self.features),
            minutely=(self.ticks,),
            figures=figures,
            mark=delivery.marking(lambda: self.library.words),
            seconds=self.runtime.seconds,
        )

    def reload(self) -> None:
        """Takes up the phrasebook anew; a broken one is logged, and the one in force stays."""
        try:
            reading = read(self._config)
        except CalmaError as error:
            self.runtime.report(error)
            return
        self.tenants.reload(reading.finder)
        self.library.book = reading.finder.book
        guide = self.features.shared.guide
        if guide and reading.questions:
            guide.content = reading.questions
