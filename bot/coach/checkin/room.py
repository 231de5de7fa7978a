"""Everything the self-check does, for whoever wires it."""

from __future__ import annotations

from bot.coach.checkin.asking import Asking
from bot.coach.checkin.caring import Caring
from bot.coach.checkin.closing import Daily
from bot.coach.checkin.kit import Kit
from bot.coach.checkin.management import Management
from bot.coach.checkin.members import Members
from bot.coach.checkin.offered import Offered
from bot.coach.checkin.overview import Overview
from bot.coach.checkin.own import Own
from bot.coach.checkin.reminders import Add, CheckinAuthor, Reminding
from bot.coach.desk import Capability

ROOM = "checkin"  # what its notices' `what` begins with


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents and managers can do."""
    return (Asking(kit), Own(kit), Caring(kit), Overview(kit, _offered(kit)), Management(kit))


def author(kit: Kit) -> CheckinAuthor:
    """Returns who writes the reminders."""
    return CheckinAuthor(kit)


def reminding(kit: Kit, add: Add) -> Reminding:
    """Returns the daily job that writes reminders; `add` keeps them until they are sent."""
    return Reminding(kit, _offered(kit), add)


def closing(kit: Kit) -> Daily:
    """Returns the daily job that closes periods and deletes what is old."""
    return Daily(kit.kept, lambda: kit.guide.content.instrument, Members(_offered(kit), kit.rosters))


def _offered(kit: Kit) -> Offered:
    return Offered(kit.groups, kit.kept.tenants, kit.rosters)
