"""The rules of `phrasebook/README.md`, checked. Each rule yields problems; none changes anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.messages import ContentMessage, say
from bot.content.models import PhraseEntry, SituationFile
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.gaps import NAMES
from bot.core.phrasebook import BASE_CHANNELS, PUBLIC

LANGUAGES = ("en", "es")
LONGEST_SENTENCE = 20
PHONE_WORDS = 25
CHAT_CHARACTERS = 240
CHAT_SENTENCES = 2
EMAIL_WORDS = (50, 120)
SHORT_CHANNELS = {"whatsapp": (2, 160), "social": (3, 200)}  # sentences and characters at most
PRIVATE = frozenset(("name", "order", "amount", "case"))  # gaps that tell everybody what is one person's
CUE_WORDS = 12
SPANISH_TO_ENGLISH = 1.4
SHORT_TEXT = 60  # below this a ratio of lengths says little
PHRASES = 6
TRIGGERS = 30
_BANNED = {
    "en": (
        r"\bcalm down\b",
        r"\byou have to\b",
        r"\bpolicy says\b",
        r"^unfortunately\b",
        r"^i understand how you feel[.]?$",
        r"\bto be honest\b",
        r"\bas i (already|previously) (said|told)\b",
        r"\bi know exactly how\b",
        r"\bat least\b",
        r"\bi'm afraid\b",
        r"\bplease be advised\b",
        r"\bvalued customer\b",
    ),
    "es": (
        r"\bc[áa]lmese\b",
        r"\btiene que\b",
        r"\bla pol[íi]tica dice\b",
        r"^(lamentablemente|desafortunadamente)\b",
        r"^entiendo c[óo]mo se siente[.]?$",
        r"\bpara (serle|ser) (honest[oa]|sincer[oa])\b",
        r"\bcomo ya le (dije|coment[ée]|mencion[ée])\b",
        r"\bs[ée] exactamente c[óo]mo\b",
        r"\bpor lo menos\b",
        r"\ble informamos que\b",
        r"\bestimad[oa] cliente\b",
    ),
}
_BANNED_PATTERNS = {
    language: tuple(re.compile(text, re.IGNORECASE | re.MULTILINE) for text in texts)
    for language, texts in _BANNED.items()
}
_GENDERED = re.compile(r"\w(?:[/(][oa]|@s?)\b|\b(?:\w++(?<=[a-z]x)|vosotros\b)", re.IGNORECASE)
_KNOWN = ", ".join(f"{{{name}}}" for name in NAMES)
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SENTENCE_END = re.compile(r"(?<=[.?!…])[\"»”)]*\s+")
_SORRY = re.compile(r"\b(sorry|apologi[sz]e|apolog(?:y|ies)|disculp\w+|lo siento|perd[óo]n)\b", re.IGNORECASE)
_MARKUP = re.compile(r"[_~`<>|]|(?<!\*)\*(?!\*)")


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule of writing, over all files."""
    for situation in files.situations:
        yield from _situation(situation)
    yield from _same_keys(files)


def _situation(file: ParsedFile[SituationFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    for name in ("name", "when", "helps", "avoid"):
        yield from languages(source, (name,), getattr(value, name))
    yield from _triggers(source, value)
    if len(value.phrases) < PHRASES:
        yield source.problem(("phrases",), f"has {len(value.phrases)}; at least {PHRASES} are needed")
    for channel in BASE_CHANNELS:
        if not any(channel in phrase.channels or not phrase.channels for phrase in value.phrases):
            yield source.problem(("phrases",), f"has none for {channel}")
    for i, phrase in enumerate(value.phrases):
        yield from phrase_problems(source, ("phrases", i), phrase)


def languages(source: SourceFile, place: Place, text: Mapping[str, object]) -> Iterator[Problem]:
    """Yields the languages that a text lacks."""
    for language in LANGUAGES:
        if language not in text:
            yield source.problem(place, say("no_language", which=language))


def _triggers(source: SourceFile, value: SituationFile) -> Iterator[Problem]:
    for language in LANGUAGES:
        triggers = value.triggers.get(language, [])
        if len(triggers) < TRIGGERS:
            message = f"has {len(triggers)}; at least {TRIGGERS} are needed"
            yield source.problem(("triggers", language), message)
        seen: set[str] = set()
        for i, trigger in enumerate(triggers):
            if trigger.lower() in seen:
                yield source.problem(("triggers", language, i), say("twice"), error=False)
            seen.add(trigger.lower())


def phrase_problems(source: SourceFile, place: Place, phrase: PhraseEntry) -> Iterator[Problem]:
    """Yields what breaks a rule in one phrase; `place` is where it stands."""
    yield from languages(source, (*place, "text"), phrase.text)
    yield from languages(source, (*place, "cue"), phrase.cue)
    yield from _wordings(source, place, phrase)


def own_phrase_problems(source: SourceFile, place: Place, phrase: PhraseEntry) -> Iterator[Problem]:
    """Yields what breaks a rule in a phrase that a team wrote: one language of it is enough."""
    if not phrase.text:
        yield source.problem((*place, "text"), say("no_wording"))
    for name, has, other in (("text", phrase.text, phrase.cue), ("cue", phrase.cue, phrase.text)):
        for language in sorted(other.keys() - has.keys()) if phrase.text else ():
            yield source.problem((*place, name), say("no_language", which=language))
    yield from _wordings(source, place, phrase)


def _wordings(source: SourceFile, place: Place, phrase: PhraseEntry) -> Iterator[Problem]:
    written = [(("text", code), code, text) for code, text in phrase.text.items()]
    written += [(("forms", form), "es", text) for form, text in phrase.forms.items()]
    for where, language, text in written:
        for message in wording(language, text, phrase.channels):
            yield source.problem((*place, *where), message)
    yield from _forms(source, place, phrase)
    for language, cue in phrase.cue.items():
        if len(cue.split()) > CUE_WORDS:
            yield source.problem((*place, "cue", language), say("cue_words", most=CUE_WORDS))
    yield from pair(source, (*place, "text"), phrase.text)


def _forms(source: SourceFile, place: Place, phrase: PhraseEntry) -> Iterator[Problem]:
    """Yields forms of Spanish that have no wording with usted to stand beside, or other gaps than it has."""
    usted = phrase.text.get("es", "")
    if phrase.forms and not usted:
        yield source.problem((*place, "forms"), say("no_language", which="es"))
    for form, text in phrase.forms.items() if usted else ():
        if set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(usted)):
            yield source.problem((*place, "forms", form), say("form_gaps"))


def wording(language: str, text: str, channels: Sequence[str]) -> Iterator[ContentMessage]:
    """Yields what breaks a rule in one wording, as words for its writer."""
    spoken = text.replace("**", "")
    yield from _lengths(spoken, channels)
    yield from _tone(language, spoken)
    yield from marks(text, channels)
    if language == "es":
        yield from spanish(spoken)


def _tone(language: str, text: str) -> Iterator[ContentMessage]:
    for pattern in _BANNED_PATTERNS.get(language, ()):
        if found := pattern.search(text):
            yield say("banned", found=found.group())
    if len(_SORRY.findall(text)) > 1:
        yield say("sorry_twice")
    if "!" in text:
        yield say("exclamation")


def marks(text: str, channels: Sequence[str]) -> Iterator[ContentMessage]:
    """Yields what is wrong with the markup and placeholders of a text."""
    if found := _MARKUP.search(text):
        yield say("stray", found=found.group())
    if text.count("**") % 2:
        yield say("open_bold")
    if "**" in text and {"phone", "in-person"}.intersection(channels):
        yield say("bold_phone")
    if "**" in text and PUBLIC in channels:
        yield say("bold_public")
    for name in _PLACEHOLDER.findall(text):
        if name not in NAMES:
            yield say("placeholder", name=name, known=_KNOWN)
        elif name in PRIVATE and PUBLIC in channels:
            yield say("private_gap", name=name)


def _lengths(text: str, channels: Sequence[str]) -> Iterator[ContentMessage]:
    sentences, words = _SENTENCE_END.split(text), len(text.split())
    longest = max(len(sentence.split()) for sentence in sentences)
    if longest > LONGEST_SENTENCE:
        yield say("sentence", words=longest, most=LONGEST_SENTENCE)
    if {"phone", "in-person"}.intersection(channels) and words > PHONE_WORDS:
        yield say("phone_words", words=words, most=PHONE_WORDS)
    if "chat" in channels and len(sentences) > CHAT_SENTENCES:
        yield say("chat_sentences", sentences=len(sentences), most=CHAT_SENTENCES)
    if "chat" in channels and len(text) > CHAT_CHARACTERS:
        yield say("chat_characters", characters=len(text), most=CHAT_CHARACTERS)
    for channel, (most, characters) in SHORT_CHANNELS.items():
        if channel in channels and len(sentences) > most:
            yield say("short_sentences", sentences=len(sentences), most=most, channel=channel)
        if channel in channels and len(text) > characters:
            yield say("short_characters", characters=len(text), most=characters, channel=channel)
    if "email" in channels and not EMAIL_WORDS[0] <= words <= EMAIL_WORDS[1]:
        yield say("email_words", words=words, least=EMAIL_WORDS[0], most=EMAIL_WORDS[1])


def spanish(text: str) -> Iterator[ContentMessage]:
    """Yields what breaks a rule of Spanish."""
    if found := _GENDERED.search(text):
        yield say("gendered", found=found.group())
    if text.count("?") != text.count("¿"):
        yield say("question_marks")


def pair(source: SourceFile, place: Place, text: Mapping[str, str]) -> Iterator[Problem]:
    """Yields where the two languages of a text that is said do not fit each other."""
    english, spanish = text.get("en", ""), text.get("es", "")
    if not (english and spanish):
        return
    if set(_PLACEHOLDER.findall(english)) != set(_PLACEHOLDER.findall(spanish)):
        yield source.problem(place, say("placeholders_differ"))
    if len(spanish) > SPANISH_TO_ENGLISH * max(len(english), SHORT_TEXT):
        ratio = f"{len(spanish) / len(english):.2f}"
        yield source.problem((*place, "es"), say("longer", ratio=ratio, most=SPANISH_TO_ENGLISH))


def _same_keys(files: PhrasebookFiles) -> Iterator[Problem]:
    known: dict[str, set[str]] = {}
    for file in files.ui:
        known.setdefault(file.value.language, set()).update(file.value.words)
    every = set().union(*known.values())
    for language, words in known.items():
        # Told at the file that has the most words of the language: there a missing one is looked for.
        home = max((f for f in files.ui if f.value.language == language), key=lambda f: len(f.value.words))
        for key in sorted(every - words):
            yield home.source.problem(("words",), f"lacks {key}, which another language has")
