"""A file of phrases and triggers: taken in whole, or told line by line what to mend."""

from __future__ import annotations

import pytest

from bot.content.exchange import YamlExchange
from bot.core import card as c
from bot.core.caps import PHRASES
from bot.features.team.model import EntryKind
from tests.team.actor import Member

GOOD = """\
id: yelling
triggers:
  en: [printer toner, "toner: again"]
  es: [tóner de la impresora]
phrases:
  - id: toner-first
    channels: [phone]
    industries: [telecom]
    tags: [needs-approval]
    text: {en: "The toner is on its way.", es: "El tóner ya va en camino."}
    cue: {en: Slowly, es: Despacio}
---
id: waiting
phrases:
  - id: toner-second
    text: {en: "It takes {minutes} minutes.", es: "Toma {minutes} minutos."}
    cue: {en: Slowly, es: Despacio}
"""


async def imports(manager: Member, text: str) -> str:
    await manager.at("Phrases")
    form = await manager.opens("Import")
    assert [(f.name, f.kind) for f in form.fields if isinstance(f, c.Input)] == [("file", c.InputKind.FILE)]
    return await manager.sends(file=text)


async def refused(manager: Member, text: str) -> list[str]:
    """Returns the lines that are told at the file field; nothing of the file may be kept."""
    assert await imports(manager, text) == ""
    assert (await manager.app.stores.team.find_content(manager.tenant)).entries == ()
    return manager.errors["file"].splitlines()


async def test_a_file_is_taken_in_and_found(manager: Member) -> None:
    assert await imports(manager, GOOD)
    await manager.types("toner again #telecom")
    assert manager.title.startswith("Yelling")
    assert manager.wordings[0] == "The toner is on its way."
    await manager.at("Changes")
    assert any("imported a file (changes: 5)" in note for note in manager.notes)


async def test_what_is_exported_can_be_imported_anywhere(manager: Member) -> None:
    await imports(manager, GOOD)
    contents = [e.content for e in (await manager.app.stores.team.find_content(manager.tenant)).entries]
    text = YamlExchange().write(contents)
    other = Member(manager.app)
    assert await imports(other, text)
    theirs = [e.content for e in (await manager.app.stores.team.find_content(other.tenant)).entries]
    assert theirs == contents
    assert YamlExchange().write(theirs) == text


async def test_importing_again_changes_nothing_and_an_edit_changes_one(manager: Member) -> None:
    await imports(manager, GOOD)
    records, tenant = manager.app.stores.team, manager.tenant
    before = await records.find_content(tenant)
    await imports(manager, "\ufeff" + GOOD)
    assert await records.find_content(tenant) == before
    await imports(manager, GOOD.replace("The toner is on its way.", "The toner leaves today."))
    entry = await records.find_entry(tenant, EntryKind.PHRASE, "toner-first")
    assert entry
    assert entry.version == 2
    assert len((await records.find_content(tenant)).entries) == len(before.entries)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: yelling", "id: nonsense", "Line 1, id: no such situation"),
        ("id: waiting", "id: yelling", "Line 13, id: it stands in line 1 already"),
        ("toner-second", "toner-first", "Line 15, phrases[0].id: it stands in line 6 already"),
        ("toner-first", "yelling-all-of-it", "Line 6, phrases[0].id: this id belongs to the shipped"),
        ("toner-first", "Toner First", "Line 6, phrases[0].id: only small letters"),
        ('"toner: again"', "toner: again", "Line 3, triggers.en[1]: this has to be text"),
        ('"toner: again"', "Printer TONER", "Line 3, triggers.en[1]: it stands in line 3 already"),
        ("printer toner", "wont stop shouting", "Line 3, triggers.en[0]: it leads to “Yelling” already"),
        ("printer toner", '"!?"', "Line 3, triggers.en[0]: there is no word"),
        ("  es: [tóner", "  fr: [tóner", "Line 4, triggers.fr: only English and Spanish"),
        ("[phone]", "[fax]", "Line 7, phrases[0].channels[0]: it has to be one of"),
        ("[phone]", "phone", "Line 7, phrases[0].channels: this has to be a list"),
        ("    channels:", "    chanels:", "Line 7, phrases[0].chanels: this field isn't known"),
        ("The toner is on its way.", "Calm down.", "Line 10, phrases[0].text.en: it says “Calm down”"),
        (', es: "Toma {minutes} minutos."', "", "Line 16, phrases[0].text: Spanish is missing"),
        ("Toma {minutes} minutos.", "Toma un rato.", "Line 16, phrases[0].text: the two languages have"),
        ("es: Despacio", "es: 7", "Line 11, phrases[0].cue.es: this has to be text"),
        ("es: Despacio", 'es: "x\\0"', "Line 11, phrases[0].cue.es: it has a character"),
        ("    cue: {en: Slowly, es: Despacio}\n---", "---", "Line 6, phrases[0].cue: this is missing"),
        ("id: waiting", "id: waiting\nid: waiting", "Line 14, id: this stands here twice"),
        ("[phone]", "&a [phone]", ""),
        (
            "phrases:\n  - id: toner-second",
            "phrases: &a\n  - id: x\n    text: *a",
            "Line 16: YAML aliases",
        ),
        ("id: yelling", "id: [yelling", "Line 1: a bracket or brace stands alone"),
        ("It takes {minutes} minutes.", "I want to hear all of it. Go ahead.", ""),
    ],
)
async def test_what_is_wrong_is_told_by_line_and_field(
    manager: Member, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if not said:
        return
    lines = await refused(manager, text)
    assert any(line.startswith(said) for line in lines), lines


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "missing"),
        ("   \n", "missing"),
        ("# only a comment\n", "the file is empty"),
        ("just words", "this has to have fields"),
        ("- 1\n- 2\n", "this has to have fields"),
        ("---\n---\n", "this has to have fields"),
        ("x" * 1_000_001, "at most 1000000 fit"),
        ("[" * 200_000, "too many levels"),
        ("- " * 200_000, "too many levels"),
        ("a: &a [x]\nb: &b [*a, *a]\n", "YAML aliases"),
        ("a: &a 1\nb: &a 2\n", "compare it with the template"),
        ("id: 1" + ":59" * 130_000, "a number of more than 40 characters"),
        ("id: 1" + ":59" * 130_000 + ".5", "a number of more than 40 characters"),
        ("id: 0x" + "f" * 400_000, "a number of more than 40 characters"),
        ("id: !!int " + "9" * 400_000, "a number of more than 40 characters"),
        ("id: !!int ''", "this can't be read"),
        ("id: !!bool perhaps", "this can't be read"),
        ("id: !!timestamp soon", "this can't be read"),
        ("? [id]\n: yelling\n", "a field's name has to be text"),
        ("id: !!python/object/apply:os.system [true]", "this has to be text"),
        ("id: !!python/name:os.system x", "can't be read"),
        ("id: yelling\nphrases: 2001-01-01\n", "this has to be a list"),
        ("\x00\x01", "There is no text in this file"),
        ("\ud800", "letters were lost here"),
    ],
)
async def test_a_strange_file_is_refused(manager: Member, text: str, said: str) -> None:
    assert said in "\n".join(await refused(manager, text))


async def test_more_phrases_than_a_team_may_have_are_counted_before_they_are_compared(
    manager: Member,
) -> None:
    words = "text: {en: We fix it now., es: Lo arreglamos ya.}, cue: {en: slow, es: lento}"
    phrases = [f"  - {{id: own-{i}, {words}}}\n" for i in range(PHRASES.most + 1)]
    told = await refused(manager, "id: yelling\nphrases:\n" + "".join(phrases))
    assert told == ["A team can keep 1000 of these. Please retire one first."]


async def test_the_first_five_faults_are_told(manager: Member) -> None:
    text = "id: nonsense\ntriggers:\n  en: [" + ", ".join(f"'{'!' * i}'" for i in range(2, 12)) + "]\n"
    lines = await refused(manager, text)
    assert len(lines) == 6
    assert lines[-1] == "and 15 more"


async def test_a_file_is_told_in_spanish_too(manager: Member) -> None:
    manager = manager.colleague(language="es")
    await manager.at("Frases")
    await manager.opens("Importar")
    assert await manager.sends(file=GOOD.replace("id: yelling", "id: nada", 1)) == ""
    assert manager.errors["file"].startswith("Línea 1, id: no existe esa situación")


async def test_a_team_keeps_no_more_than_it_may(manager: Member) -> None:
    triggers = ", ".join(f"quork{i}" for i in range(2_001))
    lines = await refused(manager, f"id: yelling\ntriggers:\n  en: [{triggers}]\n")
    assert lines == ["A team can keep 2000 of these. Please retire one first."]


async def test_what_somebody_changes_meanwhile_is_not_overwritten(
    manager: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await imports(manager, GOOD)
    other = manager.colleague()
    records = manager.app.stores.team
    before = await records.find_content(manager.tenant)

    async def as_it_was(_: str) -> object:
        return before

    await other.at("Phrases")
    await other.press("team.phrase.retired", "toner-first|1|")
    await manager.at("Phrases")
    await manager.opens("Import")
    monkeypatch.setattr(records, "find_content", as_it_was)
    changed = GOOD.replace("The toner is on its way.", "The toner leaves today.")
    assert await manager.sends(file=changed) == ""
    assert other.person.user_id in manager.errors["file"]
