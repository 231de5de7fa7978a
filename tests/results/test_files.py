"""A team's own questions in a file: taken in whole, or told line by line what to mend; and out again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from app import main
from bot.content.exchange import YamlExchange
from bot.core.chat import Role
from bot.features.team.model import EntryKind, OwnItem
from tests.drill import bank
from tests.results.questions import FILE, QUESTION
from tests.team.actor import Member


async def imports(manager: Member, text: str) -> str:
    """Sends a file in through the list of questions."""
    await manager.types("items", "drill")
    await manager.opens("Import")
    return await manager.sends(file=text)


async def refused(manager: Member, text: str) -> list[str]:
    """Returns the lines that are told at the file; nothing of it may be kept."""
    assert await imports(manager, text) == ""
    assert (await manager.app.stores.team.find_content(manager.tenant)).entries == ()
    return manager.errors["file"].splitlines()


async def test_a_file_is_taken_in_and_asked(manager: Member) -> None:
    assert await imports(manager, FILE)
    agent = manager.colleague(Role.AGENT)
    await agent.types("escalation", "drill")
    assert "Put me through to somebody who decides." in str(agent.card.elements)
    await manager.at("Changes")
    assert any("imported a file (changes: 2)" in note for note in manager.notes)
    [entry] = await manager.app.stores.team.find_entries(manager.tenant, EntryKind.ITEM)
    assert isinstance(entry.content, OwnItem)
    item = entry.content.item
    assert (entry.id, item.pitfall, item.industries) == ("our-refund-of-forty", "promising", ("telecom",))


async def test_what_is_exported_can_be_imported_anywhere(manager: Member) -> None:
    await imports(manager, FILE)
    await manager.types("items", "drill")
    await manager.opens("Add a question")
    stem = {f"stem_{code}": f"{word} {code}?" for code, word in (("en", "What now, in"), ("es", "¿Y ya, en"))}
    assert await manager.writes(**{**QUESTION, **stem})
    records = manager.app.stores.team
    contents = [entry.content for entry in (await records.find_content(manager.tenant)).entries]
    text = YamlExchange().write(contents)
    other = Member(manager.app)
    assert await imports(other, text)
    theirs = [entry.content for entry in (await records.find_content(other.tenant)).entries]
    assert theirs == contents
    assert YamlExchange().write(theirs) == text


async def test_importing_again_changes_nothing_and_an_edit_changes_one(manager: Member) -> None:
    await imports(manager, FILE)
    records, tenant = manager.app.stores.team, manager.tenant
    before = await records.find_content(tenant)
    await imports(manager, FILE)
    assert await records.find_content(tenant) == before
    await imports(manager, FILE.replace("They wait again.", "They wait once more."))
    entry = await records.find_entry(tenant, EntryKind.ITEM, "our-refund-of-forty")
    assert entry
    assert entry.version == 2
    assert len((await records.find_content(tenant)).entries) == len(before.entries)


async def test_a_file_of_ours_is_taken_as_it_is_shaped(manager: Member) -> None:
    shipped = bank.files()["yelling.yml"]
    text = yaml.safe_dump(shipped, allow_unicode=True, sort_keys=False)
    lines = await refused(manager, text)
    assert "items[0].id: this id belongs to the shipped phrasebook" in lines[0]


BEST = '      - best: true\n        text: {en: "“I'
SECOND = '      - text: {en: "“My'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            SECOND,
            SECOND.replace("text", "best: true\n        text"),
            "Line 15, items[0].options: exactly one",
        ),
        (BEST, BEST.replace("true", "false"), "Line 15, items[0].options: exactly one option has to be"),
        (', es: "Cierra la puerta."', "", "Line 20, items[0].options[1].why: Spanish is missing"),
        (
            '        why: {en: "They wait again.", es: "Es otra espera."}\n',
            "",
            "Line 21, items[0].options[2].why",
        ),
        ('      es: "«Páseme', '      fr: "«Páseme', "Line 12, items[0].stem: Spanish is missing"),
        ("What do you say?", "You say something.", "Line 13, items[0].stem.en: it asks nothing"),
        ("escalation", "nonsense", "Line 7, items[0].situation: no such situation"),
        ("promising", "nonsense", "Line 8, items[0].pitfall: no such pitfall"),
        ("pitfall: promising", "method: nonsense", "Line 8, items[0].method: no such method"),
        ("[telecom]", "[mining]", "Line 9, items[0].industries[0]: it has to be one of"),
        ("difficulty: 3", "difficulty: 7", "Line 11, items[0].difficulty"),
        ("difficulty: 3", "difficult: 3", "Line 11, items[0].difficult: this field isn't known"),
        ("our-refund-of-forty", "Our Refund", "Line 6, items[0].id: only small letters"),
        ("our-refund-of-forty", "saying-no-item-0", "Line 6, items[0].id: this id belongs to the shipped"),
        (
            "It closes the door.",
            "It answers the need.",
            "Line 15, items[0].options: two options have the same",
        ),
        ("They wait again.", "They wait\\u200b again.", "Line 22, items[0].options[2].why.en: it has a char"),
        ("“I can decide that.", "“Calm down.", "Line 17, items[0].options[0].text.en: it says “Calm down”"),
        ("items:", "item:", "Line 5, item: this field isn't known"),
        ("  - id: our", "  - our", "Line 6: a colon is missing"),
    ],
)
async def test_what_is_wrong_is_told_by_line_and_field(
    manager: Member, old: str, new: str, said: str
) -> None:
    assert old in FILE
    lines = await refused(manager, FILE.replace(old, new, 1))
    assert any(line.startswith(said) for line in lines), lines


async def test_what_stands_twice_or_is_asked_already_is_told(manager: Member) -> None:
    item = FILE.partition("items:\n")[2]
    lines = await refused(manager, f"{FILE}{item}")
    assert any("items[1].id: it stands in line 6 already" in line for line in lines)
    other = item.replace("our-refund-of-forty", "our-other-refund")
    lines = await refused(manager, f"{FILE}{other}")
    assert any(
        "items[1].stem.en: ““Put me through to somebody who decides.” You may refund…” asks nearly the same"
        in line
        for line in lines
    )


async def test_a_file_is_told_in_spanish_too(manager: Member) -> None:
    manager = manager.colleague(language="es")
    await manager.types("preguntas", "drill")
    await manager.opens("Importar")
    text = FILE.replace(SECOND, SECOND.replace("text", "best: true\n        text"))
    assert await manager.sends(file=text) == ""
    assert manager.errors["file"] == (
        "Línea 15, items[0].options: exactamente una opción tiene que ser la mejor, y aquí hay 2"
    )


def test_the_command_line_takes_questions_in_and_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in _settings(tmp_path).items():
        monkeypatch.setenv(name, value)
    good, bad = tmp_path / "good.yml", tmp_path / "bad.yml"
    good.write_text(FILE, encoding="utf-8")
    two = FILE.replace(SECOND, SECOND.replace("text", "best: true\n        text"))
    bad.write_text(two, encoding="utf-8")
    assert main(["migrate"]) == 0
    assert main(["team", "import", "--tenant", "T1", str(bad)]) == 1
    told = f"{bad}:15: error: items[0].options: has 2 options with best: true; exactly one is needed"
    assert capsys.readouterr().err.strip() == told
    assert main(["team", "import", "--tenant", "T1", str(good)]) == 0
    assert main(["team", "export", "--tenant", "T1"]) == 0
    written = capsys.readouterr().out.removeprefix("Imported. Changes: 2.\n")
    assert [set(document) for document in yaml.safe_load_all(written)] == [{"id", "triggers"}, {"items"}]
    again = tmp_path / "again.yml"
    again.write_text(written, encoding="utf-8")
    assert main(["team", "import", "--tenant", "T2", str(again)]) == 0
    assert main(["team", "export", "--tenant", "T2"]) == 0
    assert capsys.readouterr().out.removeprefix("Imported. Changes: 2.\n") == written


def _settings(folder: Path) -> Mapping[str, str]:
    return {"CALMA_DATA_DIR": str(folder / "data"), "CALMA_PHRASEBOOK": str(bank.phrasebook(folder))}
