"""A manager adds a question and reads the figures in Teams."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.core.groups import Group
from tests.fakes.teams import TENANT, FakeTeams
from tests.results.floor import answers, counted
from tests.results.questions import QUESTION
from tests.teams.people import Member
from tests.teams.test_drill import started

WRITTEN = {name: texts[0] for name, texts in QUESTION.items()}


def _of_step(*names: str) -> dict[str, str]:
    return {name: text for name, text in WRITTEN.items() if name.startswith(names)}


async def test_a_question_is_mended_and_asked(tmp_path: Path, teams: FakeTeams) -> None:
    async with started(tmp_path, teams) as gym:
        rosa, luis = Member(gym, "rosa", locale="es-MX"), Member(gym, "luis", locale="es-MX")
        await rosa.types("practica preguntas")
        assert "Todavía no hay preguntas propias" in rosa.text
        await rosa.opens("Agregar una pregunta")
        await rosa.sends(**_of_step("situation", "stem"))
        assert not rosa.field("option1_en")["isRequired"]  # it would keep Teams from going back
        await rosa.goes_back(option1_en="“Half a thought")
        assert rosa.field("stem_es")["value"] == WRITTEN["stem_es"]
        await rosa.sends()
        assert rosa.field("option1_en")["value"] == "“Half a thought"
        await rosa.sends(**{**_of_step("option", "best"), "option3_es": "«Espere.»"})
        assert "la opción más larga tiene" in rosa.error("option3_es")
        assert rosa.field("option1_en")["value"] == WRITTEN["option1_en"]
        await rosa.sends(option3_es=WRITTEN["option3_es"])
        await rosa.sends(**_of_step("why", "difficulty"))
        assert "Guardado. La próxima práctica ya la incluye." in rosa.text
        assert "La mejor:" in rosa.text
        await gym.house.background.settled()
        await luis.types("practica escalation")
        assert WRITTEN["stem_es"] in luis.text
        await luis.types("practica preguntas")
        assert "Agregar una pregunta" not in luis.labels


async def test_the_figures_and_who_practised(tmp_path: Path, teams: FakeTeams) -> None:
    async with started(tmp_path, teams) as gym:
        ids = ("aad-ana", "aad-luis", "aad-olga", *(f"aad-{n}" for n in range(8)))
        now, stores = datetime.now(UTC).replace(microsecond=0), gym.house.stores
        then = await counted(stores.groups, Group(TENANT, "own-1", "Night", "teams", people=ids), now)
        for user in ids[:8]:
            await answers(stores.drills, TENANT, user, then, [("saying-no-item-0", 1, False)])
        rosa, ana = Member(gym, "rosa"), Member(gym, "ana")
        await ana.types("drill me")
        assert "Your managers" not in ana.text
        await rosa.types("drill results")
        assert "half or more\n of the group practised" in rosa.text
        await rosa.chooses("Group", 0)
        assert "half or more\n of the group practised" in rosa.text
        assert "Saying no" in rosa.text
        assert "under half" in rosa.text
        await rosa.presses("Show who practised")
        await rosa.presses("Who practised")
        assert "This week: Night" in rosa.text
        assert "Ana" in rosa.text
        await ana.types("drill me")
        assert "Your managers can see, week by week, whether you practised: yes or no" in ana.text
        await ana.presses("Hide this")
        await rosa.presses("Back to the figures")
        await rosa.presses("Who practised")
        assert "Ana" not in rosa.text
        assert "Whoever hides their figures isn't listed." in rosa.text
