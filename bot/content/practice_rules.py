"""What has to hold within role-plays and rounds before the coach can play them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.messages import say
from bot.content.practice import scenario
from bot.content.practice_models import RoundsFile, ScenarioFile
from bot.content.problem import Problem
from bot.core.scenarios import CLOSE
from bot.features.roleplay import paths


def faults(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what would keep a role-play or a round from being played, or make it go on for ever."""
    for file in files.scenarios:
        if file.value.id != Path(file.source.file).stem:
            yield file.source.problem(("id",), "is not the file's name; rename one of them")
        yield from broken(file)
        if not files.problems:  # what a link names may be in a file that could not be read
            yield from _links(files, file)
    for rounds in files.rounds:
        yield from _rounds(files, rounds)


def broken(file: ParsedFile[ScenarioFile]) -> list[Problem]:
    """Returns what is wrong with the shape of a role-play; its ways can be walked only if nothing is."""
    found = [*_names(file), *_nodes(file), *_catch_all(file)]
    return found or list(_loop(file))


def _names(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    for id in value.endings:
        if id in value.nodes or id == CLOSE:
            yield source.problem(("endings", id), say("ending_taken"))
    if CLOSE in value.nodes:
        yield source.problem(("nodes", CLOSE), say("node_close"))
    if value.start not in value.nodes:
        yield source.problem(("start",), say("no_node", to=value.start))


def _nodes(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    known = {*value.nodes, *value.endings, CLOSE}
    for name, node in value.nodes.items():
        place = ("nodes", name, "replies")
        ids = [reply.id for reply in node.replies]
        for i, reply in enumerate(node.replies):
            if reply.id in ids[:i]:
                yield source.problem((*place, i, "id"), say("reply_twice", id=reply.id))
            if reply.to not in known:
                yield source.problem((*place, i, "to"), say("leads_nowhere", to=reply.to))
        best = sum(reply.best for reply in node.replies)
        if best != 1:
            yield source.problem(place, say("best_replies", keys=best))


def _catch_all(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    last = list(file.value.endings)[-1]
    ending = file.value.endings[last]
    if ending.needs or ending.protocol or ending.kind != "wrong":
        yield file.source.problem(("endings", last), say("last_ending"))


def _loop(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    if found := paths.loop(scenario(file.value)):
        yield file.source.problem(("nodes", found[-2]), say("loop", way=" → ".join(found)))


def _links(files: PhrasebookFiles, file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    situations = {entry.value.id for entry in files.situations}
    for i, situation in enumerate(value.situations):
        if situation not in situations:
            yield source.problem(("situations", i), f"there is no situation {situation}")
    if value.persona and value.persona not in {entry.value.id for entry in files.personas}:
        yield source.problem(("persona",), f"there is no persona {value.persona}")


def _rounds(files: PhrasebookFiles, file: ParsedFile[RoundsFile]) -> Iterator[Problem]:
    source, rounds = file.source, file.value.rounds
    situations = {found.value.id for found in files.situations}
    for i, twin in _twice(entry.id for entry in rounds):
        yield source.problem(("rounds", i, "id"), f"{twin} stands here twice")
    for i, entry in enumerate(rounds):
        if not files.problems and entry.situation not in situations:
            yield source.problem(("rounds", i, "situation"), f"there is no situation {entry.situation}")


def _twice(ids: Iterable[str]) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for i, id in enumerate(ids):
        if id in seen:
            yield i, id
        seen.add(id)
