"""Which notices an incident causes, and what each of them says at the moment it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from bot.core.card import Card
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address, Fate
from bot.core.ledger import Notice, Rank
from bot.core.people import PeopleStore
from bot.core.viewer import Viewer
from bot.features.boundary import supervisor_cards
from bot.features.boundary.model import Incident
from bot.features.boundary.ports import IncidentStore


class NoticeSubject(Enum):
    """What a notice is about."""

    TOLD = "boundary.told"  # to a supervisor
    REMINDER = "boundary.reminder"  # to the same one, unseen
    ADDED = "boundary.added"  # a note came later
    RESTING = "boundary.resting"
    ANSWERED = "boundary.answered"  # to the agent, and all below too
    PASSED = "boundary.passed"  # one could not be reached, the next was asked
    NOBODY = "boundary.nobody"  # none could be reached
    SILENCE = "boundary.silence"  # they were reached, and none has answered
    REST_OVER = "boundary.rest_over"


_UNANSWERED = {
    NoticeSubject.TOLD,
    NoticeSubject.REMINDER,
    NoticeSubject.PASSED,
    NoticeSubject.NOBODY,
    NoticeSubject.SILENCE,
}
_REACHED = "reached"


def caused(before: Incident, after: Incident, now: datetime) -> tuple[Notice, ...]:
    """Returns the notices that a change of an incident causes."""
    found: list[Notice] = []
    if after.course.told and not before.course.told:
        found.append(_to(after, NoticeSubject.TOLD, 0, now))
    elif after.course.told and (after.note, after.ticket) != (before.note, before.ticket):
        found.append(_added(after, now))
    if after.course.rested and not before.course.rested:
        rest = timedelta(minutes=after.policy.rest)
        found.append(_to_agent(after, NoticeSubject.REST_OVER, now + rest))
        if after.policy.announced and after.audience:
            found.append(_to(after, NoticeSubject.RESTING, 0, now))
    if after.backing and not before.backing:
        found.append(_to_agent(after, NoticeSubject.ANSWERED, now))
    return tuple(found)


class BoundaryNoticeWriter:
    """`Author` of the boundary's notices."""

    def __init__(self, library: CurrentPhrasebook, incidents: IncidentStore, people: PeopleStore) -> None:
        self._library = library
        self._incidents = incidents
        self._people = people

    async def card(self, notice: Notice) -> Card | None:
        """Returns the card as things are now, or None where they have moved on."""
        incident = await self._of(notice)
        what = NoticeSubject(notice.what)
        if incident is None or (what in _UNANSWERED and incident.backing):
            return None
        seen = await self._viewer(notice, incident)
        match what:
            case NoticeSubject.TOLD | NoticeSubject.REMINDER:
                return supervisor_cards.notice(seen, incident, reminder=what is NoticeSubject.REMINDER)
            case NoticeSubject.ADDED:
                return supervisor_cards.added(seen, incident)
            case NoticeSubject.RESTING:
                return supervisor_cards.resting(seen, incident)
            case NoticeSubject.ANSWERED:
                return supervisor_cards.answered(seen, incident) if incident.backing else None
            case NoticeSubject.REST_OVER:
                return supervisor_cards.rest_over(seen, incident) if incident.course.rested else None
            case NoticeSubject.PASSED | NoticeSubject.NOBODY | NoticeSubject.SILENCE:
                return supervisor_cards.to_agent(seen, incident, what.value.partition(".")[2])

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Returns the reminder, the next supervisor, or word to the agent that nobody is left."""
        incident, what = await self._of(notice), NoticeSubject(notice.what)
        if incident is None or incident.backing:
            return ()
        index, reached = int(notice.about[2]), _REACHED in notice.about
        wait = timedelta(minutes=incident.policy.reminder)
        match what, fate:
            case NoticeSubject.TOLD, Fate.SENT:
                return (_to(incident, NoticeSubject.REMINDER, index, now + wait, reached=True),)
            case NoticeSubject.TOLD, _:
                return _passed_on(incident, index, now, reached=reached)
            case NoticeSubject.REMINDER, Fate.SENT:
                return _onward(incident, index, now + wait, reached=True)
            case NoticeSubject.REMINDER, _:
                return _onward(incident, index, now, reached=True)
            case NoticeSubject.RESTING, Fate.REFUSED if index + 1 < len(incident.audience):
                return (_to(incident, NoticeSubject.RESTING, index + 1, now),)
            case _:
                return ()

    async def _of(self, notice: Notice) -> Incident | None:
        incident = await self._incidents.find_incident(notice.to.tenant, notice.about[0])
        # Reopened since: what was to be told of it is not so any more.
        return incident if incident and str(incident.course.turn) == notice.about[1] else None

    async def _viewer(self, notice: Notice, incident: Incident) -> Viewer:
        to = notice.to
        reader = Person(to.tenant, to.platform, to.id, incident.language)
        known = reader if to.channel else await self._people.complete_person(reader)
        return Viewer(self._library.book, known.language)


def _passed_on(incident: Incident, index: int, now: datetime, *, reached: bool) -> tuple[Notice, ...]:
    following = _onward(incident, index, now, reached=reached)
    if index + 1 < len(incident.audience):
        return (*following, _to_agent(incident, NoticeSubject.PASSED, now, index))
    return following


def _onward(incident: Incident, index: int, due: datetime, *, reached: bool) -> tuple[Notice, ...]:
    if index + 1 < len(incident.audience):
        return (_to(incident, NoticeSubject.TOLD, index + 1, due, reached=reached),)
    return (_to_agent(incident, NoticeSubject.SILENCE if reached else NoticeSubject.NOBODY, due),)


def _to(
    incident: Incident, what: NoticeSubject, index: int, due: datetime, *, reached: bool = False
) -> Notice:
    return _notice(incident, incident.audience[index], what, index, due, reached=reached)


def _to_agent(incident: Incident, what: NoticeSubject, due: datetime, index: int = 0) -> Notice:
    return _notice(incident, incident.to_agent, what, index, due)


def _added(incident: Incident, now: datetime) -> Notice:
    # Each change of the note is one more thing to say, so the version is in the key.
    backing, first = incident.backing, incident.audience[0]
    to = Address(first.tenant, first.platform, backing.by) if backing else first
    return _notice(incident, to, NoticeSubject.ADDED, incident.version, now)


def _notice(
    incident: Incident, to: Address, what: NoticeSubject, index: int, due: datetime, *, reached: bool = False
) -> Notice:
    turn = str(incident.course.turn)
    about = (incident.id, turn, str(index), *((_REACHED,) if reached else ()))
    return Notice(f"{what.value}:{incident.id}:{turn}:{index}", to, what.value, about, due, rank=Rank.SAFETY)
