"""Role-plays that managers write: read with the checks of the shipped ones, tried, published, taken back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.content.exchange import YamlExchange
from bot.core import card as c
from bot.core.caps import SCENARIOS
from bot.core.chat import Role
from bot.features.team.model import Edit, EntryKind
from bot.features.team.own_scenario import OwnScenario
from bot.store.sql.team import content_of, row_of
from tests.harness import Harness
from tests.seen import Seen
from tests.team.actor import Member

NAME, CUENTA = "Phone plan, charged twice", "Plan de celular, cobro doble"
BEST = ("name-it", "our-mistake", "goes-back", "two-ways", "write-it", "recap")


@pytest.fixture
def template(app: Harness) -> str:
    """The file that a role-play begins as."""
    return app.book.scenario_template


async def takes_in(manager: Member, text: str) -> str:
    """Sends a file by “Add a role-play”."""
    spanish = manager.person.language == "es"
    await manager.at("Simulacros" if spanish else "Role-plays")
    await manager.opens("Agregar un simulacro" if spanish else "Add a role-play")
    return await manager.sends(file=text)


async def refused(manager: Member, text: str) -> str:
    """Returns what is told at the file's field; nothing of the file may be kept."""
    assert await takes_in(manager, text) == ""
    assert await manager.app.stores.team.find_entries(manager.tenant, EntryKind.SCENARIO) == ()
    return manager.errors["file"]


async def own(manager: Member) -> OwnScenario:
    """Returns the one role-play of the team."""
    [entry] = await manager.app.stores.team.find_entries(manager.tenant, EntryKind.SCENARIO)
    assert isinstance(entry.content, OwnScenario)
    return entry.content


async def replies(player: Member, *ids: str) -> None:
    for id in ids:
        await player.presses(next(b for b in player.buttons if b.value.endswith(f".{id}")))


async def offered(player: Member) -> list[str]:
    """Returns the names that the list of role-plays offers somebody."""
    await player.types("roleplay", command="drill")
    return [option.label for option in player.choice().options]


async def test_from_the_template_to_a_contact_that_agents_play(manager: Member, template: str) -> None:
    agent = manager.colleague(Role.AGENT)
    assert await takes_in(manager, template) == "Role-plays"
    assert "Saved as a draft: nobody else sees it." in manager.notes[0]
    assert NAME in manager.text
    assert manager.labels[:3] == ["Try it", "Publish", "Edit"]
    assert NAME not in await offered(agent)

    assert await manager.presses("Try it") == NAME
    assert "A draft. You alone see it, and it counts nowhere." in manager.notes
    await replies(manager, *BEST)
    assert "They read you the letter aloud" in manager.text
    assert await manager.presses("Back to your drafts") == "Role-plays"
    assert await manager.presses("Publish") == "Role-plays"
    assert "published" in manager.text

    assert NAME in await offered(agent)
    assert NAME not in await offered(Member(manager.app, role=Role.AGENT))  # of another team
    assert await agent.types("roleplay charged twice", command="drill") == NAME
    assert not any("draft" in note for note in agent.notes)
    await replies(agent, *BEST)
    assert "They read you the letter aloud" in agent.text
    assert await agent.types("swap charged twice", command="drill")
    assert "You live on a small salary." in agent.text


async def test_who_plays_what_is_taken_back_is_told_so_kindly(manager: Member, template: str) -> None:
    agent = manager.colleague(Role.AGENT)
    await takes_in(manager, template)
    await manager.presses("Publish")
    await agent.types("roleplay charged twice", command="drill")
    await replies(agent, "name-it")
    assert await manager.presses("Take back") == "Role-plays"
    assert "Taken back. Nobody else can play it" in manager.text
    await replies(agent, "our-mistake")
    assert agent.title == "Role-play"
    assert "was changed or taken back meanwhile" in agent.text
    assert NAME not in await offered(agent)
    assert await agent.types("swap charged twice", command="drill")
    assert "You live on a small salary." not in agent.text
    await manager.at("Role-plays")
    assert await manager.presses("Try it") == NAME


async def test_a_change_waits_beside_what_is_played_until_it_is_published(
    manager: Member, template: str
) -> None:
    agent = manager.colleague(Role.AGENT)
    await takes_in(manager, template)
    await manager.presses("Publish")
    await manager.opens("Edit")
    other = template.replace("A minute apart.", "One minute apart!")
    await manager.sends(file=other)
    assert "published, with a newer draft" in manager.text
    now = await own(manager)
    assert None not in (now.draft, now.published)
    assert now.draft != now.published
    await agent.types("roleplay charged twice", command="drill")
    await replies(agent, "name-it")
    assert "A minute apart." in agent.text
    await manager.presses("Publish")
    assert (await own(manager)).draft is None
    assert await agent.types("roleplay", command="drill") == NAME  # goes on, with the words of now
    assert "One minute apart!" in agent.text
    await manager.opens("Edit")
    await manager.sends(file=other)
    assert "the very role-play that is out already" in manager.text
    await manager.at("Changes")
    told = " ".join((*manager.notes, manager.text))
    for done in ("added a role-play", "published a role-play", "changed a role-play"):
        assert done in told


async def test_nobody_but_managers_of_the_team_can_try_a_draft(manager: Member, template: str) -> None:
    await takes_in(manager, template)
    value = manager.button("Try it").value
    agent, stranger = manager.colleague(Role.AGENT), Member(manager.app)
    for who, action in ((agent, "roleplay.start"), (agent, "roleplay.agree"), (agent, "swap.start")):
        answer = await who.forces(action, value)
        assert NAME not in Seen(answer.card).text
    for action in ("roleplay.try", "roleplay.start", "swap.start"):
        assert NAME not in Seen((await stranger.forces(action, value)).card).text
    assert NAME not in Seen((await agent.forces("roleplay.try", value)).card).text
    await manager.presses("Try it")
    taking = next(b for b in manager.buttons if b.value.endswith(".name-it"))
    assert NAME not in Seen((await manager.colleague().forces(taking.action, taking.value)).card).text


async def test_a_contact_about_danger_asks_first(manager: Member, template: str) -> None:
    heavy = template.replace("situations: [options, ownership]", "safety: self-harm").replace(
        "persona: impatient\n", ""
    )
    assert await takes_in(manager, heavy), manager.errors
    await manager.presses("Try it")
    assert "38 dollars TWICE" not in manager.text
    await manager.presses("Start")
    assert "38 dollars TWICE" in manager.text


async def test_everything_goes_in_spanish_too(manager: Member, template: str) -> None:
    manager = manager.colleague(language="es")
    assert await takes_in(manager, template) == "Simulacros"
    assert "Guardado como borrador: nadie más lo ve." in manager.text
    assert CUENTA in manager.text
    await manager.presses("Probarlo")
    assert "Es un borrador." in manager.text
    await manager.at("Simulacros")
    await manager.presses("Publicar")
    assert "Publicado: desde ahora su equipo" in manager.text
    await manager.presses("Dejar de publicar")
    assert await manager.presses("Retirar")
    broken = template.replace("to: gap", "to: nowhere", 1)
    assert await takes_in(manager, broken) == ""
    assert "no existe ningún nodo ni final que se llame «nowhere»" in manager.errors["file"]
    assert manager.errors["file"].startswith("Línea ")


FAULTS = [
    ("to: gap", "to: nowhere", "nodes.money.replies[0].to: no node and no ending is called “nowhere”"),
    ("to: gap", "to: opening", "goes round in circles"),
    ("situations: [options", "situations: [nonsense", "situations[0]: no such situation"),
    ("persona: impatient", "persona: nobody", "persona: no such kind of customer"),
    ("industry: telecom", "industry: moon", "industry: it has to be one of"),
    ("tension: 62", "tension: high", "tension: this has to be a number"),
    ("tension: 62", "tension: 100", "tension: this has to be 75 or less"),
    ("        best: true\n", "", "exactly one reply has to be the best one"),
    ("name: {en: ", "id: return-day-31\nname: {en: ", "id: this id belongs to the shipped"),
    ("name: {en: ", "id: Return Day\nname: {en: ", "id: only small letters"),
    (
        '{en: "Three kind words and no fact.", es: "Tres palabras amables y ningún dato."}',
        '{en: "Three kind words and no fact."}',
        "why: Spanish is missing",
    ),
    (
        '{en: "Sorry doesn\'t pay my rent.", es: "Con disculpas no pago la renta."}',
        '{en: "Good. So somebody finally sees it.", es: "Con disculpas no pago la renta."}',
        "another reply here gets the same answer",
    ),
    (
        "So somebody finally sees it.",
        "<@U123> <!channel> *now*",
        "nodes.details.replies[2].answer.en: it has",
    ),
    ("So somebody finally sees it.", "x" * 141, "longer than 140 characters"),
    (
        "  letter-and-money:\n    kind: right",
        "  letter-and-money:\n    kind: wrong",
        "of kind right there are 1",
    ),
    (
        "{tension: 15, progress: 95}",
        "{tension: 60, progress: 95}",
        "a right ending needs tension: 30 or less",
    ),
]


async def test_a_reply_that_leads_nowhere_keeps_its_answer(manager: Member, template: str) -> None:
    told = await refused(manager, template.replace("to: gap", "to: nowhere", 1))
    assert "nobody would see this answer" not in told


@pytest.mark.parametrize(("old", "new", "said"), FAULTS)
async def test_what_is_wrong_is_told_by_line_and_field(
    manager: Member, template: str, old: str, new: str, said: str
) -> None:
    assert old in template
    told = await refused(manager, template.replace(old, new, 1))
    assert said in told, told
    assert told.startswith("Line ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("   ", "missing"),
        ("just words", "this has to have fields"),
        ("nodes: []\n", "this is missing"),
        ("nodes: &a [x]\nendings: *a\n", "YAML aliases"),
        ("nodes: " + "[" * 50_000, "too many levels"),
        ("nodes: {a: {b: " + "9" * 50_000 + "}}\n", "a number of more than 40 characters"),
        ("x" * 100_001, "at most 100000 fit"),
        ("id: yelling\ntriggers: {en: [quork blorf]}\n", "One role-play at a time, please"),
    ],
)
async def test_what_is_no_role_play_is_refused(manager: Member, text: str, said: str) -> None:
    assert said in await refused(manager, text)


async def test_two_at_once_are_not_taken_by_this_form(manager: Member, template: str) -> None:
    second = template.replace(NAME, "Another one").replace(CUENTA, "Otro más")
    told = await refused(manager, f"{template}\n---\n{second}")
    assert told.startswith("One role-play at a time")
    assert "stands in line" in await refused(manager, f"---\nid: mine\n{template}\n---\nid: mine\n{second}")


async def test_a_rule_of_thumb_that_wins_is_a_hint_and_no_refusal(manager: Member, template: str) -> None:
    await takes_in(manager, template)
    assert len(manager.notes) == 2  # that it is saved, and what it is about
    played = (await own(manager)).newest
    nodes = {
        id: replace(node, lines=tuple(sorted(node.lines, key=lambda line: not line.best)))
        for id, node in played.nodes.items()
    }
    await manager.opens("Edit")
    await manager.sends(file=YamlExchange().write([OwnScenario(draft=replace(played, nodes=nodes))]))
    assert any("whoever always takes the first reply in the file wins it" in note for note in manager.notes)


async def test_it_is_copied_and_comes_back_as_it_was(manager: Member, template: str) -> None:
    await takes_in(manager, template)
    before = await own(manager)
    form = await manager.opens("Copy")
    text = "".join(field.value for field in form.fields if isinstance(field, c.Input))
    assert max(len(field.value) for field in form.fields if isinstance(field, c.Input)) <= 3_000
    await manager.sends()
    await manager.presses("Retire")
    await manager.presses("Yes, retire it")
    assert "Retired. Nobody can play it anymore." in manager.text
    await takes_in(manager, text)
    assert await own(manager) == before


async def test_the_template_is_copied_and_leads_to_the_form(manager: Member, template: str) -> None:
    await manager.at("Role-plays")
    assert "No role-plays of your own yet." in manager.text
    form = await manager.opens("Template")
    text = "".join(field.value for field in form.fields if isinstance(field, c.Input))
    assert text == template
    assert await manager.sends() == "Add a role-play"
    assert await manager.sends(file=text) == "Role-plays"


async def test_a_team_s_file_brings_drafts_and_takes_them_along(manager: Member, template: str) -> None:
    await manager.at("Phrases")
    await manager.opens("Import")
    await manager.sends(file=f"id: yelling\ntriggers: {{en: [quork blorf]}}\n---\n{template}")
    assert "Role-plays in draft: 1." in manager.text
    assert await manager.presses("Role-plays") == "Role-plays"
    assert (await own(manager)).published is None


async def test_no_team_has_more_than_it_may(
    manager: Member, template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await takes_in(manager, template)
    text = (await own(manager)).newest
    edits = [Edit(EntryKind.SCENARIO, f"own-{i}", OwnScenario(draft=text)) for i in range(1, SCENARIOS.most)]
    await manager.app.stores.team.write_entries(manager.tenant, edits, "ana", manager.app.now)
    more = template.replace(NAME, "One more").replace(CUENTA, "Uno más")
    assert await takes_in(manager, more) == ""
    assert manager.errors["file"].startswith("A team can keep 30 of these.")


async def test_what_another_manager_changed_meanwhile_is_not_overwritten(
    manager: Member, template: str
) -> None:
    await takes_in(manager, template)
    other = manager.colleague()
    await other.at("Role-plays")
    await other.opens("Edit")
    await manager.opens("Edit")
    await manager.sends(file=template.replace("A minute apart.", "One minute apart!"))
    assert await other.sends(file=template.replace("A minute apart.", "Sixty seconds.")) == ""
    assert manager.person.user_id in other.errors["file"]


async def test_it_is_stored_as_values_of_json(manager: Member, template: str) -> None:
    await takes_in(manager, template)
    content = await own(manager)
    for whole in (content, content.put_out(), OwnScenario(content.draft, content.newest)):
        assert content_of(EntryKind.SCENARIO, json.loads(json.dumps(row_of(whole)))) == whole
