"""What a manager sets: steps, numbers, who reviewed the words; and how often, by kind and week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.chat import Placement, Role
from bot.core.safety import SafetyKind
from bot.features.safety import feature
from bot.features.safety.model import SafetySetup
from bot.features.safety.setups import FRESH_FOR, CurrentSetups
from tests.harness import TENANT, Actor, Agent, Harness


@pytest.fixture
def boss(app: Harness) -> Actor:
    return Actor(app, "marta", role=Role.MANAGER, shown_as="Marta")


async def test_at_first_it_says_that_nobody_reviewed_the_words(boss: Actor) -> None:
    for text in ("safety setup", "emergencia configurar"):
        await boss.types(text)
        assert boss.title == "Safety cards"
        assert "not reviewed by a professional yet" in boss.text
        assert "Nothing of your own is set yet." in boss.text


async def test_what_is_set_counts_from_the_next_card_on(app: Harness, boss: Actor) -> None:
    ana = Agent(app)
    await ana.types("danger bomb")
    assert ana.quotes == []
    await boss.types("safety setup")
    form = await boss.opens("Set it up")
    assert [f.name for f in form.fields] == [
        *("number", "numbers", "agents", "customers"),
        *(f"steps_{kind.value}" for kind in SafetyKind),
        *("confirm", "reviewer"),
    ]
    await boss.sends(
        number="Security ext. 4400",
        numbers="co: Seguridad ext. 7100\n\n mx : 5555",
        agents="CO",
        customers="US",
        steps_bomb="Leave by stairwell B.",
        confirm="yes",
        reviewer="Dr Inés Paz, psychologist",
    )
    assert boss.title == "Safety cards"
    assert boss.came(Placement.UPDATE)
    assert "Reviewed by Dr Inés Paz, psychologist" in boss.text
    assert "not reviewed" not in boss.text
    assert {"Security ext. 4400", "Seguridad ext. 7100", "5555", "Leave by stairwell B."} <= set(boss.quotes)
    assert "Changed by Marta" in boss.text
    await ana.types("danger bomb")
    assert ana.quotes == ["Seguridad ext. 7100 · Leave by stairwell B."]
    assert "emergency, Colombia" in ana.text
    await boss.opens("Set it up")
    assert boss.field("numbers").value == "CO: Seguridad ext. 7100\nMX: 5555"
    assert boss.select("confirm").selected == ("yes",)
    assert boss.field("reviewer").value == "Dr Inés Paz, psychologist"


async def test_what_is_wrong_is_said_at_its_field(boss: Actor) -> None:
    await boss.types("safety setup")
    await boss.opens("Set it up")
    await boss.sends(number="1" * 61, steps_hate="x" * 301)
    assert boss.errors == {
        "number": "That is 61 characters; at most 60 fit here. Please shorten it.",
        "steps_hate": "That is 301 characters; at most 300 fit here. Please shorten it.",
    }
    await boss.sends(numbers="Colombia 7100", confirm="yes")
    assert boss.errors == {
        "numbers": "Each line needs two letters of a country, a colon and a number, without odd characters: "
        "CO: ext. 7100",
        "reviewer": "Who reviewed them?",
    }


async def test_who_comes_second_overwrites_nothing(app: Harness, boss: Actor) -> None:
    other = Actor(app, "pía", role=Role.MANAGER)
    for manager in (boss, other):
        await manager.types("safety setup")
        await manager.opens("Set it up")
    await boss.sends(number="1")
    await other.sends(number="2")
    assert "Somebody else changed this" in other.errors["number"]
    assert (await app.stores.safety.current_setup(TENANT)).number == "1"


async def test_words_that_changed_since_want_a_new_review(
    app: Harness, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await boss.types("safety setup")
    await boss.opens("Set it up")
    await boss.sends(confirm="yes", reviewer="Inés")
    kinds = dict(app.book.safety)
    monkeypatch.setitem(app.book.safety, SafetyKind.HATE, kinds[SafetyKind.VIOLENCE])
    await boss.types("safety setup")
    assert "changed since Inés reviewed them" in boss.text
    await boss.opens("Set it up")
    assert boss.select("confirm").selected == ("no",)


async def test_each_card_can_be_seen_and_calls_nobody(boss: Actor) -> None:
    await boss.types("safety setup")
    await boss.presses("Show me each card")
    seen = []
    for _ in SafetyKind:
        seen.append(boss.title)
        assert set(boss.actions) == {"safety.preview", "safety.setup"}
        await boss.presses("Next card")
    assert len(set(seen)) == 8
    assert (boss.title, boss.badge) == (seen[0], "card 1 of 8")
    assert "[Get help now]" in boss.text
    await boss.chooses("Email", of="Channel")
    assert "Don't leave it in the queue." in boss.text
    await boss.presses("Back to the setup")
    assert boss.title == "Safety cards"


async def test_agents_and_supervisors_get_help_instead(app: Harness) -> None:
    for role in (Role.AGENT, Role.SUPERVISOR):
        ana = Agent(app, "ana", role=role)
        for text in ("safety setup", "safety log"):
            await ana.types(text)
            assert ana.title == "This is for whoever leads a team here"


async def test_none_and_few_look_alike(boss: Actor) -> None:
    await boss.types("safety log")
    assert {row[1:] for row in boss.rows} == {("–",) * 4}


async def test_counts_are_gone_after_400_days(app: Harness) -> None:
    ana = Agent(app)
    await ana.types("danger violence")
    await app.settled()
    deletes = feature.retention(app.stores.safety)
    assert await deletes(app.now + timedelta(days=399)) == 0
    assert await deletes(app.now + timedelta(days=408)) == 1


async def test_another_process_sees_a_change_soon(app: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [100.0]
    setups = CurrentSetups(app.stores.safety, app.calma.background, lambda: seconds[0])
    assert (await setups.of(TENANT)).number == ""
    assert await app.stores.safety.keep_setup(TENANT, SafetySetup(1, number="ext. 1", at=app.now))
    await setups.of(TENANT)
    await app.settled()
    assert (await setups.of(TENANT)).number == ""  # still fresh
    seconds[0] += FRESH_FOR
    await setups.of(TENANT)  # not waited for
    await app.settled()
    assert (await setups.of(TENANT)).number == "ext. 1"
    assert setups.remembered("T2").number == ""


@pytest.mark.parametrize(
    "odd", ["no digits at all", "911\u202e", "911 [call](x)", "9<1>1", "☎ 911", "911\u200b"]
)
async def test_a_number_has_digits_and_nothing_odd(boss: Actor, odd: str) -> None:
    await boss.types("safety setup")
    await boss.presses("safety.edit")
    await boss.sends(number=odd, numbers=f"CO: {odd}")
    assert boss.errors["number"].startswith("Write the number as one would dial it")
    assert "without odd characters" in boss.errors["numbers"]
    await boss.sends(number="Seguridad, ext. 4400 (#2)", numbers="CO: +57 601 123-4567")
    assert boss.errors == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "I don't know the country ZZ."), ("es", "No conozco el país ZZ.")],
)
async def test_a_country_is_one_that_there_is(app: Harness, language: str, words: str) -> None:
    boss = Actor(app, "boss", language, Role.MANAGER)
    await boss.types("safety setup")
    await boss.presses("safety.edit")
    await boss.sends(numbers="CO: ext. 7100\nZZ: 911")
    assert words in boss.errors["numbers"]
