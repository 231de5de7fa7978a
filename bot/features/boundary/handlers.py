"""`/calm boundary`, and the buttons of its cards: what an agent does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.phrasebook import CHANNELS
from bot.core.policy import AbuseKind
from bot.features.boundary import cards, protocol
from bot.features.boundary import forms as notes
from bot.features.boundary.buttons import IncidentReference, read
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident
from bot.features.boundary.protocol import ProtocolMove, ProtocolStep
from bot.features.boundary.service import BoundaryService, Change

# Whole texts, not whatever begins so: `/calm límite de crédito` is a question for the look-up.
KEYWORDS = ("boundary", *(f"boundary {channel}" for channel in CHANNELS))


class BoundaryHandlers:
    """Takes a contact through the protocol. Every press is kept before its card is shown."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps
        self._service = BoundaryService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        moves = [PressRoute(action, self._mover(move)) for move, action in cards.MOVES.items()]
        return Routes(
            commands=(CommandRoute("calm", self.open, KEYWORDS),),
            presses=(
                *moves,
                PressRoute(cards.START, self.start),
                PressRoute(cards.NEW, self.renew),
                PressRoute(cards.SHOW, self.show),
                PressRoute(cards.CHANNEL, self.on_channel),
                PressRoute(cards.KIND, self.of_kind),
                PressRoute(cards.REST, self.rest),
                PressRoute(cards.NOTE, self.note),
            ),
            submits=(SubmitRoute(notes.NOTED, self.noted),),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the contact that still goes on, else a new one at its first warning."""
        channel = ask.keyword.partition(" ")[2]
        incident, new = await self._service.begin(ask.person, channel)
        return self._shown(ask.person, incident, Placement.PRIVATE, renew=not new)

    async def start(self, ask: Press) -> Answer:
        """Does what the command does, in place of the card that offered it."""
        channel = ask.value if ask.value in CHANNELS else ""
        incident, new = await self._service.begin(ask.person, channel)
        return self._shown(ask.person, incident, renew=not new)

    async def renew(self, ask: Press) -> Answer:
        """Sets the contact that still goes on aside for a new one."""
        incident, new = await self._service.renew(ask.person, read(ask.value))
        return self._shown(ask.person, incident, renew=not new)

    async def show(self, ask: Press) -> Answer:
        """Returns the card of where the contact is."""
        incident = await self._service.own(ask.person, read(ask.value))
        return self._shown(ask.person, incident)

    async def on_channel(self, ask: Press) -> Answer:
        """Returns the words for another channel."""
        return self._shown(ask.person, await self._service.change(ask.person, ask.value, _to_channel))

    async def of_kind(self, ask: Press) -> Answer:
        """Keeps what the customer did."""
        return self._shown(ask.person, await self._service.change(ask.person, ask.value, _to_kind))

    async def rest(self, ask: Press) -> Answer:
        """Returns what helps in a recovery break, and has its end told."""
        incident = await self._service.change(ask.person, ask.value, _moved(ProtocolMove.REST))
        if incident is None or incident.course.rested is None:
            return self._shown(ask.person, incident)
        announced = incident.policy.announced and bool(incident.audience)
        card = cards.recovery(self._deps.viewer(ask.person), incident, announced=announced)
        return Answer(card, Placement.UPDATE)

    async def note(self, ask: Press) -> Reply:
        """Returns the form for a note."""
        incident = await self._service.own(ask.person, read(ask.value))
        if incident is None:
            return self._shown(ask.person, None)
        return notes.form(self._deps.viewer(ask.person), incident)

    async def noted(self, ask: Submit) -> Reply:
        """Keeps a note, without what must not be kept of a customer."""
        viewer = self._deps.viewer(ask.person)
        taken = notes.taken(viewer, ask)
        if not isinstance(taken, notes.IncidentNote):
            return FieldErrors(taken)

        def change(incident: Incident, _: IncidentReference, __: datetime) -> Incident:
            course = protocol.of_kind(incident.course, taken.kind)
            return replace(incident, note=taken.note, ticket=taken.ticket, course=course)

        told = viewer.say("boundary.note_stripped" if taken.stripped else "boundary.note_kept")
        return self._shown(ask.person, await self._service.change(ask.person, ask.value, change), told=told)

    def _mover(self, move: ProtocolMove) -> Callable[[Press], Awaitable[Answer]]:
        async def pressed(ask: Press) -> Answer:
            ref, going = read(ask.value), None
            if move is ProtocolMove.REOPEN:
                going = await self._service.going(ask.person)
            if going and ref and going.id != ref.id:  # one at a time: the newer one comes first
                return self._shown(ask.person, going, renew=True)
            incident = await self._service.change(ask.person, ask.value, _moved(move))
            return self._shown(ask.person, incident, told=self._nobody_told(ask.person, incident, move))

        return pressed

    def _nobody_told(self, person: Person, incident: Incident | None, move: ProtocolMove) -> str:
        if incident is None or incident.course.open or incident.course.told:
            return ""
        meant = move is ProtocolMove.TELL or (
            incident.course.zero and incident.course.step is not ProtocolStep.STOPPED
        )
        return self._deps.viewer(person).say("boundary.no_supervisor") if meant else ""

    def _shown(
        self,
        person: Person,
        incident: Incident | None,
        how: Placement = Placement.UPDATE,
        *,
        renew: bool = False,
        told: str = "",
    ) -> Answer:
        viewer = self._deps.viewer(person)
        card = cards.shown(viewer, incident, renew=renew, told=told) if incident else cards.refused(viewer)
        return Answer(card, how if incident else Placement.PRIVATE)


def _moved(move: ProtocolMove) -> Change:
    def change(incident: Incident, ref: IncidentReference, now: datetime) -> Incident:
        course = protocol.press(incident.course, incident.policy, move, ref.turn, now)
        # A contact that goes on anew is told of anew, so the old answer is not one to it.
        anew = move is ProtocolMove.REOPEN and course != incident.course
        return replace(incident, course=course, backing=None if anew else incident.backing)

    return change


def _to_channel(incident: Incident, ref: IncidentReference, _: datetime) -> Incident:
    if ref.more not in CHANNELS:
        return incident
    return replace(incident, course=protocol.on_channel(incident.course, ref.more, ref.turn))


def _to_kind(incident: Incident, ref: IncidentReference, _: datetime) -> Incident:
    if ref.turn != incident.course.turn or ref.more not in {kind.value for kind in AbuseKind}:
        return incident
    return replace(incident, course=protocol.of_kind(incident.course, AbuseKind(ref.more)))
