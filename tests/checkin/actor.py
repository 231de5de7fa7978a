"""Somebody who takes the self-check, and groups that it is offered to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.chat import Ask
from bot.core.groups import Group
from bot.features.checkin.model import Terms
from tests.harness import PLATFORM, TENANT, Actor, Harness

MIDDLE = datetime(2026, 11, 25, 15, tzinfo=UTC)  # in the fortnight from 16 to 29 November
AFTER = datetime(2026, 11, 30, 9, tzinfo=UTC)
HEAVY = {"energy": 1, "autopilot": 3, "helped": 1, "rested": 2, "abuse": 2, "alone": 1}
LIGHT = {"energy": 4, "autopilot": 0, "helped": 4, "rested": 4, "abuse": 0, "alone": 4}


class Colleague(Actor):
    """Somebody who types `/checkin`."""

    command = "checkin"

    async def ask(self, ask: Ask) -> str:
        title = await super().ask(ask)
        await self.app.settled()  # what is written behind an answer, whatever was asked
        return title

    async def takes_part(self) -> str:
        """Opens the self-check, and says yes."""
        await self.types()
        return await self.sends()

    async def answers(self, **answers: int) -> str:
        """Takes the self-check of now, from the start."""
        await self.types()
        if self.form and not self.form.fields:
            await self.sends()
        return await self.sends(**(answers or HEAVY))


async def grouped(app: Harness, *people: str, id: str = "night", name: str = "Night shift") -> None:
    """Makes a group of these people, and offers the self-check to it too."""
    await app.stores.groups.keep_group(Group(TENANT, id, name, PLATFORM, people=people))
    tenants = app.stores.checkin.terms
    assert await tenants.keep_terms(TENANT, chosen(await tenants.find_terms(TENANT), id))


def chosen(terms: Terms, group: str) -> Terms:
    """Returns terms by which the self-check is offered to one more group."""
    return replace(terms, country="US", groups=(*terms.groups, group))
