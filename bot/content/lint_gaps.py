"""The rules for gaps: each has its words in every language, and reads rightly wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from bot.content.files import PhrasebookFiles
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.gaps import NAMES, gapless, has_gap
from bot.core.words import Words

# The word before a label, if it is a small one, and the first word of the label.
_BEFORE_LABEL = re.compile(r"\b([^\W\d_]{1,5}) (?:\*\*)?\[([^\W\d_]{1,20})[^][]{0,60}\]")
_DETERMINERS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        ("the", "a", "an", "my", "your", "our", "its", "this", "that", "their", "one", "another")
    ),
    "es": frozenset(
        (
            *("el", "la", "los", "las", "un", "una", "otra", "su", "sus", "mi", "al", "del"),
            *("este", "esta", "ese", "esa", "esos", "esas"),
        )
    ),
}
# Wrong beside each other, though one is no article.
_OF_THEIR_OWN: Mapping[str, frozenset[tuple[str, str]]] = {
    "en": frozenset((("a", "amount"), ("a", "order"), ("that", "the"))),
    "es": frozenset(
        (
            *(("a", "el"), ("de", "el"), ("que", "el"), ("es", "día"), ("la", "día"), ("una", "día")),
            *(product(("los", "las", "esos", "esas", "unos"), ("monto", "día", "número", "nombre"))),
        )
    ),
}


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields gaps without words, and wordings that would read wrongly as long as nobody fills them in."""
    by_language: dict[str, dict[str, str]] = {}
    for file in files.ui:
        by_language.setdefault(file.value.language, {}).update(file.value.words)
    words = Words(by_language)
    for source, place, language, text in _wordings(files):
        if found := _reads_wrongly(language, " ".join(gapless(words, language, text).split())):
            message = f"would read “{found}” where nobody fills it in; mend the words around the gap"
            yield source.problem((*place, language), message)
    if any(has_gap(text) for *_, text in _wordings(files)):
        yield from _unnamed(files, by_language)


def _reads_wrongly(language: str, text: str) -> str:
    determiners = _DETERMINERS.get(language, frozenset())
    for match in _BEFORE_LABEL.finditer(text):
        before, first = match[1].casefold(), match[2].casefold()
        if (before, first) in _OF_THEIR_OWN.get(language, ()) or determiners.issuperset((before, first)):
            return match[0]
    return ""


def _unnamed(files: PhrasebookFiles, by_language: Mapping[str, Mapping[str, str]]) -> Iterator[Problem]:
    wanted = [key for name in NAMES for key in (f"gap.{name}", f"gap.{name}.ask", f"gap.{name}.example")]
    for language, words in by_language.items():
        home = next(file for file in files.ui if file.value.language == language)
        for key in wanted:
            if key not in words:
                yield home.source.problem(("words",), f"lacks {key}, so that a gap is shown by its bare name")


def _wordings(files: PhrasebookFiles) -> Iterator[tuple[SourceFile, Place, str, str]]:
    for source, place, text in _said(files):
        for language, wording in text.items():
            if has_gap(wording):
                yield source, place, language, wording


def _said(files: PhrasebookFiles) -> Iterator[tuple[SourceFile, Place, Mapping[str, str]]]:
    for situation in files.situations:
        for i, phrase in enumerate(situation.value.phrases):
            yield situation.source, ("phrases", i, "text"), phrase.text
    for method in files.methods:
        for i, step in enumerate(method.value.steps):
            yield method.source, ("steps", i, "phrase"), step.phrase
    for teaching in files.teachings:
        yield teaching.source, ("phrase",), teaching.value.phrase
    for pitfalls in files.pitfalls:
        for i, entry in enumerate(pitfalls.value.pitfalls):
            yield pitfalls.source, ("pitfalls", i, "phrase"), entry.phrase
    for protocol in files.protocols:
        yield from _within(protocol.source, ("words",), protocol.value.words.model_dump())


def _within(
    source: SourceFile, place: Place, part: Mapping[str, object]
) -> Iterator[tuple[SourceFile, Place, Mapping[str, str]]]:
    # A wording is what has nothing but texts in it, by language.
    texts = {name: text for name, text in part.items() if isinstance(text, str)}
    if texts:
        yield source, place, texts
    for name, inner in part.items():
        if isinstance(inner, Mapping):
            yield from _within(source, (*place, name), inner)
