"""Nobody meets a question about danger unasked, and whoever would rather not today is asked nothing back."""

from __future__ import annotations

import logging

import pytest

from bot.core import card as c
from bot.core.chat import Placement, Role
from bot.core.groups import Group
from bot.core.people import Preferences
from bot.core.practice import DrillRequest
from bot.core.safety import HEAVY, SafetyKind
from bot.features.drill.buttons import decode_request, encode_request
from bot.features.drill.consent import is_heavy_topic
from bot.features.drill.model import Drill, DrillState
from tests.drill.actor import Trainee
from tests.drill.test_edges import fits
from tests.harness import PLATFORM, Harness

ALL = "mixed 10"


@pytest.fixture
def whole() -> Harness:
    """An app with the shipped questions."""
    return Harness()


class Careful(Trainee):
    """Somebody who is asked first."""

    async def wants_heavy_topics(self) -> None:
        """Turns them on in the settings."""
        await self.types("settings", command="calm")
        await self.sends(heavy="with")

    async def answers_one(self) -> None:
        """Answers the question on the card, somehow, and goes on."""
        await self.presses("A")
        await self.presses(self.labels[0])

    async def drill(self) -> Drill | None:
        """Returns the drill that is open."""
        return await self.app.stores.drills.open_drill(self.person.tenant, self.person.user_id)

    async def kinds(self) -> set[SafetyKind]:
        """Returns what the open drill is about that nobody should meet unasked."""
        drill, bank = await self.drill(), self.app.book.quiz
        items = [bank[question.item] for question in drill.questions] if drill else []
        return {item.safety for item in items if item.safety in HEAVY}


@pytest.mark.parametrize("seed", range(8))
async def test_a_mixed_drill_holds_nothing_of_it(seed: int) -> None:
    ana = Careful(Harness(seed=seed))
    assert (await ana.types(ALL)).startswith("1 / 10")
    assert await ana.kinds() == set()
    assert "Enough for today" not in ana.labels


@pytest.mark.parametrize(
    ("language", "typed", "title", "about"),
    [
        ("en", "suicide", "Before you start", "Suicide or self-harm"),
        ("es", "suicidio", "Antes de empezar", "Suicidio o autolesión"),
        ("en", "bomb 2", "Before you start", "Bomb or attack"),
        ("es", "bomba", "Antes de empezar", "Bomba o ataque"),
        ("en", "medical", "Before you start", "Medical, gas or fire"),
        ("es", "urgencia", "Antes de empezar", "Urgencia médica o gas"),
        ("en", "violence", "Before you start", "Threat of violence"),
        ("es", "maltrato", "Antes de empezar", "Maltrato o abandono"),
    ],
)
async def test_a_topic_is_asked_for_by_its_name_and_a_card_comes_before(
    whole: Harness, language: str, typed: str, title: str, about: str
) -> None:
    ana = Careful(whole, language=language)
    assert await ana.types(typed) == title
    assert ana.came(Placement.CHAT)
    assert about in ana.text
    assert await ana.drill() is None  # nothing is begun before they said yes
    assert ana.actions == ["drill.agree", "drill.not_today", "safety.show"]
    assert (await ana.presses("drill.agree")).startswith(f"1 / {2 if '2' in typed else 3} · {about}")
    assert ana.came(Placement.UPDATE)
    assert len(await ana.kinds()) == 1


async def test_what_somebody_says_about_danger_is_no_topic(whole: Harness) -> None:
    ana = Careful(whole)
    assert await ana.types("caller wants to kill himself") != "Before you start"
    assert "safety.not_that" in ana.actions or "alert.raise" in ana.actions


@pytest.mark.parametrize(
    ("language", "no", "said", "others"),
    [
        ("en", "Not today", "Another day, then", "Other questions"),
        ("es", "Hoy no", "Otro día será", "Otras preguntas"),
    ],
)
async def test_not_today_stores_nothing_and_asks_nothing_back(
    whole: Harness, caplog: pytest.LogCaptureFixture, language: str, no: str, said: str, others: str
) -> None:
    ana = Careful(whole, language=language)
    caplog.set_level(logging.DEBUG)
    await ana.types("bomb")
    assert await ana.presses(no) == said
    assert await ana.drill() is None
    assert await ana.memories() == {}
    assert not [record for record in caplog.records if "not_today" in record.getMessage()]
    assert (await ana.presses(others)).startswith("1 / 3")
    assert await ana.kinds() == set()


async def test_the_lines_of_help_of_their_own_country_stand_at_the_end(whole: Harness) -> None:
    ana, luis = Careful(whole, zone="America/Bogota"), Careful(whole, "luis", "es", zone="Europe/Madrid")
    await ana.types("suicide 1")
    await ana.presses("Start")
    await ana.answers_one()
    assert ana.title.startswith("1 done")
    assert "106" in ana.notes[-1]
    assert "123" in ana.notes[-1]  # emergency, Colombia
    assert "These come back only when you choose them." in ana.text
    assert ana.button("The safety card").value == "self-harm|phone"
    await luis.types("suicidio 1")
    await luis.presses("Empezar")
    await luis.answers_one()
    assert "024" in luis.notes[-1]
    assert luis.notes[-1].startswith("Si esto tocó algo suyo:")
    await luis.types("gritos 1")
    await luis.answers_one()
    assert "Si esto tocó" not in luis.text


async def test_whoever_has_had_enough_stops_in_the_middle(whole: Harness) -> None:
    ana = Careful(whole)
    await ana.types("violence")
    await ana.presses("Start")
    await ana.answers_one()
    before = await ana.drill()
    assert await ana.presses("Enough for today") == "Another day, then"
    assert await ana.drill() == before  # the drill is as it was: nothing tells that they stopped
    assert await ana.types() == "Before you start"  # and it does not come back without asking
    assert (await ana.presses("Start")).startswith("2 / 3")
    await ana.presses("Enough for today")
    assert (await ana.presses("Other questions")).startswith("1 / 3")
    assert await ana.kinds() == set()


async def test_whoever_wants_them_among_the_others_is_still_asked_before(whole: Harness) -> None:
    ana = Careful(whole)
    await ana.wants_heavy_topics()
    assert "Yes, and tell me before" in ana.text
    heavy = 0
    for _ in range(6):
        title = await ana.types(ALL)
        if title == "Before you start":
            named = ana.text
            await ana.presses("Start")
            kinds = await ana.kinds()
            guides = whole.book.safety
            assert all(guides[kind].name["en"] in named for kind in kinds)
            heavy += 1
        assert ana.title.startswith("1 / 10")
        whole.later(hours=25)
    assert heavy
    await ana.types("settings", command="calm")
    await ana.sends(heavy="any")
    assert await whole.stores.people.chosen_preferences(ana.person) == Preferences()
    assert (await ana.types(ALL)).startswith("1 / 10")
    assert await ana.kinds() == set()


async def test_a_drill_that_came_by_itself_counts_with_other_questions_too(whole: Harness) -> None:
    ana, about = Careful(whole), "schedule:s1:2026-11-24:ana"
    request = DrillRequest("safety:self-harm", 2, about)
    answer = await whole.features.schedule.drills.start(ana.person, request)
    assert ana.sees(answer) == "Before you start"
    await ana.presses("Not today")
    assert (await ana.presses("Other questions")).startswith("1 / 2")
    drill = await ana.drill()
    assert drill
    assert (drill.about, drill.topic) == (about, "")
    await ana.answers_one()
    await ana.answers_one()
    assert ana.title.startswith("2 done")
    finished = await whole.stores.drills.drill_about("T1", "ana", about)
    assert finished
    assert finished.state is DrillState.DONE


def test_a_schedule_knows_which_topics_are_heavy(whole: Harness) -> None:
    drills = whole.features.schedule.drills
    heavy = {option.value for option in drills.topics("en") if drills.is_heavy(option.value)}
    assert heavy == {*(f"safety:{kind.value}" for kind in HEAVY), "protocol"}
    assert not is_heavy_topic("safety:hate")


async def test_what_is_sent_is_read_as_it_was(whole: Harness) -> None:
    request = DrillRequest("safety:bomb", 3, "schedule:s|1:2026-11-24:29:a.b|c")
    kinds = (SafetyKind.SELF_HARM, SafetyKind.BOMB)
    assert decode_request(encode_request(request, kinds)) == (request, frozenset(kinds))
    ana = Careful(whole)
    for value in ("", "nonsense", "a|999|b", "|0||"):
        await ana.press("drill.agree", value)
        assert ana.title.startswith("1 / 3")
    assert await ana.press("drill.not_today", "nonsense") == "Another day, then"


@pytest.mark.parametrize("language", ["en", "es"])
async def test_every_card_of_it_fits_every_edge(whole: Harness, language: str) -> None:
    ana = Careful(whole, language=language)
    for typed in ("protocol", "suicidio", "bomb", "medical", "violence", "maltrato"):
        await ana.types(typed)
        fits(ana.card)
        await ana.presses("drill.agree")
        for _ in range(3):
            fits(ana.card)
            assert len(ana.all(c.Buttons)[0].buttons) <= 5
            await ana.presses("A")
            fits(ana.card)
            await ana.presses(ana.labels[0])
        fits(ana.card)
        await ana.types(typed)
        await ana.presses("drill.not_today")
        fits(ana.card)


@pytest.mark.parametrize(
    ("language", "typed", "said"),
    [
        ("en", "schedule", "everybody sees a card first and may say “Not today”"),
        ("es", "programar", "cada persona ve antes un aviso y puede decir «Hoy no»"),
    ],
)
async def test_a_manager_is_told_when_the_topic_is_heavy(
    whole: Harness, language: str, typed: str, said: str
) -> None:
    await whole.stores.groups.keep_group(Group("T1", "night", "Night shift", PLATFORM, "", ("ana",)))
    marta = Careful(whole, "marta", language, Role.MANAGER)
    await marta.types(typed)
    await marta.sends(topic="safety:self-harm", zone="America/Mexico_City")
    assert not marta.errors
    assert any(said in note for note in marta.notes)
    await marta.types(typed)
    await marta.sends(topic="yelling", zone="America/Mexico_City")
    assert not any(said in note for note in marta.notes)
