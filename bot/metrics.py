"""What Prometheus reads at `/metrics`: how much, how fast, how it ended, and what waits.

No label names a person, a tenant or a text: their values are words of closed lists, and platforms by name. An
ask that was answered by a safety card, or was of somebody's own distress, looks like any other that was no
look-up. Every app has a registry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.errors import CalmaError, Unavailable
from bot.core.ledger import DeliveryOutcome, DeliveryState
from bot.core.observing import AskOutcome, LookupCertainty, RefusalKind
from bot.core.reasons import reason_of

# Every label there is, none of which says whom or what something was about.
LABELS = frozenset({"edge", "kind", "outcome", "certainty", "state", "reason", "status", "part", "fault"})
ANSWER_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)  # seconds
# Words of our own for why something did not go; all others mean what `bot/core/reasons.py` says.
OWN_REASONS = {
    "not wanted any more": "unwanted",
    "nothing to change": "unchanged",
    "this platform is not configured": "unconfigured",
}


@dataclass(frozen=True, slots=True)
class EdgeQueue:
    """What is due on a platform and not sent: how many, for how many seconds, and lanes that are stuck."""

    count: int
    age: float
    stuck: int


@dataclass(frozen=True, slots=True)
class StoredFigures:
    """What only the stores know. `help_waiting` is for how many seconds each call for help is unanswered.

    `safety_cards` are of the last week that is over, by kind, where there were enough to tell.
    """

    queues: Mapping[str, EdgeQueue] = field(default_factory=dict)
    help_waiting: Sequence[float] = ()
    safety_cards: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetricSources:
    """Where the figures of the moment come from.

    `parts` are those of the app, and whether each is up; `stored` is None while the stores cannot be read.
    `free_bytes` is of the disk of the data folder; `key_faults` are faults of the key file, and whether each
    is there.
    """

    parts: Callable[[], Mapping[str, bool]] = dict
    stored: Callable[[], StoredFigures | None] = StoredFigures
    store_failures: Callable[[], int] = int
    expired: Callable[[], int] = int
    free_bytes: Callable[[], float | None] = lambda: None
    key_faults: Callable[[], Mapping[str, bool]] = dict


HELP_LATE = 300.0  # seconds after which a call for help counts as unanswered


class Metrics:
    """`Observer` that counts for Prometheus."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("calma", "The version that runs.", registry=self.registry).info({"version": version})
        self._asks = self._counter(
            "requests", "What people asked, by how it ended.", "edge", "kind", "outcome"
        )
        self._seconds = self._histogram("answer_seconds", "From the ask to its answer.", "edge", "kind")
        parsed = "From a request's head to its response, parsing and profiles included."
        self._http = self._histogram("http_seconds", parsed, "edge", "status")
        harmless = "Texts looked up in which no danger was noticed."
        self._lookups = self._counter("lookups", harmless, "certainty")
        became = "What became of messages that went out unasked."
        self._deliveries = self._counter("deliveries", became, "edge", "state", "reason")
        self._pauses = self._counter("lane_pauses", "How often a platform asked to wait.", "edge")
        self._refusals = self._counter("refusals", "Requests that were refused unread.", "edge", "reason")
        self._errors = self._counter("errors", "Errors that were logged.", "kind")
        self._begin()
        self._bound: dict[
            tuple[str, str, AskOutcome], tuple[Callable[[], None], Callable[[float], None]]
        ] = {}
        self._served: dict[tuple[str, int], Callable[[float], None]] = {}

    def add_sources(self, sources: MetricSources) -> None:
        """Adds the figures of the moment."""
        self.registry.register(SourcesCollector(sources))

    def text(self) -> bytes:
        """Returns all of it as Prometheus reads it."""
        return generate_latest(MetricCollector(self.registry))

    def asked(self, platform: str, kind: str, outcome: AskOutcome, seconds: float) -> None:
        """Counts an ask and its time."""
        key = (platform, kind, outcome)
        if (bound := self._bound.get(key)) is None:  # to find them by their labels takes longer than to count
            asks = self._asks.labels(platform, kind, outcome.value)
            bound = self._bound[key] = (asks.inc, self._seconds.labels(platform, kind).observe)
        count, observe = bound
        count()
        observe(seconds)

    def looked_up(self, certainty: LookupCertainty) -> None:
        """Counts a look-up."""
        self._certainties[certainty].inc()

    def settled(self, outcomes: Sequence[DeliveryOutcome]) -> None:
        """Counts what became of deliveries; one that only waits for its turn is none."""
        for outcome in outcomes:
            again = outcome.state is DeliveryState.DUE
            if not again or outcome.reason:
                state = "again" if again else outcome.state.value
                reason = "" if outcome.state is DeliveryState.SENT else _reason(outcome)
                self._deliveries.labels(outcome.claim.notice.to.platform, state, reason).inc()

    def paused(self, platform: str) -> None:
        """Counts a pause."""
        self._pauses.labels(platform).inc()

    def refused(self, platform: str, reason: RefusalKind) -> None:
        """Counts a refusal."""
        self._refusals.labels(platform, reason.value).inc()

    def served(self, platform: str, status: int, seconds: float) -> None:
        """Counts a request over HTTP and its time."""
        key = (platform, status // 100)
        if (observe := self._served.get(key)) is None:
            observe = self._served[key] = self._http.labels(platform, f"{status // 100}xx").observe
        observe(seconds)

    def reported(self, error: BaseException) -> None:
        """Counts an error by what it asks for: nothing, the database, or a look into the log."""
        told = isinstance(error, CalmaError) and error.words
        kind = "store" if isinstance(error, Unavailable) else "told" if told else "failed"
        self._errors.labels(kind).inc()

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"calma_{name}", text, _of_the_list(labels), registry=self.registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(
            f"calma_{name}", text, _of_the_list(labels), registry=self.registry, buckets=ANSWER_BUCKETS
        )

    def _begin(self) -> None:
        # From 0 on, so that the first one is a rise.
        self._certainties = {each: self._lookups.labels(each.value) for each in LookupCertainty}
        for kind in ("store", "told", "failed"):
            self._errors.labels(kind)

    def begin_edge(self, platform: str) -> None:
        """Has what an alert waits for begin at 0 for an edge."""
        self._pauses.labels(platform)
        for reason in RefusalKind:
            self._refusals.labels(platform, reason.value)


class MetricCollector(Collector):
    """All of a registry without when each counter was made, which doubles what is read and tells nothing."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Yields the metrics."""
        for metric in self._registry.collect():
            metric.samples = [each for each in metric.samples if not each.name.endswith("_created")]
            yield metric


class SourcesCollector(Collector):
    """Figures of the moment, asked for as they are read."""

    def __init__(self, sources: MetricSources) -> None:
        self._sources = sources

    def collect(self) -> Iterator[Metric]:
        """Yields them; what cannot be known just now is left out."""
        yield _gauge("calma_part_up", "Whether a part works.", "part", self._sources.parts())
        yield _gauge(
            "calma_key_file_fault", "What is wrong with the key file.", "fault", self._sources.key_faults()
        )
        failures = "How often the database did not do what it was asked for."
        yield CounterMetricFamily("calma_store_failures", failures, self._sources.store_failures())
        expired = "Messages whose time was over before they could go."
        yield CounterMetricFamily("calma_deliveries_expired", expired, self._sources.expired())
        if (free := self._sources.free_bytes()) is not None:
            yield GaugeMetricFamily("calma_data_free_bytes", "Room on the disk of the data folder.", free)
        if (stored := self._sources.stored()) is not None:
            yield from _stored(stored)

    def describe(self) -> Iterator[Metric]:
        """Yields nothing: what there is depends on the moment."""
        yield from ()


def _stored(figures: StoredFigures) -> Iterator[Metric]:
    counts = {edge: queue.count for edge, queue in figures.queues.items()}
    yield _gauge("calma_deliveries_waiting", "Messages that are due and not sent.", "edge", counts)
    ages = {edge: queue.age for edge, queue in figures.queues.items()}
    yield _gauge("calma_queue_age_seconds", "For how long the oldest of them is due.", "edge", ages)
    stuck = {edge: queue.stuck for edge, queue in figures.queues.items()}
    yield _gauge("calma_lanes_stuck", "Lanes in which nothing goes that should.", "edge", stuck)
    late = sum(age > HELP_LATE for age in figures.help_waiting)
    yield GaugeMetricFamily("calma_help_unanswered", "Calls for help nobody answered in five minutes.", late)
    oldest = max(figures.help_waiting, default=0.0)
    yield GaugeMetricFamily("calma_help_oldest_seconds", "For how long the oldest waits, of a day.", oldest)
    cards = "Safety cards opened in the last week that is over, by kind, where there were enough to tell."
    yield _gauge("calma_safety_cards_last_week", cards, "kind", figures.safety_cards)


def _of_the_list(labels: Sequence[str]) -> Sequence[str]:
    if not LABELS.issuperset(labels):
        raise ValueError(f"{labels}: no label may say whom or what something was about")
    return labels


def _gauge(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=_of_the_list((label,)))
    for value, number in values.items():
        family.add_metric((value,), float(number))
    return family


def _reason(outcome: DeliveryOutcome) -> str:
    word, channel = outcome.reason, outcome.claim.notice.to.channel
    return OWN_REASONS.get(word) or (reason_of(word, channel=channel).value if word else "")
