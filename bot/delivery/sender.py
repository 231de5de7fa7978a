"""From a claim to what became of it: whether it is still wanted, whether it went before, and by what fate."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.background import Bounded
from bot.core.card import Card
from bot.core.edge import Address, Fate, Messenger, Receipt, Settling, Updating
from bot.core.ledger import (
    Claim,
    Delivery,
    DeliveryOutcome,
    DeliveryState,
    Ledger,
    Notice,
    NoticeWriter,
    Rank,
    Replacement,
    Replacing,
)
from bot.core.people import Clock
from bot.core.spans import span

PATIENCE = 20.0  # seconds for one send
SOONEST, LATEST = 2.0, 300.0  # seconds until the next try, at least and at most
# Tries that may fail. What safety depends on is tried for about eight hours: a supervisor has to hear of it.
TRIES = {Rank.ALERT: 100, Rank.SAFETY: 100, Rank.ROUTINE: 8}
LATEST_ALERT = 5.0  # seconds until the next try of what somebody waits for
DOUBTS = 1  # unclear answers after which something is sent once more, where the platform cannot be asked
ASKED = 2  # times that a platform is asked in vain before what safety depends on is sent once more
UNWANTED = "not wanted any more"
IN_DOUBT = "in doubt"
UNCHANGED = "nothing to change"
SOON = 1.0  # seconds until what is to be changed has been sent
CHANGING = 1_000  # addresses remembered at most whose messages are being changed

_log = logging.getLogger("calma.delivery")
Report = Callable[[BaseException], str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A claim with its card, ready to go. `doubts` are those that remain."""

    claim: Claim
    card: Card
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a letter; with `pause`, in seconds, nothing more may go in its lane for so long."""

    outcome: DeliveryOutcome
    pause: float = 0.0


class Sender:
    """Sends by the messengers of each platform. `mark` marks a card that may arrive for a second time."""

    def __init__(
        self,
        messengers: Mapping[str, Messenger],
        writers: Mapping[str, NoticeWriter],
        clock: Clock,
        report: Report,
        mark: Callable[[Card], Card],
        ledger: Ledger,
    ) -> None:
        self._messengers = messengers
        self._writers = writers
        self._clock = clock
        self._report = report
        self._mark = mark
        self._ledger = ledger
        self._changing: Bounded[Address, asyncio.Lock] = Bounded(CHANGING)

    def can_ask(self, claim: Claim) -> bool:
        """Returns whether the platform can be asked what arrived."""
        return isinstance(self._messengers.get(claim.notice.to.platform), Settling)

    async def prepare(self, claim: Claim, *, ask: bool = True) -> Letter | DeliveryOutcome:
        """Returns the letter to send, or what became of the claim where there is none.

        One in doubt is settled as where no platform can be asked, unless `ask`.
        """
        try:
            if claim.ended:
                refused = Receipt(Fate.REFUSED, reason=claim.ended)
                return await self._end(claim, DeliveryState.DEAD, refused, claim.doubts)
            return await (self._doubtful(claim, ask=ask) if claim.doubts else self._written(claim, 0))
        except Exception as error:  # noqa: BLE001 - one of them must not keep the others from going out
            return self._broken(claim, error, claim.doubts)

    async def send(self, letter: Letter) -> SendResult:
        """Sends a letter, and returns what became of it."""
        try:
            with span("send") as note:
                receipt = await self._receipt(letter)
                note("edge", letter.claim.notice.to.platform)
                note("fate", receipt.fate.value)
            return await self._settled(letter, receipt)
        except Exception as error:  # noqa: BLE001 - the writer broke, not the messenger: it may have arrived
            return SendResult(self._broken(letter.claim, error, letter.doubts + 1))

    async def _doubtful(self, claim: Claim, *, ask: bool) -> Letter | DeliveryOutcome:
        receipt = await self._asked(claim) if ask else None
        if receipt and receipt.fate is Fate.SENT:
            return await self._end(claim, DeliveryState.SENT, receipt, claim.doubts)
        if receipt and receipt.fate is Fate.LATER:  # it surely is not there
            over = _is_over(claim, self._clock())
            return DeliveryOutcome(claim, DeliveryState.EXPIRED) if over else await self._written(claim, 0)
        word = f"{IN_DOUBT}: {receipt.reason}" if receipt and receipt.reason else IN_DOUBT
        if _is_over(claim, self._clock()):
            return DeliveryOutcome(claim, DeliveryState.EXPIRED, word, doubts=claim.doubts)
        goes_on = receipt is not None and not receipt.final
        if receipt and goes_on and (claim.notice.rank > Rank.SAFETY or claim.tries < ASKED):
            return await self._again(claim, Receipt(Fate.LATER, reason=word, wait=receipt.wait), claim.doubts)
        if claim.doubts > DOUBTS:
            return await self._end(
                claim, DeliveryState.DEAD, Receipt(Fate.REFUSED, reason=word), claim.doubts
            )
        return await self._written(claim, claim.doubts)

    async def _asked(self, claim: Claim) -> Receipt | None:
        messenger: object = self._messengers.get(claim.notice.to.platform)
        if not isinstance(messenger, Settling):
            return None
        since = (claim.began or claim.notice.due).timestamp()
        try:
            async with asyncio.timeout(PATIENCE):
                return await messenger.settle(claim.notice.to, claim.notice.key, since)
        except TimeoutError:
            return Receipt(Fate.DOUBT, reason="no answer in time")

    async def _written(self, claim: Claim, doubts: int) -> Letter | DeliveryOutcome:
        card = await self._writers[claim.notice.feature].card(claim.notice)
        if card is None:
            return DeliveryOutcome(claim, DeliveryState.DEAD, UNWANTED, doubts=doubts)
        return Letter(claim, self._mark(card) if doubts else card, doubts)

    async def _receipt(self, letter: Letter) -> Receipt:
        notice = letter.claim.notice
        messenger = self._messengers.get(notice.to.platform)
        if messenger is None:
            return Receipt(Fate.LATER, reason="this platform is not configured", wait=LATEST)
        try:
            async with asyncio.timeout(PATIENCE):
                if place := await self._replacement(notice):
                    return await self._replaced(messenger, letter, place)
                return await messenger.send(notice.to, letter.card, notice.key)
        except TimeoutError:
            return Receipt(Fate.DOUBT, reason="no answer in time")
        except Exception as error:  # noqa: BLE001 - it may have been sent before it broke
            self._report(error)
            return Receipt(Fate.DOUBT, reason=type(error).__name__)

    async def _replacement(self, notice: Notice) -> Replacement | None:
        writer: object = self._writers.get(notice.feature)
        return await writer.replacement(notice) if isinstance(writer, Replacing) else None

    async def _replaced(self, messenger: Messenger, letter: Letter, place: Replacement) -> Receipt:
        """Changes a message: what it says now, or one that was written before would come last."""
        notice = letter.claim.notice
        before = await self._ledger.find_delivery(notice.to.tenant, place.key) if place.key else None
        if before and before.state in (DeliveryState.DUE, DeliveryState.SENDING):
            return Receipt(Fate.LATER, reason="not sent yet", wait=SOON)
        receipt = Receipt(Fate.REFUSED, reason=UNCHANGED)
        if isinstance(messenger, Updating) and (message := place.message or _sent(before)):
            async with self._changing.setdefault(notice.to, asyncio.Lock()):
                card = await self._writers[notice.feature].card(notice)
                receipt = await messenger.update(notice.to, message, card or letter.card)
        if receipt.fate is Fate.REFUSED and place.anew:
            return await messenger.send(notice.to, letter.card, notice.key)
        return receipt

    async def _settled(self, letter: Letter, receipt: Receipt) -> SendResult:
        claim, fate = letter.claim, receipt.fate
        if fate is Fate.LATER and receipt.pauses:  # nothing that this delivery can be blamed for
            due = self._clock() + timedelta(seconds=receipt.wait)
            back = DeliveryOutcome(
                claim, DeliveryState.DUE, receipt.reason, "", due, claim.tries, letter.doubts
            )
            return SendResult(back, receipt.wait)
        if fate is Fate.LATER:
            return SendResult(await self._again(claim, receipt, letter.doubts))
        if fate is Fate.DOUBT and (self.can_ask(claim) or letter.doubts < DOUBTS):
            return SendResult(await self._again(claim, receipt, letter.doubts + 1))
        # What stays in doubt counts as not arrived: better told to one too many.
        state = DeliveryState.SENT if fate is Fate.SENT else DeliveryState.DEAD
        return SendResult(await self._end(claim, state, receipt, letter.doubts + (fate is Fate.DOUBT)))

    async def _again(self, claim: Claim, receipt: Receipt, doubts: int) -> DeliveryOutcome:
        if claim.tries + 1 < TRIES[claim.notice.rank]:
            return _put_back(claim, receipt, doubts, self._clock())
        return await self._end(claim, DeliveryState.DEAD, receipt, doubts)

    def _broken(self, claim: Claim, error: Exception, doubts: int) -> DeliveryOutcome:
        self._report(error)
        receipt = Receipt(Fate.LATER, reason=type(error).__name__)
        if claim.tries + 1 < TRIES[claim.notice.rank]:
            return _put_back(claim, receipt, doubts, self._clock())
        return DeliveryOutcome(
            claim, DeliveryState.DEAD, receipt.reason, tries=claim.tries + 1, doubts=doubts
        )

    async def _end(
        self, claim: Claim, state: DeliveryState, receipt: Receipt, doubts: int
    ) -> DeliveryOutcome:
        if state is DeliveryState.DEAD:
            _log.warning("a delivery did not arrive: %s (%s)", claim.notice.key, receipt.reason)
        writer = self._writers.get(claim.notice.feature)
        fate = Fate.SENT if state is DeliveryState.SENT else Fate.REFUSED
        ended = replace(receipt, fate=fate)
        follow = await writer.follow(claim.notice, ended, self._clock()) if writer else ()
        tries = claim.tries + (state is DeliveryState.DEAD)
        return DeliveryOutcome(claim, state, receipt.reason, receipt.message, None, tries, doubts, follow)


def _put_back(claim: Claim, receipt: Receipt, doubts: int, now: datetime) -> DeliveryOutcome:
    latest = LATEST_ALERT if claim.notice.rank is Rank.ALERT else LATEST
    pause = max(receipt.wait, min(latest, SOONEST * 2 ** min(claim.tries, 10)))
    due = now + timedelta(seconds=pause)
    return DeliveryOutcome(claim, DeliveryState.DUE, receipt.reason, "", due, claim.tries + 1, doubts)


def _sent(delivery: Delivery | None) -> str:
    return delivery.message if delivery and delivery.state is DeliveryState.SENT else ""


def _is_over(claim: Claim, now: datetime) -> bool:
    return claim.notice.until is not None and claim.notice.until <= now
