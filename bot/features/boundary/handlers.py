"""`/calm boundary`, and the buttons of its cards: what an agent does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.deadline import anything_stored
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.errors import CalmaError, Unavailable, Unsettled
from bot.core.limits import LONGEST_COMMAND
from bot.core.phrasebook import CHANNELS, base_channel
from bot.core.policy import REST, AbuseKind
from bot.core.redact import is_reference
from bot.core.send_limits import SendLimitError
from bot.features.boundary import after_cards, away_cards, cards, forms, protocol, restriction_cards
from bot.features.boundary.buttons import IncidentReference, decode, encode
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident
from bot.features.boundary.protocol import OVER, ProtocolMove
from bot.features.boundary.service import BoundaryService, IncidentChange
from bot.features.boundary.viewer import BoundaryViewer

Asked = TypeVar("Asked", Command, Press)
SAME_CONTACT = timedelta(hours=1)  # for longer hardly any contact is open
# Whole texts, not whatever begins so: `/calm límite de crédito` is a question for the look-up.
KEYWORDS = ("boundary", "protocol", *(f"boundary {channel}" for channel in CHANNELS))
# Buttons of earlier versions. “They did it again” never said that a warning was said, and “threat or hate”
# not which of them, so both show where the contact is.
EARLIER = ("boundary.again", "boundary.threat")


class BoundaryHandlers:
    """Takes a contact through the protocol. Every press is stored before its card is shown."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps
        self._service = BoundaryService(deps)

    def routes(self) -> Routes:
        """Returns what an agent can do."""
        moves = [(action, self._press_handler(move)) for move, action in cards.MOVES.items()]
        with_words = (
            *moves,
            *((action, self.show) for action in (cards.SHOW, *EARLIER)),
            (cards.START, self.start),
            (cards.NEW, self.renew),
            (cards.CHANNEL, self.set_channel),
            (cards.ZERO, self.zero),
            (cards.EARLY, self.early),
        )
        return Routes(
            commands=(
                CommandRoute("calm", self._or_words(self.open), KEYWORDS),
                CommandRoute(
                    "calm",
                    self._or_words(self.open_ticket),
                    ("boundary ticket",),
                    more=True,
                    longest=LONGEST_COMMAND,
                ),
            ),
            presses=(
                *(PressRoute(action, self._or_words(handler)) for action, handler in with_words),
                PressRoute(after_cards.KIND, self.set_kind),
                PressRoute(after_cards.REST, self.rest),
                PressRoute(after_cards.NOTE, self.open_note),
                PressRoute(after_cards.VOICEMAIL, self.voicemail),
                PressRoute(cards.TICKET, self.open_ticket_form),
            ),
            submits=(
                SubmitRoute(forms.NOTED, self.keep_note, limits=forms.NOTE_LIMITS),
                SubmitRoute(cards.TICKET, self.keep_ticket, limits=forms.NOTE_LIMITS),
            ),
        )

    def _or_words(
        self, handler: Callable[[Asked], Awaitable[Answer]]
    ) -> Callable[[Asked], Awaitable[Answer]]:
        """Returns what answers as `handler` does, and by the bare words where nothing can be stored."""

        async def answered(ask: Asked) -> Answer:
            try:
                return await handler(ask)
            except Exception as error:  # whatever broke, they need the words
                if isinstance(error, CalmaError) and not isinstance(error, Unavailable):
                    raise  # that one they can mend themselves
                self._deps.report(error)
                return self._words_alone(ask, error)

        return answered

    def _words_alone(self, ask: Command | Press, error: Exception) -> Answer:
        viewer, policy = self._deps.viewer(ask.person), self._deps.known_policy(ask.person.tenant)
        named = (
            (ask.keyword.partition(" ")[2], "") if isinstance(ask, Command) else (_channel(ask), ask.value)
        )
        known = (name for name in (named[0], ask.person.channel, CHANNELS[0]) if name in CHANNELS)
        channel = base_channel(next(known))
        value = named[1] if decode(named[1]) else ""
        unsure = isinstance(error, Unsettled) or anything_stored()
        status = viewer.say("error.unsettled" if unsure else "boundary.away_text")
        how = Placement.PRIVATE if isinstance(ask, Command) else Placement.UPDATE
        return Answer(away_cards.away_card(viewer, policy, channel, status, value), how)

    async def open(self, ask: Command) -> Answer:
        """Returns the contact that still goes on, else a new one, with the words of its first warning."""
        channel = ask.keyword.partition(" ")[2]
        incident, new = await self._service.begin(ask.person, channel)
        return await self._answer(ask.person, incident, placement=Placement.PRIVATE, renew=not new)

    async def open_ticket(self, ask: Command) -> Answer:
        """Does what the command does, for a ticket; what holds for it stands above the words."""
        incident, new = await self._service.begin(ask.person, "")
        status = ""
        if is_reference(ask.rest):
            with_ticket = _to_ticket(ask.rest)
            incident = await self._service.change(ask.person, encode(incident), with_ticket) or incident
        elif ask.rest:
            status = self._deps.viewer(ask.person).say("boundary.ticket_wrong", limit=forms.TICKET_LIMIT)
        return await self._answer(ask.person, incident, status, placement=Placement.PRIVATE, renew=not new)

    async def open_ticket_form(self, ask: Press) -> Reply:
        """Returns the form for the ticket alone."""
        incident = await self._service.own_incident(ask.person, decode(ask.value))
        if incident is None:
            return await self._answer(ask.person, None)
        return forms.ticket_form(self._deps.viewer(ask.person), incident)

    async def keep_ticket(self, ask: Submit) -> Reply:
        """Stores the ticket, and returns what holds for it."""
        ticket = ask.text("ticket")
        if ticket and not is_reference(ticket):
            wrong = self._deps.viewer(ask.person).say("boundary.ticket_wrong", limit=forms.TICKET_LIMIT)
            return FieldErrors({"ticket": wrong})
        incident = await self._service.change(ask.person, ask.value, _to_ticket(ticket))
        return await self._answer(ask.person, incident)

    async def start(self, ask: Press) -> Answer:
        """Does what the command does, in place of the card that offered it."""
        channel = ask.value if ask.value in CHANNELS else ""
        incident, new = await self._service.begin(ask.person, channel)
        return await self._answer(ask.person, incident, renew=not new)

    async def renew(self, ask: Press) -> Answer:
        """Sets the contact that still goes on aside for a new one."""
        incident, new = await self._service.renew(ask.person, decode(ask.value))
        return await self._answer(ask.person, incident, renew=not new)

    async def show(self, ask: Press) -> Answer:
        """Returns the card of where the contact is."""
        incident = await self._service.own_incident(ask.person, decode(ask.value))
        return await self._answer(ask.person, incident)

    async def zero(self, ask: Press) -> Answer:
        """Stores what the customer did, of the contact that goes on or of a new one: `sexual.phone`."""
        name, _, channel = ask.value.partition(".")
        incident, _ = await self._service.begin(ask.person, channel if channel in CHANNELS else "")
        old = self._deps.now() - incident.course.began > SAME_CONTACT  # perhaps it was never closed
        if name not in {kind.value for kind in AbuseKind}:
            return await self._answer(ask.person, incident, renew=old)
        after = await self._service.tell_kind(ask.person, AbuseKind(name))
        return await self._answer(ask.person, after, renew=old)

    async def early(self, ask: Press) -> Answer:
        """Returns the closing words for whoever ends it before the warnings are said."""
        incident = await self._service.own_incident(ask.person, decode(ask.value))
        if incident is None or ProtocolMove.SAID not in protocol.moves(incident.course, incident.policy):
            return await self._answer(ask.person, incident)
        return Answer(cards.early_card(self._deps.viewer(ask.person), incident), Placement.UPDATE)

    async def voicemail(self, ask: Press) -> Answer:
        """Returns what to say to a machine."""
        incident = await self._service.own_incident(ask.person, decode(ask.value))
        if incident is None:
            return await self._answer(ask.person, None)
        return Answer(after_cards.voicemail_card(self._deps.viewer(ask.person), incident), Placement.UPDATE)

    async def set_channel(self, ask: Press) -> Answer:
        """Returns the words for another channel."""
        return await self._answer(ask.person, await self._service.change(ask.person, ask.value, _to_channel))

    async def set_kind(self, ask: Press) -> Answer:
        """Stores what the customer did."""
        return await self._answer(ask.person, await self._service.change(ask.person, ask.value, _to_kind))

    async def rest(self, ask: Press) -> Answer:
        """Returns what helps in a recovery break, and has word sent when it is over."""
        incident, limit = await self._service.change_within(ask.person, ask.value, _to_rest)
        if incident is None or incident.course.rested is None or limit:
            return await self._answer(ask.person, incident, self._unsent(ask.person, limit, "rest"))
        announced = incident.policy.announced and bool(incident.audience)
        card = after_cards.recovery_card(self._deps.viewer(ask.person), incident, announced=announced)
        return Answer(card, Placement.UPDATE)

    async def open_note(self, ask: Press) -> Reply:
        """Returns the form for a note."""
        incident = await self._service.own_incident(ask.person, decode(ask.value))
        if incident is None:
            return await self._answer(ask.person, None)
        return forms.note_form(self._deps.viewer(ask.person), incident)

    async def keep_note(self, ask: Submit) -> Reply:
        """Stores a note, without what must not be stored of a customer."""
        viewer = self._deps.viewer(ask.person)
        note = forms.read_note(viewer, ask)
        if not isinstance(note, forms.IncidentNote):
            return FieldErrors(note)

        def change(incident: Incident, _: IncidentReference, now: datetime) -> Incident:
            return forms.with_note(incident, note, now)

        status = viewer.say("boundary.note_stripped" if note.stripped else "boundary.note_kept")
        incident, limit = await self._service.change_within(ask.person, ask.value, change)
        status = f"{status} {self._unsent(ask.person, limit, 'note')}".rstrip()
        return await self._answer(ask.person, incident, status)

    def _press_handler(self, move: ProtocolMove) -> Callable[[Press], Awaitable[Answer]]:
        async def pressed(ask: Press) -> Answer:
            ref, going = decode(ask.value), None
            if move in {ProtocolMove.REOPEN, ProtocolMove.CALLED, ProtocolMove.CALLBACK, ProtocolMove.UNDO}:
                going = await self._service.open_incident(ask.person)
            if going and ref and going.id != ref.id:  # one at a time: the newer one comes first
                return await self._answer(ask.person, going, renew=True)
            before = await self._service.own_incident(ask.person, ref) if move is ProtocolMove.UNDO else None
            incident, limit = await self._service.change_within(ask.person, ask.value, _change_by(move))
            late = move is ProtocolMove.UNDO and ref and self._too_late(before, ref)
            status = self._deps.viewer(ask.person).say("boundary.undo_late") if late else ""
            unsent = self._unsent(ask.person, limit, "report")
            return await self._answer(
                ask.person, incident, status or unsent or self._unreported(ask.person, incident, move)
            )

        return pressed

    def _unsent(self, person: Person, limit: SendLimitError | None, part: str) -> str:
        """Returns the words for what did not go out, as the person has sent as much as one may; else ""."""
        if limit is None:
            return ""
        return self._deps.viewer(person).say(f"boundary.unsent.{part}", minutes=limit.minutes)

    def _too_late(self, before: Incident | None, ref: IncidentReference) -> bool:
        if before is None or before.course.turn != ref.turn:
            return False
        return not protocol.can_undo(before.course, self._deps.now())

    def _unreported(self, person: Person, incident: Incident | None, move: ProtocolMove) -> str:
        """Returns the words for a report that was to go out and found no supervisor, else ""."""
        if incident is None or incident.course.open or incident.course.reported:
            return ""
        by_itself = incident.course.zero and incident.course.step in OVER
        expected = move is ProtocolMove.TELL or by_itself
        return self._deps.viewer(person).say("boundary.no_supervisor") if expected else ""

    async def _answer(
        self,
        person: Person,
        incident: Incident | None,
        status: str = "",
        *,
        placement: Placement = Placement.UPDATE,
        renew: bool = False,
    ) -> Answer:
        viewer = self._deps.viewer(person)
        if incident is None:
            return Answer(cards.refused_card(viewer), Placement.PRIVATE)
        above = await self._above(viewer, incident, status)
        if incident.course.open:
            return Answer(cards.open_card(viewer, incident, above, renew=renew), placement)
        return Answer(after_cards.closed_card(viewer, incident, above), placement)

    async def _above(self, viewer: BoundaryViewer, incident: Incident, status: str) -> list[c.Element]:
        """Returns what stands above all else: what holds for the ticket, and what was just done."""
        above: list[c.Element] = [c.Note(status)] if status else []
        if incident.ticket:
            find = self._deps.restrictions.find_restriction
            if restriction := await find(incident.tenant, incident.ticket):
                above += restriction_cards.restriction_elements(viewer, restriction)
        return above


def _channel(ask: Press) -> str:
    """Returns the channel that a button names, if it does: `phone`, `sexual.phone`, or with an incident."""
    ref = decode(ask.value)
    return ref.more if ref else ask.value.rpartition(".")[2]


def _change_by(move: ProtocolMove) -> IncidentChange:
    def change(incident: Incident, ref: IncidentReference, now: datetime) -> Incident:
        course = protocol.press(incident.course, incident.policy, move, ref.turn, now)
        # A contact that goes on anew is reported anew, so the old answer is not one to it.
        anew = course.open and not incident.course.open
        return replace(
            incident,
            course=course,
            support=None if anew else incident.support,
            result=None if anew else incident.result,
        )

    return change


def _to_ticket(ticket: str) -> IncidentChange:
    def change(incident: Incident, _: IncidentReference, __: datetime) -> Incident:
        return replace(incident, ticket=ticket)

    return change


def _to_channel(incident: Incident, ref: IncidentReference, _: datetime) -> Incident:
    if ref.more not in CHANNELS:
        return incident
    return replace(incident, course=protocol.with_channel(incident.course, ref.more, ref.turn))


def _to_kind(incident: Incident, ref: IncidentReference, now: datetime) -> Incident:
    if ref.turn != incident.course.turn or ref.more not in {kind.value for kind in AbuseKind}:
        return incident
    return replace(incident, course=protocol.with_kind(incident.course, AbuseKind(ref.more), now))


def _to_rest(incident: Incident, ref: IncidentReference, now: datetime) -> Incident:
    least, most = REST
    known = ref.more.isascii() and ref.more.isdecimal() and least <= int(ref.more) <= most
    minutes = ref.more if known else ""
    course = protocol.press(incident.course, incident.policy, ProtocolMove.REST, ref.turn, now, minutes)
    return replace(incident, course=course)
