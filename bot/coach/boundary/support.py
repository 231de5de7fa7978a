"""The buttons of a supervisor's notice."""

from __future__ import annotations

import hmac
from dataclasses import replace
from typing import Literal

from bot.coach.boundary import cards, report
from bot.coach.boundary.incident import Answered, Backing, Incident
from bot.coach.boundary.keeping import refused
from bot.coach.boundary.kit import Kit
from bot.coach.boundary.notices import caused
from bot.coach.boundary.sight import Reference, named, read
from bot.coach.conflict import AGAIN, Try, retry
from bot.coach.desk import PressRoute, Routes
from bot.coach.talk import Answer, How, Press

HOW = {report.SEEN: Answered.SEEN, report.TALK: Answered.TALK}


class Support:
    """Lets whoever has the notice stand behind the agent. The first press counts; the others see whose."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def routes(self) -> Routes:
        """Returns what a supervisor can do."""
        return Routes(presses=tuple(PressRoute(action, self.answer) for action in HOW))

    @retry
    async def answer(self, ask: Press) -> Answer | Literal[Try.AGAIN]:
        """Keeps the answer, and returns the notice with it."""
        sight, ref = self._kit.sight(ask.person), read(ask.value)
        # In a channel everybody has the notice, and everybody sees that it is answered.
        how = How.EVERYONE if ask.where else How.UPDATE
        incident = await self._meant(ask, ref)
        if incident is None:
            refused(ask.person, ref)
            return Answer(cards.refused(sight))
        if incident.backing:
            return Answer(report.notice(sight, incident), how)
        now, person = self._kit.now(), ask.person
        name = named(person.name or person.user_id)
        backing = Backing(person.user_id, name, HOW[ask.action], now)
        after = replace(incident, backing=backing)
        done = await self._kit.incidents.keep([after], caused(incident, after, now))
        return Answer(report.notice(sight, after), how) if done else AGAIN

    async def _meant(self, ask: Press, ref: Reference | None) -> Incident | None:
        if ref is None:
            return None
        incident = await self._kit.incidents.find(ask.person.tenant, ref.id)
        if incident is None or incident.agent == ask.person.user_id:
            return None
        return incident if hmac.compare_digest(incident.seal, ref.more) else None
