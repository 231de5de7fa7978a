"""Managers and agents of teams that nobody else is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from bot.coach import card as c
from bot.coach.talk import Errors, Press, Role, Submit
from bot.wiring.calma import Calma
from tests.agent import Agent

TENANTS = count()
PHRASE: Mapping[str, tuple[str, ...]] = {
    "situation": ("yelling",),
    "text_en": ("I'm on your side, and I start with {order} now.",),
    "text_es": ("Estoy de su lado y empiezo ya con {order}.",),
    "cue_en": ("Calmly; then pause",),
    "cue_es": ("Con calma; luego una pausa",),
    "channels": ("phone",),
}


def new_tenant() -> str:
    """Returns the id of a team that nothing is kept of yet."""
    return f"team-{next(TENANTS)}"


class Member(Agent):
    """Somebody of a team, a manager unless told otherwise."""

    def __init__(
        self, house: Calma, tenant: str = "", language: str = "en", role: Role = Role.MANAGER
    ) -> None:
        super().__init__(house, language, tenant or new_tenant())
        self.person = replace(self.person, role=role)
        self.house = house

    def colleague(self, role: Role = Role.MANAGER, language: str = "en") -> Member:
        """Returns somebody else of the same team."""
        return Member(self.house, self.person.tenant, language, role)

    async def at(self, *labels: str) -> c.Card:
        """Opens the team's card and presses what has these labels."""
        await self.types("equipo" if self.person.language == "es" else "team")
        for label in labels:
            await self.presses(label)
        return self.card

    async def fills(self, fields: Mapping[str, tuple[str, ...]]) -> Errors | c.Card:
        """Sends the open form with just these fields."""
        assert self.form
        values = {name: found for name, found in fields.items() if found}
        ask = Submit(self.person, self.form.action, self.form.value, values)
        reply = await self.house.desk.answer(ask)
        await self.house.behind.settled()
        if isinstance(reply, Errors):
            return reply
        assert not isinstance(reply, c.Form)
        self.card = getattr(reply, "card", self.card)
        return self.card

    async def adds(self, what: str, label: str, fields: Mapping[str, tuple[str, ...]]) -> None:
        """Adds one thing that is right."""
        await self.at(what)
        await self.opens(label)
        done = await self.fills(fields)
        assert not isinstance(done, Errors), done

    async def adds_phrase(self, **fields: str) -> None:
        """Adds an own phrase."""
        texts = {name: (value,) for name, value in fields.items()}
        await self.adds("Phrases", "Add a phrase", {**PHRASE, **texts})

    async def adds_trigger(self, text: str, situation: str = "yelling", language: str = "en") -> None:
        """Adds an own trigger."""
        fields = {"situation": (situation,), "text": (text,), "language": (language,)}
        await self.adds("Triggers", "Add a trigger", fields)

    async def adds_offer(self, what: str, **fields: str) -> None:
        """Adds an offer."""
        texts = {name: (value,) for name, value in fields.items()}
        await self.adds("What we may offer", "Add an offer", {"what": (what,), **texts})

    async def adds_manager(self, user_id: str) -> None:
        """Appoints somebody."""
        await self.adds("Managers", "Appoint a manager", {"person": (user_id,)})

    async def forces(self, action: str, value: str) -> object:
        """Presses something that is on no card of theirs."""
        return await self.house.desk.answer(Press(self.person, action, value))

    @property
    def quotes(self) -> list[str]:
        """What people typed, as it is shown."""
        return [e.text for e in self.card.elements if isinstance(e, c.Quote)]
