"""Role-plays and lines for team rounds, read into the types of `core`."""

from __future__ import annotations

from bot.content.files import PhrasebookFiles
from bot.content.practice_models import (
    EndingEntry,
    NodeEntry,
    OwnEntry,
    ReplyEntry,
    ReplyWordsEntry,
    RoundEntry,
    ScenarioFile,
)
from bot.core.scenarios import (
    OwnWords,
    Prompt,
    ReplyLexicon,
    Scenario,
    ScenarioEnding,
    ScenarioNode,
    ScenarioReply,
)


def scenarios(files: PhrasebookFiles) -> dict[str, Scenario]:
    """Returns the role-plays by id."""
    return {file.value.id: scenario(file.value) for file in files.scenarios}


def prompts(files: PhrasebookFiles) -> dict[str, Prompt]:
    """Returns the lines for team rounds by id, in the order they are shown."""
    return {entry.id: _prompt(entry) for file in files.rounds for entry in file.value.rounds}


def replies(files: PhrasebookFiles) -> dict[str, ReplyLexicon]:
    """Returns by what replies in one's own words are read, by language."""
    return {code: _lexicon(entry) for file in files.replies for code, entry in file.value.replies.items()}


def _lexicon(entry: ReplyWordsEntry) -> ReplyLexicon:
    return ReplyLexicon(
        acknowledged=tuple(entry.acknowledged),
        time=tuple(entry.time),
        past=tuple(entry.past),
        blame=tuple(entry.blame),
        promise=tuple(entry.promise),
        will=tuple(entry.will),
        negated=frozenset(entry.negated),
        only=frozenset(entry.only),
        breaks=frozenset(entry.breaks),
        numbers=frozenset(entry.numbers),
        typed=entry.typed,
    )


def scenario(entry: ScenarioFile) -> Scenario:
    """Returns the role-play for a file."""
    last = list(entry.endings)[-1]
    return Scenario(
        id=entry.id,
        name=entry.name,
        about=entry.about,
        industry=entry.industry,
        persona=entry.persona,
        channel=entry.channel,
        situations=tuple(entry.situations),
        tension=entry.tension,
        progress=entry.progress,
        start=entry.start,
        nodes={id: _node(id, node) for id, node in entry.nodes.items()},
        safety=entry.safety,
        meter=entry.meter or {},
        swap=entry.swap or {},
        endings={id: _ending(id, ending, fallback=id == last) for id, ending in entry.endings.items()},
    )


def _node(id: str, entry: NodeEntry) -> ScenarioNode:
    return ScenarioNode(
        id,
        entry.customer,
        tuple(_line(reply) for reply in entry.replies),
        heated=entry.heated or {},
        calmer=entry.calmer or {},
        own=_own(entry.own) if entry.own else None,
    )


def _own(entry: OwnEntry) -> OwnWords:
    named = {language: tuple(signs) for language, signs in entry.named.items()}
    return OwnWords(named, {language: tuple(signs) for language, signs in entry.step.items()})


def _line(entry: ReplyEntry) -> ScenarioReply:
    return ScenarioReply(
        id=entry.id,
        text=entry.text,
        why=entry.why,
        tension=entry.tension,
        progress=entry.progress,
        to=entry.to,
        best=entry.best,
        warning=entry.warning,
        zero=entry.zero,
        answer=entry.answer or {},
    )


def _ending(id: str, entry: EndingEntry, *, fallback: bool) -> ScenarioEnding:
    return ScenarioEnding(
        id=id,
        text=entry.text,
        right=entry.kind == "right",
        below=entry.needs.tension if entry.needs else None,
        least=entry.needs.progress if entry.needs else None,
        protocol=entry.protocol,
        fallback=fallback,
    )


def _prompt(entry: RoundEntry) -> Prompt:
    return Prompt(
        id=entry.id,
        situation=entry.situation,
        channel=entry.channel,
        line=entry.line,
        points=tuple(entry.points),
        industries=tuple(entry.industries),
    )
