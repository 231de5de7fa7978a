"""`build`: Calma, put together. Everything that a test may want to give is an argument with a default."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot import telemetry
from bot.coach.background import Behind
from bot.coach.checkin.kit import Guide
from bot.coach.desk import Desk
from bot.coach.edge import Edge, Withdrawals, messengers
from bot.coach.errors import CalmaError
from bot.coach.groups import Rosters
from bot.coach.home.front_door import FrontDoor
from bot.coach.library import Library
from bot.coach.lookup.shelf import Shelf
from bot.coach.lookup.tenants import Tenants
from bot.coach.ports import Clock
from bot.coach.practice import Dice
from bot.coach.schedule.room import Ticks
from bot.coach.team.source import OwnWords, Scrubber
from bot.config import Config
from bot.delivery.drainer import Drainer
from bot.delivery.pacing import Figures
from bot.store.trail import Trail
from bot.wiring import delivery, runtime
from bot.wiring.deps import Features, Shared, features
from bot.wiring.features import authors, capabilities, daily
from bot.wiring.phrasebook import ReadyPhrasebook, prepare
from bot.wiring.runtime import Runtime
from bot.wiring.stores import Stores


def build(
    config: Config,
    stores: Stores | None = None,
    *,
    clock: Clock = runtime.now,
    seconds: Callable[[], float] = time.monotonic,
    dice: Dice | None = None,
    ids: Callable[[], str] = runtime.new_id,
    report: Callable[[BaseException], str] = telemetry.report,
    ready: ReadyPhrasebook | None = None,
) -> Calma:
    """Returns Calma with the phrasebook of `config`, on `stores`, or in memory. Raises CalmaError.

    `seconds` is a clock that only goes forward; `ids` returns an id that nobody has had yet. `ready` is
    the phrasebook where it was read already: several may share it.
    """
    given = Runtime(clock, seconds, dice or random.SystemRandom(), ids, report)
    stores, ready = stores or Stores(), ready or _phrasebook(config)
    library, shelf, behind = Library(ready.book), Shelf(ready.finder), Behind(report)
    trail = Trail(stores.misses, Scrubber(library), clock, report)
    shared = Shared(
        library=library,
        shelf=shelf,
        tenants=Tenants(shelf, OwnWords(stores.team), behind, report),
        guide=Guide(ready.checkin) if ready.checkin else None,
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

    def drainer(self, edges: Sequence[Edge[Any]], figures: Mapping[str, Figures] | None = None) -> Drainer:
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
            ready = _phrasebook(self._config)
        except CalmaError as error:
            self.runtime.report(error)
            return
        self.tenants.reload(ready.finder)
        self.library.book = ready.book
        guide = self.features.shared.guide
        if guide and ready.checkin:
            guide.content = ready.checkin


def _phrasebook(config: Config) -> ReadyPhrasebook:
    return prepare(config.phrasebook, config.checkin.instrument, config.data_dir)
