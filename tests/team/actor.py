"""Managers and agents of teams that nobody else is of."""

from __future__ import annotations

from itertools import count

from bot.core.chat import Answer, Person, Press, Role
from tests.harness import Agent, Given, Harness

NUMBERS = count()
PHRASE = {
    "situation": "yelling",
    "text_en": "I'm on your side, and I start with {order} now.",
    "text_es": "Estoy de su lado y empiezo ya con {order}.",
    "cue_en": "Calmly; then pause",
    "cue_es": "Con calma; luego una pausa",
    "channels": "phone",
}


def new_tenant() -> str:
    """Returns the id of a team that nothing is kept of yet."""
    return f"team-{next(NUMBERS)}"


class Member(Agent):
    """Somebody of a team of their own, a manager unless told otherwise."""

    def __init__(
        self, app: Harness, tenant: str = "", language: str = "en", role: Role = Role.MANAGER
    ) -> None:
        super().__init__(app, f"U{next(NUMBERS)}", language, role, tenant=tenant or new_tenant())

    @property
    def tenant(self) -> str:
        """The team."""
        return self.person.tenant

    def colleague(self, role: Role = Role.MANAGER, language: str = "en") -> Member:
        """Returns somebody else of the same team."""
        return Member(self.app, self.tenant, language, role)

    async def at(self, *labels: str) -> str:
        """Opens the team's card and presses what has these labels."""
        title = await self.types("equipo" if self.person.language == "es" else "team")
        for label in labels:
            title = await self.presses(label)
        return title

    async def adds(self, what: str, label: str, /, **fields: Given) -> None:
        """Adds one thing that is right."""
        await self.at(what)
        await self.opens(label)
        assert await self.sends(**fields), self.errors

    async def writes(self, **fields: Given) -> str:
        """Fills in a question step by step, as far as it is taken, and returns the title of what comes."""
        title, form = "", self.form
        while form:
            shown = {field.name for field in form.fields}
            title = await self.sends(**{name: text for name, text in fields.items() if name in shown})
            form = None if self.errors else self.form
        return title

    async def adds_phrase(self, **fields: str) -> None:
        """Adds an own phrase."""
        await self.adds("Phrases", "Add a phrase", **{**PHRASE, **fields})

    async def adds_trigger(self, text: str, situation: str = "yelling", language: str = "en") -> None:
        """Adds an own trigger."""
        await self.adds("Triggers", "Add a trigger", situation=situation, text=text, language=language)

    async def adds_offer(self, what: str, /, **fields: str) -> None:
        """Adds an offer."""
        await self.adds("What we may offer", "Add an offer", **{"what": what, **fields})

    async def adds_manager(self, user_id: str) -> None:
        """Appoints somebody, whom the platform names like their id."""
        known = Person(self.tenant, self.person.platform, user_id, name=user_id)
        await self.app.stores.people.complete_person(known)
        await self.adds("Managers", "Appoint a manager", person=user_id)

    async def forces(self, action: str, value: str) -> Answer:
        """Presses something that is on no card of theirs, and returns the answer without looking at it."""
        reply = await self.app.calma.desk.answer(Press(self.person, action, value))
        assert isinstance(reply, Answer)
        return reply
