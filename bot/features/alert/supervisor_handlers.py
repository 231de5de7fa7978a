"""The buttons of the notice that an alert is."""

from __future__ import annotations

from bot.core.chat import Answer, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.features.alert import cards, supervisor_cards
from bot.features.alert.deps import AlertDeps
from bot.features.alert.model import AlertAnswer
from bot.features.alert.service import AlertService
from bot.features.alert.viewer import plain_viewer, readers_viewer

ANSWERS = {supervisor_cards.COMING: AlertAnswer.COMING, supervisor_cards.CALLING: AlertAnswer.CALLING}


class ResponderHandlers:
    """Lets whoever has the notice take it. The first press counts; the others see whose it is."""

    def __init__(self, deps: AlertDeps) -> None:
        self._deps = deps
        self._service = AlertService(deps)

    def routes(self) -> Routes:
        """Returns what a supervisor can do."""
        return Routes(presses=tuple(PressRoute(action, self.respond) for action in ANSWERS))

    async def respond(self, ask: Press) -> Answer:
        """Stores the answer, and returns the notice as it is now."""
        person = ask.person
        alert = await self._service.respond(ask, ANSWERS[ask.action])
        if alert is None:
            return Answer(cards.refused_card(plain_viewer(self._deps, person)))
        viewer = await readers_viewer(self._deps, alert, person, channel=bool(ask.where))
        # In a channel everybody has the notice, and everybody sees whose it is.
        if ask.where:
            return Answer(supervisor_cards.call_card(viewer, alert), Placement.EVERYONE)
        return Answer(supervisor_cards.call_card(viewer, alert, you=person.user_id), Placement.UPDATE)
