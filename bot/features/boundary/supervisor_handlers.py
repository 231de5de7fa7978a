"""The buttons of a supervisor's notice."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Literal

from bot.core.chat import Answer, Placement, Press
from bot.core.conflict import AGAIN, Try, retry
from bot.core.desk import PressRoute, Routes
from bot.core.viewer import name_line
from bot.features.boundary import cards, supervisor_cards
from bot.features.boundary.buttons import IncidentReference, read
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident, SupervisorAnswer, SupervisorSupport
from bot.features.boundary.notices import caused
from bot.features.boundary.service import refused

HOW = {supervisor_cards.SEEN: SupervisorAnswer.SEEN, supervisor_cards.TALK: SupervisorAnswer.TALK}


class SupervisorHandlers:
    """Lets whoever has the notice stand behind the agent. The first press counts; the others see whose."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what a supervisor can do."""
        return Routes(presses=tuple(PressRoute(action, self.answer) for action in HOW))

    @retry
    async def answer(self, ask: Press) -> Answer | Literal[Try.AGAIN]:
        """Keeps the answer, and returns the notice with it."""
        viewer, ref = self._deps.viewer(ask.person), read(ask.value)
        # In a channel everybody has the notice, and everybody sees that it is answered.
        how = Placement.EVERYONE if ask.where else Placement.UPDATE
        incident = await self._meant(ask, ref)
        if incident is None:
            refused(ask.person, ref)
            return Answer(cards.refused(viewer))
        if incident.backing:
            return Answer(supervisor_cards.notice(viewer, incident), how)
        now, person = self._deps.now(), ask.person
        name = name_line(person.name or person.user_id)
        backing = SupervisorSupport(person.user_id, name, HOW[ask.action], now)
        after = replace(incident, backing=backing)
        done = await self._deps.incidents.keep_incident([after], caused(incident, after, now))
        return Answer(supervisor_cards.notice(viewer, after), how) if done else AGAIN

    async def _meant(self, ask: Press, ref: IncidentReference | None) -> Incident | None:
        if ref is None:
            return None
        incident = await self._deps.incidents.find_incident(ask.person.tenant, ref.id)
        if incident is None or incident.agent == ask.person.user_id:
            return None
        return incident if hmac.compare_digest(incident.seal, ref.more) else None
