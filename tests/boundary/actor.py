"""People of a small office: Ana and Luis answer contacts, Sofía and Pablo supervise, Marta manages."""

from __future__ import annotations

from typing import Any

from bot.core.chat import Role
from tests.harness import TENANT, Actor, Harness


class Seat(Actor):
    """Somebody who is shown to others by their name."""

    def __init__(
        self, app: Harness, name: str = "Ana", language: str = "en", role: Role = Role.AGENT, **more: Any
    ) -> None:
        super().__init__(app, name.lower(), language, role, shown_as=name, **more)


async def appoint(app: Harness, *supervisors: str) -> None:
    """Makes people supervisors."""
    for user in supervisors:
        await app.stores.people.appoint_person(TENANT, user, Role.SUPERVISOR)
