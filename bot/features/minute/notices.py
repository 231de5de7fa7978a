"""What goes out unasked: the line of a day, and a manager's offer; each is looked at anew when it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.core import card as c
from bot.core.clocks import place
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import Notice
from bot.core.people import reader_of
from bot.core.reasons import OF_THE_PERSON, reason_of
from bot.core.send_window import SendWindow
from bot.core.words import FALLBACK
from bot.features.minute import cards
from bot.features.minute.deps import MinuteDeps
from bot.features.minute.model import Minute
from bot.features.minute.select import line_on
from bot.features.minute.starts import WINDOW

LINE, OFFER = "minute.line", "minute.offer"
OFFERED_FOR = timedelta(hours=12)  # so long an offer may still arrive


@dataclass(frozen=True, slots=True)
class MinuteNotice:
    """What a line or an offer is about: its local date."""

    day: date

    def encode(self) -> tuple[str, ...]:
        """Returns it as a notice stores it."""
        return (self.day.isoformat(),)

    @classmethod
    def decode(cls, about: Sequence[str]) -> MinuteNotice:
        """Returns what a notice is about."""
        return cls(date.fromisoformat(about[0]))


def line_key(user: str, day: date) -> str:
    """Returns the key of a person's line: one a date, however often clocks, zones or settings change."""
    return f"{LINE}:{user}:{day.isoformat()}"


def waiting_keys(user: str, now: datetime) -> tuple[str, ...]:
    """Returns the keys of all lines that may wait to be sent: it is one of these dates wherever they are."""
    today = now.astimezone(UTC).date()
    return tuple(line_key(user, today + timedelta(days=n)) for n in (-1, 0, 1))


def line_notice(minute: Minute) -> Notice:
    """Returns the notice of the line that comes next."""
    to = Address(minute.tenant, minute.platform, minute.user)
    about = MinuteNotice(minute.day).encode()
    return Notice(line_key(minute.user, minute.day), to, LINE, about, minute.due, minute.due + WINDOW)


def offer_notice(to: Address, day: date, due: datetime) -> Notice:
    """Returns the notice of an offer to one person.

    It is caused by nobody: what somebody caused is counted on their own page of privacy, and the count would
    tell a manager whether the one person of a group has it on.
    """
    key, about = f"{OFFER}:{to.id}:{day.isoformat()}", MinuteNotice(day).encode()
    return Notice(key, to, OFFER, about, due, due + OFFERED_FOR)


class MinuteNoticeWriter:
    """Writes the lines and the offers."""

    def __init__(self, deps: MinuteDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the card, or None where it is not wanted any more."""
        minute = await self._deps.minutes.find_minute(notice.to.tenant, notice.to.id)
        if notice.subject == OFFER:
            return None if minute else await self._offer(notice)
        return await self._line(notice, minute) if minute else None

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Turns it off for whoever has gone, or blocks the app. Nothing is sent after it."""
        gone = receipt.fate is Fate.REFUSED and reason_of(receipt.reason, channel=False) in OF_THE_PERSON
        if gone:
            await self._deps.minutes.remove_minute(
                notice.to.tenant, notice.to.id, waiting_keys(notice.to.id, now)
            )
        return ()

    async def _line(self, notice: Notice, minute: Minute) -> c.Card | None:
        day = MinuteNotice.decode(notice.about).day
        line = line_on(self._deps.phrasebook.book, notice.to.id, day)
        if line is None or not await self._is_wanted(notice, minute.start.zone):
            return None
        reader = await reader_of(self._deps.people, notice.to, FALLBACK)
        return cards.line_card(self._deps.viewer(reader.language), line)

    async def _offer(self, notice: Notice) -> c.Card | None:
        to, deps = notice.to, self._deps
        reader = await reader_of(deps.people, to, FALLBACK)
        if not deps.phrasebook.book.minutes or not await self._is_wanted(notice, place(reader.zone)):
            return None
        if await deps.minutes.is_refused(to.tenant, to.id):
            return None
        return cards.offer_card(deps.viewer(reader.language))

    async def _is_wanted(self, notice: Notice, zone: str) -> bool:
        now, to = self._deps.now(), notice.to
        window = SendWindow(now, notice.until or now + WINDOW, zone)
        return (await self._deps.preferred(to.tenant, {to.id: window})).get(to.id) == now
