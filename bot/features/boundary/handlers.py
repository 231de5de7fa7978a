"""`/calm boundary`, and the buttons of its cards: what an agent does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.phrasebook import CHANNELS
from bot.core.policy import AbuseKind
from bot.features.boundary import cards, forms, protocol
from bot.features.boundary.buttons import IncidentReference, decode
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident
from bot.features.boundary.protocol import ProtocolMove, ProtocolStep
from bot.features.boundary.service import BoundaryService, IncidentChange

# Whole texts, not whatever begins so: `/calm límite de crédito` is a question for the look-up.
KEYWORDS = ("boundary", *(f"boundary {channel}" for channel in CHANNELS))


class BoundaryHandlers:
    """Takes a contact through the protocol. Every press is stored before its card is shown."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps
        self._service = BoundaryService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        moves = [PressRoute(action, self._press_handler(move)) for move, action in cards.MOVES.items()]
        return Routes(
            commands=(CommandRoute("calm", self.open, KEYWORDS),),
            presses=(
                *moves,
                PressRoute(cards.START, self.start),
                PressRoute(cards.NEW, self.renew),
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.CHANNEL, self.set_channel),
                PressRoute(cards.KIND, self.set_kind),
                PressRoute(cards.REST, self.rest),
                PressRoute(cards.NOTE, self.open_note),
            ),
            submits=(SubmitRoute(forms.NOTED, self.keep_note),),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the contact that still goes on, else a new one at its first warning."""
        channel = ask.keyword.partition(" ")[2]
        incident, new = await self._service.begin(ask.person, channel)
        return self._answer(ask.person, incident, Placement.PRIVATE, renew=not new)

    async def start(self, ask: Press) -> Answer:
        """Does what the command does, in place of the card that offered it."""
        channel = ask.value if ask.value in CHANNELS else ""
        incident, new = await self._service.begin(ask.person, channel)
        return self._answer(ask.person, incident, renew=not new)

    async def renew(self, ask: Press) -> Answer:
        """Sets the contact that still goes on aside for a new one."""
        incident, new = await self._service.renew(ask.person, decode(ask.value))
        return self._answer(ask.person, incident, renew=not new)

    async def show(self, ask: Press) -> Answer:
        """Returns the card of where the contact is."""
        incident = await self._service.own_incident(ask.person, decode(ask.value))
        return self._answer(ask.person, incident)

    async def set_channel(self, ask: Press) -> Answer:
        """Returns the words for another channel."""
        return self._answer(ask.person, await self._service.change(ask.person, ask.value, _to_channel))

    async def set_kind(self, ask: Press) -> Answer:
        """Stores what the customer did."""
        return self._answer(ask.person, await self._service.change(ask.person, ask.value, _to_kind))

    async def rest(self, ask: Press) -> Answer:
        """Returns what helps in a recovery break, and has word sent when it is over."""
        incident = await self._service.change(ask.person, ask.value, _change_by(ProtocolMove.REST))
        if incident is None or incident.course.rested is None:
            return self._answer(ask.person, incident)
        announced = incident.policy.announced and bool(incident.audience)
        card = cards.recovery_card(self._deps.viewer(ask.person), incident, announced=announced)
        return Answer(card, Placement.UPDATE)

    async def open_note(self, ask: Press) -> Reply:
        """Returns the form for a note."""
        incident = await self._service.own_incident(ask.person, decode(ask.value))
        if incident is None:
            return self._answer(ask.person, None)
        return forms.note_form(self._deps.viewer(ask.person), incident)

    async def keep_note(self, ask: Submit) -> Reply:
        """Stores a note, without what must not be stored of a customer."""
        viewer = self._deps.viewer(ask.person)
        note = forms.read_note(viewer, ask)
        if not isinstance(note, forms.IncidentNote):
            return FieldErrors(note)

        def change(incident: Incident, _: IncidentReference, __: datetime) -> Incident:
            course = protocol.with_kind(incident.course, note.kind)
            return replace(incident, note=note.note, ticket=note.ticket, course=course)

        status = viewer.say("boundary.note_stripped" if note.stripped else "boundary.note_kept")
        incident = await self._service.change(ask.person, ask.value, change)
        return self._answer(ask.person, incident, status=status)

    def _press_handler(self, move: ProtocolMove) -> Callable[[Press], Awaitable[Answer]]:
        async def pressed(ask: Press) -> Answer:
            ref, going = decode(ask.value), None
            if move is ProtocolMove.REOPEN:
                going = await self._service.open_incident(ask.person)
            if going and ref and going.id != ref.id:  # one at a time: the newer one comes first
                return self._answer(ask.person, going, renew=True)
            incident = await self._service.change(ask.person, ask.value, _change_by(move))
            return self._answer(ask.person, incident, status=self._unreported(ask.person, incident, move))

        return pressed

    def _unreported(self, person: Person, incident: Incident | None, move: ProtocolMove) -> str:
        """Returns the words for a report that was to go out and found no supervisor, else ""."""
        if incident is None or incident.course.open or incident.course.reported:
            return ""
        after_threat = incident.course.zero and incident.course.step is not ProtocolStep.STOPPED
        expected = move is ProtocolMove.TELL or after_threat
        return self._deps.viewer(person).say("boundary.no_supervisor") if expected else ""

    def _answer(
        self,
        person: Person,
        incident: Incident | None,
        placement: Placement = Placement.UPDATE,
        *,
        renew: bool = False,
        status: str = "",
    ) -> Answer:
        viewer = self._deps.viewer(person)
        if incident is None:
            return Answer(cards.refused_card(viewer), Placement.PRIVATE)
        return Answer(cards.incident_card(viewer, incident, renew=renew, status=status), placement)


def _change_by(move: ProtocolMove) -> IncidentChange:
    def change(incident: Incident, ref: IncidentReference, now: datetime) -> Incident:
        course = protocol.press(incident.course, incident.policy, move, ref.turn, now)
        # A contact that goes on anew is reported anew, so the old answer is not one to it.
        anew = move is ProtocolMove.REOPEN and course != incident.course
        return replace(incident, course=course, support=None if anew else incident.support)

    return change


def _to_channel(incident: Incident, ref: IncidentReference, _: datetime) -> Incident:
    if ref.more not in CHANNELS:
        return incident
    return replace(incident, course=protocol.with_channel(incident.course, ref.more, ref.turn))


def _to_kind(incident: Incident, ref: IncidentReference, _: datetime) -> Incident:
    if ref.turn != incident.course.turn or ref.more not in {kind.value for kind in AbuseKind}:
        return incident
    return replace(incident, course=protocol.with_kind(incident.course, AbuseKind(ref.more)))
