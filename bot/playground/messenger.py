"""What Calma sends unasked: it waits until somebody opens the page."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.playground.people import PLATFORM, TEAM, TENANT

KEPT = 50  # messages for each person and each channel; older ones are forgotten
_CHANNEL = re.compile(r"channel-[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class PlaygroundMessage:
    """A card that was sent. `number` counts all that came and changed; `id` names it for good.

    `id` also tells one run of the app from another, and so does `mark`, up to which a page has heard.
    One that is `gone` was taken back; pages that show it hear of that.
    """

    number: int
    id: str
    key: str
    to: Address
    card: Card
    at: datetime
    changed: bool = False
    gone: bool = False

    @property
    def mark(self) -> str:
        """Where in all that came and changed this is; as long as it is unchanged, its id."""
        return f"{self.id.partition('-')[0]}-{self.number}"


def _now() -> datetime:
    return datetime.now(UTC)


class PlaygroundMessenger:
    """`Messenger` to the team of the playground and its channels (`channel-support` is #support).

    `run` is what this run of the app is known by: letters and digits.
    """

    def __init__(self, clock: Callable[[], datetime] = _now, run: str = "") -> None:
        self._clock = clock
        self._run = run or secrets.token_hex(4)
        self._numbers = count(1)
        self._boxes: defaultdict[str, deque[PlaygroundMessage]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._arrival = asyncio.Event()

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        """Puts `card` into the mailbox of a person or channel, once for each `key`."""
        if not _exists(address):
            return Receipt(Fate.REFUSED, reason=f"the playground has no {address.id!r}")
        box = self._boxes[address.id]
        message = next((sent for sent in box if sent.key == key), None)
        if message is None:
            number = next(self._numbers)
            message = PlaygroundMessage(number, f"{self._run}-{number}", key, address, card, self._clock())
            box.append(message)
            self._tell()
        return Receipt(Fate.SENT, message.id)

    def change(self, id: str, card: Card) -> bool:
        """Puts `card` in the place of one in a channel, for everybody. Returns False if there is none."""
        return self._changed(id, card, lambda to: to.channel)

    async def update(self, address: Address, message: str, card: Card) -> Receipt:
        """Puts `card` in the place of one that was sent to a person or channel."""
        if self._changed(message, card, lambda to: to == address):
            return Receipt(Fate.SENT, message)
        return Receipt(Fate.REFUSED, reason="not there any more")

    def _changed(self, id: str, card: Card, where: Callable[[Address], bool]) -> bool:
        for box in self._boxes.values():
            for place, message in enumerate(box):
                if message.id == id and where(message.to) and not message.gone:
                    box[place] = replace(message, number=next(self._numbers), card=card, changed=True)
                    self._tell()
                    return True
        return False

    async def withdraw(self, address: Address, message: str) -> bool:
        """Takes a message off the page; False if it is not there any more."""
        box = self._boxes.get(address.id, ())
        for place, entry in enumerate(box):
            if entry.id == message and not entry.gone:
                self._boxes[address.id][place] = replace(entry, number=next(self._numbers), gone=True)
                self._tell()
                return True
        return False

    def since(self, last: str) -> list[PlaygroundMessage]:
        """Returns what came and changed after the mark `last`, oldest first; all, if it is of another run."""
        run, _, number = last.partition("-")
        after = int(number) if run == self._run and number.isdecimal() else 0
        later = (message for box in self._boxes.values() for message in box if message.number > after)
        return sorted(later, key=lambda message: message.number)

    def arrival(self) -> asyncio.Event:
        """Returns what will be set as soon as one more message is there. Ask for it before `since`."""
        return self._arrival

    def _tell(self) -> None:
        self._arrival.set()
        self._arrival = asyncio.Event()


def _exists(address: Address) -> bool:
    if (address.tenant, address.platform) != (TENANT, PLATFORM):
        return False
    return bool(_CHANNEL.fullmatch(address.id)) if address.channel else address.id in TEAM
