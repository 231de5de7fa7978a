"""A team's own questions by form: added, asked, mended, retired."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import card as c
from bot.core.caps import Cap
from bot.core.chat import Role, Submit
from bot.features.team.model import CAPS, EntryKind, OwnItem
from tests.harness import Harness, filled
from tests.results.questions import QUESTION
from tests.team.actor import Member

STEM = QUESTION["stem_en"][0]


async def opens_the_list(manager: Member, text: str = "items") -> None:
    await manager.types(text, "drill")


async def adds(manager: Member, **fields: str) -> str:
    """Fills in the form for a new question; "" leaves a field out."""
    await opens_the_list(manager)
    await manager.opens("Add a question")
    return await manager.writes(**{**QUESTION, **fields})


async def rejected(manager: Member, **fields: str) -> dict[str, str]:
    assert await adds(manager, **fields) == ""
    assert await manager.app.stores.team.find_entries(manager.tenant, EntryKind.ITEM) == ()
    return dict(manager.errors)


async def asked(agent: Member, topic: str = "escalation") -> str:
    """Types `/drill topic` and returns what the card says."""
    await agent.types(topic, "drill")
    return "\n".join(e.text for e in agent.card.elements if isinstance(e, c.Text | c.Heading))


async def test_an_own_question_is_in_the_next_drill_of_this_team_alone(manager: Member) -> None:
    agent = manager.colleague(Role.AGENT, "es")
    assert "No tengo preguntas sobre eso" in await asked(agent)
    assert await adds(manager)
    assert manager.notes[0] == "Saved. The next drill has it."
    shown = await asked(agent)
    assert shown.startswith("1 / 1 · ")
    assert QUESTION["stem_es"][0] in shown
    option = next(t.text for t in agent.card.elements if isinstance(t, c.Text) and "Eso lo decido" in t.text)
    await agent.presses(option[2])
    assert agent.title == "Eso es"
    assert QUESTION["why1_es"][0] in str(agent.card.elements)
    stranger = Member(manager.app, role=Role.AGENT)
    assert "I have no questions on that" in await asked(stranger)


async def test_the_list_shows_which_is_best_and_the_changes_say_who_added_it(manager: Member) -> None:
    await adds(manager, difficulty="3")
    stem, *options = [e.text for e in manager.all(c.Text)]
    assert (manager.title, stem) == ("Questions", STEM)
    assert options[0] == f"✓ **Best:** {QUESTION['option1_en'][0]}"
    assert options[1] == f"✗ {QUESTION['option2_en'][0]}"
    assert manager.notes[1].endswith(" · Hard")
    await manager.at("Changes")
    line = manager.one(c.Quote)
    assert f"{manager.person.user_id} added a question" in line.label
    assert "who decides" in line.text


async def test_an_edit_is_asked_and_what_is_retired_is_not(manager: Member) -> None:
    await adds(manager, method="heard", pitfall="promising")
    form: c.Form | None = await manager.opens("Edit")
    fields = list[c.Field]()
    while form:
        fields += form.fields
        title = await manager.sends()
        form = manager.form if not manager.errors else None
    assert title == "Questions", manager.errors
    shown = {f.name: f.value for f in fields if isinstance(f, c.Input)}
    assert shown == {name: texts[0] for name, texts in QUESTION.items() if name in shown}
    chosen = {f.name: f.selected for f in fields if isinstance(f, c.Select)}
    await manager.opens("Edit")
    assert (chosen["best"], chosen["method"], chosen["pitfall"]) == (("1",), ("heard",), ("promising",))
    await manager.writes(**{**QUESTION, "stem_en": "“Your boss, now!” You may refund 40. What comes first?"})
    agent = manager.colleague(Role.AGENT)
    assert "“Your boss, now!”" in await asked(agent)
    await opens_the_list(manager)
    await manager.presses("Retire")
    await manager.presses("Yes, retire it")
    assert manager.notes[0] == "Retired. Drills leave it out."
    assert "I have no questions on that" in await asked(agent)
    await agent.types("", "drill")  # the drill that it was in had no other question
    assert agent.title.startswith("1 / 3 · ")


async def test_the_language_of_whoever_writes_comes_first(manager: Member) -> None:
    form = await _form(manager)
    assert [f.name for f in form.fields] == ["situation", "kind", "stem_en", "stem_es"]
    spanish = manager.colleague(language="es")
    await opens_the_list(spanish, "preguntas")
    form = await spanish.opens("Agregar una pregunta")
    assert [f.name for f in form.fields] == ["situation", "kind", "stem_es", "stem_en"]
    assert form.fields[2].label == "El momento: español"


async def _form(manager: Member) -> c.Form:
    await opens_the_list(manager)
    return await manager.opens("Add a question")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("situation", "", "this is missing"),
        ("situation", "nonsense", "no such situation"),
        ("stem_en", "", "this is missing"),
        ("stem_es", " \n ", "this is missing"),
        ("option2_es", "", "this is missing"),
        ("why3_en", "", "this is missing"),
        ("why3_en", "\x00\u200b\u2060", "this is missing"),
        ("best", "", "this is missing"),
        ("best", "4", "this is missing"),
        ("difficulty", "9", "1 or more"),
        ("channels", "fax", "one of"),
        ("industries", "mining", "one of"),
        ("method", "nonsense", "no such method"),
        ("pitfall", "nonsense", "no such pitfall"),
        ("stem_en", "They want your boss.", "asks nothing"),
        ("stem_es", "Quieren hablar con su jefe, ya?", "don't come in pairs"),
        ("stem_en", "x" * 280 + "?", "at most 280 fit"),
        ("option2_en", "“" + "x" * 120, "at most 120 fit"),
        ("why1_es", "x" * 161, "at most 160 fit"),
        ("option3_en", f"“{'Please hold the line for a while. ' * 3}”", "the longest option has"),
        ("option1_en", "I decide that myself and send them their 40 back.", "quoted speech"),
        ("option2_es", "«Todas las anteriores, si así lo prefiere usted.»", "“Todas las anteriores”"),
        ("option3_en", "“I always put you through to my manager first.”", "gives it away"),
        ("option1_en", "“Calm down. I can decide it and refund you 40.”", "makes things worse"),
        ("option3_es", "«Le paso con mi gerente; espere, estimado/a, un rato.»", "fits only some people"),
        ("option2_en", "“My <!channel> manager would say the same thing.”", "stray"),
        ("option2_en", "“My {boss} would be telling you just the same.”", "no placeholder"),
    ],
)
async def test_what_breaks_a_rule_is_told_at_its_field(
    manager: Member, field: str, text: str, said: str
) -> None:
    found = await rejected(manager, **{field: text})
    assert said in found[field], found


async def test_two_explanations_alike_and_a_question_that_is_asked_already(manager: Member) -> None:
    assert await rejected(manager, why2_en=QUESTION["why1_en"][0]) == {
        "why2_en": "Please fix this: two options have the same explanation (English).",
    }
    assert await rejected(manager, option2_es=QUESTION["option1_es"][0]) == {
        "option2_es": "Please fix this: two options say the same (Spanish).",
    }
    await adds(manager)
    assert await adds(manager, situation="yelling") == ""
    assert set(manager.errors) == {"stem_en", "stem_es"}
    assert "“Put me through to somebody who decides.” You may" in manager.errors["stem_en"]


async def test_the_rules_are_told_in_the_persons_language(manager: Member) -> None:
    manager = manager.colleague(language="es")
    await opens_the_list(manager, "preguntas")
    await manager.opens("Agregar una pregunta")
    assert await manager.writes(**{**QUESTION, "stem_es": "Quiere hablar con su jefe."}) == ""
    assert manager.errors == {
        "stem_es": "Por corregir: no pregunta nada; el momento termina en una pregunta."
    }


@pytest.mark.parametrize("text", ["items", "questions", "preguntas", "results", "resultados"])
async def test_an_agent_is_not_let_in(manager: Member, text: str) -> None:
    agent = manager.colleague(Role.AGENT)
    await agent.types(text, "drill")
    assert agent.title == "This is for whoever leads a team here"


async def test_another_teams_question_cannot_be_changed_by_its_id(manager: Member) -> None:
    await adds(manager)
    edit = manager.button("Edit")
    thief = Member(manager.app)
    for action in ("edit", "retire", "retired"):
        reply = await thief.forces(f"team.item.{action}", edit.value)
        assert "doesn't have this one" in str(reply.card.elements)
    assert len(await manager.app.stores.team.find_entries(manager.tenant, EntryKind.ITEM)) == 1


async def test_a_team_keeps_no_more_than_it_may(app: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CAPS, EntryKind.ITEM, Cap(1, "team.full"))
    manager = Member(app)
    await adds(manager)
    others = {
        "stem_en": "Nobody came to fix the boiler today. Now?",
        "stem_es": "Hoy nadie vino por la caldera. ¿Y ahora?",
    }
    assert await adds(manager, **others) == ""
    [error] = manager.errors.values()
    assert error == "A team can keep 1 of these. Please retire one first."


async def test_what_the_store_keeps_comes_back_whole(manager: Member) -> None:
    await adds(manager, channels="phone", industries="telecom", method="heard")
    [entry] = await manager.app.stores.team.find_entries(manager.tenant, EntryKind.ITEM)
    assert isinstance(entry.content, OwnItem)
    item = entry.content.item
    assert (item.own, item.key, item.channels, item.industries) == (True, 0, ("phone",), ("telecom",))


async def test_three_short_steps_and_nothing_is_lost_on_the_way_back(manager: Member) -> None:
    form = await _form(manager)
    steps = [[f.name for f in form.fields]]
    await manager.sends(**{name: QUESTION[name] for name in steps[0]})
    assert manager.form
    assert manager.form.back
    steps.append([f.name for f in manager.form.fields])
    typed = {"option1_en": "“Half a thought", "best": "2"}
    await manager.ask(replace(filled(manager.person, manager.form, typed), action=manager.form.back.action))
    assert {f.value for f in manager.form.fields if isinstance(f, c.Input)} == {
        QUESTION["stem_en"][0],
        QUESTION["stem_es"][0],
    }
    await manager.sends()
    shown = {f.name: f.value for f in manager.form.fields if isinstance(f, c.Input)}
    assert shown["option1_en"] == typed["option1_en"]
    await manager.sends(**{name: QUESTION[name] for name in steps[1] if name in QUESTION})
    steps.append([f.name for f in manager.form.fields])
    assert QUESTION["option1_en"][0] in str(manager.form.fields)  # beside the field that asks why
    assert len(manager.form.value) < 3_000
    assert await manager.sends(**{name: QUESTION[name] for name in steps[2] if name in QUESTION})
    assert [len(names) for names in steps] == [4, 7, 11]
    await manager.opens("Edit")
    assert await manager.writes(best="1"), manager.errors


async def test_a_long_form_of_an_earlier_version_is_taken_still(manager: Member) -> None:
    fields = {name: value for name, value in QUESTION.items() if value[0] and name != "kind"}
    assert await manager.ask(Submit(manager.person, "team.item.save", "", fields)) == "Questions"
    assert manager.notes[0] == "Saved. The next drill has it."


@pytest.mark.parametrize("value", ["~", "|0|~9~x", "|0|~2~!!!", "|0|~2~" + "eJw" * 50, "???", "x~2~"])
async def test_a_step_that_nobody_sent_out_is_refused(manager: Member, value: str) -> None:
    await opens_the_list(manager)
    await manager.presses("Your team")
    for action in ("team.item.moment", "team.item.options", "team.item.back", "team.item.save"):
        assert (
            await manager.ask(Submit(manager.person, action, value, {"best": ("1",)})) == "" or manager.form
        )
