"""Reads an incident, changes it, and stores it with its notices: one press, one transaction."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.core.chat import Person
from bot.core.conflict import AGAIN, Try, retry
from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.core.names import own_name
from bot.core.policy import AbuseKind
from bot.core.refusals import log_refusal
from bot.core.send_limits import SendLimitError
from bot.features.boundary import protocol
from bot.features.boundary.aftercare import SAME, asked_at
from bot.features.boundary.audience import audience
from bot.features.boundary.buttons import IncidentReference, decode
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.facts import countable
from bot.features.boundary.log_cards import chart_start
from bot.features.boundary.model import (
    Incident,
    IncidentResult,
    ResultKind,
    SupervisorAnswer,
    SupervisorSupport,
)
from bot.features.boundary.notices import (
    CHANGES,
    REPORTS,
    caused_notices,
    changed_notices,
    first_wish_notice,
    heard_notice,
    reports,
)
from bot.features.boundary.protocol import ProtocolMove

_log = logging.getLogger("calma.boundary")
IncidentChange = Callable[[Incident, IncidentReference, datetime], Incident]


class BoundaryService:
    """Incidents, as agents and supervisors change them. A press by anybody else is refused and logged."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps

    async def open_incident(self, person: Person) -> Incident | None:
        """Returns the person's incident that still goes on."""
        return await self._deps.incidents.open_incident(person.tenant, person.user_id)

    async def waiting_reports(self, person: Person) -> tuple[Incident, ...]:
        """Returns the reports that a person was told of themselves, and that wait for them."""
        incidents = await self._deps.incidents.incidents_waiting(person.tenant, chart_start(self._deps.now()))
        me = Address(person.tenant, person.platform, person.user_id)
        return tuple(incident for incident in incidents if me in incident.audience)

    async def own_incident(self, person: Person, ref: IncidentReference | None) -> Incident | None:
        """Returns the incident a button names, if it is the person's own."""
        incident = await self._deps.incidents.find_incident(person.tenant, ref.id) if ref else None
        if incident and incident.agent == person.user_id:
            return incident
        log_refusal(_log, person, "incident", ref.id if ref else None)
        return None

    @retry
    async def begin(self, person: Person, channel: str) -> tuple[Incident, bool] | Literal[Try.AGAIN]:
        """Returns the incident that still goes on, else a new one, and whether it is new. Raises Conflict."""
        if going := await self.open_incident(person):
            return going, False
        fresh = await self._new_incident(person, channel)
        return (fresh, True) if await self._deps.incidents.keep_incident([fresh]) else AGAIN

    @retry
    async def renew(
        self, person: Person, ref: IncidentReference | None
    ) -> tuple[Incident, bool] | Literal[Try.AGAIN]:
        """Sets the incident that `ref` names aside for a new one; returns what goes on, and if it is new.

        Raises Conflict.
        """
        going = await self.open_incident(person)
        if going is None:
            return await self.begin(person, "")
        if ref is None or ref.id != going.id:  # pressed twice: the new one is there already
            return going, False
        now, course = self._deps.now(), going.course
        aside = protocol.press(course, going.policy, ProtocolMove.LEAVE, course.turn, now)
        fresh = await self._new_incident(person, course.channel)
        changed = [replace(going, course=aside), fresh]
        return (fresh, True) if await self._stored(*changed) else AGAIN

    async def change(self, person: Person, value: str, change: IncidentChange) -> Incident | None:
        """Returns the incident after a change, None if it is not the person's own. Raises Conflict."""
        incident, _ = await self.change_within(person, value, change)
        return incident

    @retry
    async def change_within(
        self, person: Person, value: str, change: IncidentChange
    ) -> tuple[Incident | None, SendLimitError | None] | Literal[Try.AGAIN]:
        """Does what `change` does; where the person has sent as much as one may, returns that too.

        Then all is stored, but nothing goes out, and nothing says that somebody was told. Raises Conflict.
        """
        ref = decode(value)
        before = await self.own_incident(person, ref)
        if before is None or ref is None:
            return None, None
        now = self._deps.now()
        after = await self._with_audience(before, change(before, ref, now))
        if after == before:
            return before, None
        return await self._keep(before, after, now, asked_at(person, now))

    async def _keep(
        self, before: Incident, after: Incident, now: datetime, asked: datetime
    ) -> tuple[Incident, SendLimitError | None] | Literal[Try.AGAIN]:
        """Stores a change with its notices; where there are too many of a kind, without those."""
        notices = await self._notices(before, after, now, asked)
        reached: SendLimitError | None = None
        while True:
            try:
                done = await self._stored(after, notices=notices)
            except SendLimitError as error:
                notices = tuple(n for n in notices if not n.limited or n.limited.limit != error.limit)
                if error.limit == REPORTS:
                    after = replace(after, course=protocol.without_report(after.course))
                if error.limit != CHANGES:  # what is said already is only not mended at once
                    reached = error
                continue
            return (replace(after, version=after.version + 1), reached) if done else AGAIN

    async def _notices(
        self, before: Incident, after: Incident, now: datetime, asked: datetime | None = None
    ) -> tuple[Notice, ...]:
        changed = await changed_notices(self._deps.ledger, before, after, now)
        return (*caused_notices(before, after, now, asked), *changed)

    @retry
    async def tell_kind(self, person: Person, kind: AbuseKind) -> Incident | Literal[Try.AGAIN] | None:
        """Returns the person's open incident after they told what the customer did. Raises Conflict."""
        before = await self.open_incident(person)
        if before is None:
            return None
        after = replace(before, course=protocol.zero(before.course, before.policy, kind, self._deps.now()))
        if after == before:
            return before
        done = await self._deps.incidents.keep_incident([after])
        return replace(after, version=after.version + 1) if done else AGAIN

    @retry
    async def support(
        self, person: Person, value: str, answer: SupervisorAnswer
    ) -> Incident | Literal[Try.AGAIN] | None:
        """Returns the incident with a supervisor's answer: the first counts, and stays.

        None for whoever does not have the notice, and for the agent. Raises Conflict.
        """
        incident = await self._noticed_incident(person, decode(value))
        if incident is None or incident.support:
            return incident
        now, name = self._deps.now(), self._own_name(person)
        after = replace(incident, support=SupervisorSupport(person.user_id, name, answer, now))
        done = await self._stored(after, notices=await self._notices(incident, after, now))
        return after if done else AGAIN

    @retry
    async def resolve(self, person: Person, value: str) -> Incident | Literal[Try.AGAIN] | None:
        """Returns the incident with what came of it, which a supervisor may mend. Raises Conflict, and
        SendLimitError where they mended as often as one may.

        None for whoever does not have the notice, and for the agent.
        """
        ref = decode(value)
        seal, _, kind = ref.more.rpartition("_") if ref else ("", "", "")
        before = await self._noticed_incident(person, replace(ref, more=seal) if ref else None)
        if before is None or before.course.open or kind not in {result.value for result in ResultKind}:
            return before
        if before.result and before.result.kind.value == kind:
            return before
        now, name = self._deps.now(), self._own_name(person)
        after = replace(before, result=IncidentResult(person.user_id, name, ResultKind(kind), now))
        done = await self._stored(after, notices=await self._notices(before, after, now))
        return after if done else AGAIN

    @retry
    async def wish_to_talk(self, person: Person, value: str) -> Incident | Literal[Try.AGAIN] | None:
        """Has somebody told, once, that the agent would like to talk. Raises Conflict and SendLimitError.

        Returns the incident, with nobody in its audience where there is nobody to tell; None if it is not
        the person's own.
        """
        before = await self.own_incident(person, decode(value))
        if before is None:
            return None
        people = await audience(
            self._deps.people, before.policy, before.tenant, before.platform, before.agent
        )
        after = replace(before, audience=people)
        if not people:
            return after
        notice = first_wish_notice(after, self._deps.now())
        return after if await self._deps.incidents.keep_incident([after], [notice]) else AGAIN

    @retry
    async def will_talk(self, person: Person, value: str) -> Incident | Literal[Try.AGAIN] | None:
        """Returns the incident with who will talk with the agent: the first of a day. Raises Conflict.

        None for whoever does not have the notice, and for the agent.
        """
        before, now = await self._noticed_incident(person, decode(value)), self._deps.now()
        if before is None:
            return None
        support = before.support
        if support and support.answer is SupervisorAnswer.TALK and now - support.at < SAME:
            return before
        name = self._own_name(person)
        after = replace(before, support=SupervisorSupport(person.user_id, name, SupervisorAnswer.TALK, now))
        notice = heard_notice(after, now)
        return after if await self._stored(after, notices=[notice]) else AGAIN

    async def _stored(self, *changed: Incident, notices: Sequence[Notice] = ()) -> bool:
        """Stores incidents with their notices, and has what is known of them by now counted."""
        done = await self._deps.incidents.keep_incident(changed, notices)
        for incident in changed if done else ():
            agent = Person(incident.tenant, incident.platform, incident.agent)
            for kind, name, part in countable(incident):
                self._deps.activity.note(agent, kind, incident.id, name, part)
        return done

    def _own_name(self, person: Person) -> str:
        return own_name(self._deps.viewer(person).say, person)

    async def _noticed_incident(self, person: Person, ref: IncidentReference | None) -> Incident | None:
        incident = await self._deps.incidents.find_incident(person.tenant, ref.id) if ref else None
        noticed = incident and ref and hmac.compare_digest(incident.seal, ref.more)
        if incident and noticed and incident.agent != person.user_id:
            return incident
        log_refusal(_log, person, "incident", ref.id if ref else None)
        return None

    async def _with_audience(self, before: Incident, after: Incident) -> Incident:
        reported = reports(after.course) > reports(before.course)
        if reported or after.course.rested != before.course.rested:
            people = await audience(
                self._deps.people, after.policy, after.tenant, after.platform, after.agent
            )
            after = replace(after, audience=people)
        if reported and not after.audience:  # nobody was told, so nothing may say so
            return replace(after, course=protocol.without_report(after.course))
        return after

    async def _new_incident(self, person: Person, channel: str) -> Incident:
        edition = await self._deps.edition(person.tenant)
        return Incident(
            tenant=person.tenant,
            id=self._deps.new_id(),
            agent=person.user_id,
            platform=person.platform,
            name=self._own_name(person),
            language=person.language,
            seal=self._deps.new_id(),
            policy=edition.policy,
            audience=(),
            course=protocol.start(channel or person.channel or "phone", self._deps.now()),
        )
