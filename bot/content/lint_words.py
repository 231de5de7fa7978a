"""What the bot's own words may not do: name what is typed in another language, or count where they number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.files import PhrasebookFiles
from bot.content.keywords import keywords
from bot.content.lint_pairs import shown_texts
from bot.content.problem import Problem
from bot.core.card import spans
from bot.core.keywords import Keywords

_COMMAND = re.compile(r"(?<![\w/])/([^\W\d_]+)")
# A command with a word or two behind it and nothing more, so that they are no look-up.
_KEYWORD = re.compile(r"(?<![\w/])/([^\W\d_]+) ([^\W\d_]+)(?: ([^\W\d_]+))?(?! ?[\w#])")
# A command without its slash, as Teams has it.
_BARE = re.compile(r"\*\*([^\W\d_]+) ([^\W\d_]+)")
# The end of a sentence, or a line, and then a small letter; `5 p. m.` and `p. ej.` end none.
_SMALL_START = re.compile(r"(?:(?<=\w\w)(?<!\bej)(?<!\bvs)[.!?] |\n)([a-záéíóúñü]\w*)")
# Two figures and no word for what they number.
_BARE_PLACE = re.compile(r"\{(?:page|step|place|number)\} (?:of|de) \{\w+\}")


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule, in the words of every language."""
    known = keywords(files)
    for file in files.ui:
        code = file.value.language
        for key, text in file.value.words.items():
            for fault in (*_typed(known, code, text), *_faults(text)):
                yield file.source.problem(("words", key), fault)
    for source, place, texts in shown_texts(files):
        for code, text in texts.items():
            for fault in _typed(known, code, text):
                yield source.problem((*place, code), fault)


def _typed(known: Keywords, language: str, text: str) -> Iterator[str]:
    for name in _COMMAND.findall(text):
        if known.language(name) not in ("", language):
            yield f"says “/{name}”, which is typed in another language"
    for name, *words in _KEYWORD.findall(text):
        for word in filter(None, words) if name in known.commands else ():
            spoken = known.spoken_in(word)
            if spoken and language not in spoken:
                yield f"says “{word}”, which is typed in another language"
    for name, word in _BARE.findall(text):
        # In Teams commands have no slash. Behind another name's command a look-up may follow, no keyword.
        if known.language(name) not in ("", language) and known.spoken_in(word):
            yield f"says “{name} {word}”, which is typed in another language"


def _faults(text: str) -> Iterator[str]:
    for word in _SMALL_START.findall(text):
        yield f"begins a sentence with “{word}”; use a capital"
    if _BARE_PLACE.fullmatch(text):
        yield "reads like a count; say what is numbered: page {page} of {pages}"
    if "**" in "".join(run for run, _ in spans(text)):
        yield "opens ** and does not close it"
