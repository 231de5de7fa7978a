"""How fast a lane may go, and each conversation in it. Pure: the time in seconds is passed in.

What counts is when the platform takes a message in, which is some time between the begin and the end of a
request. So a window counts a message from its end on, and all that is under way at any moment; a bucket
leaves room for all that may be under way. Neither is exceeded, however long requests take.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass

MARGIN = 0.005  # seconds; clocks are not that fine
DUST = 1e-9  # what is left of a token by rounding
AT_ONCE = 64  # requests under way, where nothing else limits them
BATCH = 200  # claims at once, at most
AT_LEAST = 2  # of them to each conversation


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class SendRates:
    """What a platform takes: `per_second` over time of a lane, and windows of a lane and a conversation.

    `lookups` are those per second that ask for a message in doubt.
    """

    per_second: float = math.inf
    lane: tuple[Limit, ...] = ()
    conversation: tuple[Limit, ...] = ()
    lookups: float = math.inf

    @property
    def burst(self) -> float:
        """What may go at once after a rest: with all that is under way not more than a second's worth."""
        return max(1.0, 0.4 * self.per_second)

    @property
    def at_once(self) -> int:
        """How many requests may be under way."""
        if math.isinf(self.per_second):
            return AT_ONCE
        return max(1, min(AT_ONCE, math.floor(self.per_second - self.burst)))

    @property
    def batch(self) -> int:
        """How many are claimed at once: a second's worth, as all of them are in doubt after a crash."""
        most = min([self.per_second, *(limit.count / limit.seconds for limit in self.lane)])
        return BATCH if math.isinf(most) else max(1, min(BATCH, math.ceil(most)))

    @property
    def each(self) -> int:
        """How many of them are for one conversation: what it takes at once, or little more."""
        narrowest = min(self.conversation, key=lambda limit: limit.seconds, default=None)
        return BATCH if narrowest is None else max(AT_LEAST, narrowest.count)


class Bucket:
    """Tokens that come at a rate, up to a number; each message takes one."""

    def __init__(self, rate: float, burst: float, now: float, *, spent: bool = False) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = 0.0 if spent else burst, now

    def wait(self, now: float) -> float:
        """Returns the seconds until there is a token."""
        if math.isinf(self._rate):
            return 0.0
        self._fill(now)
        missing = 1.0 - self._tokens
        return 0.0 if missing < DUST else missing / self._rate

    def take(self, now: float) -> None:
        """Takes one."""
        if not math.isinf(self._rate):
            self._fill(now)
            self._tokens -= 1.0

    def _fill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = now


class Windows:
    """When messages ended, as far back as the widest of its limits looks, and how many are under way."""

    def __init__(self, limits: Sequence[Limit], spent: float | None = None) -> None:
        self._limits = sorted(limits, key=lambda limit: limit.seconds)
        self._ended: deque[float] = deque(maxlen=max((limit.count for limit in limits), default=0))
        self._flying = 0
        if spent is not None and self._limits:  # somebody else may have used up the narrowest window
            self._ended.extend([spent] * self._limits[0].count)

    def wait(self, now: float) -> float:
        """Returns the seconds until one more may begin; infinite, if one has to end before."""
        return max((self._until(limit, now) for limit in self._limits), default=0.0)

    def begin(self) -> None:
        """One is under way."""
        self._flying += 1

    def end(self, now: float) -> None:
        """It has ended."""
        self._flying -= 1
        self._ended.append(now)

    def idle(self, now: float) -> bool:
        """Whether nothing that it knows matters any more."""
        widest = self._limits[-1].seconds if self._limits else 0.0
        return not self._flying and (not self._ended or self._ended[-1] + widest + MARGIN <= now)

    def _until(self, limit: Limit, now: float) -> float:
        free = limit.count - self._flying  # so many of those that ended may still be in the window, less one
        if free <= 0:
            return math.inf
        if len(self._ended) < free:
            return 0.0
        return max(0.0, self._ended[-free] + limit.seconds + MARGIN - now)


class Pace:
    """The pace of one lane. After somebody else's (`spent`), it begins as if all had just been used up."""

    def __init__(self, rates: SendRates, now: float, *, spent: bool = False) -> None:
        self._rates = rates
        self._spent = now if spent else None
        self._bucket = Bucket(rates.per_second, rates.burst, now, spent=spent)
        self._lookups = Bucket(rates.lookups, max(1.0, rates.lookups), now)
        self._lane = Windows(rates.lane, self._spent)
        self._conversations: OrderedDict[str, Windows] = OrderedDict()
        self._paused = -math.inf
        self._flying = 0

    def rest(self, now: float) -> float:
        """Returns the seconds until anything may go in the lane; infinite, if something has to end before."""
        if self._flying >= self._rates.at_once:
            return math.inf
        return max(self._paused - now, self._bucket.wait(now), self._lane.wait(now), 0.0)

    def wait(self, conversation: str, now: float) -> float:
        """Returns the seconds until something may go to a conversation, as far as that alone decides."""
        windows = self._conversations.get(conversation)
        if windows is None and self._spent is None:
            return 0.0
        return (windows or self._new()).wait(now)

    def begin(self, conversation: str, now: float) -> None:
        """Something begins to go."""
        self._forget(now)
        self._flying += 1
        self._bucket.take(now)
        self._lane.begin()
        if conversation not in self._conversations:
            self._conversations[conversation] = self._new()
        self._conversations[conversation].begin()
        self._conversations.move_to_end(conversation)

    def end(self, conversation: str, now: float) -> None:
        """It has gone, or not."""
        self._flying -= 1
        self._lane.end(now)
        self._conversations[conversation].end(now)
        self._conversations.move_to_end(conversation)

    def pause(self, until: float) -> None:
        """Nothing goes before a time."""
        self._paused = max(self._paused, until)

    def lookup(self, now: float) -> float:
        """Takes a look-up, and returns 0; or returns the seconds to wait for one."""
        wait = self._lookups.wait(now)
        if not wait:
            self._lookups.take(now)
        return wait

    def _new(self) -> Windows:
        return Windows(self._rates.conversation, self._spent)

    def _forget(self, now: float) -> None:
        # Those used longest ago come first; most of them are done with.
        while self._conversations:
            name = next(iter(self._conversations))
            if not self._conversations[name].idle(now):
                return
            del self._conversations[name]
