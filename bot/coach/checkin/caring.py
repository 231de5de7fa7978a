"""`/checkin care`: what helps around a hard shift, and whom to talk to. Nothing is kept of it."""

from __future__ import annotations

from bot.coach.checkin import actions, support
from bot.coach.checkin.kit import Kit, alone
from bot.coach.desk import CommandRoute, PressRoute, Routes
from bot.coach.talk import Answer, Command, Press


class Caring:
    """Shows what helps, whether or not somebody takes the self-check, also where it is turned off."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def routes(self) -> Routes:
        """Returns what this room answers."""
        return Routes(
            commands=(CommandRoute("checkin", self.care, ("care",)),),
            presses=(PressRoute(actions.CARE, self.care), PressRoute(actions.LINES, self.lines)),
        )

    async def care(self, ask: Command | Press) -> Answer:
        """Returns the checklist, in a dialog: that somebody looked is nobody's business."""
        return alone(support.care_card(self._kit.sight(ask.person.language), await self._country(ask)))

    async def lines(self, ask: Press) -> Answer:
        """Returns the lines of help."""
        return alone(support.lines_card(self._kit.sight(ask.person.language), await self._country(ask)))

    async def _country(self, ask: Command | Press) -> str:
        return (await self._kit.terms(ask.person.tenant)).country
