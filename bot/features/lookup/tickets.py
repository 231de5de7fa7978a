"""Tickets: by one, a press that tells how it went proves the look-up that was answered before it.

It is made with a card, for whoever asked, and travels in the card's buttons. Nothing of it is stored until
it is used; the key that it is made with is the installation's, so that every process knows its own.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b

from bot.core.chat import Person
from bot.core.people import Clock
from bot.core.retention import OUTCOME_TICKETS

_DAY, _MARK, _NAME = 4, 16, 12  # characters: the day, what only who has the key can write, the look-up's name
_SHAPE = re.compile(rf"[0-9a-f]{{{_DAY}}}[A-Za-z0-9_-]{{{_MARK},{_MARK + _NAME}}}")


class Tickets:
    """Gives a look-up its ticket, and tells whether one is genuine and no older than a month."""

    def __init__(self, key: bytes, new_id: Callable[[], str], clock: Clock) -> None:
        self._key, self._new_id, self._clock = key, new_id, clock

    def issue(self, person: Person) -> str:
        """Returns the ticket of a look-up that is answered now: letters, digits, `-` and `_`, 32 at most."""
        day, name = f"{_days(self._clock()):0{_DAY}x}", self._new_id()[-_NAME:]
        return f"{day}{self._mark(person, day, name)}{name}"

    def is_genuine(self, person: Person, ticket: str) -> bool:
        """Returns whether a ticket was issued to this person, within the last month."""
        if not _SHAPE.fullmatch(ticket):
            return False
        day, mark, name = ticket[:_DAY], ticket[_DAY : _DAY + _MARK], ticket[_DAY + _MARK :]
        age = _days(self._clock()) - int(day, 16)
        return 0 <= age < OUTCOME_TICKETS.days and hmac.compare_digest(mark, self._mark(person, day, name))

    def _mark(self, person: Person, *parts: str) -> str:
        # The lengths keep apart what would otherwise read the same: ("a", "bc") and ("ab", "c").
        named = (person.tenant, person.platform, person.user_id, *parts)
        text = "".join(f"{len(part)}:{part}" for part in named)
        digest = blake2b(text.encode(errors="surrogatepass"), key=self._key, digest_size=12).digest()
        return urlsafe_b64encode(digest).decode()


def _days(at: datetime) -> int:
    return int(at.timestamp()) // 86_400
