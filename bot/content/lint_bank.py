"""What the whole bank gives away to whoever never reads the moment, and how long it takes to read.

A team's own questions are held to the same, more gently: few of them are told from chance by a margin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.content.blind import FOLDS, RULES, BlindChoice, model_share, rule_share, telling_words
from bot.content.drills import item_of
from bot.content.files import PhrasebookFiles
from bot.content.lint import LANGUAGES
from bot.content.problem import Problem
from bot.core.aligned import aligned
from bot.core.practice import WORDS_A_MINUTE
from bot.core.quiz import QuizItem, QuizKind, read_words
from bot.core.words import pick
from bot.features.team.ports import BlindShare

MODEL, RULE = 0.42, 0.45  # of all items, at most; by chance one in three
BANK, OWN = 60, 12  # below so many shipped items, or own ones, a share says little
ERRORS = 1.64  # standard errors above the limit: of own questions one team in twenty is warned for nothing
NEWEST = 120  # own questions that are judged, so that it takes no second
OWN_FOLDS = 5  # parts of own ones: whoever saves a question waits for the list with what is told of them
SECONDS, WORDS = 60, 84  # for three questions in the mean; of one item, from which on it is told
NAMED = 3  # words that a team is told
TOLD = 8  # telling words that a message names


@dataclass(frozen=True, slots=True)
class BlindFigures:
    """How often the answer is found without the moment, in one language, and what three items take to read.

    `telling` are the words that draw the model most, above 0 to the answer, below away from it.
    """

    language: str
    items: int
    model: float
    rules: Mapping[str, float]
    telling: tuple[tuple[str, float], ...]
    seconds: float


def blind_figures(items: Sequence[QuizItem], language: str, folds: int = FOLDS) -> BlindFigures:
    """Returns the figures of a bank. Steps in order are no choice: they count for reading alone."""
    choices = tuple(_choice(item, language) for item in items if item.kind is not QuizKind.ORDER)
    words = sum(read_words(item, language) for item in items) / (len(items) or 1)
    model, rules, telling = _judged(choices, folds)
    return BlindFigures(language, len(choices), model, rules, telling, 3 * words * 60 / WORDS_A_MINUTE)


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what the bank gives away, as errors, and single items that are long to read, as warnings."""
    items = [item_of(entry, file.value.id) for file in files.drills for entry in file.value.items]
    if len(items) >= BANK:
        where = str(Path(files.drills[0].source.file).parent)
        for language in LANGUAGES:
            yield from (Problem(where, 1, "", text) for text in faults(blind_figures(items, language)))
    for file in files.drills:
        for i, entry in enumerate(file.value.items):
            for language in LANGUAGES:
                if (words := read_words(item_of(entry, ""), language)) > WORDS:
                    message = (
                        f"takes {words} words to read in {language}; over {WORDS} nobody reads in passing"
                    )
                    yield file.source.problem(("items", i, "stem", language), message, error=False)


def faults(figures: BlindFigures) -> Iterator[str]:
    """Yields what is over its limit."""
    language = figures.language
    if figures.model > MODEL:
        words = ", ".join(f"“{word}” {weight:+.1f}" for word, weight in figures.telling[:TOLD])
        yield (
            f"in {language} a reader who sees the options alone finds {figures.model:.0%} of the answers; "
            f"at most {MODEL:.0%}. What tells most (+ the answer, - the others): {words}"
        )
    for name, share in worst_rules(figures, RULE):
        yield f"in {language} the rule “{name}” finds {share:.0%} of the answers; at most {RULE:.0%}"
    if figures.seconds > SECONDS:
        yield f"in {language} three questions take {figures.seconds:.0f} s to read; at most {SECONDS}"


def worst_rules(figures: BlindFigures, most: float) -> list[tuple[str, float]]:
    """Returns the rules of thumb that find more than `most`, the worst first."""
    over = [(name, share) for name, share in figures.rules.items() if share > most]
    return sorted(over, key=lambda rule: -rule[1])


def own_warning(items: Sequence[QuizItem]) -> BlindShare | None:
    """Returns what a team's own questions give away, in the language in which that is most.

    None where they are few, or give away no more than shipped ones may and chance adds.
    """
    choices = [item for item in items[-NEWEST:] if item.kind is not QuizKind.ORDER]
    if len(choices) < OWN:
        return None
    warnings = (_warning(blind_figures(choices, language, OWN_FOLDS)) for language in LANGUAGES)
    return max(filter(None, warnings), key=lambda warning: warning.share, default=None)


def table(items: Sequence[QuizItem]) -> str:
    """Returns the model, every rule and the seconds in each language as a table to print, and what tells."""
    figures = [blind_figures(items, language) for language in LANGUAGES]
    rows: list[tuple[str, ...]] = [("found without the moment", "at most", *LANGUAGES)]
    rows.append(("a model", f"{MODEL:.0%}", *(f"{each.model:.0%}" for each in figures)))
    rows += [(name, f"{RULE:.0%}", *(f"{each.rules[name]:.0%}" for each in figures)) for name in RULES]
    rows.append(("seconds for three", str(SECONDS), *(f"{each.seconds:.0f}" for each in figures)))
    rows.append(("items", "", *(str(each.items) for each in figures)))
    words = (
        f"{each.language}: {', '.join(f'{word} {weight:+.2f}' for word, weight in each.telling)}\n"
        for each in figures
    )
    key = "What tells most: + the answer, - the others; ^ begins an option, $ ends it.\n"
    return f"{aligned(rows)}\n{key}{''.join(words)}"


def _warning(figures: BlindFigures) -> BlindShare | None:
    rules = worst_rules(figures, _by_chance(RULE, figures.items))
    rule, share = rules[0] if rules else ("", 0.0)
    if figures.model <= _by_chance(MODEL, figures.items) and not rules:
        return None
    words = [word for word, weight in figures.telling if weight > 0 and word.isalpha()][:NAMED]
    return BlindShare(figures.language, round(max(figures.model, share) * 100), rule, tuple(words))


def _by_chance(limit: float, items: int) -> float:
    return limit + ERRORS * math.sqrt(limit * (1 - limit) / items)


def _choice(item: QuizItem, language: str) -> BlindChoice:
    options = tuple(pick(option.text, language) for option in item.options)
    return BlindChoice(options, item.key, pick(item.stem, language))


@lru_cache(maxsize=32)
def _judged(
    choices: tuple[BlindChoice, ...], folds: int
) -> tuple[float, Mapping[str, float], tuple[tuple[str, float], ...]]:
    # The same choices have the same figures: a check after a check, a list after a list, need no second look.
    rules = {name: rule_share(choices, rule) for name, rule in RULES.items()}
    return model_share(choices, folds), rules, tuple(telling_words(choices))
