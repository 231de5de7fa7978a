"""People before one Calma, who do whatever can be done with the self-check."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.store.sql.people import SqlPeopleStore
from tests.checkin.actor import HEAVY, LIGHT, Colleague, grouped, switched_on
from tests.harness import Harness

Done = Callable[[], Awaitable[object]]
Act = Callable[["Somebody"], Awaitable[object]]
PEOPLE = tuple(f"U-person-{i:02}" for i in range(12))
A_MOMENT = 60.0  # seconds between an action and the dump after it
MANY = tuple(f"U-person-{i:02}" for i in range(60))


class Somebody(Colleague):
    """Somebody who does one thing, by the presses that a person makes for it."""

    async def changes(self) -> None:
        """Answers anew."""
        await self.press("checkin.correct")
        await self.sends(**LIGHT)

    async def stops(self) -> None:
        await self.press("checkin.stop")

    async def declines(self) -> None:
        await self.press("checkin.decline")

    async def sets_reminders(self) -> None:
        await self.press("checkin.remind", "off")

    async def erases(self) -> None:
        await self.press("checkin.erased")

    async def consents(self) -> None:
        """Says yes, once the question for it is open."""
        assert self.form
        await self.sends()

    async def begins(self) -> None:
        """Sends answers, once the questions are open."""
        await self.sends(**HEAVY)


# What can be done, and by whom: somebody who takes part ("in") and has answered or not, or does not ("out").
ACTS: Mapping[str, tuple[str, Act]] = {
    "answer": ("asked", Somebody.begins),
    "change": ("answered", Somebody.changes),
    "stop": ("answered", Somebody.stops),
    "erase": ("answered", Somebody.erases),
    "reminders": ("answered", Somebody.sets_reminders),
    "decline": ("out", Somebody.declines),
    "consent": ("out", Somebody.consents),
}


async def ready(app: Harness, people: Sequence[str] = PEOPLE) -> dict[str, list[Somebody]]:
    """Offers it to people, of whom a third answered, a third has the questions open and a third was asked."""
    await switched_on(app)
    await grouped(app, *people)
    found: dict[str, list[Somebody]] = {"answered": [], "asked": [], "out": []}
    for i, name in enumerate(people):
        state = ("answered", "asked", "out")[i % 3]
        who = Somebody(app, name)
        await who.types()
        if state != "out":
            await who.sends()
        if state == "answered":
            await who.sends(**HEAVY)
        if state == "asked":
            await who.types()
        found[state].append(who)
    await app.settled()
    return found


async def written(app: Harness) -> None:
    """Returns once all is in the database that is written behind the answers, as it is a moment later."""
    await app.settled()
    assert isinstance(app.stores.people, SqlPeopleStore)
    for gatherer in app.stores.people._database._gatherers:
        if gatherer._gather <= A_MOMENT:
            await gatherer.close()
