"""Which notices an incident causes, and what each of them says at the moment it goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import Delivery, DeliveryState, Ledger, Notice, Rank, Replacement
from bot.core.people import reader_of
from bot.core.send_limits import SendLimit
from bot.features.boundary import aftercare_cards, supervisor_cards
from bot.features.boundary.aftercare import LATER, WITHIN, asks, to_talk_with
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.model import Incident
from bot.features.boundary.protocol import ContactCourse, EventKind
from bot.features.boundary.viewer import BoundaryViewer


class NoticeSubject(Enum):
    """What a notice is about."""

    REPORT = "boundary.told"  # to a supervisor
    REMINDER = "boundary.reminder"  # to the same one, unseen
    ADDED = "boundary.added"  # a note came later
    GOES_ON = "boundary.goes_on"  # what they were told of is not over
    RESTING = "boundary.resting"
    ANSWERED = "boundary.answered"  # to the agent, and all below too
    PASSED = "boundary.passed"  # one could not be reached, the next was asked
    NOBODY = "boundary.nobody"  # none could be reached
    SILENCE = "boundary.silence"  # they were reached, and none has answered
    REST_OVER = "boundary.rest_over"
    TODAY = "boundary.today"  # the day after
    WISH = "boundary.wish"  # to a supervisor: the agent would like to talk
    HEARD = "boundary.heard"  # to the agent: they will
    UNHEARD = "boundary.unheard"  # to the agent: nobody could be reached
    RESULT = "boundary.result"  # what came of it
    CHANGED = "boundary.changed"  # in the place of what a supervisor got, which is not so any more


_UNANSWERED = {
    NoticeSubject.REPORT,
    NoticeSubject.REMINDER,
    NoticeSubject.PASSED,
    NoticeSubject.NOBODY,
    NoticeSubject.SILENCE,
}
_REACHED_STATES = (DeliveryState.SENT, DeliveryState.SENDING)
MENDED = 10  # turns that a message may be old which says that a contact goes on
CHANGED_WITHIN = timedelta(hours=1)  # in which a message that is out of date can still be changed
_OF_A_REPORT = _UNANSWERED | {NoticeSubject.ADDED}
_REACHED = "reached"
REPORTS, NOTES = SendLimit("boundary.reports", 20), SendLimit("boundary.notes", 20)
RESTS, CHANGES = SendLimit("boundary.rests", 20), SendLimit("boundary.changes", 60)
RESULTS, WISHES = SendLimit("boundary.results", 30), SendLimit("boundary.wishes", 6)
_OWN_BUSINESS = (EventKind.REPORTED, EventKind.RESTED)


@dataclass(frozen=True, slots=True)
class IncidentNotice:
    """What a notice of the boundary is made from.

    `turn` is that of the incident when it was caused; `index` the place in the audience, of a note the
    incident's version, of a break its minutes. `reached` says that a supervisor got word before.
    """

    incident: str
    turn: int
    index: int = 0
    reached: bool = False

    def encode(self) -> tuple[str, ...]:
        """Returns it as a notice's `about`."""
        return (self.incident, str(self.turn), str(self.index), *((_REACHED,) if self.reached else ()))

    def key(self, subject: NoticeSubject) -> str:
        """Returns the key of the notice."""
        return f"{subject.value}:{self.incident}:{self.turn}:{self.index}"

    @classmethod
    def decode(cls, about: Sequence[str]) -> IncidentNotice:
        """Returns what is in a notice's `about`."""
        incident, turn, index, *rest = about
        return cls(incident, int(turn), int(index), _REACHED in rest)


def caused_notices(
    before: Incident, after: Incident, now: datetime, asked: datetime | None = None
) -> tuple[Notice, ...]:
    """Returns the notices that a change of an incident causes; its agent is asked at `asked` how it is."""
    notices: list[Notice] = []
    if reports(after.course) > reports(before.course):
        notices.append(_counted(_to_audience(after, NoticeSubject.REPORT, 0, now), REPORTS, now))
    elif after.course.reported and before.course.reported and _noted(after) != _noted(before):
        # Each change of the note is one more thing to say, so the version is in the key.
        notices.append(
            _counted(_to_whoever_knows(after, NoticeSubject.ADDED, after.version, now), NOTES, now)
        )
    if before.course.reported and after.course.open and after.audience:
        notices.append(_to_whoever_knows(after, NoticeSubject.GOES_ON, after.course.turn, now))
    if after.course.rest and after.course.rest != before.course.rest:
        notices += [_counted(notice, RESTS, now) for notice in _rest_notices(after, now)]
    if after.support and not before.support:
        notices.append(_to_agent(after, NoticeSubject.ANSWERED, now))
    if asks(after.course) and not asks(before.course):
        notices.append(_today_notice(after, asked or now + LATER))
    if after.result and after.result != before.result:
        notices.append(result_notice(after, now))
    return tuple(notices)


async def changed_notices(
    ledger: Ledger, before: Incident, after: Incident, now: datetime
) -> tuple[Notice, ...]:
    """Returns what changes the messages that supervisors got of the last report, where they are out of date.

    Not that of whoever answered just now: it is changed already, by their press.
    """
    turn = last_report(before.course)
    if turn is None or _as_told(before) == _as_told(after):
        return ()
    mails = [
        (subject, turn, index)
        for index in range(len(before.audience))
        for subject in (NoticeSubject.REPORT, NoticeSubject.REMINDER)
    ]
    since = range(max(turn, before.course.turn - MENDED) + 1, before.course.turn + 1)
    mails += [(NoticeSubject.GOES_ON, later, later) for later in since]
    keys = [IncidentNotice(after.id, turn, index).key(subject) for subject, turn, index in mails]
    deliveries = await ledger.find_deliveries(after.tenant, keys)
    reached = [mail for mail in deliveries.values() if mail.state in _REACHED_STATES]
    said = ((before.support, after.support), (before.result, after.result))
    pressed = {new.by for old, new in said if new and new != old}
    return tuple(_changed(after, mail, now) for mail in reached if mail.notice.to.id not in pressed)


def _changed(incident: Incident, mail: Delivery, now: datetime) -> Notice:
    subject = NoticeSubject.CHANGED.value
    key = f"{subject}:{incident.version}:{mail.notice.key}"
    about = (incident.id, mail.notice.key)
    notice = Notice(
        key, mail.notice.to, subject, about, now, now + CHANGED_WITHIN, Rank.SAFETY, by=incident.agent
    )
    return _counted(notice, CHANGES, now)


def _as_told(incident: Incident) -> tuple[object, ...]:
    # What a supervisor's message says, but for the note: a change of that is a message of its own.
    return (incident.course.turn, incident.support, incident.result)


def _rest_notices(incident: Incident, now: datetime) -> Iterator[Notice]:
    minutes = incident.course.rest
    yield _to_agent(incident, NoticeSubject.REST_OVER, now + timedelta(minutes=minutes), minutes)
    if incident.policy.announced and incident.audience:
        yield _to_audience(incident, NoticeSubject.RESTING, 0, now)


def _counted(notice: Notice, limit: SendLimit, now: datetime) -> Notice:
    return replace(notice, limited=limit.at(now))


def result_notice(incident: Incident, now: datetime) -> Notice:
    """Returns word to the agent of what came of it, which counts as the supervisor's who said so."""
    notice = _to_agent(incident, NoticeSubject.RESULT, now, incident.version)
    by = incident.result.by if incident.result else ""
    return _counted(replace(notice, by=by), RESULTS, now)


def first_wish_notice(incident: Incident, now: datetime) -> Notice:
    """Returns word to the first supervisor that the agent would like to talk."""
    return _counted(wish_notice(incident, now), WISHES, now)


def wish_notice(incident: Incident, now: datetime, index: int = 0) -> Notice:
    """Returns word to the supervisor at that place that the agent would like to talk."""
    return _notice(incident, to_talk_with(incident)[index], NoticeSubject.WISH, index, now)


def heard_notice(incident: Incident, now: datetime) -> Notice:
    """Returns word to the agent that somebody will talk with them."""
    return _to_agent(incident, NoticeSubject.HEARD, now, incident.version)


def reports(course: ContactCourse) -> int:
    """Returns how often supervisors were told."""
    return sum(event.kind is EventKind.REPORTED for event in course.events)


def last_report(course: ContactCourse) -> int | None:
    """Returns the turn of the last report, as its notices have it, whatever came of the contact since."""
    told = [event.about for event in course.events if event.kind is EventKind.REPORTED]
    return int(told[-1] or course.turn) if told else None


class BoundaryNoticeWriter:
    """Writes the boundary's notices."""

    def __init__(self, deps: BoundaryDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> Card | None:
        """Returns the card as things are now, or None where they have moved on."""
        if notice.subject == NoticeSubject.CHANGED.value:
            return await self._changed_card(notice)
        incident, subject = await self._incident(notice), NoticeSubject(notice.subject)
        if incident is None or (subject in _UNANSWERED and incident.support):
            return None
        viewer = await self._viewer(notice, incident)
        match subject:
            case NoticeSubject.REPORT | NoticeSubject.REMINDER:
                reminder = subject is NoticeSubject.REMINDER
                return supervisor_cards.notice_card(viewer, incident, reminder=reminder)
            case NoticeSubject.ADDED:
                return supervisor_cards.note_card(viewer, incident)
            case NoticeSubject.GOES_ON:
                return supervisor_cards.open_card(viewer, incident) if incident.course.open else None
            case NoticeSubject.RESTING:
                return supervisor_cards.rest_card(viewer, incident) if incident.course.rested else None
            case NoticeSubject.ANSWERED:
                return supervisor_cards.answer_card(viewer, incident) if incident.support else None
            case NoticeSubject.REST_OVER:
                # Earlier versions wrote 0, as there was one length. A break that was made longer ends later.
                over = IncidentNotice.decode(notice.about).index in (0, incident.course.rest)
                return supervisor_cards.rest_over_card(viewer) if incident.course.rested and over else None
            case NoticeSubject.PASSED | NoticeSubject.NOBODY | NoticeSubject.SILENCE:
                return supervisor_cards.progress_card(viewer, incident, subject.value.partition(".")[2])
            case _:
                return _aftercare_card(subject, viewer, incident)

    async def replacement(self, notice: Notice) -> Replacement | None:
        """Returns the message that the notice changes."""
        if notice.subject != NoticeSubject.CHANGED.value:
            return None
        return Replacement(notice.about[1], anew=False)

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        """Returns the reminder, the next supervisor, or word to the agent that nobody is left."""
        if notice.subject == NoticeSubject.CHANGED.value:
            return ()
        incident, about = await self._incident(notice), IncidentNotice.decode(notice.about)
        if incident and notice.subject == NoticeSubject.WISH.value and receipt.fate is Fate.REFUSED:
            return (_wish_onward(incident, about.index, now),)
        if incident is None or incident.support:
            return ()
        wait = timedelta(minutes=incident.policy.reminder)
        match NoticeSubject(notice.subject), receipt.fate:
            case NoticeSubject.REPORT, Fate.SENT:
                return (
                    _to_audience(incident, NoticeSubject.REMINDER, about.index, now + wait, reached=True),
                )
            case NoticeSubject.REPORT, _:
                return _passed_on(incident, about.index, now, reached=about.reached)
            case NoticeSubject.REMINDER, Fate.SENT:
                return _onward(incident, about.index, now + wait, reached=True)
            case NoticeSubject.REMINDER, _:
                return _onward(incident, about.index, now, reached=True)
            case NoticeSubject.RESTING, Fate.REFUSED if about.index + 1 < len(incident.audience):
                return (_to_audience(incident, NoticeSubject.RESTING, about.index + 1, now),)
            case _:
                return ()

    async def _changed_card(self, notice: Notice) -> Card | None:
        incident = await self._deps.incidents.find_incident(notice.to.tenant, notice.about[0])
        if incident is None:
            return None
        viewer = await self._viewer(notice, incident)
        if incident.course.open:
            return supervisor_cards.open_card(viewer, incident)
        return supervisor_cards.notice_card(viewer, incident)

    async def _incident(self, notice: Notice) -> Incident | None:
        about = IncidentNotice.decode(notice.about)
        incident = await self._deps.incidents.find_incident(notice.to.tenant, about.incident)
        if incident is None or NoticeSubject(notice.subject) not in _OF_A_REPORT:
            return incident
        # It goes on since, or ended otherwise: what was to be told of it is not so any more.
        return incident if incident.course.report_turn == about.turn else None

    async def _viewer(self, notice: Notice, incident: Incident) -> BoundaryViewer:
        viewer = self._deps.viewer(await reader_of(self._deps.people, notice.to, incident.language))
        return await self._deps.channel_viewer(viewer, incident) if notice.to.channel else viewer


def _aftercare_card(subject: NoticeSubject, viewer: BoundaryViewer, incident: Incident) -> Card | None:
    match subject:
        case NoticeSubject.TODAY if asks(incident.course):
            return aftercare_cards.question_card(viewer, incident)
        case NoticeSubject.WISH:
            return aftercare_cards.wish_card(viewer, incident)
        case NoticeSubject.UNHEARD:
            return aftercare_cards.answered_card(viewer, "unheard")
        case NoticeSubject.HEARD if incident.support:
            return supervisor_cards.answer_card(viewer, incident)
        case NoticeSubject.RESULT if incident.result:
            return supervisor_cards.result_card(viewer, incident)
        case _:
            return None


def _wish_onward(incident: Incident, index: int, now: datetime) -> Notice:
    if index + 1 < len(to_talk_with(incident)):
        return wish_notice(incident, now, index + 1)
    return _to_agent(incident, NoticeSubject.UNHEARD, now)


def _noted(incident: Incident) -> tuple[object, ...]:
    # What a supervisor reads of it; that they were told is no news to them.
    facts = [event for _, event in incident.course.holding if event.kind not in _OWN_BUSINESS]
    return (incident.note, incident.ticket, facts)


def _passed_on(incident: Incident, index: int, now: datetime, *, reached: bool) -> tuple[Notice, ...]:
    following = _onward(incident, index, now, reached=reached)
    if index + 1 < len(incident.audience):
        return (*following, _to_agent(incident, NoticeSubject.PASSED, now, index))
    return following


def _onward(incident: Incident, index: int, due: datetime, *, reached: bool) -> tuple[Notice, ...]:
    if index + 1 < len(incident.audience):
        return (_to_audience(incident, NoticeSubject.REPORT, index + 1, due, reached=reached),)
    return (_to_agent(incident, NoticeSubject.SILENCE if reached else NoticeSubject.NOBODY, due),)


def _to_audience(
    incident: Incident, subject: NoticeSubject, index: int, due: datetime, *, reached: bool = False
) -> Notice:
    return _notice(incident, incident.audience[index], subject, index, due, reached=reached)


def _to_agent(incident: Incident, subject: NoticeSubject, due: datetime, index: int = 0) -> Notice:
    return _notice(incident, incident.to_agent, subject, index, due)


def _today_notice(incident: Incident, due: datetime) -> Notice:
    # One question a day, however many contacts there were.
    subject = NoticeSubject.TODAY.value
    about = IncidentNotice(incident.id, incident.course.turn)
    key = f"{subject}:{incident.agent}:{due:%Y-%m-%d}"
    to = incident.to_agent
    return Notice(key, to, subject, about.encode(), due, due + WITHIN, rank=Rank.SAFETY, by=incident.agent)


def _to_whoever_knows(incident: Incident, subject: NoticeSubject, index: int, now: datetime) -> Notice:
    support, first = incident.support, incident.audience[0]
    to = Address(first.tenant, first.platform, support.by) if support else first
    return _notice(incident, to, subject, index, now)


def _notice(
    incident: Incident,
    to: Address,
    subject: NoticeSubject,
    index: int,
    due: datetime,
    *,
    reached: bool = False,
) -> Notice:
    turn = incident.course.report_turn if subject in _OF_A_REPORT else incident.course.turn
    about = IncidentNotice(incident.id, turn or incident.course.turn, index, reached)
    key = about.key(subject)
    return Notice(key, to, subject.value, about.encode(), due, rank=Rank.SAFETY, by=incident.agent)
