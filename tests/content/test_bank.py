"""What a bank gives away: banks made up to give something away, or nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from app import main
from bot.content import blind, lint_bank
from bot.content.blind import RULES
from bot.content.files import gather
from bot.content.lint_bank import BANK, MODEL, OWN, RULE, blind_figures, faults, own_warning
from bot.core.quiz import QuizItem, QuizKind, QuizOption
from tests.drill import bank

WORDS = (
    *("river", "stone", "cloud", "lamp", "chair", "wheel", "paper"),
    *("glass", "bridge", "garden", "window", "kettle", "ladder", "pocket", "button"),
)
Mark = Callable[[str, bool], str]


def made_up(count: int, mark: Mark = lambda text, _: text, seed: int = 5) -> list[QuizItem]:
    """Returns a bank of words by chance; `mark` may change an option, by whether it is the best."""
    dice = random.Random(seed)

    def option(best: bool) -> QuizOption:
        text = mark(" ".join(dice.choices(WORDS, k=7)), best)
        return QuizOption({"en": text, "es": text}, {"en": "So it is.", "es": "Es así."}, best)

    items = []
    for n in range(count):
        key = dice.randrange(3)
        stem = f"{' '.join(dice.choices(WORDS, k=5))}: what now?"
        options = tuple(option(place == key) for place in range(3))
        items.append(QuizItem(f"made-{n}", "made", "yelling", 2, {"en": stem, "es": stem}, options))
    return items


def sure(text: str, best: bool) -> str:
    return f"{text} surely" if best else text


def test_a_bank_by_chance_gives_nothing_away() -> None:
    figures = blind_figures(made_up(240), "en")
    assert 0.24 < figures.model < MODEL
    assert all(0.24 < share <= RULE for share in figures.rules.values())
    assert list(faults(figures)) == []


def test_a_word_that_stands_in_the_answers_is_named() -> None:
    figures = blind_figures(made_up(240, sure), "es")
    assert figures.model > 0.95
    [model, *rules] = faults(figures)
    assert model.startswith("in es a reader who sees the options alone finds")
    assert "at most 42%" in model
    assert "“surely” +" in model
    assert any("the rule “longest” finds" in rule for rule in rules)
    assert lint_bank.worst_rules(figures, RULE)[0][0] == "longest"


@pytest.mark.parametrize(
    ("mark", "rule"),
    [
        (lambda text, best: f"{text} 4" if best else text, "times and numbers"),
        (lambda text, best: text if best else f"{text}, please", "no politeness"),
        (lambda text, best: f"{text}?" if best else text, "questions"),
        (lambda text, best: f"{text}: so" if best else text, "colons"),
        (lambda text, best: text if best else f"not {text}", "no negation"),
    ],
)
def test_a_rule_of_thumb_that_finds_the_answers_is_named(mark: Mark, rule: str) -> None:
    figures = blind_figures(made_up(120, mark), "en")
    assert figures.rules[rule] == 1
    assert any(f"the rule “{rule}” finds 100%" in text for text in faults(figures))


def test_steps_in_order_are_no_choice() -> None:
    fair = made_up(120)
    steps = [replace(item, id=f"{item.id}-o", kind=QuizKind.ORDER) for item in made_up(60, sure)]
    figures = blind_figures([*fair, *steps], "en")
    assert (figures.items, figures.model) == (120, blind_figures(fair, "en").model)


def test_what_takes_long_to_read_is_told() -> None:
    short, long = made_up(80), made_up(80, lambda text, _: f"{text} {text} {text} {text}")
    assert not [text for text in faults(blind_figures(short, "en")) if "seconds" in text]
    assert blind_figures(long, "en").seconds > 60
    assert any(
        "three questions take" in text and "at most 60" in text for text in faults(blind_figures(long, "en"))
    )


def in_files(tmp_path: Path, items: list[QuizItem], stem: str = "") -> list[str]:
    """Writes items into a phrasebook and returns what is said of its bank."""
    from bot.content.exchange_items import plain_item

    root = bank.phrasebook(tmp_path)
    entries = [plain_item(item) for item in items]
    if stem:
        entries[0]["stem"]["es"] = stem
    data = {"id": "yelling", "items": entries}
    (root / "drills" / "yelling.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return [str(problem) for problem in lint_bank.lint(gather(root))]


def test_errors_stand_at_the_bank_and_a_small_one_has_none(tmp_path: Path) -> None:
    told = in_files(tmp_path / "a", made_up(BANK, sure))
    assert any("drills:1: error: in en a reader" in text for text in told)
    assert any("drills:1: error: in es a reader" in text for text in told)
    assert in_files(tmp_path / "b", made_up(8, sure)) == []


def test_one_item_that_is_long_is_a_warning_at_its_place(tmp_path: Path) -> None:
    [told] = in_files(tmp_path, made_up(2), f"{'ya ' * 80}¿y ahora?")
    assert "yelling.yml:" in told
    assert "warning: items[0].stem.es: takes" in told


def test_own_questions_are_judged_from_twelve_on_and_beyond_chance() -> None:
    assert own_warning(made_up(OWN - 1, sure)) is None
    warning = own_warning(made_up(OWN, sure))
    assert warning
    assert (warning.rule, warning.share) == ("longest", 100)
    assert own_warning(made_up(40)) is None  # what chance gives is no fault of theirs
    swapped = made_up(60, lambda text, best: f"{text[:-5]} quite" if best else text)
    warning = own_warning(swapped)
    assert warning
    assert "quite" in warning.words


def test_own_questions_are_learnt_from_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: list[int] = []

    def learning(read: list[blind._Read], signs: int) -> list[float]:
        learnt.append(len(read))
        return original(read, signs)

    original = blind._learnt
    monkeypatch.setattr(blind, "_learnt", learning)
    own_warning(made_up(500, seed=11))
    assert max(learnt) == lint_bank.NEWEST
    # A manager who saves a question waits for it; in the other language all is the same here, and known.
    assert len(learnt) == lint_bank.OWN_FOLDS + 1


def test_the_command_line_prints_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(bank.phrasebook(tmp_path, of_kinds=True)))
    assert main(["phrasebook", "quiz"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].split() == ["found", "without", "the", "moment", "at", "most", "en", "es"]
    assert [row.split("  ")[0] for row in rows[1:18]] == ["a model", *RULES]
    assert rows[18].startswith("seconds for three")
    assert rows[19].split() == ["items", "26", "26"]  # of 27, one of them steps
    assert [row[:3] for row in rows[22:]] == ["en:", "es:"]
