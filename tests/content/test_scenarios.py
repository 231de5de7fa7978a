"""A role-play in which nobody hears what is said, or in which a rule of thumb wins, is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import lint_scenarios, practice, thumbs
from bot.content.check import check
from bot.content.files import ParsedFile, gather
from bot.content.practice_models import ScenarioFile
from bot.core.scenarios import Scenario
from bot.features.roleplay import paths
from tests.content.changes import change
from tests.roleplay.sample import PARCEL, copied, with_samples

ANSWER = '        answer: {en: "It is. My shelf has been empty since Monday.", es: "Lo es. Tengo la repisa vacía desde el lunes."}\n'  # noqa: E501
STEP = "[look*, check*, find out, is long, a new one]"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A phrasebook to break."""
    return copied(tmp_path)


def parsed(root: Path, *changes: tuple[str, str]) -> ParsedFile[ScenarioFile]:
    change(root, f"scenarios/{PARCEL}.yml", *changes)
    files = gather(root)
    assert not files.problems, files.problems
    return next(file for file in files.scenarios if file.value.id == PARCEL)


def problems(root: Path, *changes: tuple[str, str]) -> dict[str, str]:
    file = parsed(root, *changes)
    found = lint_scenarios.one(file, practice.replies(gather(root)))
    return {problem.field: problem.message for problem in found}


def test_a_sound_one_has_no_problem(copy: Path) -> None:
    assert problems(copy) == {}


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        (ANSWER, "", "nodes.opening.replies[0]", "lacks answer"),
        (
            "Important. And still it isn't here.",
            "It is! My shelf has been EMPTY since Monday",
            "nodes.opening.replies[1].answer.en",
            "to another reply, too",
        ),
        (
            "  found:\n",
            "  found:\n    own: {named: {en: [a1, a2, a3, a4, a5], es: [a1, a2, a3, a4, a5]},"
            " step: {en: [it stands, b2, b3, b4, b5], es: [depósito, b2, b3, b4, b5]}}\n",
            "nodes",
            "have own at 3; at exactly 2",
        ),
        (
            f"en: {STEP}",
            "en: [peel*, mend*, sew*, dig*, cook*]",
            "nodes.opening.own.step.en",
            "best reply, name-it",
        ),
        ("swap: {en:", "# {en:", "name", "lacks swap"),
        (
            '    customer: {en: "I have the number here.", es: "Aquí tengo el número."}\n',
            '    customer: {en: "I have the number here.", es: "Aquí tengo el número."}\n'
            '    calmer: {en: "Here it is.", es: "Aquí está."}\n    heated: {en: "Here!", es: "¡Aquí!"}\n',
            "nodes.order.calmer",
            "is never shown: tension comes down to 45 here, not below 40",
        ),
    ],
)
def test_what_is_missing_is_named(copy: Path, old: str, new: str, field: str, said: str) -> None:
    found = problems(copy, (old, new))
    assert said in found.get(field, ""), found


def test_customers_who_do_not_hear_are_named(copy: Path) -> None:
    text = (copy / "scenarios" / f"{PARCEL}.yml").read_text(encoding="utf-8")
    answers = [line + "\n" for line in text.splitlines() if line.startswith("        answer: ")]
    same = '        answer: {en: "So?", es: "¿Y?"}\n'
    found = problems(copy, *((answer, same) for answer in answers))
    assert found["nodes.found"] == "goes on in the same way, whatever is said"


def test_what_is_broken_anyway_is_not_walked(copy: Path) -> None:
    file = parsed(copy, ("to: choice", "to: opening"))
    assert list(lint_scenarios.one(file, {})) == []
    assert list(lint_scenarios.won(file)) == []
    assert list(lint_scenarios.bank([file])) == []


def talking(longest: bool) -> Scenario:
    """Returns the sample with a best reply at each moment that is the longest one, or never is."""
    scenario = with_samples().scenarios[PARCEL]
    much = " word" * 40 if longest else ""
    nodes = {
        id: replace(
            node,
            lines=tuple(
                replace(line, text={code: text + much for code, text in line.text.items()})
                if line.best
                else line
                for line in node.lines
            ),
        )
        for id, node in scenario.nodes.items()
    }
    return replace(scenario, nodes=nodes)


def test_a_rule_wins_where_the_best_reply_shows_by_it() -> None:
    assert thumbs.wins(talking(longest=True), thumbs.RULES["longest"], "en")
    assert not thumbs.wins(talking(longest=False), thumbs.RULES["longest"], "en")
    assert not thumbs.wins(talking(longest=True), thumbs.RULES["shortest"], "es")


def test_a_rule_goes_by_what_the_customer_says_on_that_very_way() -> None:
    moment = thumbs.ThumbMoment(
        "My telescope, and the party tomorrow?",
        ("The telescope for the party: by 4.", "One moment please."),
        frozenset({"telescope", "party", "tomorrow"}),
    )
    drawn = {name: rule(moment, 0) > rule(moment, 1) for name, rule in thumbs.RULES.items()}
    assert drawn["echo"]
    assert drawn["echo, with a time"]
    assert not drawn["most polite"]
    assert drawn["coldest"]
    assert drawn["first"]
    assert not drawn["last"]


def test_the_wins_are_counted_over_all_of_them(copy: Path) -> None:
    file = parsed(copy)
    won = thumbs.won([talking(longest=True)] * 3)
    assert won["longest"]["en"] == [PARCEL] * 3
    assert thumbs.most_won("longest") == 2
    assert thumbs.most_won("coldest") == thumbs.most_won("most polite") == 0
    assert all(problem.file.endswith(f"{PARCEL}.yml") for problem in lint_scenarios.won(file))


def test_tensions_are_those_of_all_ways() -> None:
    met = paths.tensions(with_samples().scenarios[PARCEL])
    assert met["opening"] == {60}
    assert met["order"] == {45, 70}
    assert met["found"] == {40, 65, 60, 85}


def test_the_check_holds_every_role_play_to_it(copy: Path) -> None:
    assert check(copy) == []
    parsed(copy, (ANSWER, ""), ("swap: {en:", "# {en:"))
    assert {problem.field for problem in check(copy)} == {"nodes.opening.replies[0]", "name"}
