"""The typed keywords of the phrasebook, and what may not be in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.models import KeywordsFile
from bot.content.problem import Problem
from bot.core.keywords import Keywords, folded
from bot.core.words import FALLBACK

PARTS = ("commands", "keywords")


def keywords(files: PhrasebookFiles) -> Keywords:
    """Returns the keywords of files that are known to be sound."""
    values = [file.value for file in files.keywords]
    return Keywords({v.language: v.keywords for v in values}, {v.language: v.commands for v in values})


def faults(root: Path, files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields an error for a word that means two things, and where there is nothing to type at all."""
    if files.ui and not files.keywords:
        yield Problem(
            f"{root.name}/ui", 1, "", f"has no keywords.{FALLBACK}.yml: nobody could type a keyword"
        )
    for part in PARTS:
        taken: dict[str, str] = {}
        for file in files.keywords:
            yield from _words(file, part, taken)


def lint(root: Path, files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what one language has no word for."""
    languages = {file.value.language for file in files.ui} if files.keywords else set()
    for language in sorted(languages - {file.value.language for file in files.keywords}):
        yield Problem(f"{root.name}/ui", 1, "", f"has no keywords.{language}.yml, which another language has")
    for part in PARTS:
        known = {id for file in files.keywords for id in getattr(file.value, part)}
        for file in files.keywords:
            for id in sorted(known - getattr(file.value, part).keys()):
                yield file.source.problem((part,), f"lacks {id}, which another language has")


def _words(file: ParsedFile[KeywordsFile], part: str, taken: dict[str, str]) -> Iterator[Problem]:
    # Of any command, not only of the same one: a word that means one thing everywhere is easier to learn.
    words = getattr(file.value, part)
    for id, number, word in ((id, i, word) for id, some in words.items() for i, word in enumerate(some)):
        bare = folded(word)
        if not bare:
            yield file.source.problem((part, id, number), "has no letter that could be typed")
        elif (other := taken.setdefault(bare, id)) != id:
            yield file.source.problem((part, id, number), f"“{word}” means {other} already")
