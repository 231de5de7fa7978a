"""What whoever runs the app sees of it: health by part, metrics at a port of their own, traces."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot import server, telemetry
from bot.config import Config
from bot.connections import ConnectionLimits
from bot.core.background import Flights
from bot.core.deadline import answered_within
from bot.core.edge import Edge
from bot.core.errors import CalmaError, Unavailable
from bot.core.ledger import LaneQueue
from bot.core.observing import UNOBSERVED, Observer
from bot.core.spans import Tracer
from bot.core.trouble import LANES, SCHEMA, Trouble
from bot.features.safety import feature as safety
from bot.settings import VERSION
from bot.watch_config import METRICS
from bot.wiring.calma import Calma
from bot.wiring.privacy import OTHERS
from bot.wiring.stores import key_source

if TYPE_CHECKING:
    from bot.metrics import Metrics, StoredFigures

_log = logging.getLogger("calma")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FRESH = 5.0  # seconds for which a look is not repeated, however many ask
WITHIN = 1.5  # seconds for one look
STUCK = timedelta(minutes=5)  # for which nothing went in a lane though something was due
A_DAY = timedelta(days=1)  # calls for help of before are over, whoever forgot to close them
LIMITS = ConnectionLimits(most=64)
OPEN, UNREADABLE, MISSING = "open", "unreadable", "missing"
_STUCK = (
    "{platform}: nothing was sent for {minutes} minutes, and {count:,} messages are due: see the log, and "
    "whether another process holds the lane, and restart"
)


def begin_log(config: Config) -> None:
    """Starts the log, in the form that is configured."""
    if not config.watch.json_log:
        telemetry.set_up(config.log_level)
        return
    from bot.json_log import json_formatter  # structlog comes with it: a log of text does without

    telemetry.set_up(config.log_level, json_formatter())


class Lookout:
    """Looks at what the stores tell of how things go, when somebody asks for it."""

    def __init__(self, calma: Calma, config: Config) -> None:
        self._calma, self._config, self._keys = calma, config, key_source(config)
        self._looking: Flights[str, None] = Flights()
        self._looked = -FRESH
        self._schema: Trouble | None = None
        self._queues: tuple[LaneQueue, ...] = ()
        self._keys_needed = False
        self._help: tuple[float, ...] = ()
        self._cards: Mapping[str, int] = {}
        self._known = False

    async def look(self) -> None:
        """Looks, unless it did a moment ago. It takes WITHIN at most, and never raises."""
        if self._calma.runtime.seconds() - self._looked >= FRESH:
            await asyncio.shield(self._looking.start("stores", self._look))

    def troubles(self) -> Mapping[str, Sequence[Trouble]]:
        """Returns what is wrong with the schema and the lanes."""
        stuck: dict[str, list[LaneQueue]] = {}
        for queue in self._stuck():
            stuck.setdefault(queue.lane.platform, []).append(queue)
        now = self._calma.runtime.clock()
        lanes = [
            Trouble(
                _STUCK.format(
                    platform=platform.capitalize(),
                    minutes=int(
                        min(now - (each.ended or each.oldest) for each in queues).total_seconds() // 60
                    ),
                    count=sum(each.count for each in queues),
                )
            )
            for platform, queues in sorted(stuck.items())
        ]
        return {SCHEMA: [self._schema] if self._schema else [], LANES: lanes}

    def figures(self, edges: Sequence[str]) -> StoredFigures | None:
        """Returns what the last look told, of these edges at least; None where it told nothing."""
        from bot.metrics import EdgeQueue, StoredFigures

        if not self._known:
            return None
        queues = {edge: EdgeQueue(0, 0.0, 0) for edge in edges}
        now = self._calma.runtime.clock()
        for queue in self._queues:
            before = queues.get(queue.lane.platform, EdgeQueue(0, 0.0, 0))
            age = max(before.age, (now - queue.oldest).total_seconds())
            queues[queue.lane.platform] = EdgeQueue(
                before.count + queue.count, age, before.stuck + queue.stuck(now, STUCK)
            )
        return StoredFigures(queues, self._help, self._cards)

    def key_faults(self) -> dict[str, bool]:
        """Returns the faults that the key file may have, and whether it has them.

        That it is missing is none before anybody's answers are sealed by it.
        """
        faults = dict.fromkeys((MISSING, OPEN, UNREADABLE), False)
        checkin = self._config.checkin
        if checkin.keys:
            return faults
        try:
            mode = checkin.key_file.stat().st_mode
        except OSError:
            return {**faults, MISSING: self._keys_needed}
        if mode & OTHERS:
            return {**faults, OPEN: True}
        try:
            self._keys.keys()
        except CalmaError:
            return {**faults, UNREADABLE: True}
        return faults

    def free_bytes(self) -> float | None:
        """Returns what is free on the disk of the data folder; None where nobody can tell."""
        try:
            return float(shutil.disk_usage(self._config.data_dir).free)
        except OSError:
            return None

    def _stuck(self) -> list[LaneQueue]:
        now = self._calma.runtime.clock()
        return [queue for queue in self._queues if queue.stuck(now, STUCK)]

    async def _look(self) -> None:
        try:
            with answered_within(WITHIN):
                async with asyncio.timeout(WITHIN):
                    await self._read()
            self._known = True
        except (Unavailable, TimeoutError):
            self._known = False  # why is told of the database
        except Exception as error:  # noqa: BLE001 - whoever asks how the app is gets the rest all the same
            self._known = False
            self._calma.runtime.report(error)
        finally:
            self._looked = self._calma.runtime.seconds()

    async def _read(self) -> None:
        stores, now = self._calma.stores, self._calma.runtime.clock()
        self._schema = await self._schema_trouble()
        if self._schema:
            return
        self._queues = await stores.ledger.lane_queues(now, now - STUCK)
        waiting = await stores.alerts.waiting_alerts(now - A_DAY)
        self._help = tuple(max(0.0, (now - raised).total_seconds()) for raised in waiting)
        self._cards = await safety.told_counts(stores.safety)(now)
        if not self._config.checkin.keys and not self._config.checkin.key_file.exists():
            self._keys_needed = bool(await stores.checkin.records.tenants_with_records())

    async def _schema_trouble(self) -> Trouble | None:
        try:
            await self._calma.stores.check_schema()
        except Unavailable:
            raise
        except CalmaError as error:
            return Trouble(str(error), lasting=True)
        return None


class Watching:
    """What is watched of one app: `observer` counts, `tracer` follows; neither where nobody asked for it."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._metrics: Metrics | None = None
        self.tracer: Tracer | None = None
        if config.watch.port:
            from bot.metrics import Metrics  # prometheus_client comes with it: most starts do without

            self._metrics = Metrics(VERSION)
        self.observer: Observer = self._metrics or UNOBSERVED

    def report(self, error: BaseException) -> str:
        """Logs an error and returns its reference, and counts it."""
        self.observer.reported(error)
        return telemetry.report(error)

    @asynccontextmanager
    async def tracing(self) -> AsyncIterator[Tracer | None]:
        """Yields what follows the work, where there is a collector. Raises ConfigError."""
        if not self._config.watch.traces:
            yield None
            return
        from bot.tracing import exporting

        tracer = exporting(self._config.watch.traces)
        try:
            yield tracer
        finally:
            await tracer.close()

    @asynccontextmanager
    async def serving(self, calma: Calma, edges: Sequence[Edge[web.RouteDef]]) -> AsyncIterator[None]:
        """Has health tell of all parts, and serves it and metrics at their port, if there is one.

        Raises CalmaError.
        """
        lookout, watch, metrics = Lookout(calma, self._config), self._config.watch, self._metrics
        calma.readiness.add_source(lookout.troubles)
        calma.readiness.add_look(lookout.look)
        if metrics is None:
            yield
            return
        names = [edge.platform for edge in edges]
        _fill(metrics, calma, names, lookout)

        async def read(_: web.Request) -> web.Response:
            await calma.readiness.look()
            return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})

        app = server.application([], calma.runtime.report, calma.readiness, [web.get("/metrics", read)])
        async with server.listening(app, watch.host, watch.port, LIMITS, METRICS) as address:
            _log.info("metrics are at %smetrics", address)
            yield

    async def check(self) -> None:
        """Raises CalmaError where the address of the metrics cannot be listened on."""
        if self._metrics:
            await server.check_address(self._config.watch.host, self._config.watch.port, METRICS)


def _fill(metrics: Metrics, calma: Calma, edges: Sequence[str], lookout: Lookout) -> None:
    from bot.metrics import MetricSources

    for edge in edges:
        metrics.begin_edge(edge)
    metrics.add_sources(
        MetricSources(
            parts=lambda: {name: not reasons for name, reasons in calma.readiness.parts().items()},
            stored=lambda: lookout.figures(edges),
            store_failures=calma.stores.failures,
            expired=lambda: calma.stores.ledger.expired,
            free_bytes=lookout.free_bytes,
            key_faults=lookout.key_faults,
        )
    )
