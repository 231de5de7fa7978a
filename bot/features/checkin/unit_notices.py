"""What people are told whose unit changes: one message, the same words for everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from bot.core import card as c
from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.groups import LONGEST_NAME
from bot.core.ledger import Notice
from bot.core.viewer import name_line
from bot.features.checkin.buttons import UnitMessage
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.units import Unit, UnitPlan
from bot.features.checkin.viewer import CheckinViewer

TELLING = "checkin.units"  # the subject of the message
# A message finds the plan that it is about in the store: until it goes, that is surely there.
SOON = timedelta(minutes=5)


def notices_of(
    tenant: str, plan: UnitPlan, before: UnitPlan, people: Collection[str], now: datetime, by: str = ""
) -> Iterator[Notice]:
    """Yields the messages about a plan to some people of it or of the one before."""
    about = UnitMessage(plan.first, plan.edition).encode()
    for who in sorted(people):
        platform, _ = plan.people.get(who) or before.people.get(who) or ("", "")
        if platform:
            key = f"{TELLING}:{plan.first}:{plan.edition}:{who}"
            yield Notice(key, Address(tenant, platform, who), TELLING, about, now + SOON, by=by)


async def news_card(deps: CheckinDeps, notice: Notice) -> c.Card | None:
    """Returns the message; None where another plan came in place of this one, or the self-check is off."""
    to, news = notice.to, UnitMessage.decode(notice.about)
    if not (await deps.terms(to.tenant)).on:
        return None
    if await deps.stores.units.edition_on(to.tenant, news.first) != news.edition:
        return None
    unit = await deps.stores.units.find_unit(to.tenant, to.id, news.first)
    person = await deps.people.complete_person(Person(to.tenant, to.platform, to.id, ""))
    return message_card(deps.viewer(person.language), unit, news.first)


def message_card(viewer: CheckinViewer, unit: Unit | None, first: date) -> c.Card:
    """Returns what somebody is told: which unit is theirs from a day on, and that nothing else changes."""
    title, day = viewer.say("units.news.title"), viewer.day(first)
    name = name_line(unit.name, LONGEST_NAME) if unit else ""
    text = viewer.say("units.news" if unit else "units.news.none", date=day, name=name)
    return viewer.card(title, c.Heading(title), c.Text(text))
