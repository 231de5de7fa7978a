"""What a translation leaves behind: a contrast that is lost, and words that no colleague would say.

Each rule is a warning: somebody has to look, and mostly to write it anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.content.files import PhrasebookFiles
from bot.content.messages import say
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.speech import SPAIN

_BUT = re.compile(r"[,;.:] but\b", re.IGNORECASE)
_AND = re.compile(r"[\s,;]y\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_CONTRASTS = (
    *("pero", "sino", "aunque", "sin embargo", "en cambio", "aun así", "aún así", "con todo", "sí"),
    *("solo que", "salvo", "excepto", "igual", "tampoco", "en vez de", "mientras que", "a pesar de"),
)
_SENTENCES = re.compile(r"(?<=[.;:?!])\s+")
_WISH = ("veo ", "entiendo ", "comprendo ", "sé ", "quiero ", "quisiera ", "me gustaría ", "le creo ")
_CANNOT = re.compile(
    r"[ ,]y (?:así |ahora |hoy )?no (?:la |lo |le )?(?:puedo|podemos|voy a poder)\b", re.IGNORECASE
)
# Words of a translation, in all that people read; of English in the bot's own words alone.
_ODD = {
    "en": (r"\bplease mend\b", r"\btaken in\b", r"\bnoticed by themselves\b"),
    "es": (
        r"\badivinanzas?\b",
        r"\bdisparador(?:es)?\b",
        r"\bse toman? enter[oa]s?\b",
        r"^Pasado a\b",
        r"^Reloj\b",
    ),
}
# And in what is said to customers.
_ODD_SAID = {
    "en": (r"\byou(?:'re|’re| are) free to\b", r"\bnothing moves until you say so\b"),
    "es": (r"\babrir su cuenta\b", r"\bes libre de\b", r"\best[áa] en libertad de\b"),
}
# What Spain has other words for.
_AMERICAN = re.compile(
    r"\b(?:celular(?:es)?|computador(?:a|as|es)?|laptops?|carros?|boletos?|plomer[oa]s?|elevador(?:es)?"
    r"|estampillas?|platicar|checar|ahorita)\b",
    re.IGNORECASE,
)


def _compiled(texts: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    return {code: tuple(re.compile(text, re.IGNORECASE) for text in each) for code, each in texts.items()}


_ODD_PATTERNS, _ODD_SAID_PATTERNS = _compiled(_ODD), _compiled(_ODD_SAID)


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what sounds translated, in all that people read."""
    for source, place, text in shown_texts(files):
        yield from _odd(source, (*place, "es"), _ODD_PATTERNS["es"], text.get("es", ""))
    for source, place, text, forms in _said(files):
        yield from _of_pair(source, place, text)
        for language, words in text.items():
            yield from _odd(source, (*place, language), _ODD_SAID_PATTERNS.get(language, ()), words)
        yield from _of_forms(source, place, text, forms)
    yield from _of_ui(files)


def shown_texts(files: PhrasebookFiles) -> Iterator[tuple[SourceFile, Place, Mapping[str, str]]]:
    """Yields each text that stands in a file by language, but for the bot's own words."""
    known = (files.situations, files.methods, files.pitfalls, files.personas, files.protocols, files.safety)
    practice = (files.teachings, files.drills, files.scenarios, files.rounds, files.minutes)
    for source in (file.source for kind in (*known, *practice) for file in kind):
        yield from _within(source, (), source.value)


def _said(
    files: PhrasebookFiles,
) -> Iterator[tuple[SourceFile, Place, Mapping[str, str], Mapping[str, str]]]:
    for situation in files.situations:
        for i, phrase in enumerate(situation.value.phrases):
            forms = {str(form): words for form, words in phrase.forms.items()}
            yield situation.source, ("phrases", i, "text"), phrase.text, forms
    for method in files.methods:
        for i, step in enumerate(method.value.steps):
            forms = {str(form): words for form, words in step.forms.items()}
            yield method.source, ("steps", i, "phrase"), step.phrase, forms
    for pitfalls in files.pitfalls:
        for i, entry in enumerate(pitfalls.value.pitfalls):
            yield pitfalls.source, ("pitfalls", i, "phrase"), entry.phrase, {}
    for protocol in files.protocols:
        for source, place, text in _within(protocol.source, (), protocol.source.value):
            yield source, place, text, {}


def _of_pair(source: SourceFile, place: Place, text: Mapping[str, str]) -> Iterator[Problem]:
    if _loses_contrast(text.get("en", ""), text.get("es", "")):
        yield source.problem((*place, "es"), say("lost_contrast"), error=False)


def _of_forms(
    source: SourceFile, place: Place, text: Mapping[str, str], forms: Mapping[str, str]
) -> Iterator[Problem]:
    for form, words in forms.items():
        if _loses_contrast(text.get("en", ""), words):
            yield source.problem((*place[:-1], "forms", form), say("lost_contrast"), error=False)
    american = _AMERICAN.findall(text.get("es", ""))
    if american and SPAIN not in forms:
        message = say("american", found=", ".join(american))
        yield source.problem((*place, "es"), message, error=False)


def _of_ui(files: PhrasebookFiles) -> Iterator[Problem]:
    by_language: dict[str, dict[str, tuple[SourceFile, str]]] = {}
    for file in files.ui:
        for key, words in file.value.words.items():
            by_language.setdefault(file.value.language, {})[key] = (file.source, words)
            patterns = _ODD_PATTERNS.get(file.value.language, ())
            yield from _odd(file.source, ("words", key), patterns, words)
    for key, (source, spanish) in by_language.get("es", {}).items():
        english = by_language.get("en", {}).get(key, (source, ""))[1]
        if _loses_contrast(english, spanish):
            yield source.problem(("words", key), say("lost_contrast"), error=False)


def _loses_contrast(english: str, spanish: str) -> bool:
    if _BUT.search(english) and _AND.search(spanish) and not _has_contrast(spanish):
        return True
    # «Quiero ayudarle y no puedo»: whatever the English says.
    wishes = (part for part in _SENTENCES.split(spanish) if part.lower().startswith(_WISH))
    return any(_CANNOT.search(part) and not _has_contrast(part) for part in wishes)


def _has_contrast(spanish: str) -> bool:
    spoken = f" {' '.join(_WORD.findall(spanish.lower()))} "
    return any(f" {contrast} " in spoken for contrast in _CONTRASTS)


def _odd(
    source: SourceFile, place: Place, patterns: tuple[re.Pattern[str], ...], words: str
) -> Iterator[Problem]:
    for pattern in patterns:
        if seen := pattern.search(words):
            yield source.problem(place, say("odd", found=seen.group()), error=False)


def _within(
    source: SourceFile, place: Place, part: object
) -> Iterator[tuple[SourceFile, Place, Mapping[str, str]]]:
    if isinstance(part, dict):
        texts = {code: part[code] for code in ("en", "es") if isinstance(part.get(code), str)}
        if texts:
            yield source, place, texts
        for name, inner in part.items():
            yield from _within(source, (*place, name), inner)
    elif isinstance(part, list):
        for i, inner in enumerate(part):
            yield from _within(source, (*place, i), inner)
