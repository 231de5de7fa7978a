"""A drill in Teams: the whole of it in one card, with a guess, in Spanish, and on after a restart."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.keys import KeyFile
from bot.teams.edge import Teams
from bot.wiring.sql import stored
from bot.wiring.stores import Stores
from tests.build import build
from tests.drill import bank
from tests.fakes.teams import FakeTeams
from tests.teams.dialogue import Settings
from tests.teams.people import MANAGERS, Member, Shipped


class Gym(Shipped):
    """The bot with the bank of the tests, on what is kept in a file."""

    def __init__(self, teams: FakeTeams, phrasebook: Path, kept: Stores) -> None:
        self.teams = teams
        self.house = house = build(phrasebook, kept)
        told = Settings(teams.openid_url, teams.login_url)
        self.edge = Teams(house.desk, house.phrasebook, told, house.stores.references, MANAGERS)


@asynccontextmanager
async def started(folder: Path, teams: FakeTeams) -> AsyncIterator[Gym]:
    """Starts the bot on what is kept in `folder`."""
    root = folder / "phrasebook"
    if not root.exists():
        bank.phrasebook(folder)
    async with stored(f"sqlite+aiosqlite:///{folder / 'calma.db'}", KeyFile(folder / "keys")) as kept:
        gym = Gym(teams, root, kept)
        await gym.start()
        yield gym
        await gym.close()


def letter(member: Member, *, right: bool) -> str:
    """Returns the letter of the best option, or of another one."""
    options: dict[str, str] = dict(re.findall(r"\b([ABC])\W* · (.*)", member.text))
    assert list(options) == ["A", "B", "C"], member.text
    kinds = ("the best", "la mejor")
    return next(name for name, text in options.items() if any(kind in text for kind in kinds) is right)


async def test_a_whole_drill_with_a_guess(tmp_path: Path, teams: FakeTeams) -> None:
    async with started(tmp_path, teams) as gym:
        ana = Member(gym, "ana")
        await ana.types("drill saying-no")
        assert "1 / 3 · Saying no" in ana.text
        assert ana.labels == ["A", "B", "C", "I'd be guessing"]
        old = ana.data(letter(ana, right=False))
        await ana.presses("I'd be guessing")
        assert "Marked as a guess" in ana.text
        await ana.presses(letter(ana, right=True))
        assert "That's it" in ana.text
        await ana.forces(old)  # pressed twice: nothing changes
        assert "That's it" in ana.text
        await ana.presses("Next")
        await ana.presses(letter(ana, right=False))
        assert "Not the best one" in ana.text
        await ana.presses("Next")
        await ana.presses(letter(ana, right=True))
        await ana.presses("See how it went")
        assert "3 done · 2 right" in ana.text
        assert "Comes back: 2 tomorrow, 1 " in ana.text
        assert ana.labels == ["Done", "3 more", "A role-play"]


async def test_in_spanish_and_on_after_a_restart(tmp_path: Path, teams: FakeTeams) -> None:
    async with started(tmp_path, teams) as gym:
        luis = Member(gym, "luis", locale="es-MX")
        await luis.types("práctica gritos 2")
        assert "1 / 2 · Gritos" in luis.text
        await luis.presses(letter(luis, right=True))
        assert "Eso es" in luis.text
        onward = luis.data("Siguiente")
    async with started(tmp_path, teams) as gym:
        luis = Member(gym, "luis", locale="es-MX")
        await luis.forces(onward)
        assert "2 / 2 · Gritos" in luis.text
        await luis.types("/practica")
        assert "Esta quedó a medias." in luis.text
        await luis.presses(letter(luis, right=False))
        await luis.presses("Por qué")
        assert "Usted eligió" in luis.text
        await luis.presses("Ver cómo fue")
        assert "Hechas: 2 · Bien: 1" in luis.text
        await luis.types("practica me")
        assert "Ha visto 2 de 24 preguntas." in luis.text
        await luis.presses("Ocultar esto")
        assert "Sus cifras están ocultas" in luis.text
