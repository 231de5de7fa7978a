"""Reads an incident, changes it, and keeps it with its notices: one press, one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.core.chat import Person
from bot.core.conflict import AGAIN, Try, retry
from bot.core.viewer import name_line
from bot.features.boundary import protocol
from bot.features.boundary.buttons import IncidentReference, read
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident
from bot.features.boundary.notices import caused
from bot.features.boundary.protocol import ProtocolMove

_log = logging.getLogger("calma.boundary")
Change = Callable[[Incident, IncidentReference, datetime], Incident]


class BoundaryService:
    """The incidents of an agent. A press on somebody else's is refused and logged."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps

    async def going(self, person: Person) -> Incident | None:
        """Returns the person's incident that still goes on."""
        return await self._deps.incidents.open_incident(person.tenant, person.user_id)

    async def own(self, person: Person, ref: IncidentReference | None) -> Incident | None:
        """Returns the incident a button names, if it is the person's own."""
        found = await self._deps.incidents.find_incident(person.tenant, ref.id) if ref else None
        if found and found.agent == person.user_id:
            return found
        refused(person, ref)
        return None

    @retry
    async def begin(self, person: Person, channel: str) -> tuple[Incident, bool] | Literal[Try.AGAIN]:
        """Returns the incident that still goes on, else a new one, and whether it is new."""
        if going := await self.going(person):
            return going, False
        fresh = await self._fresh(person, channel)
        return (fresh, True) if await self._deps.incidents.keep_incident([fresh]) else AGAIN

    @retry
    async def renew(
        self, person: Person, ref: IncidentReference | None
    ) -> tuple[Incident, bool] | Literal[Try.AGAIN]:
        """Sets the incident that `ref` names aside for a new one; returns what goes on, and if it is new."""
        going = await self.going(person)
        if going is None:
            return await self.begin(person, "")
        if ref is None or ref.id != going.id:  # pressed twice: the new one is there already
            return going, False
        now, course = self._deps.now(), going.course
        aside = replace(
            going, course=protocol.press(course, going.policy, ProtocolMove.LEAVE, course.turn, now)
        )
        fresh = await self._fresh(person, course.channel)
        return (fresh, True) if await self._deps.incidents.keep_incident([aside, fresh]) else AGAIN

    @retry
    async def change(
        self, person: Person, value: str, change: Change
    ) -> Incident | Literal[Try.AGAIN] | None:
        """Returns the incident after a change, None if it is not the person's own. Raises Conflict."""
        ref = read(value)
        before = await self.own(person, ref)
        if before is None or ref is None:
            return None
        now = self._deps.now()
        after = await self._with_audience(before, change(before, ref, now))
        if after == before:
            return before
        done = await self._deps.incidents.keep_incident([after], caused(before, after, now))
        return replace(after, version=after.version + 1) if done else AGAIN

    async def _with_audience(self, before: Incident, after: Incident) -> Incident:
        told = after.course.told and not before.course.told
        rested = after.course.rested and not before.course.rested
        if told or rested:
            after = replace(after, audience=await self._deps.audience(after))
        if told and not after.audience:  # nobody was told, so nothing may say so
            return replace(after, course=replace(after.course, told=None))
        return after

    async def _fresh(self, person: Person, channel: str) -> Incident:
        edition = await self._deps.edition(person.tenant)
        return Incident(
            tenant=person.tenant,
            id=self._deps.new_id(),
            agent=person.user_id,
            platform=person.platform,
            name=name_line(person.name or person.user_id),
            language=person.language,
            seal=self._deps.new_id(),
            policy=edition.policy,
            audience=(),
            course=protocol.start(channel or person.channel or "phone", self._deps.now()),
        )


def refused(person: Person, ref: IncidentReference | None) -> None:
    """Logs a press on what is not the person's, by ids alone."""
    _log.warning(
        "refused a press: tenant %s, user %s, incident %s",
        person.tenant,
        person.user_id,
        ref.id if ref else "unreadable",
    )
