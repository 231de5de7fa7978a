"""`/calm boundary`, and the buttons of its cards: what an agent does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.coach.boundary import cards, protocol
from bot.coach.boundary import form as notes
from bot.coach.boundary.incident import Incident
from bot.coach.boundary.keeping import Change, Keeping
from bot.coach.boundary.kit import Kit
from bot.coach.boundary.protocol import Move, Step
from bot.coach.boundary.sight import Reference, read
from bot.coach.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.coach.phrasebook import CHANNELS
from bot.coach.policy import Kind
from bot.coach.talk import Answer, Command, Errors, How, Person, Press, Reply, Submit

# Whole texts, not whatever begins so: `/calm límite de crédito` is a question for the look-up.
KEYWORDS = ("boundary", *(f"boundary {channel}" for channel in CHANNELS))


class Boundary:
    """Takes a contact through the protocol. Every press is kept before its card is shown."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._keeping = Keeping(kit)

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
        incident, new = await self._keeping.begin(ask.person, channel)
        return self._shown(ask.person, incident, How.PRIVATE, renew=not new)

    async def start(self, ask: Press) -> Answer:
        """Does what the command does, in place of the card that offered it."""
        channel = ask.value if ask.value in CHANNELS else ""
        incident, new = await self._keeping.begin(ask.person, channel)
        return self._shown(ask.person, incident, renew=not new)

    async def renew(self, ask: Press) -> Answer:
        """Sets the contact that still goes on aside for a new one."""
        incident, new = await self._keeping.renew(ask.person, read(ask.value))
        return self._shown(ask.person, incident, renew=not new)

    async def show(self, ask: Press) -> Answer:
        """Returns the card of where the contact is."""
        incident = await self._keeping.own(ask.person, read(ask.value))
        return self._shown(ask.person, incident)

    async def on_channel(self, ask: Press) -> Answer:
        """Returns the words for another channel."""
        return self._shown(ask.person, await self._keeping.change(ask.person, ask.value, _to_channel))

    async def of_kind(self, ask: Press) -> Answer:
        """Keeps what the customer did."""
        return self._shown(ask.person, await self._keeping.change(ask.person, ask.value, _to_kind))

    async def rest(self, ask: Press) -> Answer:
        """Returns what helps in a recovery break, and has its end told."""
        incident = await self._keeping.change(ask.person, ask.value, _moved(Move.REST))
        if incident is None or incident.course.rested is None:
            return self._shown(ask.person, incident)
        announced = incident.policy.announced and bool(incident.audience)
        card = cards.recovery(self._kit.sight(ask.person), incident, announced=announced)
        return Answer(card, How.UPDATE)

    async def note(self, ask: Press) -> Reply:
        """Returns the form for a note."""
        incident = await self._keeping.own(ask.person, read(ask.value))
        if incident is None:
            return self._shown(ask.person, None)
        return notes.form(self._kit.sight(ask.person), incident)

    async def noted(self, ask: Submit) -> Reply:
        """Keeps a note, without what must not be kept of a customer."""
        sight = self._kit.sight(ask.person)
        taken = notes.taken(sight, ask)
        if not isinstance(taken, notes.Noted):
            return Errors(taken)

        def change(incident: Incident, _: Reference, __: datetime) -> Incident:
            course = protocol.of_kind(incident.course, taken.kind)
            return replace(incident, note=taken.note, ticket=taken.ticket, course=course)

        told = sight.say("boundary.note_stripped" if taken.stripped else "boundary.note_kept")
        return self._shown(ask.person, await self._keeping.change(ask.person, ask.value, change), told=told)

    def _mover(self, move: Move) -> Callable[[Press], Awaitable[Answer]]:
        async def pressed(ask: Press) -> Answer:
            ref, going = read(ask.value), None
            if move is Move.REOPEN:
                going = await self._keeping.going(ask.person)
            if going and ref and going.id != ref.id:  # one at a time: the newer one comes first
                return self._shown(ask.person, going, renew=True)
            incident = await self._keeping.change(ask.person, ask.value, _moved(move))
            return self._shown(ask.person, incident, told=self._nobody_told(ask.person, incident, move))

        return pressed

    def _nobody_told(self, person: Person, incident: Incident | None, move: Move) -> str:
        if incident is None or incident.course.open or incident.course.told:
            return ""
        meant = move is Move.TELL or (incident.course.zero and incident.course.step is not Step.STOPPED)
        return self._kit.sight(person).say("boundary.no_supervisor") if meant else ""

    def _shown(
        self,
        person: Person,
        incident: Incident | None,
        how: How = How.UPDATE,
        *,
        renew: bool = False,
        told: str = "",
    ) -> Answer:
        sight = self._kit.sight(person)
        card = cards.shown(sight, incident, renew=renew, told=told) if incident else cards.refused(sight)
        return Answer(card, how if incident else How.PRIVATE)


def _moved(move: Move) -> Change:
    def change(incident: Incident, ref: Reference, now: datetime) -> Incident:
        course = protocol.press(incident.course, incident.policy, move, ref.turn, now)
        # A contact that goes on anew is told of anew, so the old answer is not one to it.
        anew = move is Move.REOPEN and course != incident.course
        return replace(incident, course=course, backing=None if anew else incident.backing)

    return change


def _to_channel(incident: Incident, ref: Reference, _: datetime) -> Incident:
    if ref.more not in CHANNELS:
        return incident
    return replace(incident, course=protocol.on_channel(incident.course, ref.more, ref.turn))


def _to_kind(incident: Incident, ref: Reference, _: datetime) -> Incident:
    if ref.turn != incident.course.turn or ref.more not in {kind.value for kind in Kind}:
        return incident
    return replace(incident, course=protocol.of_kind(incident.course, Kind(ref.more)))
