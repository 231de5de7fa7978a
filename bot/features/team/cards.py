"""The cards of the team's room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from bot.core import card as c
from bot.core.chat import Answer, Person, Placement
from bot.core.words import Say
from bot.features.team.buttons import EntryReference
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import Sheet
from bot.features.team.model import EntryKind, TeamEntry
from bot.features.team.ports import Fault

HOME, IMPORT = "team.home", "team.import"

PER_PAGE = 5

Thing = TypeVar("Thing")

SHOWN = 5  # faults of a file

_INDEX = re.compile(r"\[\d+\]")

# The rules about both languages stand at the one that is easier to mend.
_FIELDS = {"text": "text_es", "cue": "cue_es", "id": "situation"}


def home(office: TeamDeps, person: Person, how: Placement) -> Answer:
    """Returns the team's card."""
    say = office.say(person)
    doors = (
        ("team.phrases", "team.phrase"),
        ("team.triggers", "team.trigger"),
        ("team.items", "team.item"),
        ("team.offers", "team.offer"),
        ("team.misses", "team.miss"),
        ("team.managers", "team.manager"),
        ("team.changes", "team.change"),
    )
    buttons = tuple(c.Button(say(words), action) for words, action in doors)
    elements = (c.Heading(say("team.title")), c.Text(say("team.text")), c.Buttons(buttons))
    return Answer(c.Card(say("team.summary"), elements, person.language), how)


def answer(person: Person, title: str, elements: Sequence[c.Element], *, badge: str = "") -> Answer:
    """Returns a card in place of the one that was used."""
    return Answer(c.Card(title, (c.Heading(title, badge), *elements), person.language), Placement.UPDATE)


def listed(
    office: TeamDeps, sheet: Sheet, person: Person, entries: Sequence[TeamEntry], page: int, told: str
) -> Answer:
    """Returns a page of the list of one kind of thing, the newest first; `told` is what was just done."""
    say, name = office.say(person), f"team.{sheet.kind.value}"
    shown, page = paged(entries, page)
    elements: list[c.Element] = [c.Note(told)] if told else []
    if not entries:
        elements.append(c.Text(say(f"{name}.none")))
    for entry in shown:
        ref = EntryReference(entry.id, entry.version).encode()
        edit = c.Button(say("team.edit"), f"{name}.edit", ref, form=True)
        retire = c.Button(say("team.retire"), f"{name}.retire", ref)
        elements += [*sheet.shown(entry.content, office, person.language), c.Buttons((edit, retire))]
    add = c.Button(say(f"{name}.add"), f"{name}.new", tone=c.Tone.PRIMARY, form=True)
    file = [c.Button(say("team.import"), IMPORT, form=True)] if sheet.kind is not EntryKind.OFFER else []
    pages = turning(office, person, name, page, len(entries))
    elements += [c.Divider(), c.Buttons((add, *file, *pages, back(office, person)))]
    return answer(person, say(f"team.{sheet.kind.value}s"), elements, badge=str(len(entries)))


def paged(entries: Sequence[Thing], page: int) -> tuple[Sequence[Thing], int]:
    """Returns the entries of a page and its number; beyond the last page, the first."""
    page = page if page * PER_PAGE < len(entries) else 0
    return entries[page * PER_PAGE : (page + 1) * PER_PAGE], page


def turning(
    office: TeamDeps, person: Person, action: str, page: int, count: int, per_page: int = PER_PAGE
) -> tuple[c.Button, ...]:
    """Returns the buttons that turn pages."""
    say = office.say(person)
    earlier = [c.Button(say("team.earlier"), action, str(page - 1))] if page else []
    later = [c.Button(say("team.later"), action, str(page + 1))] if (page + 1) * per_page < count else []
    return (*earlier, *later)


def back(office: TeamDeps, person: Person) -> c.Button:
    """Returns the button that leads to the team's card."""
    return c.Button(office.say(person)("team.title"), HOME)


def at_fields(
    faults: Iterable[Fault], office: TeamDeps, language: str, fields: Sequence[str]
) -> dict[str, str]:
    """Returns the faults by the names of the form's `fields`; what fits none stands at the first."""
    say = office.library.words.speaker(language)
    found: dict[str, list[str]] = {}
    for fault in faults:
        name = _INDEX.sub("", fault.place).replace(".", "_")
        name = name if name in fields else _FIELDS.get(name, "")
        found.setdefault(name if name in fields else fields[0], []).append(told(fault, office, language))
    return {name: say("lint.joined", faults="; ".join(texts)) for name, texts in found.items()}


def of_file(faults: Sequence[Fault], office: TeamDeps, language: str) -> str:
    """Returns the first faults of a file as one text, each with its line and field."""
    say = office.library.words.speaker(language)
    lines = [
        say("lint.line", line=fault.line, field=fault.place or "–", fault=told(fault, office, language))
        for fault in faults[:SHOWN]
    ]
    more = [say("lint.more", count=len(faults) - SHOWN)] if len(faults) > SHOWN else []
    return "\n".join(lines + more)


def told(fault: Fault, office: TeamDeps, language: str) -> str:
    """Returns one fault in words."""
    say = office.library.words.speaker(language)
    values = dict(fault.values)
    if "which" in values:
        values["which"] = _named(say, f"language.{values['which']}", str(values["which"]))
    if "situation" in values:
        values["situation"] = office.situation(str(values["situation"]), language)
    try:
        return say(f"lint.{fault.code}", **values)
    except KeyError:
        return say("lint.wrong")


def _named(say: Say, key: str, otherwise: str) -> str:
    try:
        return say(key)
    except KeyError:
        return otherwise
