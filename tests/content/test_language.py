"""A new language is a matter of YAML: no code knows which there are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.core.card import PhraseBlock
from bot.core.chat import Answer, Command, Person
from tests.build import build
from tests.conftest import PHRASEBOOK

TRIGGERS = (
    *("il hurle sans cesse", "elle hurle sans cesse", "il crie sans cesse", "elle crie et hurle"),
    *("ils hurlent sans cesse", "il hurle au bout du fil", "elle hurle au bout du fil", "elle vocifere"),
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A phrasebook in which a third language has a file of words, triggers and one phrase."""
    root = Path(shutil.copytree(PHRASEBOOK, tmp_path / "phrasebook"))
    words = (
        '# yaml-language-server: $schema=../schema/ui.json\nlanguage: fr\nwords:\n  found.more: "Encore"\n'
    )
    (root / "ui/fr.yml").write_text(words, encoding="utf-8")
    path = root / "situations/yelling.yml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("triggers:\n", f"triggers:\n  fr: [{', '.join(TRIGGERS)}]\n", 1)
    said = "      en: I want to hear all of it. Go ahead, I'm listening.\n"
    assert said in text
    path.write_text(
        text.replace(said, said + "      fr: Je vous écoute jusqu'au bout.\n", 1), encoding="utf-8"
    )
    return root


async def test_a_third_language_is_found_and_comes_first_for_who_reads_it(copy: Path) -> None:
    house = build(copy)
    reply = await house.desk.answer(Command(Person("T", "slack", "U", "fr"), "calm", "il hurle sans cesse"))
    assert isinstance(reply, Answer)
    assert house.finders.shipped.find("elle vocifere").language == "fr"
    phrases = [element for element in reply.card.elements if isinstance(element, PhraseBlock)]
    assert [line.language for line in phrases[0].lines] == ["fr", "en"]
    assert [line.language for line in phrases[1].lines] == ["en", "es"]
    await house.close()
