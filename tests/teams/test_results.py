"""A manager adds a question and reads the figures in Teams."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.core.groups import Group
from tests.fakes.teams import TENANT, FakeTeams
from tests.results.floor import answers
from tests.results.questions import QUESTION
from tests.teams.people import Member
from tests.teams.test_drill import started

WRITTEN = {name: texts[0] for name, texts in QUESTION.items()}


async def test_a_question_is_mended_and_asked(tmp_path: Path, teams: FakeTeams) -> None:
    async with started(tmp_path, teams) as gym:
        rosa, luis = Member(gym, "rosa", locale="es-MX"), Member(gym, "luis", locale="es-MX")
        await rosa.types("practica preguntas")
        assert "Todavía no hay preguntas propias" in rosa.text
        await rosa.opens("Agregar una pregunta")
        await rosa.sends(**{**WRITTEN, "option3_es": "«Espere.»"})
        assert "la opción más larga tiene" in rosa.error("option3_es")
        assert rosa.field("why3_en")["value"] == WRITTEN["why3_en"]
        await rosa.sends(option3_es=WRITTEN["option3_es"])
        assert "Guardado. La próxima práctica ya la incluye." in rosa.text
        assert "La mejor:" in rosa.text
        await gym.house.background.settled()
        await luis.types("practica escalation")
        assert WRITTEN["stem_es"] in luis.text
        await luis.types("practica preguntas")
        assert "Agregar una pregunta" not in luis.labels


async def test_the_figures_and_who_practised(tmp_path: Path, teams: FakeTeams) -> None:
    async with started(tmp_path, teams) as gym:
        ids = ("aad-ana", "aad-luis", "aad-olga", "aad-finn")
        now = datetime.now(UTC).replace(microsecond=0)
        for user in ids[:3]:
            given = [("saying-no-item-0", 1, False), ("saying-no-item-0", 0, True)]
            await answers(gym.house.stores.drills, TENANT, user, now, given)
        assert await gym.house.stores.groups.keep_group(Group(TENANT, "own-1", "Night", "teams", people=ids))
        rosa, ana = Member(gym, "rosa"), Member(gym, "ana")
        await ana.types("drill me")
        assert "Your managers" not in ana.text
        await rosa.types("drill results")
        assert "\n people practised this week" in rosa.text
        await rosa.chooses("Group", 1)
        assert "3 of 4\n people practised this week" in rosa.text
        assert "Saying no" in rosa.text
        assert "50%" in rosa.text
        await rosa.presses("Show who practised")
        await rosa.presses("Who practised")
        assert "This week: Night" in rosa.text
        assert "Ana" in rosa.text
        await ana.types("drill me")
        assert "Your managers can see whether you practised this week: yes or no" in ana.text
        await ana.presses("Hide this")
        await rosa.presses("Back to the figures")
        await rosa.presses("Who practised")
        assert "Ana" not in rosa.text
        assert "left out: 1 here" in rosa.text
