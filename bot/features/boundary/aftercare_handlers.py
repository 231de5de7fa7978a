"""The buttons of the day after: the agent's three answers, and a supervisor who will talk."""

from __future__ import annotations

from bot.core.chat import Answer, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.core.viewer import name_line
from bot.features.boundary import aftercare_cards, cards
from bot.features.boundary.aftercare import to_talk_with
from bot.features.boundary.buttons import decode
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident
from bot.features.boundary.service import BoundaryService


class AftercareHandlers:
    """Answers the agent. Nothing is stored of what they answered, but that a supervisor is told of a wish."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps
        self._service = BoundaryService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can answer, and a supervisor."""
        return Routes(
            presses=(
                PressRoute(aftercare_cards.FINE, self.fine),
                PressRoute(aftercare_cards.TALK, self.talk),
                PressRoute(aftercare_cards.LEAVE, self.leave),
                PressRoute(aftercare_cards.HEARS, self.hears),
            )
        )

    async def fine(self, ask: Press) -> Answer:
        """Returns a friendly word."""
        return await self._answered(ask, "fine")

    async def leave(self, ask: Press) -> Answer:
        """Returns that this is not asked again."""
        return await self._answered(ask, "leave")

    async def talk(self, ask: Press) -> Answer:
        """Has a supervisor told that the agent would like to talk."""
        viewer = self._deps.viewer(ask.person)
        incident = await self._service.wish_to_talk(ask.person, ask.value)
        if incident is None:
            return Answer(cards.refused_card(viewer), Placement.PRIVATE)
        if not incident.audience:
            return Answer(aftercare_cards.answered_card(viewer, "nobody"), Placement.UPDATE)
        name = await self._first_name(incident)
        return Answer(aftercare_cards.answered_card(viewer, "talk", name), Placement.UPDATE)

    async def hears(self, ask: Press) -> Answer:
        """Stores that the supervisor will talk with the agent, who hears of it."""
        viewer = self._deps.viewer(ask.person)
        incident = await self._service.will_talk(ask.person, ask.value)
        if incident is None:
            return Answer(cards.refused_card(viewer))
        placement = Placement.EVERYONE if ask.where else Placement.UPDATE
        return Answer(aftercare_cards.heard_card(viewer, incident), placement)

    async def _answered(self, ask: Press, answer: str) -> Answer:
        viewer = self._deps.viewer(ask.person)
        if await self._service.own_incident(ask.person, decode(ask.value)) is None:
            return Answer(cards.refused_card(viewer), Placement.PRIVATE)
        return Answer(aftercare_cards.answered_card(viewer, answer), Placement.UPDATE)

    async def _first_name(self, incident: Incident) -> str:
        first = to_talk_with(incident)[0]
        if first.channel:
            return ""
        profiles = await self._deps.people.find_profiles(first.tenant, [first.id])
        return name_line(profiles[first.id].name) if first.id in profiles else ""
