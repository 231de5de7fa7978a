"""Role-plays and rounds: what is wrong is named by file, line and field."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.load import load
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.stats import stats
from tests.conftest import PHRASEBOOK
from tests.content.changes import change
from tests.roleplay.sample import copied

PARCEL, BILL, ROUNDS = "scenarios/late-parcel.yml", "scenarios/insults-bill.yml", "rounds/rounds.yml"
TWO_ROUNDS = """\
# yaml-language-server: $schema=../schema/rounds.json
rounds:
  - id: refund-day-31
    situation: saying-no
    industries: [e-commerce]
    channel: phone
    line: {en: "One day late, and you keep my money?", es: "¿Un día tarde y se quedan con mi dinero?"}
    points:
      - {en: "Names what it feels like.", es: "Nombra lo que se siente."}
      - {en: "Says one thing that can be done.", es: "Dice una cosa que sí se puede."}
  - id: on-hold
    situation: waiting
    channel: chat
    line: {en: "I've been here an hour.", es: "Llevo una hora aquí."}
    points:
      - {en: "Says how long.", es: "Dice cuánto falta."}
      - {en: "Comes back before that.", es: "Vuelve antes de eso."}
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A phrasebook to break."""
    root = copied(tmp_path)
    (root / "rounds").mkdir(exist_ok=True)
    (root / ROUNDS).write_text(TWO_ROUNDS, encoding="utf-8")
    return root


def broken(root: Path, name: str, *changes: tuple[str, str]) -> list[Problem]:
    """Makes changes in one file and returns what the check finds."""
    change(root, name, *changes)
    return check(root)


def line_of(root: Path, name: str, text: str) -> int:
    lines = (root / name).read_text(encoding="utf-8").splitlines()
    return next(i for i, line in enumerate(lines, 1) if text in line)


def test_the_samples_are_clean_and_counted(copy: Path) -> None:
    assert check(copy) == []
    counts = stats(load(copy))
    assert (counts["roleplays"], counts["team_lines"]) == (2, 2)
    roleplay = counts["roleplay"]
    assert (roleplay["by_channel"]["phone"], roleplay["by_persona"]["impatient"]) == (2, 1)
    assert (roleplay["moments_that_react"], roleplay["moments"]) == (9, 9)
    assert (roleplay["own_words"], roleplay["swap"]) == (4, 2)


@pytest.mark.parametrize(
    ("name", "old", "new", "field", "said"),
    [
        (PARCEL, "id: late-parcel", "id: parcel", "id", "is not the file's name"),
        (PARCEL, "start: opening", "start: begin", "start", "there is no node begin"),
        (PARCEL, "persona: impatient", "persona: grumpy", "persona", "there is no persona grumpy"),
        (PARCEL, "[waiting, ownership]", "[waiting, own]", "situations[1]", "there is no situation own"),
        (PARCEL, "to: hung-up", "to: hang", "nodes.opening.replies[2].to", "no node or ending hang"),
        (PARCEL, "id: script", "id: name-it", "nodes.opening.replies[1].id", "name-it stands here twice"),
        (PARCEL, "best: true", "best: false", "nodes.opening.replies", "has 0 replies marked best"),
        (PARCEL, "- id: script", "- id: script\n        best: true", "nodes.opening.replies", "has 2"),
        (PARCEL, "to: choice", "to: opening", "nodes.ways", "a loop that never ends: opening → order"),
        (PARCEL, "to: order", "to: opening", "nodes.opening", "loop that never ends: opening → opening"),
        (PARCEL, "tension: 60", "tension: 80", "tension", "less than or equal to 75"),
        (PARCEL, "tension: -15", "tension: -50", "nodes.opening.replies[0].tension", "greater than or equal"),
        (PARCEL, "progress: 25", "progress: 61", "nodes.order.replies[0].progress", "less than or equal"),
        (PARCEL, 'es: "Tienda', 'fr: "Tienda', "name", "has no es"),
        (PARCEL, 'es: "¡Seis días! ¿Dónde está?"', 'fr: "Où ?"', "nodes.opening.customer", "has no es"),
        (PARCEL, "Six days is long.", "You have to wait.", "nodes.opening.replies[0].text.en", "banned"),
        (PARCEL, "¿Dónde está?", "Dónde está?", "nodes.opening.customer.es", "pairs"),
        (PARCEL, "Six days!", "Six days! " + "x" * 240, "nodes.opening.customer.en", "at most 240"),
        (
            PARCEL,
            "{tension: 20, progress: 100}",
            "{tension: 40, progress: 100}",
            "endings.solved",
            "at most 30",
        ),
        (PARCEL, "{tension: 20, progress: 100}", "{progress: 100}", "endings.solved", "at most 30"),
        (
            PARCEL,
            "      - id: wait",
            "      - id: wait\n        joy: 3",
            "nodes.ways.replies[1].joy",
            "Extra",
        ),
        (BILL, "warning: true", "warning: false", "nodes.after-second.replies[0]", "without two warnings"),
        (BILL, "zero: true", "zero: false", "nodes.shouting.replies[0]", "without two warnings"),
        (BILL, "[abuse-boundary, yelling]", "[yelling]", "endings.protocol-ended", "lack abuse-boundary"),
        (
            BILL,
            "protocol: true",
            "protocol: true\n    needs: {progress: 1}",
            "endings.protocol-ended",
            "needs",
        ),
        (ROUNDS, "id: on-hold", "id: refund-day-31", "rounds[1].id", "refund-day-31 stands here twice"),
        (ROUNDS, "situation: waiting", "situation: wait", "rounds[1].situation", "no situation wait"),
        (ROUNDS, "channel: chat", "channel: fax", "rounds[1].channel", "'phone', 'chat'"),
        (ROUNDS, "¿Un día", "Un día", "rounds[0].line.es", "pairs"),
        (ROUNDS, 'en: "Says how long."', 'en: "<b>"', "rounds[1].points[0].en", "stray"),
    ],
)
def test_what_is_broken_is_named_by_line_and_field(
    copy: Path, name: str, old: str, new: str, field: str, said: str
) -> None:
    problems = broken(copy, name, (old, new))
    found = [p for p in problems if p.field == field and said in p.message]
    assert found, [str(problem) for problem in problems]
    assert found[0].error
    assert found[0].file == f"phrasebook/{name}"
    assert found[0].line > 1


def test_a_loop_keeps_the_phrasebook_from_loading(copy: Path) -> None:
    line = line_of(copy, PARCEL, "  ways:")
    broken(copy, PARCEL, ("to: choice", "to: opening"))
    with pytest.raises(BrokenPhrasebook, match=rf"late-parcel\.yml:{line}: error: .*loop that never ends"):
        load(copy)


def test_a_dead_end_is_named(copy: Path) -> None:
    replies = "    replies:\n      - id: do-it"
    problems = broken(copy, PARCEL, (replies, "    replies: []\n    more:\n      - id: do-it"))
    assert any(problem.field == "nodes.choice.replies" for problem in problems)


def test_what_no_way_reaches_is_named(copy: Path) -> None:
    problems = broken(copy, PARCEL, ("to: passed-on", "to: hung-up"))
    assert [problem.field for problem in problems] == ["endings.passed-on"]
    text = (copy / PARCEL).read_text(encoding="utf-8").replace("to: end\n", "to: close\n")
    (copy / PARCEL).write_text(text, encoding="utf-8")
    assert "nodes.end" in {problem.field for problem in check(copy)}


def test_the_best_replies_have_to_lead_to_a_right_ending(copy: Path) -> None:
    problems = broken(copy, PARCEL, ("progress: 25", "progress: 0"), ("progress: 30", "progress: 5"))
    assert any("the best replies lead to open, which is a wrong ending" in p.message for p in problems)


def test_too_few_endings_of_a_kind_are_named(copy: Path) -> None:
    problems = broken(copy, PARCEL, ("kind: right", "kind: wrong"))
    assert any("has 1 of kind right; at least 2" in problem.message for problem in problems)


def test_the_last_ending_has_to_take_what_fits_no_other(copy: Path) -> None:
    problems = broken(
        copy, PARCEL, ("  open:\n    kind: wrong", "  open:\n    kind: wrong\n    needs: {progress: 5}")
    )
    assert any("takes what fits no other" in problem.message for problem in problems)


def test_a_right_ending_that_a_reply_names_must_fit_its_numbers(copy: Path) -> None:
    problems = broken(copy, PARCEL, ("to: hung-up", "to: solved"))
    assert any("comes to solved, which is right, with numbers" in problem.message for problem in problems)


def test_a_best_reply_that_is_mostly_the_longest_gives_itself_away(copy: Path) -> None:
    best = ("Read it to me, I look now.", "It stands at the depot.", "It is ordered now.")
    problems = broken(
        copy, PARCEL, *((text, text + " And this is what I do for you right after.") for text in best)
    )
    assert any(
        "the best reply is the longest in 5 of 6 nodes (en)" in problem.message for problem in problems
    )


def test_a_phrasebook_may_do_without(copy: Path) -> None:
    (copy / ROUNDS).unlink()
    for name in (PARCEL, BILL):
        (copy / name).unlink()
    book = load(copy)
    assert (book.scenarios, book.prompts) == ({}, {})


def test_the_shipped_ones_load() -> None:
    counts = stats(load(PHRASEBOOK))
    assert counts["roleplays"] >= 0
    assert counts["team_lines"] >= 0
