"""What the shipped coach does in Teams, from the request to what is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.core.chat import Person
from bot.core.people import Preferences
from tests.fakes.teams import TENANT, FakeTeams, elements
from tests.teams.people import Member, Shipped

FOREIGN = "11111111-2222-4333-8444-555555555555"
MENDED = "I'm on your side, and I start with {order} now."
SHOWN = MENDED.replace("{order}", "[order number]")
PHRASE = {
    "text_en": "Please calm down, and I start with {order} now.",
    "text_es": "Estoy de su lado y empiezo ya con {order}.",
    "cue_en": "Calmly; then a pause",
    "cue_es": "Con calma; luego una pausa",
    "channels": "phone",
}


@pytest.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[Shipped]:
    """The shipped coach, new for each test."""
    async with Shipped(teams) as shipped:
        yield shipped


@pytest.fixture
def maria(chat: Shipped) -> Member:
    """An agent."""
    return Member(chat, "maria")


@pytest.fixture
def rosa(chat: Shipped) -> Member:
    """A manager by the settings."""
    return Member(chat, "rosa")


async def test_the_language_of_the_settings_comes_first_in_the_next_look_up(maria: Member) -> None:
    await maria.types("calm yelling")
    assert [code for code, _ in maria.words[:2]] == ["en", "es"]
    await maria.types("calm")
    await maria.opens("Settings")
    assert maria.field("language")["value"] == "any"
    await maria.sends(language="es", channel="chat")
    assert "Español" in maria.text
    await maria.types("calm yelling")
    assert [code for code, _ in maria.words[:2]] == ["es", "en"]
    assert "chat" in maria.text.splitlines()[0]


async def test_a_saved_phrase_is_among_ones_own(maria: Member) -> None:
    await maria.types("calm mine")
    assert "Nothing saved yet" in maria.text
    await maria.types("calm yelling")
    first, second = [text for code, text in maria.words if code == "en"][:2]
    for _ in range(2):
        await maria.chooses("Save", 0)
        assert "Saved." in maria.text
    await maria.types("calm mine")
    assert first in maria.text
    assert second not in maria.text
    assert maria.labels.count("Remove") == 1
    await maria.presses("Remove")
    assert "Nothing saved yet" in maria.text


async def test_an_outcome_counts_once(chat: Shipped, maria: Member) -> None:
    await maria.types("calm yelling")
    assert "Did it help?" in maria.text
    data = maria.data("Calmed")
    for _ in range(2):
        await maria.forces(data)
        assert "Thanks, noted." in maria.text
        assert "Calmed" not in maria.labels
    weeks = await chat.house.stores.outcomes.outcome_weeks(TENANT, "2000-W01", "2999-W01")
    assert [(week.outcome.value, week.count) for week in weeks] == [("calmed", 1)]


async def test_the_search_finds_phrases_in_both_languages(maria: Member) -> None:
    results = await maria.searches("yelling")
    hints = [result["preview"]["content"]["text"] for result in results]
    assert {hint.rpartition(" · ")[2] for hint in hints} == {"EN", "ES"}
    picked = [run["text"] for result in results for run in elements(result["content"], "TextRun")]
    assert len(set(picked)) == len(results)  # what is picked is the words alone, each its own
    assert all(elements(result["content"], "ActionSet") == [] for result in results)
    await maria.types("calm yelling")
    assert {text for _, text in maria.words if "[" not in text} <= set(picked)
    assert not [text for text in picked if "{" in text]


async def test_an_empty_search_offers_the_menu_until_something_is_saved(maria: Member) -> None:
    menu = await maria.searches("")
    assert len(menu) > 2
    await maria.types("calm yelling")
    text = maria.words[2][1]
    await maria.chooses("Save", 1)
    saved = await maria.searches("")
    assert [result["preview"]["content"]["text"][-2:] for result in saved] == ["EN", "ES"]
    assert elements(saved[0]["content"], "TextRun")[0]["text"] == text


async def test_a_manager_adds_a_phrase_after_mending_it(chat: Shipped, rosa: Member, maria: Member) -> None:
    await rosa.types("calm team")
    await rosa.presses("Phrases")
    await rosa.opens("Add a phrase")
    situation = next(o["value"] for o in rosa.field("situation")["choices"] if o["value"] == "yelling")
    await rosa.sends(situation=situation, **PHRASE)
    assert "calm down" in rosa.error("text_en")
    assert "makes things worse" in rosa.error("text_en")
    for name, typed in PHRASE.items():
        assert rosa.field(name)["value"] == typed
    await rosa.sends(text_en=MENDED)
    assert "Saved." in rosa.text
    await chat.house.background.settled()
    await maria.types("calm yelling")
    assert SHOWN in maria.text
    assert "your team's" in maria.text
    elsewhere = Member(chat, "olga", tenant=FOREIGN)
    await elsewhere.types("calm yelling")
    assert SHOWN not in elsewhere.text


async def test_an_agent_is_kindly_refused_the_teams_room(rosa: Member, maria: Member) -> None:
    await rosa.types("calm team")
    data = rosa.data("Phrases")
    await maria.types("calm team")
    assert "This is for whoever leads a team here" in maria.text
    assert "Phrases" not in maria.labels
    await maria.forces(data)
    assert "Add a phrase" not in maria.labels


async def ended(agent: Member) -> None:
    """Takes a contact through both warnings to its end."""
    await agent.types("calm boundary")
    assert "Boundary · first warning" in agent.text
    await agent.presses("I said it")
    assert "Boundary · warned" in agent.text
    await agent.presses("They went on, I said it again")
    assert "Close with:" in agent.text
    await agent.presses("Contact ended")
    assert "You did that right. It's over." in agent.text


async def test_without_a_supervisor_nobody_is_said_to_be_told(maria: Member) -> None:
    await ended(maria)
    await maria.presses("Tell my supervisor")
    assert "nobody was told" in maria.text


async def test_the_supervisor_is_told_and_the_agent_hears_that_it_was_seen(
    chat: Shipped, maria: Member, rosa: Member
) -> None:
    supervisor, stranger = Member(chat, "sofia"), Member(chat, "olga", tenant=FOREIGN)
    await supervisor.types("hello")  # since then the bot knows where to reach her
    await rosa.types("calm boundary policy")
    await rosa.opens("Change the settings")
    await rosa.sends(supervisor_1=supervisor.id)
    assert "Saved." in rosa.text
    await ended(maria)
    own = maria.data("5 minutes")
    await maria.presses("Tell my supervisor")
    assert "Your supervisor was told" in maria.text

    chat.teams.calls.clear()
    await chat.drain()
    assert [call.conversation for call in chat.teams.calls] == [supervisor.conversation]
    assert chat.teams.opened == []
    supervisor.reads()
    assert "Maria ended a call after abuse" in supervisor.text
    assert "Policy followed." in supervisor.text

    seen = supervisor.data("Seen, I'm with you")
    for data in (seen, own):
        await stranger.forces(data)
        assert "I can't open that one here" in stranger.text
        assert "Maria" not in stranger.text
    chat.teams.calls.clear()
    await chat.drain()
    assert chat.teams.calls == []  # the refused press told nobody anything

    for _ in range(2):
        await supervisor.forces(seen)
        assert "Sofia answered at" in supervisor.text
    await chat.drain()
    assert [call.conversation for call in chat.teams.calls] == [maria.conversation]
    maria.reads()
    assert "Sofia has seen it and is with you" in maria.text


async def test_a_method_is_walked_forth_and_back(maria: Member) -> None:
    await maria.types("calm method heard")
    first = maria.text
    assert ("Next" in maria.labels, "Back" in maria.labels) == (True, False)
    await maria.presses("Next")
    assert "2 of 5" in maria.text
    assert maria.text != first
    await maria.presses("Back")
    assert maria.text == first
    for _ in range(4):
        await maria.presses("Next")
    assert "5 of 5" in maria.text
    assert "Next" not in maria.labels


async def test_the_first_thing_after_a_restart_is_in_the_language_that_was_chosen(
    chat: Shipped, maria: Member
) -> None:
    who = Person(TENANT, "teams", maria.id)
    await chat.house.stores.people.keep_preferences(who, Preferences(language="es"))
    reply = await chat.send(chat.teams.execute({"action": "lookup.channel", "input": "x"}, **maria.who))
    assert reply.json["value"].startswith("No hay nada elegido")
