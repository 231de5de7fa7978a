"""The buttons of a supervisor's notice."""

from __future__ import annotations

from bot.core.chat import Answer, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.features.boundary import cards, supervisor_cards
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident, SupervisorAnswer
from bot.features.boundary.service import BoundaryService

ANSWERS = {supervisor_cards.SEEN: SupervisorAnswer.SEEN, supervisor_cards.TALK: SupervisorAnswer.TALK}


class SupervisorHandlers:
    """Lets whoever has the notice stand behind the agent. The first press counts; the others see whose."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps
        self._service = BoundaryService(deps)

    def routes(self) -> Routes:
        """Returns what a supervisor can do."""
        answers = (PressRoute(action, self.answer) for action in ANSWERS)
        waiting = PressRoute(supervisor_cards.WAITING, self.waiting, reads=True)
        return Routes(presses=(*answers, PressRoute(supervisor_cards.RESULT, self.result), waiting))

    async def answer(self, ask: Press) -> Answer:
        """Stores the answer, and returns the notice with it."""
        return await self._notice(
            ask, await self._service.support(ask.person, ask.value, ANSWERS[ask.action])
        )

    async def result(self, ask: Press) -> Answer:
        """Stores what came of the incident, and returns the notice with it."""
        return await self._notice(ask, await self._service.resolve(ask.person, ask.value))

    async def waiting(self, ask: Press) -> Answer:
        """Returns the notice that waits longest for whoever was told of it; of others' nothing is shown."""
        viewer = self._deps.viewer(ask.person)
        waiting = await self._service.waiting_reports(ask.person)
        card = supervisor_cards.waiting_card(viewer, waiting)
        # In a channel its buttons would answer for all to see.
        return Answer(card, Placement.CHAT if ask.where else Placement.UPDATE)

    async def _notice(self, ask: Press, incident: Incident | None) -> Answer:
        viewer = self._deps.viewer(ask.person)
        if incident is None:
            return Answer(cards.refused_card(viewer))
        if not ask.where:
            return Answer(supervisor_cards.notice_card(viewer, incident), Placement.UPDATE)
        # In a channel everybody has the notice, and everybody sees that it is answered.
        viewer = await self._deps.channel_viewer(viewer, incident)
        return Answer(supervisor_cards.notice_card(viewer, incident), Placement.EVERYONE)
