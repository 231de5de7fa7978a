"""Quiz items: read into the types of `core`, and what has to hold between their files and the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.drill_models import DrillFile, QuizEntry
from bot.content.files import ParsedFile, PhrasebookFiles
from bot.content.problem import Problem
from bot.content.source import Place, SourceFile
from bot.core.quiz import QuizItem, QuizOption
from bot.core.safety import SafetyKind
from bot.core.teaching import CARD_FILE, FAMILIES

METHOD, SAFETY, PITFALLS, PROTOCOL = "method-", "safety-", "pitfalls", "protocol"


def quiz(files: PhrasebookFiles) -> dict[str, QuizItem]:
    """Returns the items by id, in the order of their files."""
    return {entry.id: item_of(entry, file.value.id) for file in files.drills for entry in file.value.items}


def item_of(entry: QuizEntry, topic: str) -> QuizItem:
    """Returns the quiz item for an entry of the file `topic`."""
    return QuizItem(
        id=entry.id,
        topic=topic,
        situation=entry.situation,
        difficulty=entry.difficulty,
        stem=entry.stem,
        options=tuple(QuizOption(option.text, option.why, option.best) for option in entry.options),
        method=entry.method,
        pitfall=entry.pitfall,
        industries=tuple(entry.industries),
        channels=tuple(entry.channels),
        safety=entry.safety,
        protocol=entry.protocol,
        card=entry.card,
        kind=entry.kind,
    )


def faults(files: PhrasebookFiles) -> Iterator[Problem]:
    """Yields an error for every id that is wrong or taken, and for every link that leads nowhere."""
    taken: dict[str, str] = {}
    for file in files.drills:
        source, topic = file.source, file.value.id
        if topic != Path(source.file).stem:
            yield source.problem(("id",), "is not the file's name; rename one of them")
        for i, entry in enumerate(file.value.items):
            place: Place = ("items", i, "id")
            if entry.id in taken:
                yield source.problem(place, f"is taken by {taken[entry.id]}")
            if not entry.id.startswith(f"{topic}-"):
                yield source.problem(place, f"does not begin with {topic}-")
            taken[entry.id] = f"{source.file}:{source.line(place)}"
        if not files.problems:  # what a link names may be in a file that could not be read
            yield from _links(files, file)


def _links(files: PhrasebookFiles, file: ParsedFile[DrillFile]) -> Iterator[Problem]:
    source, topic = file.source, file.value.id
    known = {
        "situation": {other.value.id for other in files.situations},
        "method": {other.value.id for other in files.methods},
        "pitfall": {entry.id for other in files.pitfalls for entry in other.value.pitfalls},
        "card": {other.value.id for other in files.teachings},
    }
    families = {other.value.id: other.value.family for other in files.teachings}
    method = topic.removeprefix(METHOD) if topic.startswith(METHOD) else ""
    topics = {*known["situation"], PITFALLS, PROTOCOL, *(f"{SAFETY}{kind.value}" for kind in SafetyKind)}
    topics |= {f"{CARD_FILE}{name}" for name in (*known["card"], *FAMILIES.values())}
    if method not in known["method"] and topic not in topics:
        message = (
            "is no situation, no method-, safety- or card- and an id of that, not pitfalls and not protocol"
        )
        yield source.problem(("id",), message)
    for i, entry in enumerate(file.value.items):
        for name, ids in known.items():
            named: str = getattr(entry, name)
            if named and named not in ids:
                yield source.problem(("items", i, name), f"there is no {name} {named}")
        yield from _trains(source, i, entry, topic, method)
        if topic.startswith(CARD_FILE) and topic.removeprefix(CARD_FILE) not in (
            entry.card,
            families.get(entry.card),
        ):
            yield source.problem(("items", i), f"stands in {topic} and does not say a card of it")


def _trains(source: SourceFile, i: int, entry: QuizEntry, topic: str, method: str) -> Iterator[Problem]:
    # A topic is found by what its items say they train, so a file has to hold what its name says.
    if method and entry.method != method:
        yield source.problem(("items", i), f"stands in {topic} and does not say method: {method}")
    elif topic == PITFALLS and not entry.pitfall:
        yield source.problem(("items", i), "stands among the pitfalls and names none")
    elif topic == PROTOCOL and entry.protocol is None:
        yield source.problem(("items", i), "stands among the moments of the protocol and names none")
    elif topic.startswith(SAFETY):
        kind = topic.removeprefix(SAFETY)
        if entry.safety is None or entry.safety.value != kind:
            yield source.problem(("items", i), f"stands in {topic} and does not say safety: {kind}")
    elif topic.startswith(CARD_FILE):
        return
    elif not method and topic not in (PITFALLS, PROTOCOL) and entry.situation != topic:
        yield source.problem(("items", i, "situation"), f"stands in {topic}, so it trains that")
