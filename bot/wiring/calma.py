"""`build`: Calma, put together. Everything that a test may want to give is an argument with a default."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot import telemetry
from bot.config import Config
from bot.core.activity import ActivityLog
from bot.core.background import BackgroundTasks
from bot.core.chat import Role
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.edge import Edge, Withdrawals, messengers
from bot.core.errors import CalmaError
from bot.core.groups import GroupReader, Rosters
from bot.core.ledger import DeliveryOutcome, Doorbell, Lane
from bot.core.names import Names
from bot.core.observing import UNOBSERVED, Observer
from bot.core.once import Once
from bot.core.people import Clock
from bot.core.personal import Forgetful
from bot.core.practice import PracticePlanner
from bot.core.quick import QuickDelivery
from bot.core.quiz import Dice
from bot.core.report import ReportSource
from bot.core.sessions import ReportLinks
from bot.core.ticks import Ticks
from bot.core.trouble import Readiness
from bot.delivery.drainer import Drainer
from bot.delivery.pacing import SendRates
from bot.features.checkin.deps import CurrentContent
from bot.features.help import feature as helping
from bot.features.lookup.misses import MissQueue
from bot.features.lookup.tenants import TenantFinders
from bot.features.minute import feature as minute
from bot.features.privacy import feature as privacy
from bot.features.records.feature import StatementSender
from bot.features.records.ports import StatementReceiver
from bot.features.report import feature as reporting
from bot.features.schedule import feature as schedule
from bot.features.team.scrub import Scrubber
from bot.features.team.service import StoredAdditions
from bot.wiring import delivery, runtime
from bot.wiring.deps import Features, features
from bot.wiring.features import daily, handlers, notice_writers
from bot.wiring.page import report_links
from bot.wiring.phrasebook import ReadyPhrasebook, configured
from bot.wiring.privacy import copies_job
from bot.wiring.runtime import Runtime
from bot.wiring.shared import Shared
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
    receiver: StatementReceiver | None = None,
    observer: Observer = UNOBSERVED,
) -> Calma:
    """Returns Calma with the phrasebook of `config`, on `stores`, or in memory. Raises CalmaError.

    `seconds` is a clock that only goes forward; `ids` returns an id that nobody has had yet. `ready` is
    the phrasebook where it was read already: several may share it. `receiver` is a learning record store in
    place of the one that is configured. `observer` counts what happens.
    """
    stores, ready = stores or Stores(), ready or configured(config)
    phrasebook = CurrentPhrasebook(ready.book)
    given = Runtime(clock, seconds, dice or random.SystemRandom(), ids, report, observer)
    misses = MissQueue(stores.misses, Scrubber(phrasebook), clock, report, seconds)
    activity = ActivityLog(stores.activity, clock, report)
    shared = replace(
        _shared(phrasebook, ready, stores, misses, activity, given, report_links(stores, config, clock)),
        leavers=config.leavers,
        flush=_flushing(misses, activity),
        learning=receiver or _receiver(config),
        home=config.site.url,
    )
    return Calma(config, features(shared), misses)


def _shared(
    phrasebook: CurrentPhrasebook,
    ready: ReadyPhrasebook,
    stores: Stores,
    misses: MissQueue,
    activity: ActivityLog,
    runtime: Runtime,
    links: ReportLinks,
) -> Shared:
    background, rosters, doorbell = BackgroundTasks(runtime.report), Rosters(), Doorbell()
    return Shared(
        phrasebook=phrasebook,
        finders=TenantFinders(ready.finder, StoredAdditions(stores.team), background, runtime.report),
        checkin=CurrentContent(ready.checkin) if ready.checkin else None,
        stores=stores,
        background=background,
        rosters=rosters,
        reader=GroupReader(stores.groups, rosters, background),
        names=Names(stores.people, rosters),
        withdrawals=Withdrawals(runtime.seconds),
        doorbell=doorbell,
        quick=QuickDelivery(stores.ledger, doorbell.ring),
        runtime=runtime,
        misses=misses,
        activity=activity,
        links=links,
    )


def _flushing(misses: MissQueue, activity: ActivityLog) -> Callable[[], Awaitable[None]]:
    async def flush() -> None:
        await misses.flush()
        await activity.flush()

    return flush


class Calma:
    """The coach, wired: its desk answers, and its drainer sends."""

    def __init__(self, config: Config, features: Features, misses: MissQueue) -> None:
        shared = features.shared
        self._config, self.features, self.misses = config, features, misses
        self.phrasebook, self.finders = shared.phrasebook, shared.finders
        self.stores, self.background, self.runtime = shared.stores, shared.background, shared.runtime
        self.rosters, self.withdrawals = shared.rosters, shared.withdrawals
        self.doorbell, self.quick, self.readiness = shared.doorbell, shared.quick, Readiness()
        self.readiness.add_source(self.stores.troubles)
        self._reloading = asyncio.Lock()
        self.links = shared.links
        self.links.check_by(lambda person: self.desk.permitted(person, Role.MANAGER))
        self.reports: ReportSource = reporting.report_source(features.report)
        ticks = (
            schedule.tick(features.schedule),
            minute.tick(features.minute),
            reporting.tick(features.digest),
        )
        self.practice: PracticePlanner = schedule.practice_planner(features.schedule)
        self.ticks = Ticks(ticks, self.runtime.report)
        self.sending = StatementSender(features.records)
        once = Once(self.stores.requests, self.runtime.clock)
        fallback, clock = helping.fallback(features.help), self.runtime.clock
        self.desk = Desk(fallback, self.runtime.report, self.stores.people, once, clock=clock)
        self.desk.observer = self.runtime.observer
        self.desk.leavers, self.desk.ending = self.stores.leavers, self._end_waiting
        features.privacy.forgetful.append(self.desk)
        self.desk.add_routes(handlers(features))

    async def start(self) -> None:
        """Loads what teams added, and begins to write behind the answers."""
        await self.finders.start()
        self.misses.start()

    async def close(self) -> None:
        """Finishes what the answers left behind."""
        await self.ticks.close()
        await self.sending.close()
        await self.finders.close()
        await self.background.settled()
        await self.misses.close()
        await self.features.shared.activity.close()

    def forget_by(self, edges: Sequence[Edge[Any]]) -> None:
        """Has these edges, too, forget whoever is erased."""
        self.features.privacy.forgetful.extend(edge for edge in edges if isinstance(edge, Forgetful))

    def drainer(self, edges: Sequence[Edge[Any]], rates: Mapping[str, SendRates] | None = None) -> Drainer:
        """Returns what sends what is due, by the messengers of these edges, as fast as `rates` allow."""
        drainer = Drainer(
            self.stores.ledger,
            messengers(edges),
            notice_writers(self.features),
            self.runtime.clock,
            self.runtime.report,
            daily=[*daily(self.features), copies_job(self._config)],
            minutely=(
                self.ticks,
                self.sending,
                reporting.folding(self.stores.activity, self.runtime.seconds),
            ),
            rates=rates,
            mark=delivery.marking(lambda: self.phrasebook.words),
            tell=self._tell,
            paused=lambda lane: self.runtime.observer.paused(lane.platform),
            seconds=self.runtime.seconds,
        )
        self.doorbell.listen(drainer.wake)
        return drainer

    def _tell(self, outcomes: Sequence[DeliveryOutcome]) -> None:
        self.quick.tell(outcomes)
        self.runtime.observer.settled(outcomes)
        if gone := privacy.departures(outcomes):
            self.background.later(privacy.note_departures(self.features.privacy, gone))

    async def _end_waiting(self, lane: Lane, addresses: Collection[str], reason: str) -> None:
        if await self.stores.ledger.end_waiting(lane, addresses, reason, self.runtime.clock()):
            self.doorbell.ring()

    def reload_later(self) -> None:
        """Begins to load the phrasebook anew, and returns at once."""
        self.background.later(self.reload())

    async def reload(self) -> None:
        """Loads the phrasebook anew, in a thread; a broken one is logged, and the one in force stays."""
        async with self._reloading:  # one after the other, so that the last one counts
            try:
                ready = await asyncio.to_thread(configured, self._config)
            except CalmaError as error:
                self.runtime.report(error)
                return
            self._put(ready)

    def _put(self, ready: ReadyPhrasebook) -> None:
        self.finders.reload(ready.finder)
        self.phrasebook.book = ready.book
        checkin = self.features.shared.checkin
        if checkin and ready.checkin:
            checkin.content = ready.checkin


def _receiver(config: Config) -> StatementReceiver | None:
    if config.lrs is None:
        return None
    from bot.lrs import LrsReceiver  # aiohttp comes with it: a look-up in the terminal does without

    return LrsReceiver(config.lrs)
