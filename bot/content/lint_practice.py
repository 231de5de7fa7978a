"""The rules for role-plays and rounds: all ways are walked, and every text is held to its own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content import lint_scenarios
from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.lint import LANGUAGES, marks, pair, spanish, wording
from bot.content.messages import say
from bot.content.practice import replies, scenario
from bot.content.practice_models import EndingEntry, NodeEntry, ScenarioFile
from bot.content.practice_rules import broken
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.scenarios import CLOSE, Scenario
from bot.features.roleplay import paths
from bot.features.roleplay.paths import Arrival

RIGHT, WRONG = 2, 3  # endings of each kind, at least
CALM, DONE = 30, 80  # a right ending needs tension below and progress at least, or stricter
BOUNDARY = "abuse-boundary"  # what a role-play trains that the protocol may end
LONGEST = 0.4  # of the nodes, in which the best reply may be the longest


def lint(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields what breaks a rule."""
    words = replies(files)
    for file in files.scenarios:
        yield from one(file)
        if not broken(file):
            yield from lint_scenarios.one(file, words)
    yield from lint_scenarios.bank(files.scenarios)
    for rounds in files.rounds:
        for i, entry in enumerate(rounds.value.rounds):
            yield from _told(rounds.source, ("rounds", i, "line"), entry.line)
            for n, point in enumerate(entry.points):
                yield from _told(rounds.source, ("rounds", i, "points", n), point)


def one(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    """Yields what breaks a rule in one role-play; a team's own obey too."""
    yield from _texts(file)
    yield from _given_away(file)
    if not broken(file):
        yield from _ways(file)


def _ways(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    source, value, played = file.source, file.value, scenario(file.value)
    for node in value.nodes.keys() - paths.reached(played):
        yield source.problem(("nodes", node), say("node_unreached"))
    ends = paths.arrivals(played)
    came = {end.ending for end in ends}
    for id in value.endings:
        if id not in came:
            yield source.problem(("endings", id), say("ending_unreached"))
    [best] = [end for end in ends if end.best]
    if not played.endings[best.ending].right:
        yield source.problem(("nodes",), say("best_way", ending=best.ending))
    yield from _endings(source, value.endings)
    yield from _protocol(file, played, ends)


def _endings(source: SourceFile, endings: Mapping[str, EndingEntry]) -> Iterator[Problem]:
    for kind, least in (("right", RIGHT), ("wrong", WRONG)):
        count = sum(ending.kind == kind for ending in endings.values())
        if count < least:
            yield source.problem(("endings",), say("few_endings", count=count, kind=kind, least=least))
    for id, ending in endings.items():
        needs = ending.needs
        strict = needs and needs.tension and needs.tension <= CALM and (needs.progress or 0) >= DONE
        if ending.kind == "right" and not ending.protocol and not strict:
            yield source.problem(("endings", id), say("not_strict", most=CALM, least=DONE))
        if ending.protocol and (needs or ending.kind == "wrong"):
            yield source.problem(("endings", id), say("protocol_shape"))


def _protocol(
    file: ParsedFile[ScenarioFile], played: Scenario, ends: Mapping[Arrival, int]
) -> Iterator[Problem]:
    source, nodes = file.source, file.value.nodes
    for id, ending in played.endings.items():
        if ending.protocol and BOUNDARY not in played.situations:
            yield source.problem(("endings", id), say("protocol_situation", situations=BOUNDARY))
    for end in dict.fromkeys((end.ending, end.node, end.line) for end in ends if not _earned(played, end)):
        id, node, line = end
        place = ("nodes", node, "replies", [reply.id for reply in nodes[node].replies].index(line))
        message = say("unwarned" if played.endings[id].protocol else "unearned", ending=id)
        yield source.problem(place, message)


def _earned(played: Scenario, end: Arrival) -> bool:
    ending = played.endings[end.ending]
    if ending.protocol:
        return end.warned
    return not ending.right or ending.fits(end.tension, end.progress)


def _given_away(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    nodes = file.value.nodes
    for language in LANGUAGES:
        count = sum(_best_is_longest(node, language) for node in nodes.values())
        if count > LONGEST * len(nodes):
            message = say("best_longest", count=count, of=len(nodes), which=language)
            yield file.source.problem(("nodes",), message)


def _best_is_longest(node: NodeEntry, language: str) -> bool:
    best = max((len(reply.text[language]) for reply in node.replies if reply.best), default=0)
    return best > max((len(reply.text[language]) for reply in node.replies if not reply.best), default=0)


def _texts(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    source, value = file.source, file.value
    yield from _told(source, ("name",), value.name)
    yield from _told(source, ("about",), value.about)
    yield from _told(source, ("swap",), value.swap or {})
    for name, node in value.nodes.items():
        for field, line in (("customer", node.customer), ("heated", node.heated), ("calmer", node.calmer)):
            yield from _told(source, ("nodes", name, field), line or {})
        for i, reply in enumerate(node.replies):
            place = ("nodes", name, "replies", i)
            yield from (_said if reply.best else _told)(source, (*place, "text"), reply.text)
            yield from _told(source, (*place, "why"), reply.why)
            yield from _told(source, (*place, "answer"), reply.answer or {})
            if reply.answer and reply.to in {*value.endings, CLOSE}:
                yield source.problem((*place, "answer"), say("answer_unheard"))
    for name, ending in value.endings.items():
        yield from _told(source, ("endings", name, "text"), ending.text)


def _said(source: SourceFile, place: Place, text: Mapping[str, str]) -> Iterator[Problem]:
    for language, words in text.items():
        for message in wording(language, words, ()):
            yield source.problem((*place, language), message)
    yield from pair(source, place, text)


def _told(source: SourceFile, place: Place, text: Mapping[str, str]) -> Iterator[Problem]:
    # What customers say and what goes wrong may hold what is banned: that is their point.
    for language, words in text.items():
        for message in (*marks(words, ()), *(spanish(words) if language == "es" else ())):
            yield source.problem((*place, language), message)
    yield from pair(source, place, text)
