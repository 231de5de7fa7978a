"""What makes a role-play one in which the customer hears what is said, and no rule of thumb wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.content import thumbs
from bot.content.files import ParsedFile
from bot.content.lint import LANGUAGES
from bot.content.messages import say
from bot.content.practice import scenario
from bot.content.practice_models import NodeEntry, ScenarioFile
from bot.content.practice_rules import broken
from bot.content.problem import Problem
from bot.core.scenarios import CALMER, HEATED, ReplyLexicon, Scenario
from bot.features.roleplay import paths
from bot.features.roleplay.own_words import read_reply
from bot.features.roleplay.swap import MOMENTS, moments

OWN = 2  # moments of each role-play that ask for one's own words


def one(file: ParsedFile[ScenarioFile], replies: Mapping[str, ReplyLexicon]) -> Iterator[Problem]:
    """Yields what a role-play lacks, by itself; a team's own obey too.

    `replies` is by what replies in one's own words are read.
    """
    if broken(file):
        return
    played = scenario(file.value)
    for name, node in file.value.nodes.items():
        yield from _answers(file, name, node)
        if len(paths.next_lines(played, played.nodes[name])) < 2 and any(
            reply.answer for reply in node.replies
        ):
            yield file.source.problem(("nodes", name), say("not_reacting"))
    yield from _own(file, played, replies)
    yield from _tempers(file, played)
    if played.safety is None and not played.swap:
        yield file.source.problem(("name",), say("no_swap"))
    if played.swap and len(moments(played)) < MOMENTS:
        yield file.source.problem(("swap",), say("swap_moments", least=MOMENTS))


def won(file: ParsedFile[ScenarioFile]) -> Iterator[Problem]:
    """Yields the rules of thumb that win a role-play of a team: as warnings, unless no rule may."""
    if broken(file):
        return
    for rule, by_language in thumbs.won([scenario(file.value)]).items():
        languages = [language for language in LANGUAGES if by_language[language]]
        if languages:
            message = say("won_by", rule=rule, languages=", ".join(languages))
            yield file.source.problem(("nodes",), message, error=thumbs.most_won(rule) == 0)


def bank(files: Iterable[ParsedFile[ScenarioFile]]) -> Iterator[Problem]:
    """Yields the role-plays that a rule of thumb wins, where it wins more of all than it may."""
    by_id = {file.value.id: file for file in files if not broken(file)}
    for rule, by_language in thumbs.won(scenario(file.value) for file in by_id.values()).items():
        most = thumbs.most_won(rule)
        for language, ids in by_language.items():
            for id in ids if len(ids) > most else ():
                message = f"is won by “{rule}” ({language}), as {len(ids)} are; at most {most} may be"
                yield by_id[id].source.problem(("nodes",), message)


def _answers(file: ParsedFile[ScenarioFile], name: str, node: NodeEntry) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for i, reply in enumerate(node.replies):
        place = ("nodes", name, "replies", i)
        if reply.answer is None and reply.to in file.value.nodes:
            yield file.source.problem(place, say("no_answer"))
        for language, text in (reply.answer or {}).items():
            words = (language, "".join(filter(str.isalnum, text.casefold())))
            if words in seen:
                yield file.source.problem((*place, "answer", language), say("same_answer"))
            seen.add(words)


def _own(
    file: ParsedFile[ScenarioFile], played: Scenario, replies: Mapping[str, ReplyLexicon]
) -> Iterator[Problem]:
    asking = {name: node.own for name, node in played.nodes.items() if node.own}
    if len(asking) != OWN:
        yield file.source.problem(("nodes",), say("own_count", count=len(asking), needed=OWN))
    for name, own in asking.items():
        best = played.nodes[name].best
        for language in replies:
            said = read_reply(best.text.get(language, ""), {}, own, {language: replies[language]}, language)
            if not said.step:
                message = say("own_step", reply=best.id)
                yield file.source.problem(("nodes", name, "own", "step", language), message)


def _tempers(file: ParsedFile[ScenarioFile], played: Scenario) -> Iterator[Problem]:
    for name, tensions in paths.tensions(played).items():
        node = played.nodes[name]
        if node.heated and max(tensions) < HEATED:
            message = say("heated_unshown", most=max(tensions), border=HEATED)
            yield file.source.problem(("nodes", name, "heated"), message)
        if node.calmer and min(tensions) >= CALMER:
            message = say("calmer_unshown", least=min(tensions), border=CALMER)
            yield file.source.problem(("nodes", name, "calmer"), message)
