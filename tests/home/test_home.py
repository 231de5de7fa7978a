"""The start, as agents, supervisors, managers and people of other companies see it."""

from __future__ import annotations

import pytest

from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Role
from bot.core.edge import ChannelMember
from tests.boundary.actor import Seat, appoint
from tests.harness import CHANNEL, PLATFORM, TENANT, Agent, Harness

DANGER = {"en": "Someone may be in danger", "es": "Alguien puede estar en peligro"}
USUAL = {
    "en": ["Upset from the start", "Yelling", "Saying no", "Abuse", "In my own words"],
    "es": ["Enojo desde el inicio", "Gritos", "Decir que no", "Insultos y abuso", "Con mis palabras"],
}
WAYS_ON = {
    "en": ["All situations", "Practise", "Settings", "Help"],
    "es": ["Todas las situaciones", "Practicar", "Ajustes", "Ayuda"],
}


def said(agent: Agent | Seat) -> str:
    """Returns what somebody reads on the card, without marks."""
    return c.plain(agent.text)


def rows(agent: Agent | Seat) -> list[int]:
    """Returns how many buttons each row of the card has."""
    return [len(e.buttons) for e in agent.card.elements if isinstance(e, c.Buttons)]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_start_is_never_empty_and_danger_comes_first(app: Harness, language: str) -> None:
    agent = Agent(app, language=language)
    await agent.types(command="home")
    assert agent.labels == [DANGER[language], *USUAL[language], *WAYS_ON[language]]
    assert isinstance(agent.card.elements[1], c.Buttons)
    assert agent.card.elements[1].buttons[0].tone is c.Tone.DANGER
    assert [button.form for button in agent.buttons if button.label in ("In my own words", "Settings")] == (
        [True, True] if language == "en" else []
    )
    assert max(rows(agent)) <= 5


@pytest.mark.parametrize("typed", ["home", "start", "inicio"])
@pytest.mark.parametrize("command", ["calm", "calma", "drill", "checkin"])
async def test_it_is_typed_behind_any_command(app: Harness, typed: str, command: str) -> None:
    agent = Agent(app)
    assert await agent.types(typed, command) == "Calma: what's going on?"


@pytest.mark.parametrize(
    ("language", "typed", "title"),
    [("en", "hi", "Hi, I'm Calma"), ("en", "hello", "Hi, I'm Calma"), ("es", "hola", "Hola, soy Calma")],
)
async def test_a_greeting_brings_it_under_a_line_of_welcome(
    app: Harness, language: str, typed: str, title: str
) -> None:
    agent = Agent(app, language=language)
    assert await agent.types(typed) == title
    assert agent.labels == [DANGER[language], *USUAL[language], *WAYS_ON[language]]
    assert await agent.types(command="hello") == title


async def test_danger_opens_the_choice_and_the_words_the_phrases(app: Harness) -> None:
    agent = Agent(app)
    await agent.types(command="home")
    start = agent.card
    await agent.presses("Someone may be in danger")
    assert agent.title == "Someone may be in danger"
    assert "What hurts you counts too." in agent.text
    agent.looks_at(start)
    assert await agent.presses("Yelling") == "Yelling · phone"
    agent.looks_at(start)
    assert await agent.presses("In my own words") == "What's going on?"
    assert agent.form
    await agent.presses(c.Button("", "home.show"))
    assert agent.title == "Calma: what's going on?"


async def test_the_start_shows_what_was_saved_and_looked_up(app: Harness) -> None:
    agent = Agent(app)
    for text in ("yelling #chat", "legal threat", "wants a manager"):
        await agent.types(text)
        for option in agent.options("Save")[:2]:
            await agent.chooses(option, of="Save")
    await agent.types(command="home")
    assert len(agent.phrases) == 3
    last = ["Wants a manager", "Threats: legal", "Yelling"]
    assert agent.labels[6:] == [*last, "All my phrases", *WAYS_ON["en"]]
    await agent.press("lookup.show", agent.buttons[8].value)
    assert agent.title == "Yelling · chat"
    assert "Calmed" in agent.labels


async def test_at_most_five_are_remembered_each_once(app: Harness) -> None:
    agent = Agent(app)
    await agent.types("yelling")
    for situation in ("legal-threat", "closing", "waiting", "yelling", "options", "empathy"):
        await agent.press("lookup.show", f"{situation}|phone||0|en|||")
    await agent.types(command="home")
    recent = agent.labels[6:-4]
    assert len(recent) == 5
    assert recent[:3] == ["Worried or in tears", "Giving options", "Yelling"]
    assert "Threats: legal" not in recent


async def test_the_start_is_ones_own(app: Harness) -> None:
    ana, luis = Agent(app), Agent(app, "luis")
    await ana.types("yelling")
    await luis.types(command="home")
    assert luis.labels == [DANGER["en"], *USUAL["en"], *WAYS_ON["en"]]
    assert not luis.phrases


async def test_practice_is_told_of_and_not_to_who_hides_their_figures(app: Harness) -> None:
    agent = Agent(app)
    await practises(agent)
    await app.passes(days=3, step=1440)
    await practises(agent)
    await agent.types(command="home")
    assert "1 working day in a row." in agent.text
    await app.passes(days=30, step=1440)
    await agent.types(command="home")
    assert "worth meeting again" in agent.text
    assert "Practise them" in agent.labels
    await agent.press("drill.hide", "on")
    await agent.types(command="home")
    assert "worth meeting again" not in agent.text
    assert "working day" not in agent.text


async def practises(agent: Agent) -> None:
    """Answers a drill to its end."""
    await agent.press("drill.start")
    for _ in range(20):
        if "A" in agent.labels:
            await agent.presses("A")
        elif "Next" in agent.labels or "See how it went" in agent.labels:
            await agent.presses("Next" if "Next" in agent.labels else "See how it went")


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_manager_sees_what_waits_above_their_own_part(app: Harness, language: str) -> None:
    marta = Agent(app, "marta", language, Role.MANAGER)
    await marta.types(command="home")
    assert marta.labels[0] == DANGER[language]
    shortcuts = {
        "en": ["Report", "Schedules", "Team", "Help-desk figures"],
        "es": ["Informe", "Prácticas programadas", "Equipo", "Cifras de atención"],
    }[language]
    [first, *_] = [i for i, label in enumerate(marta.labels) if label == shortcuts[0]]
    assert marta.labels[first : first + 4] == shortcuts
    assert marta.labels[first + 4 :] == [*USUAL[language], *WAYS_ON[language]]
    assert max(rows(marta)) <= 5
    reviews = {"en": "Reviews", "es": "Revisiones"}[language]
    await marta.presses(reviews)
    assert "team.review.confirm" in marta.actions


async def test_where_nothing_waits_a_manager_reads_one_calm_line(app: Harness) -> None:
    marta = Agent(app, "marta", "en", Role.MANAGER)
    await marta.types(command="home")
    for _ in range(60):  # the shipped phrases that somebody has to look at first
        await marta.press("team.review")
        if "team.review.confirm" not in marta.actions:
            break
        await marta.press("team.review.confirm", marta.button("team.review.confirm").value)
    await marta.types(command="home")
    assert "Nothing waits for you right now." in said(marta)
    assert "Waiting for you" not in said(marta)


async def report(app: Harness, name: str = "Ana") -> Seat:
    """Has an agent end a contact and tell their supervisor."""
    ana = Seat(app, name)
    await ana.types("boundary")
    for label in ("I said it", "They went on, I said it again", "Contact ended", "Tell my supervisor"):
        await ana.presses(next(known for known in ana.labels if known.startswith(label)))
    return ana


async def test_a_supervisor_answers_from_the_start_what_came_to_them(app: Harness) -> None:
    await appoint(app, "sofía")
    sofia, pablo = Seat(app, "Sofía", role=Role.SUPERVISOR), Seat(app, "Pablo", role=Role.SUPERVISOR)
    await sofia.types(command="home")
    assert "Nothing waits for you right now." in said(sofia)
    await report(app)
    await report(app, "Luis")
    await sofia.types(command="home")
    assert "2 reports that nobody has answered" in said(sofia)
    assert "2 reports without an outcome" in said(sofia)
    assert "Report" not in sofia.labels  # managers' shortcuts
    await sofia.presses("Reports")
    assert "Ana" in sofia.title
    assert "One more is waiting." in said(sofia)
    await sofia.press("incident.seen", sofia.button("incident.seen").value)
    await sofia.types(command="home")
    assert "1 report that nobody has answered" in said(sofia)
    await pablo.types(command="home")  # none of them came to him
    assert "report" not in said(pablo).lower()
    await pablo.press("incident.waiting")
    assert "Nothing waits" in pablo.title
    assert "Ana" not in said(pablo)


async def test_a_manager_who_was_not_told_sees_numbers_and_the_log_without_names(app: Harness) -> None:
    await appoint(app, "sofía")
    marta, ana = Seat(app, "Marta", role=Role.MANAGER), await report(app)
    await marta.types(command="home")
    assert "1 report that nobody has answered" in said(marta)
    assert "Ana" not in said(marta)
    await marta.presses("Incidents")
    assert marta.title == "Incidents"
    await ana.types(command="home")  # theirs is nobody's list of things to do
    assert "report" not in said(ana).lower()


async def test_an_open_round_is_told_of_in_its_channel_alone(app: Harness) -> None:
    app.channels[CHANNEL] = [ChannelMember("ana", "Ana"), ChannelMember("marta", "Marta")]
    marta = Seat(app, "Marta", role=Role.MANAGER, where=CHANNEL)
    await marta.types("groups")
    await marta.opens("New group")
    await marta.sends(name="Support", channel=CHANNEL)
    await marta.types("team", command="drill")
    await marta.sends(own="And now?")
    assert not marta.errors
    await app.passes(minutes=5)
    ana, luis = Seat(app, "Ana"), Seat(app, "Luis")
    await ana.types(command="home")
    assert "Your team has a round open." in said(ana)
    before = ana.text
    await ana.presses("My reply")
    await ana.sends(reply="I hear you. I'll look at it now.")
    await ana.types(command="home")
    assert ana.text == before  # that somebody replied shows nowhere
    await luis.types(command="home")
    assert "round" not in said(luis)


async def test_a_stranger_sees_nothing_but_the_way_to_words(app: Harness) -> None:
    stranger = Person(TENANT, PLATFORM, "eva", "en", Role.MANAGER, outside=True)
    ana = Agent(app)
    for ask in (Command(stranger, "home"), Command(stranger, "hello"), Command(stranger, "calm", "start")):
        reply = await app.calma.desk.answer(ask)
        assert isinstance(reply, Answer)
        ana.looks_at(reply.card)
        assert ana.labels == [DANGER["en"], *USUAL["en"], "All situations", "Help"]
