"""A team's own role-plays in a file: how they are written, and what has to hold beyond their shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from bot.content import lint_practice, lint_scenarios, practice_rules, thumbs
from bot.content.files import ParsedFile
from bot.content.identities import made_id
from bot.content.lint import LANGUAGES
from bot.content.messages import say
from bot.content.practice import scenario
from bot.content.practice_models import ScenarioFile, TeamScenario
from bot.content.problem import BrokenPhrasebook, Problem
from bot.content.source import Place, parsed
from bot.core.phrasebook import Phrasebook
from bot.core.scenarios import CLOSE, Scenario, ScenarioEnding, ScenarioNode, ScenarioReply
from bot.features.team.alike import folded
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.ports import Fault

Played = ParsedFile[ScenarioFile]
RESERVED = ("any", CLOSE)  # ids that mean something else on cards, or in a file


def scenarios_with_ids(files: Iterable[Played], book: Phrasebook) -> list[Played]:
    """Returns the role-plays, each with its id; `book` is the team's."""
    known = {folded(name): own.id for own in book.added.scenarios for name in own.name.values()}
    named: list[Played] = []
    for file in files:
        names = [folded(name) for _, name in sorted(file.value.name.items())]
        id = file.value.id or next((known[name] for name in names if name in known), "")
        id = id or made_id("scenario", "", names)
        named.append(replace(file, value=file.value.model_copy(update={"id": id})))
    return named


def misplaced_scenarios(files: Iterable[Played], book: Phrasebook) -> Iterator[Problem]:
    """Yields what stands twice, what `book`, the team's, has already, and what it has no place for."""
    own = {scenario.id for scenario in book.added.scenarios}
    names = {folded(name): id for id, known in book.scenarios.items() for name in known.name.values()}
    taken: dict[str, int] = {}
    for file in files:
        source, value = file.source, file.value
        if value.id in taken:
            yield source.problem(("id",), say("id_taken", line=taken[value.id]))
        taken.setdefault(value.id, source.line(("id",)))
        if (value.id in book.scenarios and value.id not in own) or value.id in RESERVED:
            yield source.problem(("id",), say("id_shipped"))
        for code, name in value.name.items():
            if names.setdefault(folded(name), value.id) != value.id:
                yield source.problem(("name", code), say("same_scenario"))
        for i, situation in enumerate(value.situations):
            if book.situation_now(situation) not in book.situations:
                yield source.problem(("situations", i), say("unknown_situation"))
        if value.persona and value.persona not in book.personas:
            yield source.problem(("persona",), say("unknown_persona"))
        yield from _foreign(file, (), source.value, book.words.languages)


def badly_written_scenarios(files: Iterable[Played], book: Phrasebook) -> Iterator[Problem]:
    """Yields what keeps a role-play from being played, or breaks a rule of writing: those of the shipped."""
    for file in files:
        found = [*practice_rules.broken(file), *lint_practice.one(file)]
        found += lint_scenarios.one(file, book.replies)
        yield from found or lint_scenarios.won(file)


def check_template(name: str, text: str, book: Phrasebook) -> Iterator[Problem]:
    """Yields what is wrong with the file that a team's own role-play begins as; nothing without one."""
    if not text:
        return
    try:
        source = parsed(name, text.encode())
        written = source.parse(TeamScenario)
    except BrokenPhrasebook as broken:
        yield from broken.problems
        return
    files = scenarios_with_ids([ParsedFile(source, written)], book)
    yield from misplaced_scenarios(files, book)
    yield from badly_written_scenarios(files, book)


def own_scenarios(files: Iterable[Played]) -> Iterator[OwnScenario]:
    """Yields the role-plays of files that have no mistakes: as drafts."""
    for file in files:
        yield OwnScenario(draft=scenario(file.value))


def thumbs_of(played: Scenario) -> list[Fault]:
    """Returns the rules of thumb that win a role-play, each with the languages in which it does."""
    won = thumbs.won([played]).items()
    return [
        Fault("", "won_by", {"rule": rule, "languages": ", ".join(code for code in LANGUAGES if by[code])})
        for rule, by in won
        if any(by.values())
    ]


def plain_scenario(own: OwnScenario) -> dict[str, Any]:
    """Returns the newest text of a role-play as it stands in a file; what is left out there is left out."""
    played = own.newest
    safety = played.safety.value if played.safety else ""
    return {
        **{name: _plain(getattr(played, name)) for name in ("id", "name", "about", "industry")},
        **_told(played, "persona"),
        "channel": played.channel,
        **_told(played, "situations"),
        **({"safety": safety} if safety else {}),
        **_told(played, "meter", "swap"),
        **{name: getattr(played, name) for name in ("tension", "progress", "start")},
        "nodes": {id: _node(node) for id, node in played.nodes.items()},
        "endings": {id: _ending(ending) for id, ending in played.endings.items()},
    }


def _node(node: ScenarioNode) -> dict[str, Any]:
    own = {"own": _plain(asdict(node.own))} if node.own else {}
    replies = [_reply(line) for line in node.lines]
    return {"customer": dict(node.customer), **_told(node, "heated", "calmer"), **own, "replies": replies}


def _reply(line: ScenarioReply) -> dict[str, Any]:
    return {
        "id": line.id,
        **_told(line, "best", "warning", "zero"),
        "text": dict(line.text),
        **_told(line, "answer"),
        "why": dict(line.why),
        **{name: getattr(line, name) for name in ("tension", "progress", "to")},
    }


def _ending(ending: ScenarioEnding) -> dict[str, Any]:
    numbers = {"tension": ending.below, "progress": ending.least}
    needs = {name: number for name, number in numbers.items() if number is not None}
    return {
        "kind": "right" if ending.right else "wrong",
        **({"needs": needs} if needs else {}),
        **_told(ending, "protocol"),
        "text": dict(ending.text),
    }


def _told(part: object, *names: str) -> dict[str, Any]:
    return {name: _plain(value) for name in names if (value := getattr(part, name))}


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {name: _plain(part) for name, part in value.items()}
        case tuple() | list():
            return [_plain(part) for part in value]
        case _:
            return value


def _foreign(file: Played, place: Place, value: Any, spoken: Iterable[str]) -> Iterator[Problem]:
    # Every text of a role-play is in both languages, and nothing else has their codes for names.
    match value:
        case dict():
            for name, part in value.items():
                if set(LANGUAGES) <= value.keys() and name not in spoken:
                    yield file.source.problem((*place, name), say("other_language"))
                yield from _foreign(file, (*place, name), part, spoken)
        case list():
            for i, part in enumerate(value):
                yield from _foreign(file, (*place, i), part, spoken)
        case str() if not value.isprintable():
            yield file.source.problem(place, say("unprintable"))
