"""The rules of writing for quiz items: each by itself, and over the whole bank."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.content.drill_models import QuizEntry
from bot.content.files import PhrasebookFiles
from bot.content.lint import LANGUAGES, PHONE_WORDS, marks, pair, spanish, wording
from bot.content.messages import ContentMessage, say
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.card import LABEL
from bot.core.quiz import OPTIONS, QuizKind

LONGEST_TO_SHORTEST = 1.3
LONGEST_TO_SHORTEST_WORDS = 2.0  # of words in a draft, which are as long as they are
KEY_LONGEST = 0.4  # of the bank, at most: who takes the longest option must not get far
KEY_SHORTEST = 0.5
KEY_PLACE = (0.23, 0.43)  # share of the bank that has its key at one place of the file
CHOICES = (QuizKind.BEST, QuizKind.NEED)  # of ways on; over the others no share is told
BANK = 12  # below this many items a share says little
_OF_THE_ABOVE = re.compile(
    r"\b(all|none|both|any) of (the|these|those) (above|options|others)\b"
    r"|\b(tod[oa]s|ningun[oa]|ambas|cualquiera) (las |los |de las |de los )?(anteriores|opciones)\b",
    re.IGNORECASE,
)
# In small letters. As a rule (“we always”, “nunca se”), not in passing (“the same as always”).
_ABSOLUTE = re.compile(
    r"^\W*+(?:always|never|siempre|nunca|jamás)\b"
    r"|\b(?:(?:i|we|you|they|must|should|will) (?:always|never)"
    r"|(?:hay que|debe|debemos|se debe) (?:siempre|nunca))\b"
)
_QUOTED = re.compile(r"[“\"«]")
_DRAFT = re.compile(r"“([^“”]*)”|«([^«»]*)»|\"([^\"]*)\"")


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule of writing."""
    for file in files.drills:
        for i, entry in enumerate(file.value.items):
            yield from item_problems(file.source, ("items", i), entry)
    yield from _bank(files)


def item_problems(source: SourceFile, place: Place, entry: QuizEntry) -> Iterator[Problem]:
    """Yields what breaks a rule in one item; `place` is where it stands. A team's own obey too."""
    for where, message in item(entry):
        yield source.problem((*place, *where), message)
    yield from _pairs(source, place, entry)


def item(entry: QuizEntry) -> Iterator[tuple[Place, ContentMessage]]:
    """Yields where one item breaks a rule, and which."""
    for language in LANGUAGES:
        yield from _told(("stem",), language, entry.stem)
        if entry.kind is QuizKind.BEST and "?" not in entry.stem[language]:  # the card asks for the others
            yield ("stem", language), say("no_question")
        texts = [option.text[language] for option in entry.options]
        yield from _alike(language, texts, entry.kind)
        if entry.kind is QuizKind.WORD:
            yield from _fragments(language, texts, entry.stem[language])
        for n, option in enumerate(entry.options):
            place: Place = ("options", n)
            yield from _told((*place, "why"), language, option.why)
            yield from _option((*place, "text", language), language, texts[n], best=_is_good(entry, n))
        whys = [option.why[language] for option in entry.options]
        if len(set(whys)) < len(whys):
            yield ("options",), say("same_why", which=language)


def _is_good(entry: QuizEntry, n: int) -> bool:
    # Of steps all are, in their order; of words in a draft the one to find is the bad one.
    return entry.kind is QuizKind.ORDER or (entry.kind is not QuizKind.WORD and entry.options[n].best)


def _alike(language: str, texts: Sequence[str], kind: QuizKind) -> Iterator[tuple[Place, ContentMessage]]:
    longest, shortest = max(map(len, texts)), min(map(len, texts))
    most = LONGEST_TO_SHORTEST_WORDS if kind is QuizKind.WORD else LONGEST_TO_SHORTEST
    if longest > most * shortest:
        yield (
            ("options",),
            say("option_lengths", which=language, longest=longest, shortest=shortest, most=most),
        )
    if kind is not QuizKind.WORD and len({bool(_QUOTED.match(text)) for text in texts}) > 1:
        yield ("options",), say("not_parallel", which=language)
    if len(set(texts)) < len(texts):
        yield ("options",), say("same_option", which=language)


def _fragments(language: str, texts: Sequence[str], stem: str) -> Iterator[tuple[Place, ContentMessage]]:
    drafts = [next(filter(None, match.groups()), "") for match in _DRAFT.finditer(stem)]
    draft = max(drafts, key=lambda draft: sum(text in draft for text in texts), default="")
    for n, text in enumerate(texts):
        place: Place = ("options", n, "text", language)
        if text not in draft:
            yield place, say("not_in_draft", which=language)
        if len(text) > LABEL:  # they are the button, and what is cut off nobody can judge
            yield place, say("long_fragment", characters=len(text), most=LABEL)
        draft = draft.replace(text, "|", 1)  # words stand in one button alone


def _option(place: Place, language: str, text: str, *, best: bool) -> Iterator[tuple[Place, ContentMessage]]:
    if found := _OF_THE_ABOVE.search(text):
        yield place, say("of_the_above", found=found.group())
    if found := _ABSOLUTE.search(text.casefold()):
        yield place, say("absolute", found=found.group())
    if not best:  # a wrong one is a real mistake, so it may say what is banned
        for message in (*marks(text, ()), *(spanish(text) if language == "es" else ())):
            yield place, message
        return
    for message in wording(language, text, ()):
        if message.code != "sentence" or _QUOTED.match(text):  # what is done, not said, has no breath to keep
            yield place, message
    if (words := len(text.split())) > PHONE_WORDS:
        yield place, say("phone_words", words=words, most=PHONE_WORDS)


def _told(place: Place, language: str, text: Mapping[str, str]) -> Iterator[tuple[Place, ContentMessage]]:
    for message in (*marks(text[language], ()), *(spanish(text[language]) if language == "es" else ())):
        yield (*place, language), message


def _pairs(source: SourceFile, place: Place, entry: QuizEntry) -> Iterator[Problem]:
    yield from pair(source, (*place, "stem"), entry.stem)
    for n, option in enumerate(entry.options):
        if entry.kind is not QuizKind.WORD:  # two words are soon twice as long in the other language
            yield from pair(source, (*place, "options", n, "text"), option.text)
        yield from pair(source, (*place, "options", n, "why"), option.why)


def _bank(files: PhrasebookFiles) -> Iterator[Problem]:
    items = [entry for file in files.drills for entry in file.value.items if entry.kind in CHOICES]
    if len(items) < BANK:
        return
    where = str(Path(files.drills[0].source.file).parent)
    for language in LANGUAGES:
        for name, most, share in (
            ("longest", KEY_LONGEST, _share(items, language, 1)),
            ("shortest", KEY_SHORTEST, _share(items, language, -1)),
        ):
            if share > most:
                message = f"in {language} the best option is the {name} in {share:.0%}; at most {most:.0%}"
                yield Problem(where, 1, "", message)
    places = Counter(_key(entry) for entry in items)
    for n in range(OPTIONS):
        share = places[n] / len(items)
        if not KEY_PLACE[0] <= share <= KEY_PLACE[1]:
            message = f"the best option stands at place {n + 1} in {share:.0%}; about a third is right"
            yield Problem(where, 1, "", message)


def _share(items: Sequence[QuizEntry], language: str, sign: int) -> float:
    # How often the best option is longer (or, by the sign, shorter) than both others.
    given_away = 0
    for entry in items:
        lengths = [sign * len(option.text[language]) for option in entry.options]
        key = lengths.pop(_key(entry))
        given_away += key > max(lengths)
    return given_away / len(items)


def _key(entry: QuizEntry) -> int:
    return next(n for n, option in enumerate(entry.options) if option.best)
