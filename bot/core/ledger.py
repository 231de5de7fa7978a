"""What is to be sent unasked, stored until its end. A notice is ids; its card is made when it goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from typing import NamedTuple, Protocol, runtime_checkable

from bot.core.card import Card
from bot.core.edge import Address, Receipt
from bot.core.send_limits import SendCount

ENDED = (
    "ended: "  # what the reason of something begins with that waits only to be told that it did not arrive
)
# No lane is held or paused for longer: what seems to last longer is of a clock that was set back since.
VOID = timedelta(minutes=10)
# No ALERT is put further ahead: what seems to be was put before the clock was set back, and comes forward.
FURTHEST_ALERT = timedelta(minutes=15)


class Rank(IntEnum):
    """What goes first within a lane: an ALERT, where somebody waits for help; then what safety depends on."""

    ALERT = -1
    SAFETY = 0
    ROUTINE = 1


class Lane(NamedTuple):
    """One workspace or tenant on its platform: sent to by one drainer at a time, at its own pace."""

    tenant: str
    platform: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to send to an address, not before `due`. `key` names it, once and for all, within its tenant.

    `subject` is `feature.kind` and tells who writes the card; `about` are the ids that it is made from. What
    is not sent by `until` expires. `campaign` is what it belongs to where many go out together, else "".

    `by` is the person who caused it, "" where nobody did: within a rank, people take turns, however much one
    of them causes. `limited` counts it as theirs; what only follows is not counted. It is not stored.
    """

    key: str
    to: Address
    subject: str
    about: tuple[str, ...]
    due: datetime
    until: datetime | None = None
    rank: Rank = Rank.ROUTINE
    campaign: str = ""
    by: str = ""
    limited: SendCount | None = field(default=None, compare=False)

    @property
    def feature(self) -> str:
        """The feature whose writer makes the card."""
        return self.subject.partition(".")[0]

    @property
    def lane(self) -> Lane:
        """The lane that it goes in."""
        return Lane(self.to.tenant, self.to.platform)


# Has what waits for some addresses of a lane end as not arrived, for a reason.
WaitingEnd = Callable[[Lane, Collection[str], str], Awaitable[None]]


class DeliveryState(Enum):
    """How far a delivery has come. SENDING is the claim of whoever sends it now."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"  # it did not arrive, or is not wanted any more
    EXPIRED = "expired"  # its window was over before it could go


# Addresses, by id, where something waits for its turn, each with the most urgent rank that does.
Busy = Mapping[str, Rank]
NOTHING_BUSY: Busy = {}


@dataclass(frozen=True, slots=True)
class Lease:
    """A lane that the holder alone may send in until `until`.

    `rested` are the seconds since somebody held it before; `same_holder` tells that this was the same holder.
    """

    lane: Lane
    holder: str
    until: datetime
    rested: float = float("inf")
    same_holder: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that the holder of its lane alone may send now.

    `turn` counts the claims and tells this one from a later one; `tries` are those that failed before.
    `doubts` are those after which nobody knew whether the notice had arrived: an unclear answer, or a process
    that died. `began` is when the first of them began, or else this one. `ended` is why it is not sent any
    more, "" where it is.
    """

    notice: Notice
    turn: int = 1
    tries: int = 0
    doubts: int = 0
    began: datetime | None = None
    ended: str = ""


def ended_by(reason: str) -> str:
    """Returns why something that waits is not sent any more, by its reason as it is stored; "" if it is."""
    return reason.removeprefix(ENDED) if reason.startswith(ENDED) else ""


class Portions:
    """How much of a claim goes to each address: at most `each`, and nothing where enough waits already."""

    def __init__(self, count: int, each: int, busy: Busy) -> None:
        self.count = count
        self._each, self._busy = each, busy
        self._taken: Counter[str] = Counter()

    def takes(self, address: str) -> bool:
        """Returns whether one more may go to an address, and counts it."""
        self._taken[address] += 1
        return self._taken[address] <= self._each

    def full(self, rank: Rank) -> set[str]:
        """Returns the addresses that have enough of a rank."""
        return busy_at(self._busy, rank) | {to for to, count in self._taken.items() if count >= self._each}


def busy_at(busy: Busy, rank: Rank) -> set[str]:
    """Returns where something waits that is as urgent as `rank`, or more."""
    return {address for address, waiting in busy.items() if waiting <= rank}


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What became of a claim: its end, or DUE again at `due`. `follow` is stored together with it.

    `message` is the platform's id of what was sent, `reason` the platform's word for what went wrong.
    """

    claim: Claim
    state: DeliveryState
    reason: str = ""
    message: str = ""
    due: datetime | None = None
    tries: int = 0
    doubts: int = 0
    follow: Sequence[Notice] = ()


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """How far a campaign of a tenant has come: deliveries by state. `reasons` are those of the dead.

    `doubtful` are those, of any state, of which nobody knows for certain whether they arrived once.
    """

    tenant: str
    campaign: str
    counts: Mapping[DeliveryState, int] = field(default_factory=dict)
    doubtful: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    def of(self, state: DeliveryState) -> int:
        """Returns how many are in a state."""
        return self.counts.get(state, 0)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Those that came to their end."""
        return self.total - self.of(DeliveryState.DUE) - self.of(DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice and how far it has come; `at` is when it came to its end."""

    notice: Notice
    state: DeliveryState
    reason: str = ""
    message: str = ""
    tries: int = 0
    doubts: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LaneQueue:
    """What waits in a lane: how many are due and not sent, since when the oldest of them.

    `ended` is when something in it came to its end last, None where nothing ever did.
    """

    lane: Lane
    count: int
    oldest: datetime
    ended: datetime | None = None

    def stuck(self, now: datetime, after: timedelta) -> bool:
        """Whether nothing came to its end for so long, while something was due all that time."""
        return self.oldest <= now - after and (self.ended is None or self.ended <= now - after)


class Ledger(Protocol):
    """Stores what is to be sent, and what became of it. `expired` are those that this process expired."""

    expired: int

    async def add_notices(self, notices: Iterable[Notice]) -> None:
        """Stores any number of notices; one whose key is known already is left out.

        But an ALERT that was never tried yet goes at the earlier time of the two. Raises SendLimitError, and
        stores nothing, where whoever caused one has caused as many as they may.
        """

    async def due_lanes(self, now: datetime, count: int) -> tuple[Lane, ...]:
        """Returns lanes that nobody holds, not paused, with something to do; the most rested first."""

    async def lane_queues(self, now: datetime, late: datetime) -> tuple[LaneQueue, ...]:
        """Returns what waits in each lane, in order; `ended` is told of those that wait since `late`."""

    async def take_lane(self, lane: Lane, holder: str, now: datetime, until: datetime) -> Lease | None:
        """Returns the lease of a lane, or None while it is held or paused.

        What is found SENDING in it was left behind by a process that died: it becomes DUE, and is a doubt.
        """

    async def renew_lease(self, lease: Lease, until: datetime) -> Lease | None:
        """Returns the lease as it is after it was made longer, or None if the lane was lost."""

    async def release_lane(self, lease: Lease, now: datetime) -> None:
        """Gives a lane back."""

    async def free_lanes(self, holder: str, now: datetime) -> int:
        """Frees the lanes of those who ended without giving them back, and returns how many they were.

        Only of those of whom that is certain. `holder`, who asks, counts as there until its process ends.
        """

    async def pause_lane(self, lane: Lane, until: datetime) -> None:
        """Keeps everybody from taking the lane before a time."""

    async def claim_due(
        self, lease: Lease, now: datetime, count: int, each: int | None = None, busy: Busy = NOTHING_BUSY
    ) -> tuple[Claim, ...]:
        """Returns at most `count` of what is due in the lane, as SENDING; the first to go comes first.

        By rank, and within it in turn by who caused it. At most `each` are for one address, and none for one
        where something as urgent is waiting already (`busy`). What is past its window becomes EXPIRED, unless
        it is in doubt. Nothing, if the lane was lost.
        """

    async def settle_claims(self, outcomes: Sequence[DeliveryOutcome], now: datetime) -> int:
        """Stores what became of claims and what follows, all or nothing; returns how many were not lost."""

    async def expire_overdue(self, now: datetime) -> int:
        """Expires what is past its window in any lane, and returns how many that were."""

    async def purge_deliveries(self, before: datetime) -> int:
        """Forgets what came to its end before a time, or is ROUTINE, was due, and could not be sent.

        Returns how many that were.
        """

    async def find_delivery(self, tenant: str, key: str) -> Delivery | None:
        """Returns a delivery."""

    async def find_deliveries(self, tenant: str, keys: Sequence[str]) -> Mapping[str, Delivery]:
        """Returns deliveries by their keys; what is not there is left out."""

    async def campaign_progress(
        self, tenant: str = "", campaign: str | None = None
    ) -> tuple[CampaignProgress, ...]:
        """Returns how far campaigns have come, of one tenant or all, by tenant and name; "" are notices."""

    async def dead_deliveries(self, tenant: str, campaign: str, count: int) -> tuple[Delivery, ...]:
        """Returns those of a campaign that did not arrive, the latest first."""

    async def retry_dead(
        self, tenant: str, campaign: str, now: datetime, until: datetime | None = None
    ) -> int:
        """Makes the dead of a campaign DUE anew, to go by `until`, and returns how many they are."""

    async def end_waiting(self, lane: Lane, addresses: Collection[str], reason: str, now: datetime) -> int:
        """Has what is ROUTINE and waits for some addresses of a lane end as not arrived; returns how many.

        It is due at once, so that whoever sends tells what follows; none of it is sent any more. What safety
        depends on stays for its time: who is told next, and when, goes by that.
        """

    async def end_lane(self, lane: Lane, reason: str, now: datetime) -> int:
        """Ends all that waits in a lane, as DEAD for a reason; returns how many that were.

        Nothing follows, for whatever would has nowhere to go. What is under way comes to its end as ever.
        """

    async def cancel_campaign(self, tenant: str, campaign: str = "", prefix: str = "") -> int:
        """Forgets what waits, of a campaign or with keys that begin so, and returns how many that were.

        What is under way or in doubt stays; what was forgotten may be added anew.
        """


class NoticeWriter(Protocol):
    """Writes the notices of a feature."""

    async def card(self, notice: Notice) -> Card | None:
        """Returns what to send, or None where it is not wanted any more."""

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Returns what comes after a notice that was SENT or REFUSED; asked again, the same keys."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a notice takes the place of: the message of a delivery, by its `key`, or a `message` by its id.

    Where that cannot be changed it comes as a new message, if `anew`, else not at all.
    """

    key: str = ""
    message: str = ""
    anew: bool = True


@runtime_checkable
class Replacing(Protocol):
    """A notice writer some of whose notices change a message that was sent before."""

    async def replacement(self, notice: Notice) -> Replacement | None:
        """Returns what the notice takes the place of, or None for a message of its own."""


class Doorbell:
    """Tells whoever sends in this process that something is due now, so that it need not wait for a look."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Has `listener` called at each ring."""
        self._listeners.append(listener)

    def ring(self) -> None:
        """Calls everybody who listens."""
        for listener in self._listeners:
            listener()
