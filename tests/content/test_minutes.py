"""Lines for the start of a shift: what is wrong is named by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import minutes
from bot.content.files import gather
from bot.content.load import load
from bot.content.stats import stats
from bot.core.minutes import MinuteKind
from tests.conftest import PHRASEBOOK
from tests.content.changes import change

RECALL, VIEW = "minutes/recall.yml", "minutes/view.yml"


def test_there_are_enough_of_each_kind_in_both_languages() -> None:
    book = load(PHRASEBOOK)
    assert stats(book)["minute_lines"] == len(book.minutes)
    for kind in MinuteKind:
        assert sum(line.kind is kind for line in book.minutes.values()) >= minutes.FEWEST
    for language in ("en", "es"):
        texts = [line.text[language] for line in book.minutes.values()]
        assert len(set(texts)) == len(texts)
        assert all("!" not in text and "week" not in text and "cliente" not in text for text in texts)


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "said"),
    [
        (RECALL, "kind: recall", "kind: other", "kind", "'recall' or 'view'"),
        (RECALL, "id: something-small", "id: meant-it", "lines[1].id", "is taken by"),
        (VIEW, "id: put-it-off", "id: meant-it", "lines[0].id", "is taken by"),
        (RECALL, "¿Qué había hecho usted?", "Qué había hecho usted?", "lines[0].text.es", "pairs"),
        (RECALL, "What had you done for them?", "Calm down.", "lines[0].text.en", "Calm down"),
        (VIEW, "What made them do it today?", f"{'so ' * 17}why?", "lines[0].text.en", "at most 24 are read"),
        (VIEW, "kind: view", "kind: recall", "lines", ""),
    ],
)
def test_what_is_wrong_is_named(copy: Path, name: str, old: str, new: str, field: str, said: str) -> None:
    change(copy, name, (old, new))
    files = gather(copy)
    problems = [*files.problems, *minutes.faults(files), *minutes.lint(files)]
    if not said:  # a kind that is missing altogether is no fault: the other one comes every day
        assert problems == []
        return
    [problem] = problems
    assert (problem.field, said in problem.message) == (field, True), problem


def test_too_few_of_a_kind_are_told(copy: Path) -> None:
    path = copy / VIEW
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - id: told-it-twice")], encoding="utf-8")
    [problem] = minutes.lint(gather(copy))
    assert "has 1 of view; at least 20 are needed" in problem.message
