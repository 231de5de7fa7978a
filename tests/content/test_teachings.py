"""Teachings: what is wrong is named by file, line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.content import coaching, drills, lint_coaching, teachings
from bot.content.files import gather
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.stats import stats
from bot.core.phrasebook import Phrasebook
from bot.core.teaching import FAMILIES, MANAGERS
from tests.conftest import PHRASEBOOK
from tests.content.changes import change

WHY, PHONE, HEARD = "cards/why.yml", "cards/channel-phone.yml", "methods/heard.yml"


@pytest.fixture(scope="module")
def shipped() -> Phrasebook:
    """The shipped phrasebook."""
    return load(PHRASEBOOK)


def broken(root: Path, name: str, old: str, new: str) -> list[Problem]:
    """Replaces `old` in one file and returns what the check finds in cards, methods and quiz items."""
    change(root, name, (old, new))
    files = gather(root)
    rules = (teachings.faults, teachings.lint, coaching.faults, lint_coaching.lint, drills.faults)
    return [*files.problems, *(problem for rule in rules for problem in rule(files))]


def test_they_are_counted_and_every_one_can_be_practised(shipped: Phrasebook) -> None:
    counts = stats(shipped)
    assert counts["cards"] == len(shipped.teachings)
    assert set(counts["quiz"]["by_card"]) == set(shipped.teachings)
    topics = [item.taught for item in shipped.quiz.values()]
    for teaching in shipped.teachings.values():
        if teaching.audience == MANAGERS:  # they practise with their team
            assert teaching.ways, teaching.id
            continue
        assert topics.count(teaching.topic) >= 3, teaching.id


def test_families_stand_behind_those_that_stand_alone(shipped: Phrasebook) -> None:
    families = [teaching.family for teaching in shipped.teachings.values()]
    assert list(dict.fromkeys(families)) == ["", *FAMILIES.values()]


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "said"),
    [
        (WHY, "id: why", "id: because", "id", "is not the file's name"),
        (WHY, "next: stages", "next: why", "next", "there is no other card why"),
        (WHY, "next: stages", "next: stag", "next", "there is no other card stag"),
        (
            WHY,
            "situations: [empathy]",
            "situations: [empaty]",
            "situations[0]",
            "there is no situation empaty",
        ),
        (WHY, "keyword: why", "keyword: because", "keyword", "there is no keyword because"),
        (WHY, "keyword: why", "keyword: channel", "keyword", "channel leads to all channels"),
        (WHY, "feeling heard", "voice call", "also", "“voice call” means channel-phone already"),
        (WHY, "es: Nadie escucha}", "es: Ignorado/a}", "points[0].lead.es", "neutral"),
        (WHY, "¿Es así?", "Es así?", "phrase.es", "not in pairs"),
        (PHONE, "{minutes} minutos", "unos minutos", "phrase", "other placeholders"),
        (PHONE, "All they have is your voice.", "All they have is _your_ voice.", "gist.en", "stray"),
        (HEARD, "    - step: empathize\n", "    - step: empathise\n", "example.lines[3].step", "no step"),
        (HEARD, "    - step: apologize\n", "    - ", "example.lines", "all steps in their order"),
    ],
)
def test_what_is_broken_is_named_by_line_and_field(
    copy: Path, name: str, old: str, new: str, field: str, said: str
) -> None:
    new = new if new != "    - " else "    -\n"
    problems = [p for p in broken(copy, name, old, new) if p.field == field and said in p.message]
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"phrasebook/{name}:")


def test_a_card_longer_than_a_screen_is_found(copy: Path) -> None:
    long = f"source: {{en: {'And on. ' * 30}, es: Fin.}}"
    problems = map(str, broken(copy, WHY, "next: stages", f"{long}\nnext: stages"))
    assert any("words in en; at most 170 fit one screen" in problem for problem in problems)


def test_a_link_that_leads_nowhere_keeps_the_phrasebook_from_loading(copy: Path) -> None:
    broken(copy, WHY, "next: stages", "next: gone")
    with pytest.raises(BrokenPhrasebook, match=r"why\.yml:\d+: error: next: there is no other card gone"):
        load(copy)


def test_a_question_of_a_card_names_one_of_its_file(copy: Path) -> None:
    problems = broken(copy, "drills/card-why.yml", "card: why", "card: stress")
    assert any("stands in card-why and does not say a card of it" in str(problem) for problem in problems)


def test_a_phrasebook_may_do_without(copy: Path) -> None:
    shutil.rmtree(copy / "cards")
    for path in (copy / "drills").glob("card-*.yml"):
        path.unlink()
    assert load(copy).teachings == {}
