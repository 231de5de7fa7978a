"""A role-play that a manager writes in Teams, in Spanish: pasted, tried, published, taken back."""

from __future__ import annotations

from pathlib import Path

from tests.fakes.teams import FakeTeams
from tests.teams.people import Member
from tests.teams.test_drill import started


async def test_a_role_play_is_pasted_tried_published_and_taken_back(tmp_path: Path, teams: FakeTeams) -> None:
    async with started(tmp_path, teams) as gym:
        rosa, luis = Member(gym, "rosa", locale="es-MX"), Member(gym, "luis", locale="es-MX")
        text = gym.house.phrasebook.book.scenario_template
        await rosa.types("calma equipo")
        await rosa.presses("Simulacros")
        await rosa.opens("Plantilla")
        assert rosa.field("part_1")["value"] == text[: len(rosa.field("part_1")["value"])]
        await rosa.sends()
        await rosa.sends(file=text.replace("persona: impatient", "persona: nadie"))
        assert "no existe ese tipo de cliente" in rosa.error("file")
        await rosa.sends(file=text)
        assert "Guardado como borrador: nadie más lo ve." in rosa.text
        await rosa.presses("Probarlo")
        assert "Es un borrador." in rosa.text
        await gym.house.background.settled()
        await luis.types("practica simulacro cobro doble")
        assert "Me cobraron los 38 dólares" not in luis.text
        await rosa.types("calma equipo")
        await rosa.presses("Simulacros")
        await rosa.presses("Publicar")
        await gym.house.background.settled()
        await luis.types("practica simulacro cobro doble")
        assert "Me cobraron los 38 dólares" in luis.text
        await rosa.presses("Dejar de publicar")
        await gym.house.background.settled()
        await luis.presses("1")
        assert "no se puede seguir desde ahí" in luis.text
