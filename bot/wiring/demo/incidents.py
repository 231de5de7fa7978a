"""The incidents of a made-up year, as the protocol makes them of what somebody presses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bot.core.activity import Activity, ActivityKind
from bot.core.edge import Address
from bot.core.policy import AbuseKind, Policy
from bot.features.boundary import protocol
from bot.features.boundary.facts import countable
from bot.features.boundary.model import (
    Incident,
    IncidentResult,
    ResultKind,
    SupervisorAnswer,
    SupervisorSupport,
)
from bot.features.boundary.protocol import FINISH, ContactCourse, ProtocolMove
from bot.playground.people import PLATFORM, TEAM, TENANT
from bot.wiring.demo.people import DemoPerson
from bot.wiring.demo.year import PERIODS, first_day

SUPERVISOR = "sofia"
A_DAY = 0.4  # incidents of all groups together
_KINDS = {
    AbuseKind.INSULTS: 50,
    AbuseKind.SLURS: 12,
    AbuseKind.SEXUAL: 10,
    AbuseKind.THREAT: 14,
    AbuseKind.OTHER: 14,
}
_WAITS = {2: 40, 9: 30, 35: 18, 240: 9, 2000: 3}  # minutes until a supervisor answered
_RESULTS = {
    ResultKind.TALKED: 45,
    ResultKind.NOTHING: 30,
    ResultKind.RESTRICTED: 15,
    ResultKind.PASSED: 10,
}


def year_incidents(
    seed: int, now: datetime, people: Sequence[DemoPerson], policy: Policy, periods: int = PERIODS
) -> Iterator[Incident]:
    """Yields them, the oldest first; all are closed by `now`."""
    dice = Random(f"{seed} incidents")
    start = first_day(now.date(), periods)
    for nth in range((now.date() - start).days):  # of today there is none, which might still be going on
        day = start + timedelta(days=nth)
        there = [person for person in people if day.weekday() in person.group.days]
        if there and dice.random() < A_DAY:
            yield _incident(dice, day, now, dice.choice(there), policy)


def incident_events(incident: Incident) -> Iterator[Activity]:
    """Yields what an incident counts as, by the rule that counts those that were pressed."""
    course, support, result = incident.course, incident.support, incident.result
    when = {
        ActivityKind.INCIDENT: course.closed or course.began,
        ActivityKind.REACTION: support.at if support else course.began,
        ActivityKind.RESULT: result.at if result else course.began,
    }
    for kind, name, part in countable(incident):
        day = when[kind].date()
        id = f"{kind.value}:{incident.id}"
        yield Activity(incident.tenant, incident.platform, incident.agent, id, day, kind, name, part)


def _incident(dice: Random, day: date, now: datetime, agent: DemoPerson, policy: Policy) -> Incident:
    began = datetime.combine(day, time(9 + dice.randrange(9), dice.randrange(60)), UTC)
    course = _course(dice, began, policy)
    incident = Incident(
        tenant=TENANT,
        id=f"demo-{day.isoformat()}",
        agent=agent.id,
        platform=PLATFORM,
        name=agent.name,
        language="en",
        seal=f"{dice.getrandbits(64):016x}",
        policy=policy,
        audience=(Address(TENANT, PLATFORM, SUPERVISOR),),
        course=course,
    )
    return _answered(dice, incident, now)


def _course(dice: Random, began: datetime, policy: Policy) -> ContactCourse:
    channel = dice.choice(("phone", "phone", "chat", "email"))
    [kind] = dice.choices(list(_KINDS), list(_KINDS.values()))
    course, at = protocol.start(channel, began), began + timedelta(minutes=1)
    course = protocol.zero(course, policy, kind, at)
    while ProtocolMove.SAID in protocol.moves(course, policy) and dice.random() < 0.9:
        at += timedelta(minutes=dice.randrange(1, 4))
        course = protocol.press(course, policy, ProtocolMove.SAID, course.turn, at)
    ways = (ProtocolMove.STOPPED, FINISH[policy.ending], ProtocolMove.HUNG_UP)
    [way] = dice.choices(ways, (1, 5, 1) if course.zero else (5, 4, 2))
    at += timedelta(minutes=2)
    course = protocol.press(course, policy, way, course.turn, at)
    if not course.reported and dice.random() < 0.7:
        course = protocol.press(course, policy, ProtocolMove.TELL, course.turn, at + timedelta(minutes=1))
    return course


def _answered(dice: Random, incident: Incident, now: datetime) -> Incident:
    reported = incident.course.reported
    [wait], [result] = dice.choices(list(_WAITS), list(_WAITS.values())), _result(dice)
    if reported is None or dice.random() < 0.08:
        return incident
    name, at = TEAM[SUPERVISOR].name, reported + timedelta(minutes=wait)
    answer = dice.choice((SupervisorAnswer.SEEN, SupervisorAnswer.TALK))
    if at > now:
        return incident
    incident = replace(incident, support=SupervisorSupport(SUPERVISOR, name, answer, at))
    done = at + timedelta(hours=3)
    if done > now or dice.random() < 0.25:
        return incident
    return replace(incident, result=IncidentResult(SUPERVISOR, name, result, done))


def _result(dice: Random) -> list[ResultKind]:
    return dice.choices(list(_RESULTS), list(_RESULTS.values()))
