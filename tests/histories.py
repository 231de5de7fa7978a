"""Nine months in two tenants, made up by chance: what happened, and who counted in which group."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from random import Random

from bot.core.activity import Activity, ActivityKind
from bot.core.figures import period_of
from bot.core.groups import GroupStore

START, END = date(2026, 3, 2), date(2026, 11, 30)  # two changes of the clocks in between
KINDS = (
    ActivityKind.LOOKUP,
    ActivityKind.MISS,
    ActivityKind.OUTCOME,
    ActivityKind.ITEM,
    ActivityKind.INCIDENT,
)
PARTS = {ActivityKind.OUTCOME: ("calmed", "escalated"), ActivityKind.ITEM: ("right", "wrong")}
NUMBERS = count()


def event(day: date, user: str = "ana", kind: ActivityKind = ActivityKind.LOOKUP, **rest: str) -> Activity:
    values = {"tenant": "T1", "id": f"e{next(NUMBERS)}", "name": "yelling", "part": "", **rest}
    return Activity(values["tenant"], "slack", user, values["id"], day, kind, values["name"], values["part"])


def history(dice: Random, size: int) -> list[Activity]:
    """Returns what happened over nine months in two tenants, some of it told twice."""
    events = []
    for _ in range(size):
        kind = dice.choice(KINDS)
        part = dice.choice(PARTS.get(kind, ("",)))
        name = "" if kind is ActivityKind.MISS else dice.choice(("yelling", "threats", "refund"))
        day = START + timedelta(days=dice.randrange((END - START).days))
        tenant = dice.choice(("T1", "T1", "T1", "T2"))
        events.append(event(day, f"u{dice.randrange(30)}", kind, tenant=tenant, name=name, part=part))
    return events + dice.sample(events, size // 5)


async def counted(groups: GroupStore) -> None:
    """Has two groups counted in every second four weeks, changed people in between, and nobody in T2."""
    period = period_of(START)
    for nth in range(0, 12, 2):
        first = period.first + nth * timedelta(weeks=4)
        await groups.count_people("T1", first, "night", [f"u{n}" for n in range(nth, nth + 12)])
        await groups.count_people("T1", first, "day", [f"u{n}" for n in range(nth + 12, nth + 18)])
