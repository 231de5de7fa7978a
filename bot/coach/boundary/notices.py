"""Which notices an incident causes, and what each of them says at the moment it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from bot.coach.boundary import report
from bot.coach.boundary.incident import Incident, Incidents
from bot.coach.boundary.sight import Sight, sight
from bot.coach.card import Card
from bot.coach.edge import Address, Fate
from bot.coach.ledger import Notice, Rank
from bot.coach.library import Library
from bot.coach.ports import People
from bot.coach.talk import Person


class What(Enum):
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


_UNANSWERED = {What.TOLD, What.REMINDER, What.PASSED, What.NOBODY, What.SILENCE}
_REACHED = "reached"


def caused(before: Incident, after: Incident, now: datetime) -> tuple[Notice, ...]:
    """Returns the notices that a change of an incident causes."""
    found: list[Notice] = []
    if after.course.told and not before.course.told:
        found.append(_to(after, What.TOLD, 0, now))
    elif after.course.told and (after.note, after.ticket) != (before.note, before.ticket):
        found.append(_added(after, now))
    if after.course.rested and not before.course.rested:
        rest = timedelta(minutes=after.policy.rest)
        found.append(_to_agent(after, What.REST_OVER, now + rest))
        if after.policy.announced and after.audience:
            found.append(_to(after, What.RESTING, 0, now))
    if after.backing and not before.backing:
        found.append(_to_agent(after, What.ANSWERED, now))
    return tuple(found)


class BoundaryAuthor:
    """`Author` of the boundary's notices."""

    def __init__(self, library: Library, incidents: Incidents, people: People) -> None:
        self._library = library
        self._incidents = incidents
        self._people = people

    async def card(self, notice: Notice) -> Card | None:
        """Returns the card as things are now, or None where they have moved on."""
        incident = await self._of(notice)
        what = What(notice.what)
        if incident is None or (what in _UNANSWERED and incident.backing):
            return None
        seen = await self._sight(notice, incident)
        match what:
            case What.TOLD | What.REMINDER:
                return report.notice(seen, incident, reminder=what is What.REMINDER)
            case What.ADDED:
                return report.added(seen, incident)
            case What.RESTING:
                return report.resting(seen, incident)
            case What.ANSWERED:
                return report.answered(seen, incident) if incident.backing else None
            case What.REST_OVER:
                return report.rest_over(seen, incident) if incident.course.rested else None
            case What.PASSED | What.NOBODY | What.SILENCE:
                return report.to_agent(seen, incident, what.value.partition(".")[2])

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Returns the reminder, the next supervisor, or word to the agent that nobody is left."""
        incident, what = await self._of(notice), What(notice.what)
        if incident is None or incident.backing:
            return ()
        index, reached = int(notice.about[2]), _REACHED in notice.about
        wait = timedelta(minutes=incident.policy.reminder)
        match what, fate:
            case What.TOLD, Fate.SENT:
                return (_to(incident, What.REMINDER, index, now + wait, reached=True),)
            case What.TOLD, _:
                return _passed_on(incident, index, now, reached=reached)
            case What.REMINDER, Fate.SENT:
                return _onward(incident, index, now + wait, reached=True)
            case What.REMINDER, _:
                return _onward(incident, index, now, reached=True)
            case What.RESTING, Fate.REFUSED if index + 1 < len(incident.audience):
                return (_to(incident, What.RESTING, index + 1, now),)
            case _:
                return ()

    async def _of(self, notice: Notice) -> Incident | None:
        incident = await self._incidents.find(notice.to.tenant, notice.about[0])
        # Reopened since: what was to be told of it is not so any more.
        return incident if incident and str(incident.course.turn) == notice.about[1] else None

    async def _sight(self, notice: Notice, incident: Incident) -> Sight:
        to = notice.to
        reader = Person(to.tenant, to.platform, to.id, incident.language)
        known = reader if to.channel else await self._people.known(reader)
        return sight(self._library, known.language)


def _passed_on(incident: Incident, index: int, now: datetime, *, reached: bool) -> tuple[Notice, ...]:
    following = _onward(incident, index, now, reached=reached)
    if index + 1 < len(incident.audience):
        return (*following, _to_agent(incident, What.PASSED, now, index))
    return following


def _onward(incident: Incident, index: int, due: datetime, *, reached: bool) -> tuple[Notice, ...]:
    if index + 1 < len(incident.audience):
        return (_to(incident, What.TOLD, index + 1, due, reached=reached),)
    return (_to_agent(incident, What.SILENCE if reached else What.NOBODY, due),)


def _to(incident: Incident, what: What, index: int, due: datetime, *, reached: bool = False) -> Notice:
    return _notice(incident, incident.audience[index], what, index, due, reached=reached)


def _to_agent(incident: Incident, what: What, due: datetime, index: int = 0) -> Notice:
    return _notice(incident, incident.to_agent, what, index, due)


def _added(incident: Incident, now: datetime) -> Notice:
    # Each change of the note is one more thing to say, so the version is in the key.
    backing, first = incident.backing, incident.audience[0]
    to = Address(first.tenant, first.platform, backing.by) if backing else first
    return _notice(incident, to, What.ADDED, incident.version, now)


def _notice(
    incident: Incident, to: Address, what: What, index: int, due: datetime, *, reached: bool = False
) -> Notice:
    turn = str(incident.course.turn)
    about = (incident.id, turn, str(index), *((_REACHED,) if reached else ()))
    return Notice(f"{what.value}:{incident.id}:{turn}:{index}", to, what.value, about, due, rank=Rank.SAFETY)
