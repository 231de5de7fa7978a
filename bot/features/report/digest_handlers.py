"""`/calm digest`: a manager turns their weekly digest on and off. Nobody turns on another's."""

from __future__ import annotations

from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.clocks import knows_zone
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.features.report import digest_cards as cards
from bot.features.report.deps import DigestDeps
from bot.features.report.digest import HOURS, USUAL_HOUR
from bot.features.report.model import Digest
from bot.features.report.service import DigestService


class DigestHandlers:
    """Each press is about whoever pressed."""

    def __init__(self, deps: DigestDeps) -> None:
        self._deps, self._service = deps, DigestService(deps)

    def routes(self) -> Routes:
        """Returns what managers can do. Whoever is one no longer can still turn theirs off."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("calm", self.show, ("digest",), least=least, reads=True),),
            presses=(
                PressRoute(cards.STATUS, self.pressed, least, reads=True),
                PressRoute(cards.ON, self.turn_on, least),
                PressRoute(cards.HOUR, self.set_hour, least),
                PressRoute(cards.OFF, self.turn_off),
            ),
        )

    async def show(self, ask: Command) -> Answer:
        """Returns whether it is on."""
        return await self._status(ask.person, await self._service.find(ask.person), Placement.PRIVATE)

    async def pressed(self, ask: Press) -> Answer:
        """Returns the same, in place."""
        return await self._status(ask.person, await self._service.find(ask.person), Placement.UPDATE)

    async def turn_on(self, ask: Press) -> Answer:
        """Has it come from the next Monday on; one that is on stays as it is."""
        digest = await self._service.find(ask.person)
        digest = digest or await self._service.turn_on(ask.person, USUAL_HOUR)
        return await self._status(ask.person, digest, Placement.UPDATE)

    async def set_hour(self, ask: Press) -> Answer:
        """Has it come at another hour; one that is off stays so, as on an old card."""
        digest = await self._service.find(ask.person)
        if digest and ask.value in {str(hour) for hour in HOURS}:
            digest = await self._service.turn_on(ask.person, int(ask.value), digest)
        return await self._status(ask.person, digest, Placement.UPDATE)

    async def turn_off(self, ask: Press) -> Answer:
        """Has no more come."""
        await self._service.turn_off(ask.person)
        return Answer(cards.off_card(await self._deps.reports.viewer(ask.person)), Placement.UPDATE)

    async def _status(self, person: Person, digest: Digest | None, how: Placement) -> Answer:
        viewer = await self._deps.reports.viewer(person)
        return Answer(cards.status_card(viewer, digest, zoned=knows_zone(person.zone)), how)
