"""Own phrases: added, found, mended, retired."""

from __future__ import annotations

import logging

import pytest

from bot.core import card as c
from bot.core.chat import Role, Submit
from bot.features.team.model import Edit, EntryKind, OwnPhrase
from tests.team.actor import PHRASE, Member

OWN = "I'm on your side, and I start with {order} now."
SHOWN = OWN.replace("{order}", "[order number]")


async def rejected(manager: Member, **fields: str) -> dict[str, str]:
    """Returns what is said at the fields of a phrase that cannot be taken."""
    await manager.at("Phrases")
    await manager.opens("Add a phrase")
    assert await manager.sends(**{**PHRASE, **fields}) == ""
    return dict(manager.errors)


async def test_the_card_of_the_team_leads_everywhere(manager: Member) -> None:
    await manager.at()
    assert manager.labels == [
        "Phrases", "Due for review", "Triggers", "Questions", "Role-plays",
        "What we may offer", "Found nothing",
        "How we speak", "Managers", "Changes", "Leading a team",
    ]  # fmt: skip
    for label in list(manager.labels):
        await manager.at(label)
        assert manager.title == label
        await manager.presses("Your team")


async def test_an_agent_is_not_let_in(manager: Member) -> None:
    agent = manager.colleague(Role.AGENT)
    for text in ("team", "equipo"):
        await agent.types(text)
        assert agent.title == "This is for whoever leads a team here"
    reply = await agent.forces("team.phrase", "")
    assert reply.card.summary != "Phrases"


async def test_an_own_phrase_is_in_the_next_look_up_with_a_mark(manager: Member) -> None:
    await manager.adds_phrase()
    assert "Saved" in manager.notes[0]
    agent = manager.colleague(Role.AGENT, "es")
    await agent.types("me está gritando")
    assert agent.wordings[0] == "Estoy de su lado y empiezo ya con [número de pedido]."
    assert agent.phrases[0].cue == "Con calma; luego una pausa · de su equipo"
    assert len(agent.phrases) == 3
    assert "de su equipo" not in agent.phrases[1].cue
    await agent.chooses("Correo", of="Canal")
    assert "Estoy de su lado y empiezo ya con [número de pedido]." not in agent.wordings


async def test_another_team_does_not_see_it(manager: Member) -> None:
    await manager.adds_phrase()
    other = Member(manager.app)
    await other.types("yelling")
    assert SHOWN not in other.wordings
    await other.at("Phrases")
    assert other.phrases == []


async def test_an_edit_is_seen_and_what_is_retired_is_gone(manager: Member) -> None:
    await manager.adds_phrase()
    form = await manager.opens("Edit")
    shown = {f.name: f.value for f in form.fields if isinstance(f, c.Input)}
    assert shown["text_en"] == OWN
    await manager.sends(**{**PHRASE, "text_en": "I stay with you, and {order} comes first."})
    await manager.types("yelling")
    assert manager.wordings[0] == "I stay with you, and [order number] comes first."
    await manager.at("Phrases", "Retire")
    assert manager.title == "Retire this?"
    await manager.presses("Back")
    await manager.presses("Retire")
    await manager.presses("Yes, retire it")
    await manager.types("yelling")
    assert not [phrase for phrase in manager.phrases if "your team's" in phrase.cue]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("text_en", "", "missing"),
        ("text_es", "", "missing"),
        ("cue_es", "", "missing"),
        ("text_en", "   \n ", "missing"),
        ("text_en", "\x00\u200b\u2060", "missing"),
        ("situation", "", "missing"),
        ("situation", "nonsense", "no such situation"),
        ("channels", "fax", "one of"),
        ("industries", "mining", "one of"),
        ("tags", "shiny", "one of"),
        ("text_en", "Calm down, {order} is near.", "“Calm down”, which makes things worse"),
        ("text_es", "Cálmese, {order} ya viene.", "“Cálmese”"),
        ("text_es", "Estoy de su lado.", "different placeholders"),
        ("text_en", "{order} " + "very " * 20, "a sentence has 21 words"),
        ("text_en", "x" * 1_501, "1500"),
        ("cue_en", "word " * 13, "12 words"),
        ("cue_en", "x" * 76, "75"),
        ("text_es", "{order} " + "largo, " * 18, "times as long"),
        ("text_en", "{order} <b>now</b>", "stray"),
        ("text_en", "{order} for {nombre}", "There are {name}, {agent}, {company}, {order}"),
    ],
)
async def test_what_breaks_a_rule_is_told_at_its_field(
    manager: Member, field: str, text: str, said: str
) -> None:
    found = await rejected(manager, **{field: text})
    assert said in found[field]
    await manager.at("Phrases")
    assert manager.phrases == []


async def test_the_rules_are_told_in_the_persons_language(manager: Member) -> None:
    manager = manager.colleague(language="es")
    await manager.at("Frases")
    await manager.opens("Agregar una frase")
    assert await manager.sends(**{**PHRASE, "text_es": "Lamentablemente no se puede con {order}!"}) == ""
    assert manager.errors["text_es"] == (
        "Por corregir: dice «Lamentablemente», y eso empeora las cosas; tiene un signo de exclamación."
    )


async def test_what_is_there_already_is_pointed_out(manager: Member) -> None:
    found = await rejected(
        manager,
        text_en="I want to hear all of it. Go ahead — I'm listening",
        text_es="Quiero saberlo todo; adelante, le escucho.",
    )
    same = "“I want to hear all of it. Go ahead, I'm listening.” says nearly the same"
    assert found["text_en"] == f"Please fix this: {same}."
    await manager.adds_phrase()
    assert "nearly the same" in (await rejected(manager))["text_en"]
    # In another situation the same words may be right, and an edit is no twin of itself.
    await manager.adds_phrase(situation="waiting")
    await manager.opens("Edit")
    assert await manager.sends(**{**PHRASE, "situation": "waiting", "cue_en": "Slowly"})


async def test_the_second_of_two_managers_is_told_whose_change_it_met(manager: Member) -> None:
    await manager.adds_phrase()
    other = manager.colleague(language="es")
    await manager.opens("Edit")
    await other.at("Frases")
    await other.opens("Editar")
    await manager.sends(**{**PHRASE, "text_en": "The first one wins with {order}."})
    assert await other.sends(**{**PHRASE, "text_en": "The second one waits with {order}."}) == ""
    assert f"{manager.person.user_id} cambió esto" in other.errors["situation"]
    await other.at("Frases")
    assert [line.text for p in other.phrases for line in p.lines if line.language == "en"] == [
        "The first one wins with [order number]."
    ]


async def test_a_phrase_that_was_retired_meanwhile_is_told(manager: Member) -> None:
    await manager.adds_phrase()
    edit = manager.button("Edit")
    await manager.opens("Edit")
    other = manager.colleague()
    await other.at("Phrases", "Retire", "Yes, retire it")
    assert await manager.sends(**PHRASE) == ""
    assert f"{other.person.user_id} retired this" in manager.errors["situation"]
    for action in ("edit", "retired"):
        assert await manager.forces(f"team.phrase.{action}", edit.value)


@pytest.mark.parametrize(
    "value", ["nothing-here|1|", "|1|", "???", "x" * 300, "own-1|" + "9" * 30 + "|", "|"]
)
async def test_an_id_of_nobody_finds_nothing_and_is_logged(
    manager: Member, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    for action in ("edit", "retire", "retired"):
        with caplog.at_level(logging.WARNING, "calma.team"):
            reply = await manager.forces(f"team.phrase.{action}", value)
        assert "doesn't have this one" in str(reply.card.elements)
    assert caplog.text.count("which is not theirs") == 3
    assert "x" * 100 not in caplog.text


async def test_the_ids_of_another_team_find_nothing(
    manager: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await manager.adds_phrase()
    edit = manager.button("Edit")
    thief = Member(manager.app)
    await thief.at("Phrases")
    with caplog.at_level(logging.WARNING, "calma.team"):
        for action in ("edit", "retire", "retired"):
            reply = await thief.forces(f"team.phrase.{action}", edit.value)
            assert SHOWN not in str(reply)
        fields = {name: (text,) for name, text in PHRASE.items()}
        assert await thief.ask(Submit(thief.person, "team.phrase.save", edit.value, fields)) == ""
    assert caplog.text.count(repr(thief.tenant)) == 4
    assert OWN not in caplog.text
    await manager.types("yelling")
    assert SHOWN in manager.wordings


async def test_a_long_list_is_paged(manager: Member) -> None:
    await manager.adds_phrase()
    team = manager.app.stores.team
    [entry] = await team.find_entries(manager.tenant, EntryKind.PHRASE)
    content = entry.content
    assert isinstance(content, OwnPhrase)
    edits = [Edit(EntryKind.PHRASE, f"own-{i}", content) for i in range(11)]
    await team.write_entries(manager.tenant, edits, "ana", entry.at, imported=True)
    await manager.at("Phrases")
    sizes = [len(manager.phrases)]
    while "Next" in manager.labels:
        await manager.presses("Next")
        sizes.append(len(manager.phrases))
    assert sizes == [5, 5, 2]
    await manager.presses("Previous")
    assert len(manager.phrases) == 5
    await manager.press("team.phrase", "99999")
    assert len(manager.phrases) == 5


@pytest.mark.parametrize(("code", "other", "asks"), [("en", "es", "Spanish"), ("es", "en", "English")])
async def test_a_phrase_begins_in_one_language_and_the_other_is_asked_for(
    manager: Member, code: str, other: str, asks: str
) -> None:
    nothing = {f"{name}_{other}": "" for name in ("text", "cue")}
    await manager.adds_phrase(**nothing)
    assert f"{asks} is missing: add it when you have it." in manager.notes[0]
    assert "Missing a language: 1" in manager.labels
    assert [line.language for line in manager.phrases[0].lines] == [code]
    await manager.presses("Missing a language: 1")
    assert len(manager.phrases) == 1
    form = await manager.opens(f"Add the {asks}")
    shown = {f.name: f for f in form.fields if isinstance(f, c.Input)}
    assert shown[f"text_{other}"].value == ""
    assert await manager.sends(**{f"{name}_{other}": PHRASE[f"{name}_{other}"] for name in ("text", "cue")})
    assert "missing" not in manager.text.lower()


async def test_an_agent_sees_the_language_that_is_there_with_a_note(manager: Member) -> None:
    await manager.adds_phrase(text_en="", cue_en="")
    agent = manager.colleague(Role.AGENT, "en")
    await agent.types("yelling")
    assert agent.wordings[0] == PHRASE["text_es"].replace("{order}", "[número de pedido]")
    assert agent.phrases[0].cue == "Con calma; luego una pausa · your team's · only in Spanish"


async def test_half_of_a_language_is_not_enough(manager: Member) -> None:
    empty = dict.fromkeys(("text_en", "cue_en", "text_es", "cue_es"), "")
    assert "one language is enough" in (await rejected(manager, **empty))["text_en"]
    assert "missing" in (await rejected(manager, **{**empty, "text_es": PHRASE["text_es"]}))["cue_es"]
