"""The pace is never too fast for the platform, whenever within a request it counts, and not slow either."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from heapq import heappop, heappush

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pacing import Limit, Pace, SendRates

TEAMS = SendRates(lane=(Limit(50, 1.0),), conversation=(Limit(7, 1.0), Limit(8, 2.0), Limit(60, 30.0)))
SLACK = SendRates(per_second=5.0, conversation=(Limit(1, 1.0),))
latencies = st.lists(st.floats(0.001, 3.0), min_size=1, max_size=12)
shares = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=12)


@dataclass
class Run:
    """Sends as fast as a pace allows; requests take `latencies`, and count after `shares` of that time."""

    figures: SendRates
    latencies: list[float]
    shares: list[float]
    spent: bool = False
    counted: list[tuple[float, str]] = field(default_factory=list)
    most: int = 0

    def send(self, conversations: list[str]) -> None:
        now, number = 0.0, 0
        pace = Pace(self.figures, now, spent=self.spent)
        flying: list[tuple[float, str]] = []
        waiting = list(conversations)
        while waiting:
            now = self._ended(pace, flying, now)
            able = next((c for c in waiting if not max(pace.rest(now), pace.wait(c, now))), None)
            if able is None:
                soonest = min(max(pace.rest(now), pace.wait(c, now)) for c in waiting)
                now = min(now + soonest, flying[0][0] if flying else math.inf)
                continue
            waiting.remove(able)
            pace.begin(able, now)
            took = self.latencies[number % len(self.latencies)]
            self.counted.append((now + took * self.shares[number % len(self.shares)], able))
            heappush(flying, (now + took, able))
            self.most = max(self.most, len(flying))
            number += 1
        self.counted.sort()

    def _ended(self, pace: Pace, flying: list[tuple[float, str]], now: float) -> float:
        while flying and flying[0][0] <= now:
            end, conversation = heappop(flying)
            pace.end(conversation, end)
        return now

    def worst(self, limit: Limit, conversation: str = "") -> int:
        """Returns the most that counted within any window of a limit."""
        times = [at for at, c in self.counted if not conversation or c == conversation]
        return max(bisect_left(times, at + limit.seconds) - i for i, at in enumerate(times))


@settings(max_examples=60, deadline=None)
@given(latencies, shares, st.lists(st.sampled_from("abc"), min_size=1, max_size=120))
def test_no_window_of_a_lane_or_a_conversation_is_exceeded(
    latencies: list[float], shares: list[float], conversations: list[str]
) -> None:
    run = Run(TEAMS, latencies, shares)
    run.send(conversations)
    assert all(run.worst(limit) <= limit.count for limit in TEAMS.lane)
    for conversation in set(conversations):
        assert all(run.worst(limit, conversation) <= limit.count for limit in TEAMS.conversation)


@settings(max_examples=60, deadline=None)
@given(latencies, shares, st.integers(1, 80), st.floats(1.0, 80.0))
def test_a_bucket_as_slack_has_it_never_runs_dry(
    latencies: list[float], shares: list[float], count: int, rate: float
) -> None:
    run = Run(SendRates(per_second=rate), latencies, shares)
    run.send([f"u{number}" for number in range(count)])
    tokens, before = max(rate, 2.0), 0.0
    for at, _ in run.counted:
        tokens, before = min(max(rate, 2.0), tokens + (at - before) * rate), at
        assert tokens >= 1.0 - 1e-6
        tokens -= 1.0


@settings(max_examples=40, deadline=None)
@given(latencies, shares, st.lists(st.sampled_from("ab"), min_size=2, max_size=12))
def test_a_conversation_of_slack_gets_one_a_second(
    latencies: list[float], shares: list[float], conversations: list[str]
) -> None:
    run = Run(SLACK, latencies, shares)
    run.send(conversations)
    for conversation in set(conversations):
        assert run.worst(Limit(1, 1.0), conversation) == 1


@pytest.mark.parametrize(("rate", "latency"), [(5.0, 0.3), (60.0, 0.2), (1.0, 0.05)])
def test_latency_is_not_the_limit(rate: float, latency: float) -> None:
    run = Run(SendRates(per_second=rate), [latency], [1.0])
    count = int(rate * 6) + 20
    run.send([f"u{number}" for number in range(count)])
    assert count / (run.counted[-1][0]) >= 0.9 * rate


def test_who_comes_after_somebody_else_begins_slowly() -> None:
    fresh, after = Run(SLACK, [0.01], [1.0]), Run(SLACK, [0.01], [1.0], spent=True)
    for run in (fresh, after):
        run.send(["a"])
    assert fresh.counted[0][0] < 0.1
    assert after.counted[0][0] >= 1.0


def test_a_pause_holds_everything() -> None:
    pace = Pace(SendRates(), 0.0)
    pace.pause(30.0)
    assert pace.rest(10.0) == 20.0
    assert pace.rest(30.0) == 0.0


def test_lookups_have_a_pace_of_their_own() -> None:
    pace = Pace(SendRates(lookups=0.5), 0.0)
    assert pace.lookup(0.0) == 0.0
    assert pace.lookup(0.0) == 2.0
    assert pace.lookup(2.0) == 0.0


def test_conversations_are_forgotten_when_they_do_not_matter_any_more() -> None:
    pace = Pace(SLACK, 0.0)
    for number in range(1_000):
        pace.begin(f"u{number}", number * 1.0)
        pace.end(f"u{number}", number * 1.0)
    assert len(pace._conversations) < 5


def test_a_batch_is_about_a_second() -> None:
    assert [SendRates(per_second=rate).batch for rate in (0.5, 5.0, 60.0, 9_999.0)] == [1, 5, 60, 200]
    assert (TEAMS.batch, SendRates().batch) == (50, 200)
