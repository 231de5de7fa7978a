"""What presses change: a person's own minute, and a manager's offer to a group."""

from __future__ import annotations

from bot.core.chat import Person
from bot.core.clocks import local, place
from bot.core.groups import Group
from bot.core.ledger import DeliveryState
from bot.core.send_window import SendWindow
from bot.features.minute.deps import MinuteDeps
from bot.features.minute.model import Minute, MinuteOffer, ShiftStart
from bot.features.minute.notices import line_key, waiting_keys
from bot.features.minute.starts import WINDOW, next_slot, zone_now


class MinuteService:
    """Each press is about whoever pressed, and about nobody else."""

    def __init__(self, deps: MinuteDeps) -> None:
        self._deps = deps

    async def find(self, person: Person) -> Minute | None:
        """Returns a person's, or None where it is off."""
        return await self._deps.minutes.find_minute(person.tenant, person.user_id)

    def proposed_start(self, person: Person, minute: Minute | None) -> ShiftStart:
        """Returns what a form begins with: what they set, else the shift they told, else the usual."""
        zone = place(person.zone)
        if minute:
            return ShiftStart(minute.start.at, minute.start.days, zone_now(person.zone, minute.start.zone))
        shift = person.shift
        return (
            ShiftStart(shift.start, shift.days or ShiftStart().days, zone) if shift else ShiftStart(zone=zone)
        )

    async def turn_on(self, person: Person, start: ShiftStart) -> Minute:
        """Stores when a person's shifts start, and returns it with the line that comes next."""
        now, user = self._deps.now(), person.user_id
        today = local(now, start.zone).date()
        delivery = await self._deps.ledger.find_delivery(person.tenant, line_key(user, today))
        came = delivery is not None and delivery.state is not DeliveryState.DUE
        day, due = next_slot(start, user, now, after=today if came else None)
        minute = Minute(person.tenant, user, person.platform, start, day, due)
        await self._deps.minutes.keep_minute(minute, waiting_keys(user, now))
        return minute

    async def turn_off(self, person: Person) -> None:
        """Deletes it, with what waits."""
        waiting = waiting_keys(person.user_id, self._deps.now())
        await self._deps.minutes.remove_minute(person.tenant, person.user_id, waiting)

    async def is_held_back(self, minute: Minute) -> bool:
        """Returns whether a person's own pause, stop or quiet hours keep the next line from coming."""
        window = SendWindow(minute.due, minute.due + WINDOW, minute.start.zone)
        times = await self._deps.preferred(minute.tenant, {minute.user: window})
        return times.get(minute.user) != minute.due

    async def refuse(self, person: Person) -> None:
        """Stores that a person wants no such offer any more."""
        today = self._deps.now().date()
        await self._deps.minutes.refuse_invitations(person.tenant, person.user_id, today)

    async def offer(self, person: Person, group: Group) -> None:
        """Has a group told. Who is told, and what they make of it, comes back to nobody.

        That it was offered is noted first: one that failed may be in the change log, one that went always is.
        """
        await self._deps.log_offer(person, group)
        offer = MinuteOffer(person.tenant, group.id, person.user_id, self._deps.now())
        await self._deps.minutes.keep_offer(offer)
