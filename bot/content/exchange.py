"""The file that a team's own content travels in: YAML or a table, as it comes.

In YAML there is one document each situation; a table has a row for each thing, in any order of its columns.
A document looks like a file of `phrasebook/situations/`, with `id`, `triggers` and `phrases` alone, like one
of `phrasebook/drills/`, with `items`, or like one of `phrasebook/scenarios/`: role-plays come in YAML alone.
The rules of writing hold for it as they do there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from pydantic import ValidationError

from bot.content.columns import TableNames
from bot.content.drill_models import TeamItem, TeamItems
from bot.content.drills import item_of
from bot.content.exchange_items import Questions, misplaced_items, plain_item
from bot.content.exchange_rules import Document, misplaced, twice
from bot.content.exchange_scenarios import (
    Played,
    badly_written_scenarios,
    misplaced_scenarios,
    own_scenarios,
    plain_scenario,
    scenarios_with_ids,
)
from bot.content.files import ParsedFile
from bot.content.identities import items_with_ids, with_ids
from bot.content.lint import own_phrase_problems
from bot.content.lint_drills import item_problems
from bot.content.load import phrase_of
from bot.content.mended import QUOTES, mended
from bot.content.messages import ContentMessage, of_pydantic, say
from bot.content.models import TeamFile, TeamPhrase
from bot.content.practice_models import TeamScenario
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.source import SourceFile, dotted, read_stream
from bot.content.table import is_table, read_table
from bot.content.table_rows import rows_of, write_table
from bot.core.encodings import UnreadableText, decoded
from bot.core.phrasebook import Phrase, Phrasebook
from bot.core.quiz import QuizItem
from bot.features.team.model import CAPS, Content, EntryKind, OwnItem, OwnPhrase, OwnTrigger
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.ports import Fault, UnreadableFile

_DAMAGED = {
    "lost": re.compile("\ufffd"),
    # What is in UTF-8, read by a table of one byte a letter: Ã³ for ó, â€œ for a quote.
    "garbled": re.compile("[ÃÂ][\u0080-\u00bf‘’“”•–—˜™š›œžŸ€‚ƒ„…†‡ˆ‰Š‹ŒŽ]|â€."),
}


def lint(written: Phrase | QuizItem) -> Iterator[Fault]:
    """Yields what breaks a rule of writing in what was not read from a file."""
    try:
        problems = list(_problems(written))
    except ValidationError as error:
        for detail in error.errors():
            message = of_pydantic(detail)
            yield Fault(dotted(tuple(detail["loc"])), message.code, message.values)
        return
    for problem in problems:
        yield replace(fault(problem), line=0)


def _problems(written: Phrase | QuizItem) -> Iterator[Problem]:
    nowhere = SourceFile("", {}, {})
    match written:
        case Phrase():
            yield from own_phrase_problems(nowhere, (), TeamPhrase.model_validate(_plain(written)))
        case QuizItem():
            yield from item_problems(nowhere, (), TeamItem.model_validate(plain_item(written)))


def fault(problem: Problem) -> Fault:
    """Returns a problem as the coach tells it, in any language."""
    if isinstance(problem.message, ContentMessage):
        return Fault(problem.field, problem.message.code, problem.message.values, problem.line)
    return Fault(problem.field, "wrong", {}, problem.line)


class YamlExchange:
    """`Exchange` in YAML, and in tables of spreadsheets."""

    def read(self, data: bytes, name: str, book: Phrasebook) -> Sequence[Content]:
        """Returns what a file holds; `book` is the team's. Raises Unreadable with every fault."""
        try:
            parts = _parsed(name, data, book)
        except BrokenPhrasebook as broken:
            raise _unreadable(broken.problems) from broken
        _check_counts(parts)
        documents, questions = with_ids(parts.documents, book), items_with_ids(parts.questions, book)
        played = scenarios_with_ids(parts.scenarios, book)
        problems = [*twice(documents), *misplaced(documents, book), *misplaced_items(questions, book)]
        problems += [*misplaced_scenarios(played, book), *_badly_written(documents, questions)]
        problems += badly_written_scenarios(played, book)
        if any(problem.error for problem in problems):
            raise _unreadable(sorted({problem for problem in problems if problem.error}))
        own = [OwnItem(replace(item_of(e, e.situation), own=True)) for q in questions for e in q.value.items]
        words = (content for document in documents for content in _contents(document.value))
        return [*words, *own, *own_scenarios(played)]

    def write(self, contents: Iterable[Content]) -> str:
        situations: dict[str, dict[str, Any]] = {}
        items, scenarios = list[dict[str, Any]](), list[dict[str, Any]]()
        for content in contents:
            match content:
                case OwnItem(item):
                    items.append(plain_item(item))
                case OwnScenario():
                    scenarios.append(plain_scenario(content))
                case OwnTrigger(situation, language, text):
                    triggers = _document(situations, situation).setdefault("triggers", {})
                    triggers.setdefault(language, []).append(text)
                case OwnPhrase(situation, phrase):
                    _document(situations, situation).setdefault("phrases", []).append(_plain(phrase))
        order = ("id", "triggers", "phrases")
        documents = [{name: d[name] for name in order if name in d} for d in situations.values()]
        documents += [*([{"items": items}] if items else []), *scenarios]
        return yaml.dump_all(
            documents, Dumper=_OwnWriter, explicit_start=True, allow_unicode=True, sort_keys=False, width=100
        )

    def write_table(self, contents: Iterable[Content], book: Phrasebook, language: str) -> str:
        return write_table([row for content in contents for row in rows_of(content)], book, language)


class _OwnWriter(yaml.SafeDumper):
    """Writes what is in quotes of its own into straight ones too, so that it is read as it was."""


def _represented(writer: _OwnWriter, text: str) -> yaml.ScalarNode:
    style = '"' if text[:1] in QUOTES else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_OwnWriter.add_representer(str, _represented)


@dataclass(frozen=True, slots=True)
class _FileParts:
    """What a file has: documents for situations, questions, role-plays."""

    documents: list[Document] = field(default_factory=list)
    questions: list[Questions] = field(default_factory=list)
    scenarios: list[Played] = field(default_factory=list)


def _parsed(name: str, data: bytes, book: Phrasebook) -> _FileParts:
    parts, problems = _FileParts(), list[Problem]()
    for source in _sources(name, _text(name, data), book):
        try:
            if isinstance(source.value, dict) and "items" in source.value:
                parts.questions.append(ParsedFile(source, source.parse(TeamItems)))
            elif isinstance(source.value, dict) and "nodes" in source.value:
                parts.scenarios.append(ParsedFile(source, source.parse(TeamScenario)))
            else:
                parts.documents.append(ParsedFile(source, source.parse(TeamFile)))
        except BrokenPhrasebook as broken:
            problems += broken.problems
    if problems:
        raise BrokenPhrasebook(problems)
    return parts


def _sources(name: str, text: str, book: Phrasebook) -> list[SourceFile]:
    names = TableNames(book)
    if is_table(text, names):
        return read_table(name, text, book, names)
    sources = read_stream(name, mended(text))
    for source in sources:
        if isinstance(source.value, dict):
            _put_ids(source.value, names)
    return sources


def _put_ids(value: dict[str, Any], names: TableNames) -> None:
    # Whoever writes a file by hand knows situations by their names.
    items = value.get("items")
    asked = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    played = value.get("situations")
    if isinstance(played, list):
        value["situations"] = [
            (names.situation(written) or written) if isinstance(written, str) else written
            for written in played
        ]
    ids = [] if "nodes" in value else [(value, "id")]
    for entry, name in (*ids, *((item, "situation") for item in asked)):
        if isinstance(written := entry.get(name), str):
            entry[name] = names.situation(written) or written


def _text(name: str, data: bytes) -> str:
    try:
        text = decoded(data)
    except UnreadableText as error:
        raise BrokenPhrasebook([Problem(name, 0, "", say(error.code))]) from error
    for code, pattern in _DAMAGED.items():
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise BrokenPhrasebook([Problem(name, line, "", say(code, found=found.group()))])
    return text


def _check_counts(parts: _FileParts) -> None:
    # Before anything is compared with anything: that takes a time that grows with the square of them.
    counts = {
        EntryKind.PHRASE: sum(len(document.value.phrases) for document in parts.documents),
        EntryKind.TRIGGER: sum(len(own) for d in parts.documents for own in d.value.triggers.values()),
        EntryKind.ITEM: sum(len(asked.value.items) for asked in parts.questions),
        EntryKind.SCENARIO: len(parts.scenarios),
    }
    for kind, count in counts.items():
        CAPS[kind].check(count)


def _badly_written(documents: Iterable[Document], questions: Iterable[Questions]) -> Iterator[Problem]:
    for document in documents:
        for i, entry in enumerate(document.value.phrases):
            yield from own_phrase_problems(document.source, ("phrases", i), entry)
    for asked in questions:
        for i, item in enumerate(asked.value.items):
            yield from item_problems(asked.source, ("items", i), item)


def _contents(value: TeamFile) -> Iterator[Content]:
    for code, texts in value.triggers.items():
        yield from (OwnTrigger(value.id, code, text) for text in texts)
    for entry in value.phrases:
        yield OwnPhrase(value.id, replace(phrase_of(entry), own=True))


def _document(situations: dict[str, dict[str, Any]], situation: str) -> dict[str, Any]:
    return situations.setdefault(situation, {"id": situation})


def _plain(phrase: Phrase) -> dict[str, Any]:
    facets = {name: list(getattr(phrase, name)) for name in ("channels", "industries", "tags", "countries")}
    review = {name: getattr(phrase, name) for name in ("owner", "reviewed_on", "review_after")}
    told = {name: value for name, value in {**facets, **review}.items() if value}
    named = {"id": phrase.id} if phrase.id else {}
    forms = {"forms": dict(phrase.forms)} if phrase.forms else {}
    return {**named, **told, "text": dict(phrase.text), **forms, "cue": dict(phrase.cue)}


def _unreadable(problems: Sequence[Problem]) -> UnreadableFile:
    message = "\n".join(str(problem) for problem in problems)
    return UnreadableFile([fault(problem) for problem in problems], message)
