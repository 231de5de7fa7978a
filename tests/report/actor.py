"""A manager who looks at reports, and a team of which there is something to report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from random import Random

from bot.core import card as c
from bot.core.activity import RIGHT, WRONG, Activity, ActivityKind, four_weeks_before
from bot.core.groups import Group
from bot.wiring.stores import Stores
from tests.harness import PLATFORM, TENANT, Actor, Harness

PERIODS = 6
LOWERED = "waiting"
SITUATIONS = (LOWERED, "yelling", "loop", "empathy")
GROUPS = {"night": "Night shift", "chat": "Chat team"}


class ReportReader(Actor):
    """Somebody who presses what a report offers. `sentences` are those above its pictures."""

    @property
    def sentences(self) -> list[str]:
        return [part.text for part in self.all(c.Text)]

    def doors(self, actions: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yields what can be pressed or chosen on the card, as action and value."""
        for button in self.buttons:
            if button.action in actions:
                yield button.action, button.value
        for choice in self.all(c.Choice):
            if choice.action in actions:
                yield from ((choice.action, option.value) for option in choice.options)


def people_of(group: str) -> list[str]:
    """Returns who is in a group."""
    return [f"{group}{nth}" for nth in range(12)]


def events(
    today: date, *, lowered: bool, tenant: str = TENANT, platform: str = PLATFORM
) -> Iterator[Activity]:
    """Yields a half year of twelve people in each group, who do as much in every week."""
    dice = Random(7)
    start = four_weeks_before(today, PERIODS)[0].first
    lowered_from = four_weeks_before(today, 3)[0].first
    for week in range((today - start).days // 7):
        day = start + timedelta(weeks=week, days=2)
        for who in (who for group in GROUPS for who in people_of(group)):
            for nth in range(6):
                name = dice.choice(SITUATIONS)
                id = f"{who}:{day}:{nth}"
                calmed = 0.2 if lowered and name == LOWERED and day >= lowered_from else 0.6
                came = "calmed" if dice.random() < calmed else "escalated"
                part = RIGHT if dice.random() < 0.7 else WRONG
                for kind, named, how in (
                    (ActivityKind.LOOKUP, name, ""),
                    (ActivityKind.OUTCOME, name, came),
                    (ActivityKind.ANSWER, name, part),
                ):
                    yield Activity(tenant, platform, who, f"{kind.value}:{id}", day, kind, named, how)
            yield Activity(tenant, platform, who, f"miss:{who}:{day}", day, ActivityKind.MISS)


async def team_of(app: Harness, *, lowered: bool = True) -> None:
    """Has a tenant's two groups counted, with what happened to them."""
    await half_year(app.stores, app.now.date(), lowered=lowered)


async def half_year(
    stores: Stores, today: date, *, lowered: bool = True, tenant: str = TENANT, platform: str = PLATFORM
) -> None:
    """Stores the same of any tenant, on any platform."""
    for id, name in GROUPS.items():
        people = people_of(id)
        await stores.groups.keep_group(Group(tenant, id, name, platform, people=tuple(people)))
        for period in four_weeks_before(today, PERIODS):
            await stores.groups.count_people(tenant, period.first, id, people)
    ended_on, ended = today - timedelta(weeks=4), (ActivityKind.INCIDENT, "insults", "ended")
    incident = Activity(tenant, platform, "night1", "i1", ended_on, *ended)
    some = [*events(today, lowered=lowered, tenant=tenant, platform=platform), incident]
    await _summed(stores, some, today)


async def happens(app: Harness, some: Iterable[Activity]) -> None:
    """Has events stored and summed."""
    await _summed(app.stores, some, app.now.date())


async def _summed(stores: Stores, some: Iterable[Activity], today: date) -> None:
    await stores.activity.keep_activity(list(some))
    await stores.activity.fold_activity(today)
