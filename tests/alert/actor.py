"""People of a small office: Ana and Luis answer contacts, Marta and Pablo supervise, Inés manages."""

from __future__ import annotations

from typing import Any

from bot.core.chat import Role
from bot.core.edge import Address
from tests.harness import TENANT, Actor, Harness

LIFE, ABUSE = "self-harm.phone", "abuse.chat"


class Seat(Actor):
    """Somebody who is shown to others by their name."""

    def __init__(
        self, app: Harness, name: str = "Ana", language: str = "en", role: Role = Role.AGENT, **more: Any
    ) -> None:
        super().__init__(app, name.lower(), language, role, shown_as=name, **more)

    @property
    def person_address(self) -> Address:
        """Where they are reached."""
        return Address(self.person.tenant, self.person.platform, self.person.user_id)

    async def calls(self, value: str = LIFE) -> str:
        """Presses *Get help now*, wherever it stands."""
        return await self.press("alert.raise", value)


async def appoint(app: Harness, role: Role, *names: str, language: str = "en") -> None:
    """Gives people a role; they have turned to the coach before."""
    for name in names:
        await app.stores.people.appoint_person(TENANT, name.lower(), role)
        await app.stores.people.complete_person(Seat(app, name, language).person)
