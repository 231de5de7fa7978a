"""Everything the self-check does, for whoever wires it."""

from __future__ import annotations

from bot.coach.checkin.asking import Asking
from bot.coach.checkin.caring import Caring
from bot.coach.checkin.kit import Kit
from bot.coach.checkin.own import Own
from bot.coach.desk import Capability

ROOM = "checkin"  # what its notices' `what` begins with


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents and managers can do."""
    return (Asking(kit), Own(kit), Caring(kit))
