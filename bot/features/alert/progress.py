"""How far an alert has come: who was told, who is being told, who cannot be reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.edge import Address
from bot.core.ledger import Delivery, DeliveryState
from bot.features.alert.escalation import PATIENCE
from bot.features.alert.model import Alert

Place = tuple[int, int]  # the wave, and where in it
_WAITING = frozenset({DeliveryState.DUE, DeliveryState.SENDING})


@dataclass(frozen=True, slots=True)
class AlertProgress:
    """`first` are those of the first wave that was told, at `at`; `more` were told since.

    `telling` are under way, `missed` cannot be reached, `coming` are told if nobody answers. `quiet` says
    that the first had their minute.
    """

    first: tuple[Address, ...] = ()
    more: tuple[Address, ...] = ()
    telling: tuple[Address, ...] = ()
    missed: tuple[Address, ...] = ()
    at: datetime | None = None
    coming: tuple[Address, ...] = ()
    quiet: bool = False

    @property
    def alone(self) -> bool:
        """Whether nobody was reached, or nobody has answered, and nobody else is left."""
        return not self.telling and not self.coming and (self.quiet or not self.first)


def begun(alert: Alert) -> AlertProgress:
    """Returns how far an alert has come that was just stored."""
    others = tuple(to for wave in alert.waves for to in wave if to not in alert.waves[0])
    return AlertProgress(telling=alert.waves[0], coming=tuple(dict.fromkeys(others)))


def progress(alert: Alert, calls: Mapping[Place, Delivery], now: datetime) -> AlertProgress:
    """Returns how far an alert has come by the deliveries of its notices, by their places."""
    # What was tried has begun, whatever is planned for it now, and whatever the clock was set to since.
    started = {place: call for place, call in calls.items() if _began(call) or call.notice.due <= now}
    sent = [place for place in sorted(started) if started[place].state is DeliveryState.SENT]
    first = _people(alert, [place for place in sent if place[0] == sent[0][0]])
    arrived = _people(alert, sent)
    telling = _people(alert, [place for place in sorted(started) if started[place].state in _WAITING])
    tried = _people(alert, sorted(started))
    coming = _people(alert, [place for place, call in sorted(calls.items()) if call.state in _WAITING])
    at = started[sent[0]].at if sent else None
    return AlertProgress(
        first,
        tuple(to for to in arrived if to not in first),
        tuple(to for to in telling if to not in arrived),
        tuple(to for to in tried if to not in arrived and to not in telling),
        at,
        tuple(to for to in coming if to not in tried),
        quiet=at is not None and at + PATIENCE <= now,
    )


def _began(call: Delivery) -> bool:
    return call.state is not DeliveryState.DUE or bool(call.tries or call.doubts)


def _people(alert: Alert, places: list[Place]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(alert.waves[wave][place] for wave, place in places))
