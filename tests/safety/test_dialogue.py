"""Danger, as an agent meets it: typed, picked from the list, and afterwards."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.card import Buttons, Tone
from bot.core.chat import Placement, Role
from bot.core.people import Preferences
from bot.core.phrasebook import BASE_CHANNELS
from bot.core.safety import OF_A_LIFE, SafetyKind
from bot.features.safety.buttons import SafetyView
from bot.features.safety.model import SafetySetup
from tests.harness import TENANT, Actor, Agent, Harness

KINDS = [kind.value for kind in SafetyKind]
OTHERS = [kind for kind in KINDS if kind != "agent-distress"]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_card_stands_alone(app: Harness, kind: str) -> None:
    ana = Agent(app)
    await ana.types(f"le está gritando, danger {kind}")
    guide = app.book.safety[SafetyKind(kind)]
    assert ana.title == guide.title["en"]
    assert "sure" not in ana.text
    assert not {"lookup.outcome", "lookup.save", "lookup.others"} & set(ana.actions)
    assert ana.wordings[0] == guide.say["phone"][0].text["en"]
    assert len(ana.buttons) <= 5
    assert ana.quotes == []  # nothing that was typed is repeated


async def test_what_to_do_comes_first_then_what_to_say_then_help_then_whom_to_call(app: Harness) -> None:
    ana = Agent(app, zone="America/New_York")
    await ana.types("danger self-harm")
    assert ana.badge == "phone"
    assert ana.texts[0] == "**NOW** Stay on the call. The case can wait."
    lines = ana.text.splitlines()
    now, call, dont = (
        next(i for i, line in enumerate(lines) if line.startswith(begin))
        for begin in ("**NOW**", "**CALL**", "**Don't")
    )
    assert now < call < dont
    assert "Have a colleague call 911." in ana.text
    assert "**CALL** **911** · emergency, United States (not verified)" in ana.text
    assert "For them, if in your country: **988** (call or text; press 2 for Spanish)" in ana.text
    rows = [row for row in ana.elements if isinstance(row, Buttons)]
    assert [button.label for button in rows[0].buttons] == ["Get help now"]
    assert rows[0].buttons[0].tone is Tone.DANGER
    assert (rows[0].buttons[0].action, rows[0].buttons[0].value) == ("alert.raise", "self-harm.phone")
    assert [button.label for button in rows[1].buttons] == [
        *("It's over: what about me?", "It's about me", "It isn't that"),
    ]


async def test_the_same_in_spanish(app: Harness) -> None:
    ana = Agent(app, language="es", zone="America/Bogota")
    await ana.types("danger self-harm #chat")
    assert ana.title == "Puede haber una vida en riesgo"
    assert "Que alguien llame al 123." in ana.text
    assert ana.wordings[0].startswith("Leí lo que escribió")
    assert ana.languages == ["es", "en"]
    assert ana.button("Pedir ayuda ya").value == "self-harm.chat"
    assert "**LLAME** **123** · emergencias, Colombia (sin verificar)" in ana.text


async def test_the_channel_changes_in_place_and_is_remembered_nowhere(app: Harness) -> None:
    ana = Agent(app)
    await ana.types("yelling, danger bomb")
    await ana.chooses("Email", of="Channel")
    assert ana.came(Placement.UPDATE)
    assert "Don't answer, forward or delete it." in ana.text
    assert ana.button("Get help now").value == "bomb.email"
    await ana.types("yelling")
    assert ana.title == "Yelling · phone"


async def test_it_isnt_that_shows_the_ordinary_answer(app: Harness) -> None:
    ana = Agent(app)
    await ana.types("le está gritando danger violence #chat")
    assert "gritando" not in ana.button("It isn't that").value
    await ana.presses("It isn't that")
    assert ana.title == "Yelling · chat"
    assert "Calmed" in ana.labels
    await ana.types("printer toner danger violence")
    await ana.presses("It isn't that")
    assert ana.title == "I'm not sure what's happening there. These come closest"
    assert ana.quotes == []
    assert ana.buttons[0].action == "lookup.show"
    await ana.types("danger violence")
    await ana.chooses("Chat", of="Channel")
    await ana.presses("It isn't that")
    assert ana.title in ("What's going on?", "I'm not sure what's happening there. These come closest")


async def test_where_it_may_be_figurative_one_line_leads_to_the_card(app: Harness) -> None:
    ana = Agent(app)
    await ana.types("le está gritando, maybe violence")
    assert ana.title == "Yelling · phone"
    assert ana.buttons[0].label == "If somebody may be in danger →"
    assert isinstance(ana.elements[0], Buttons)
    assert "Calmed" in ana.labels
    await ana.presses("If somebody may be in danger →")
    assert ana.title == "Somebody is threatening harm"
    await ana.presses("It isn't that")
    assert ana.title == "Yelling · phone"
    await ana.types("printer toner maybe agent-distress")
    assert ana.buttons[0].label == "If you are not all right →"


@pytest.mark.parametrize("word", ["safety", "emergency", "emergencia", "Peligro", "seguridad"])
async def test_the_kinds_are_one_word_away(app: Harness, word: str) -> None:
    ana = Agent(app, zone="Europe/Madrid")
    await ana.types(word)
    assert ana.title == "Someone may be in danger"
    assert "call **112** first" in ana.text
    assert [b.action for b in ana.buttons] == ["safety.show"] * 8
    assert [SafetyView.decode(b.value) for b in ana.buttons] == [SafetyView(kind) for kind in SafetyKind]
    for label in ("Bomb or attack", "It's about me"):
        await ana.types(word)
        await ana.presses(label)
        assert ana.came(Placement.UPDATE)
        await ana.presses("Other kinds")
        assert ana.title == "Someone may be in danger"


@pytest.mark.parametrize(
    ("text", "command"),
    [("", "calm"), ("printer toner", "calm"), ("help", "calm"), ("", "home"), ("", "hello")],
)
async def test_it_is_offered_wherever_somebody_may_look(app: Harness, text: str, command: str) -> None:
    for language, label in (("en", "Someone may be in danger"), ("es", "Alguien puede estar en peligro")):
        ana = Agent(app, language=language)
        await ana.types(text, command)
        await ana.presses(label)
        assert ana.actions.count("safety.show") == 8


@pytest.mark.parametrize(("kind", "value"), [("sexual-harassment", "sexual.chat"), ("hate", "slurs.chat")])
async def test_what_hurts_the_agent_leads_into_the_protocol_with_its_kind(
    app: Harness, kind: str, value: str
) -> None:
    ana = Agent(app)
    await ana.types(f"danger {kind} #chat")
    assert ana.buttons[0].label == "End it by the protocol"
    assert (ana.buttons[0].action, ana.buttons[0].value) == ("boundary.zero", value)
    assert len(ana.buttons) == 4


async def test_an_agents_own_distress_is_spoken_to_and_offers_no_alarm(app: Harness) -> None:
    ana = Actor(app, zone="America/Mexico_City")
    await ana.types("danger agent-distress")
    assert ana.title == "This is about you now"
    lines, now, *_ = ana.texts
    assert lines.startswith(
        "**If you're thinking of hurting yourself, or of not going on, start here:** **800 911 2000**"
    )
    assert "**911** · emergency, Mexico" in lines
    assert now.startswith("**NOW** Take a break: 5, 10 or 20 minutes.")
    assert "Nothing about this card is stored" in ana.text
    assert not {"alert.raise", "safety.after", "safety.channel"} & set(ana.actions)
    assert ana.labels == ["What helps now", "A customer said it", "It isn't that"]
    await ana.presses("What helps now")
    assert ana.how is Placement.DIALOG


async def test_words_that_may_be_ones_own_or_a_customers_lead_to_the_other_card(app: Harness) -> None:
    ana = Agent(app)
    await ana.types("le está gritando danger agent-distress #chat")
    await ana.presses("A customer said it")
    assert (ana.title, ana.badge) == ("A life may be at risk", "chat")
    await ana.presses("It's about me")
    assert ana.title == "This is about you now"
    await ana.presses("It isn't that")
    assert ana.title == "Yelling · chat"


async def test_afterwards_there_is_a_break_people_and_no_blame(app: Harness) -> None:
    ana = Agent(app)
    await ana.types("danger violence")
    await ana.presses("It's over: what about me?")
    assert ana.title == "It's over. Now you."
    assert "5, 10 or 20 minutes" in ana.text
    assert "Tell one person today" in ana.text
    assert "Nothing about this counts against you." in ana.text
    assert ana.labels == ["What helps after a hard shift", "Lines of help", "I'm not all right"]
    await ana.presses("I'm not all right")
    assert ana.title == "This is about you now"
    await ana.press("safety.after", "violence|phone")  # as a closed alert has it
    assert ana.title == "It's over. Now you."


# ---- whom to call


async def test_where_nobody_knows_the_country_no_foreign_number_is_shown(app: Harness) -> None:
    ana = Agent(app)
    await ana.types("danger self-harm #chat")
    assert "**CALL** your local emergency number" in ana.text
    assert "For them: **findahelpline.com**" in ana.text
    assert "**/calm settings** sets it" in ana.text
    said = " ".join(line.text for phrase in ana.phrases for line in phrase.lines)
    assert "at **findahelpline.com**" in said
    assert "call **your local emergency number**" in said
    assert not any(number in ana.text + said for number in ("911", "112", "988"))


async def test_a_persons_country_is_their_own_choice_else_their_zones_else_the_organisations(
    app: Harness,
) -> None:
    ana = Agent(app)
    app.features.safety.setups.put(TENANT, SafetySetup(1, agents="UY"))
    await ana.types("danger violence")
    assert "emergency, Uruguay" in ana.text
    luis = Agent(app, "luis", zone="America/Argentina/Buenos_Aires")
    await luis.types("danger medical")
    assert "**CALL** **107** · ambulance, Argentina" in luis.text
    await luis.types("settings")
    await luis.sends(country="CL")
    await luis.types("danger violence")
    assert "**133** · emergency, Chile (police; ambulance 131, fire 132; not verified)" in luis.text
    await app.stores.people.keep_preferences(luis.person, Preferences())
    await luis.types("danger violence")
    assert "emergency, Argentina" in luis.text


async def test_customers_in_another_country_get_the_lines_of_theirs(app: Harness) -> None:
    app.features.safety.setups.put(TENANT, SafetySetup(1, customers="US"))
    ana = Agent(app, zone="America/Bogota")
    await ana.types("danger self-harm #chat")
    assert "Have a colleague call 123." in ana.text
    assert "For them: **988** (call or text; press 2 for Spanish)" in ana.text
    assert "Where they are (United States), it is **911**." in ana.text
    said = " ".join(line.text for phrase in ana.phrases for line in phrase.lines)
    assert "at **988**" in said
    assert "En **el 988** hay personas" in said
    assert "call **911**" in said
    assert "123" not in said


async def test_an_organisations_own_steps_and_number_go_first(app: Harness) -> None:
    steps = {SafetyKind.BOMB: "Leave by stairwell B."}
    setup = SafetySetup(1, steps, "Security ext. 4400", {"CO": "Seguridad ext. 7100"})
    app.features.safety.setups.put(TENANT, setup)
    ana, luis = Agent(app, zone="America/Bogota"), Agent(app, "luis", zone="America/Lima")
    await ana.types("danger bomb")
    assert ana.quotes == ["Seguridad ext. 7100 · Leave by stairwell B."]
    assert ana.text.index("7100") < ana.text.index("**CALL**")
    await luis.types("danger violence")
    assert luis.quotes == ["Security ext. 4400"]


# ---- other ways in


async def test_the_search_box_gives_the_words_for_danger_alone(app: Harness) -> None:
    ana = Agent(app)
    found = await ana.searches("le está gritando danger self-harm #chat")
    assert [s.hint for s in found[:2]] == ["A life may be at risk · EN", "A life may be at risk · ES"]
    assert len(found) == 6
    assert all("gritando" not in s.text and "{" not in s.text and "**" not in s.text for s in found)


async def test_the_form_gives_the_card_too_and_a_message_that_was_chosen_at_once(app: Harness) -> None:
    ana = Agent(app)
    await ana.press("lookup.ask")
    await ana.sends(text="danger medical")
    assert ana.title == "Somebody needs help right now"
    long = "my bill is wrong " * 2_500 + "danger self-harm"
    await ana.press("lookup.ask", long)
    assert ana.form is None
    assert ana.title == "A life may be at risk"
    await ana.types(long)
    assert ana.title == "A life may be at risk"
    for text in (f"método {long}", f"persona {long}"):
        await ana.types(text)
        assert ana.title == "A life may be at risk"


@pytest.mark.parametrize("command", ["checkin", "drill"])
async def test_what_is_typed_behind_another_command_is_not_passed_over(app: Harness, command: str) -> None:
    ana = Actor(app)
    await ana.types("how I am today: danger agent-distress", command)
    assert ana.title == "This is about you now"
    await ana.presses("It isn't that")
    assert ana.title == "What's going on?"
    await ana.types("how I am today, maybe agent-distress", command)
    assert ana.title != "This is about you now"


async def test_an_old_or_foreign_value_shows_the_kinds(app: Harness) -> None:
    ana = Agent(app)
    for value in ("", "fire|phone", "bomb|fax", "bomb", "bomb|phone|x|y", "|" * 9):
        for action in ("safety.show", "safety.channel"):
            await ana.press(action, value)
            assert ana.title == "Someone may be in danger"
    for value in ("nothing|phone||0|en|||", "", "x"):
        await ana.press("lookup.nearest", value)
        assert ana.title == "What's going on?"


async def test_a_store_that_is_away_keeps_nobody_from_the_card(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise OSError("on purpose")

    monkeypatch.setattr(app.stores.safety, "current_setup", away)
    monkeypatch.setattr(app.stores.safety, "count_opened", away)
    ana = Agent(app, zone="America/New_York")
    await ana.types("danger self-harm")
    await app.settled()
    assert ana.title == "A life may be at risk"
    assert "911" in ana.text
    assert {str(error) for error in app.errors} == {"on purpose"}


async def test_what_was_looked_up_is_in_no_list_and_no_count_of_misses(app: Harness) -> None:
    ana = Agent(app)
    for kind in KINDS:
        await ana.types(f"le está gritando danger {kind}")
        await ana.types(f"printer toner maybe {kind}")
    await ana.types("le está gritando maybe agent-distress")
    assert "Calmed" not in ana.labels
    assert "yelling" not in dict(app.features.recent.last(ana.person))
    await app.calma.misses.flush()
    assert await app.stores.misses.frequent_misses(TENANT) == ()
    assert not app.calma.misses._waiting


async def test_kinds_are_counted_by_week_but_never_an_agents_own(app: Harness) -> None:
    ana, boss = Agent(app), Agent(app, "marta", role=Role.MANAGER)
    for kind, times in (("violence", 19), ("hate", 19), ("agent-distress", 30)):
        for _ in range(times):
            await ana.types(f"danger {kind}")
    await ana.types("safety")
    await ana.presses("Threat of violence")
    await ana.chooses("Chat", of="Channel")  # the same card: it counts once
    await app.settled()
    await boss.types("safety log")
    assert {row[1:] for row in boss.rows} == {("–",) * 4}  # this week is not over
    app.later(weeks=1)
    await boss.types("safety log")
    assert [row for row in boss.rows if set(row[1:]) != {"–"}] == [
        ("Threat of violence", "–", "–", "–", "20 or more"),
    ]
    assert len(boss.rows) == 7
    assert "It's about me" in boss.notes[0]


def test_a_view_comes_back_from_its_value_and_short_enough_for_an_option() -> None:
    from bot.core.safety import OrdinaryAnswer

    long = OrdinaryAnswer("lookup.show", "habitual-complainer|phone|e-commerce|0|en|1.2.3|" + "x" * 60 + "|")
    for kind in SafetyKind:
        for channel in BASE_CHANNELS:
            view = SafetyView(kind, channel, long)
            assert SafetyView.decode(view.encode()) == view
            short = SafetyView.decode(view.encode(limit=100))
            assert short == replace(view, ordinary=OrdinaryAnswer("lookup.menu"))
            assert len(view.encode(limit=100)) <= 100
    assert len(OF_A_LIFE) == 5


@given(st.text(max_size=200))
def test_any_value_is_read_or_is_none(value: str) -> None:
    view = SafetyView.decode(value)
    assert view is None or SafetyView.decode(view.encode()) == view


@pytest.mark.parametrize("text", ["mine danger self-harm", "mías danger self-harm"])
async def test_a_search_of_what_was_saved_is_no_reason_to_pass_danger_over(app: Harness, text: str) -> None:
    agent = Agent(app)
    await agent.types(text)
    assert agent.title == "A life may be at risk"
    await agent.types("mine refund")
    assert agent.title != "A life may be at risk"
