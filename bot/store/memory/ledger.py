"""The ledger of what is sent unasked, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from bot.core.ledger import (
    ENDED,
    FURTHEST_ALERT,
    NOTHING_BUSY,
    VOID,
    Busy,
    CampaignProgress,
    Claim,
    Delivery,
    DeliveryOutcome,
    DeliveryState,
    Lane,
    LaneQueue,
    Lease,
    Notice,
    Portions,
    Rank,
    ended_by,
)
from bot.core.personal import Area
from bot.core.send_limits import SendLimitError
from bot.store.memory.rows import PersonalRow


@dataclass(slots=True)
class LedgerRow:
    """A notice in memory, and how far it has come."""

    notice: Notice
    due: datetime
    place: datetime
    state: DeliveryState = DeliveryState.DUE
    turn: int = 0
    tries: int = 0
    doubts: int = 0
    reason: str = ""
    message: str = ""
    began: datetime | None = None
    settled: datetime | None = None

    def over(self, now: datetime) -> bool:
        """Whether its window is over."""
        return self.notice.until is not None and self.notice.until <= now

    def stranded(self, now: datetime) -> bool:
        """Whether it is an alert of a clock that was set back since."""
        late = self.due > now + FURTHEST_ALERT
        return late and self.notice.rank is Rank.ALERT and self.state is DeliveryState.DUE


@dataclass(slots=True)
class LaneRow:
    """What is known of a lane."""

    holder: str = ""
    until: datetime | None = None
    paused: datetime | None = None

    def free(self, now: datetime) -> bool:
        """Whether somebody may take it."""
        return not any(until and now < until <= now + VOID for until in (self.until, self.paused))


@dataclass(slots=True)
class MemoryLedger:
    """`Ledger` that forgets at the end of the process."""

    rows: dict[tuple[str, str], LedgerRow] = field(default_factory=dict)
    held: dict[Lane, LaneRow] = field(default_factory=dict)
    used: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    expired: int = 0

    async def add_notices(self, notices: Iterable[Notice]) -> None:
        self.put(notices)

    def put(self, notices: Iterable[Notice]) -> None:
        """What `add_notices` does, for stores in memory that store notices together with something else."""
        given = list(notices)
        self._keep_within(given)
        for notice in given:
            place = notice.due + timedelta(seconds=self._behind(notice))
            fresh = LedgerRow(notice, notice.due, place)
            row = self.rows.setdefault((notice.to.tenant, notice.key), fresh)
            untried = row.state is DeliveryState.DUE and not row.turn
            if notice.rank is Rank.ALERT and untried and notice.due < row.due:
                row.due, row.place = notice.due, place
            self.held.setdefault(notice.lane, LaneRow())

    def _keep_within(self, notices: Sequence[Notice]) -> None:
        presses = {
            (n.to.tenant, n.by, n.limited)
            for n in notices
            if n.by and n.limited and (n.to.tenant, n.key) not in self.rows
        }
        used = dict(self.used)
        for tenant, person, press in presses:
            assert press, "what is not limited was left out"
            place, limit = (tenant, person, press.limit.kind), press.limit
            if (after := limit.after(used.get(place), press.at)) is None:
                raise SendLimitError(limit, limit.wait(used[place], press.at))
            used[place] = after
        self.used = used

    def _behind(self, notice: Notice) -> int:
        line = (notice.to.tenant, notice.by, notice.rank)
        waiting = (row for row in self.rows.values() if row.state is DeliveryState.DUE)
        before = (row.notice for row in waiting if row.due <= notice.due)
        return sum((n.to.tenant, n.by, n.rank) == line for n in before) if notice.by else 0

    async def due_lanes(self, now: datetime, count: int) -> tuple[Lane, ...]:
        busy = {
            row.notice.lane
            for row in self._open()
            if row.state is DeliveryState.SENDING or row.due <= now or row.stranded(now)
        }
        free = [lane for lane, held in self.held.items() if lane in busy and held.free(now)]
        free.sort(key=lambda lane: (_since(self.held[lane]), lane))
        return tuple(free[:count])

    async def lane_queues(self, now: datetime, late: datetime) -> tuple[LaneQueue, ...]:
        waiting: dict[Lane, list[datetime]] = {}
        for row in self._open():
            if row.due <= now:
                waiting.setdefault(row.notice.lane, []).append(row.due)
        return tuple(
            LaneQueue(lane, len(dues), min(dues), self._ended(lane) if min(dues) <= late else None)
            for lane, dues in sorted(waiting.items())
        )

    def _ended(self, lane: Lane) -> datetime | None:
        ends = (row.settled for row in self.rows.values() if row.notice.lane == lane)
        return max((end for end in ends if end), default=None)

    async def take_lane(self, lane: Lane, holder: str, now: datetime, until: datetime) -> Lease | None:
        held = self.held.get(lane)
        if held is None or not held.free(now):
            return None
        rested = (now - held.until).total_seconds() if held.until else float("inf")
        same_holder = held.holder == holder
        held.holder, held.until = holder, until
        for row in self._of(lane, DeliveryState.SENDING):
            row.state, row.doubts = DeliveryState.DUE, row.doubts + 1
        self._bring_forward(lane, now)
        return Lease(lane, holder, until, max(rested, 0.0), same_holder)

    async def renew_lease(self, lease: Lease, until: datetime) -> Lease | None:
        if not self._holds(lease):
            return None
        self.held[lease.lane].until = until
        return replace(lease, until=until)

    async def release_lane(self, lease: Lease, now: datetime) -> None:
        if self._holds(lease):
            self.held[lease.lane].until = now

    async def free_lanes(self, holder: str, now: datetime) -> int:
        return 0  # whoever held one in memory ended together with it

    async def pause_lane(self, lane: Lane, until: datetime) -> None:
        self.held.setdefault(lane, LaneRow()).paused = until

    async def claim_due(
        self, lease: Lease, now: datetime, count: int, each: int | None = None, busy: Busy = NOTHING_BUSY
    ) -> tuple[Claim, ...]:
        if not self._holds(lease):
            return ()
        await self.expire_overdue(now)
        due = [row for row in self._of(lease.lane, DeliveryState.DUE) if row.due <= now]
        due.sort(key=lambda row: (row.notice.rank, row.place, row.due))
        portions = Portions(count, each or count, busy)
        some = (
            row
            for row in due
            if row.notice.to.id not in portions.full(row.notice.rank) and portions.takes(row.notice.to.id)
        )
        return tuple(_claimed(row, now) for row in islice(some, count))

    async def settle_claims(self, outcomes: Sequence[DeliveryOutcome], now: datetime) -> int:
        return sum(self._settle(outcome, now) for outcome in outcomes)

    async def expire_overdue(self, now: datetime) -> int:
        over = [r for r in self._open() if r.state is DeliveryState.DUE and not r.doubts and r.over(now)]
        for row in over:
            row.state, row.settled = DeliveryState.EXPIRED, now
        self.expired += len(over)
        return len(over)

    async def purge_deliveries(self, before: datetime) -> int:
        self.used = {whose: until for whose, until in self.used.items() if until >= before}

        def is_over(row: LedgerRow) -> bool:
            stuck = row.settled is None and row.notice.rank is Rank.ROUTINE and row.due < before
            return stuck or (row.settled is not None and row.settled < before)

        return self._forget(is_over)

    async def find_delivery(self, tenant: str, key: str) -> Delivery | None:
        row = self.rows.get((tenant, key))
        return _delivery(row) if row else None

    async def find_deliveries(self, tenant: str, keys: Sequence[str]) -> Mapping[str, Delivery]:
        return {key: _delivery(self.rows[tenant, key]) for key in keys if (tenant, key) in self.rows}

    async def campaign_progress(
        self, tenant: str = "", campaign: str | None = None
    ) -> tuple[CampaignProgress, ...]:
        groups: dict[tuple[str, str], list[LedgerRow]] = {}
        for row in self.rows.values():
            name = (row.notice.to.tenant, row.notice.campaign)
            if tenant in ("", name[0]) and campaign in (None, name[1]):
                groups.setdefault(name, []).append(row)
        return tuple(_progress(*name, groups[name]) for name in sorted(groups))

    async def dead_deliveries(self, tenant: str, campaign: str, count: int) -> tuple[Delivery, ...]:
        rows = self._dead(tenant, campaign)
        rows.sort(key=lambda row: row.settled or row.due, reverse=True)
        return tuple(map(_delivery, rows[:count]))

    async def retry_dead(
        self, tenant: str, campaign: str, now: datetime, until: datetime | None = None
    ) -> int:
        rows = self._dead(tenant, campaign)
        for row in rows:
            row.notice = replace(row.notice, until=until)
            row.place = now + max(row.place - row.due, timedelta())
            row.state, row.due, row.tries, row.reason, row.settled = DeliveryState.DUE, now, 0, "", None
        return len(rows)

    async def end_waiting(self, lane: Lane, addresses: Collection[str], reason: str, now: datetime) -> int:
        waiting = [row for row in self._of(lane, DeliveryState.DUE) if row.notice.to.id in addresses]
        routine = (row for row in waiting if row.notice.rank is Rank.ROUTINE)
        ending = [row for row in routine if not ended_by(row.reason)]
        for row in ending:
            row.notice = replace(row.notice, until=None)
            row.reason, row.due, row.place = f"{ENDED}{reason}", now, now
        return len(ending)

    async def end_lane(self, lane: Lane, reason: str, now: datetime) -> int:
        waiting = list(self._of(lane, DeliveryState.DUE))
        for row in waiting:
            row.state, row.reason, row.settled = DeliveryState.DEAD, reason, now
        return len(waiting)

    async def cancel_campaign(self, tenant: str, campaign: str = "", prefix: str = "") -> int:
        def waits(row: LedgerRow) -> bool:
            notice = row.notice
            named = notice.to.tenant == tenant and notice.key.startswith(prefix)
            return (
                named
                and campaign in ("", notice.campaign)
                and row.state is DeliveryState.DUE
                and not row.doubts
            )

        return self._forget(waits) if campaign or prefix else 0

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for (owner, _), row in self.rows.items():
            notice = row.notice
            for who in (notice.to.id if not notice.to.channel else "", notice.by):
                if (owner, who) == (tenant, user_id):
                    yield Area.MESSAGES, "deliveries", {"what": notice.subject, "due": row.due}
        for owner, person, kind in self.used:
            if (owner, person) == (tenant, user_id):
                yield Area.MESSAGES, "send_limits", {"kind": kind}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes what goes to people, and who caused what goes to others."""
        self._forget(lambda row: _is_to(row.notice, tenant, ids))
        for (owner, _), row in self.rows.items():
            if owner == tenant and row.notice.by in ids:
                row.notice = replace(row.notice, by="")
        self.used = {who: at for who, at in self.used.items() if who[0] != tenant or who[1] not in ids}

    def is_reached(self, tenant: str, user_id: str, since: datetime) -> bool:
        """Returns whether something arrived at a person since a time."""
        return any(
            _is_to(row.notice, tenant, (user_id,))
            and row.state is DeliveryState.SENT
            and row.settled is not None
            and row.settled >= since
            for row in self.rows.values()
        )

    def _settle(self, outcome: DeliveryOutcome, now: datetime) -> bool:
        notice = outcome.claim.notice
        row = self.rows.get((notice.to.tenant, notice.key))
        if row is None or row.state is not DeliveryState.SENDING or row.turn != outcome.claim.turn:
            return False
        row.state, row.reason, row.message = outcome.state, outcome.reason, outcome.message
        row.tries, row.doubts, row.due = outcome.tries, outcome.doubts, outcome.due or row.due
        row.place = max(row.place, row.due)
        row.settled = None if outcome.state is DeliveryState.DUE else now
        self.put(outcome.follow)
        return True

    def _bring_forward(self, lane: Lane, now: datetime) -> None:
        stranded = [row for row in self._of(lane, DeliveryState.DUE) if row.stranded(now)]
        ahead = min((row.due for row in stranded), default=now) - now
        for row in stranded:
            row.due, row.place = row.due - ahead, row.place - ahead

    def _open(self) -> list[LedgerRow]:
        return [row for row in self.rows.values() if row.state in {DeliveryState.DUE, DeliveryState.SENDING}]

    def _of(self, lane: Lane, state: DeliveryState) -> list[LedgerRow]:
        return [row for row in self.rows.values() if row.notice.lane == lane and row.state is state]

    def _dead(self, tenant: str, campaign: str) -> list[LedgerRow]:
        name = (tenant, campaign)
        rows = (row for row in self.rows.values() if (row.notice.to.tenant, row.notice.campaign) == name)
        return [row for row in rows if row.state is DeliveryState.DEAD]

    def _holds(self, lease: Lease) -> bool:
        held = self.held.get(lease.lane)
        return held is not None and held.holder == lease.holder

    def _forget(self, which: Callable[[LedgerRow], bool]) -> int:
        keys = [key for key, row in self.rows.items() if which(row)]
        for key in keys:
            del self.rows[key]
        return len(keys)


def _is_to(notice: Notice, tenant: str, ids: Collection[str]) -> bool:
    return notice.to.tenant == tenant and not notice.to.channel and notice.to.id in ids


def _since(held: LaneRow) -> float:
    return held.until.timestamp() if held.until else 0.0


def _claimed(row: LedgerRow, now: datetime) -> Claim:
    row.state, row.turn = DeliveryState.SENDING, row.turn + 1
    row.began = row.began if row.doubts else now
    return Claim(_notice(row), row.turn, row.tries, row.doubts, row.began, ended_by(row.reason))


def _notice(row: LedgerRow) -> Notice:
    return replace(row.notice, due=row.due)


def _delivery(row: LedgerRow) -> Delivery:
    return Delivery(_notice(row), row.state, row.reason, row.message, row.tries, row.doubts, row.settled)


def _progress(tenant: str, campaign: str, rows: list[LedgerRow]) -> CampaignProgress:
    counts = Counter(row.state for row in rows)
    reasons = Counter(row.reason for row in rows if row.state is DeliveryState.DEAD)
    return CampaignProgress(tenant, campaign, counts, sum(bool(row.doubts) for row in rows), reasons)
