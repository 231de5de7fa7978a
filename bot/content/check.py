"""Everything that is wrong with a phrasebook, in one list."""

from __future__ import annotations

from pathlib import Path

from bot.content import (
    checkin,
    coaching,
    drills,
    exchange_scenarios,
    keywords,
    lint_bank,
    lint_coaching,
    lint_drills,
    lint_gaps,
    lint_pairs,
    lint_practice,
    lint_words,
    minutes,
    practice_rules,
    protocol,
    safety_guides,
    signs,
    teachings,
)
from bot.content.files import gather
from bot.content.lint import lint
from bot.content.load import TEMPLATE, build, fallback, template, twins
from bot.content.problem import Problem


def check(root: Path, licensed: Path | None = None) -> list[Problem]:
    """Returns all errors and warnings of the phrasebook in `root`, by file and line.

    And those of the questionnaire that is `licensed`, if there is one.
    """
    files = gather(root)
    problems = {*files.problems, *twins(files), *coaching.faults(files), *fallback(root, files)}
    problems |= {*teachings.faults(files), *teachings.lint(files)}
    problems |= {*minutes.faults(files), *minutes.lint(files)}
    problems |= {*keywords.faults(root, files), *keywords.lint(root, files)}
    problems |= {*protocol.faults(root, files), *protocol.lint(files), *checkin.check(root)}
    problems |= {*(checkin.check_licensed(licensed) if licensed else ())}
    problems |= {*drills.faults(files), *lint_drills.lint(files), *lint_bank.lint(files)}
    problems |= {*safety_guides.faults(root, files), *safety_guides.lint(files)}
    problems |= {*practice_rules.faults(files), *lint_practice.lint(files)}
    problems |= {*lint_pairs.lint(files)}
    problems |= {*lint(files), *lint_coaching.lint(files), *lint_gaps.lint(files), *lint_words.lint(files)}
    if not any(problem.error for problem in problems):  # else there is no book to hold the signs against
        book = build(files)
        problems |= {
            *signs.check(root, book),
            *exchange_scenarios.check_template(f"{root.name}/{TEMPLATE}", template(root), book),
        }
    return sorted(problems)
