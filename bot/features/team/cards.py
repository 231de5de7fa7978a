"""The cards of what a team added, and faults in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Answer, Person, Placement
from bot.core.pages import Page, found_line, list_buttons, page_of
from bot.core.sentence import with_capital
from bot.core.words import Say
from bot.features.team.buttons import EntryReference
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import IMPORT, Sheet
from bot.features.team.model import Content, OwnPhrase, TeamEntry
from bot.features.team.ports import Fault
from bot.features.team.templates import KINDS, TEMPLATE

HOME = "team.home"
PARTS = (
    ("team.phrases", "team.phrase"),
    ("team.reviews", "team.review"),
    ("team.triggers", "team.trigger"),
    ("team.items", "team.item"),
    ("team.scenarios", "team.scenario"),
    ("team.offers", "team.offer"),
    ("team.misses", "team.miss"),
    ("team.speech", "team.speech"),
    ("team.managers", "team.manager"),
    ("team.changes", "team.change"),
    ("teaching.lead", "teaching.lead"),
)  # words of a button, and its action
PER_PAGE = 5
TURNS = ("team.earlier", "team.later")  # the words of the buttons that turn pages
FAULTS_SHOWN = 5  # of a file
_SIGNS = re.compile(r"[^a-z]+")
_INDEX = re.compile(r"\[\d+\]")
# The rules about both languages stand at the one that is easier to mend.
_FIELDS = {"text": "text_es", "forms": "text_es", "cue": "cue_es", "id": "situation"}


def team_card(deps: TeamDeps, person: Person, how: Placement, share: str) -> Answer:
    """Returns the team's card; `share` tells how many phrases were looked at in time."""
    say = deps.say(person)
    buttons = tuple(c.Button(say(words), action) for words, action in PARTS)
    heading, about = c.Heading(say("team.title")), c.Text(say("team.text"))
    elements = (heading, about, c.Buttons(buttons), c.Note(share))
    return Answer(c.Card(say("team.summary"), elements, person.language), how)


def updated(person: Person, title: str, elements: Sequence[c.Element], *, badge: str = "") -> Answer:
    """Returns a card in place of the one that was used."""
    return Answer(c.Card(title, (c.Heading(title, badge), *elements), person.language), Placement.UPDATE)


def list_card(
    deps: TeamDeps, person: Person, title: str, elements: Sequence[c.Element], *buttons: c.Button, count: int
) -> Answer:
    """Returns one page of a list of `count`, in place; under it `buttons`, and the way back."""
    under = (c.Divider(), c.Buttons((*buttons, back_button(deps, person))))
    return updated(person, deps.say(person)(title), (*elements, *under), badge=str(count))


def status_note(status: str) -> list[c.Element]:
    """Returns what a press just did, as the first line of a card; nothing for ""."""
    return [c.Note(status)] if status else []


def entries_card(
    deps: TeamDeps,
    sheet: Sheet,
    person: Person,
    entries: Sequence[TeamEntry],
    page: Page,
    status: str,
    due: frozenset[str] = frozenset(),
) -> Answer:
    """Returns a page of the list of one kind of thing, the newest first; `status` is what was just done.

    Those in `due`, by id, are to be looked at again.
    """
    say, name = deps.say(person), f"team.{sheet.kind.value}"
    part = page_of(
        entries, page, PER_PAGE, lambda entry: sheet.elements(entry.content, deps, person.language)
    )
    elements = [*status_note(status), *found_line(say, part)]
    if not entries:
        elements.append(c.Text(say(f"{name}.none")))
    for entry in part.items:
        ref = EntryReference(entry.id, entry.version).encode()
        edit = c.Button(say("team.edit"), f"{name}.edit", ref, form=True)
        retire = c.Button(say("team.retire"), f"{name}.retire", ref)
        asked = [replace(edit, label=_add_label(say, code)) for code in missing(entry.content)]
        marks = [c.Note(say("review.due"))] if entry.id in due else []
        shown = sheet.elements(entry.content, deps, person.language)
        elements += [*shown, *marks, c.Buttons((*asked, edit, retire))]
    add = c.Button(say(f"{name}.add"), f"{name}.new", tone=c.Tone.PRIMARY, form=True)
    import_button = c.Button(say("team.import"), IMPORT, form=True)
    template_button = c.Button(say("team.template"), TEMPLATE, sheet.kind.value, form=True)
    file = [import_button, template_button] if sheet.kind in KINDS else []
    turns = list_buttons(say, name, part, TURNS)
    lacking = sum(bool(missing(entry.content)) for entry in entries)
    of_those = Page(0, say("team.phrase.lacking")).encode()
    short = [c.Button(say("team.phrase.missing", count=lacking), name, of_those)] if lacking else []
    return list_card(deps, person, f"{name}s", elements, add, *file, *short, *turns, count=part.count)


def missing(content: Content) -> tuple[str, ...]:
    """Returns the languages that somebody has still to write something in."""
    return content.missing if isinstance(content, OwnPhrase) else ()


def missing_text(say: Say, languages: Iterable[str]) -> str:
    """Returns what to say of these after something was saved; "" where none is missing."""
    return " ".join(say("team.phrase.asks", which=say(f"language.{code}")) for code in languages)


def _add_label(say: Say, code: str) -> str:
    return say("team.phrase.add_language", which=say(f"language.{code}"))


def retire_question(deps: TeamDeps, sheet: Sheet, person: Person, entry: TeamEntry) -> Answer:
    """Returns the question whether to retire an entry."""
    say, name = deps.say(person), f"team.{sheet.kind.value}"
    ref = EntryReference(entry.id, entry.version).encode()
    buttons = (
        c.Button(say("team.retire.yes"), f"{name}.retired", ref, c.Tone.DANGER),
        c.Button(say("team.back"), name),
    )
    shown = sheet.elements(entry.content, deps, person.language)
    return updated(person, say("team.retire.title"), (*shown, c.Buttons(buttons)))


def turn_buttons(
    deps: TeamDeps, person: Person, action: str, page: int, count: int, per_page: int = PER_PAGE
) -> tuple[c.Button, ...]:
    """Returns the buttons that turn pages."""
    say = deps.say(person)
    earlier = [c.Button(say("team.earlier"), action, str(page - 1))] if page else []
    later = [c.Button(say("team.later"), action, str(page + 1))] if (page + 1) * per_page < count else []
    return (*earlier, *later)


def back_button(deps: TeamDeps, person: Person) -> c.Button:
    """Returns the button that leads to the team's card."""
    return c.Button(deps.say(person)("team.title"), HOME)


def field_faults(
    faults: Iterable[Fault], deps: TeamDeps, language: str, fields: Sequence[str]
) -> dict[str, str]:
    """Returns the faults by the names of the form's `fields`; what fits none stands at the first."""
    say = deps.phrasebook.words.speaker(language)
    texts: dict[str, list[str]] = {}
    for fault in faults:
        name = _INDEX.sub("", fault.place).replace(".", "_")
        name = name if name in fields else _FIELDS.get(name, "")
        texts.setdefault(name if name in fields else fields[0], []).append(fault_text(fault, deps, language))
    return {name: say("lint.joined", faults="; ".join(joined)) for name, joined in texts.items()}


def file_faults_text(faults: Sequence[Fault], deps: TeamDeps, language: str) -> str:
    """Returns the first faults of a file as one text, each with its line and field."""
    say = deps.phrasebook.words.speaker(language)
    lines = [_in_line(fault, fault_text(fault, deps, language), say) for fault in faults[:FAULTS_SHOWN]]
    more = [say("lint.more", count=len(faults) - FAULTS_SHOWN)] if len(faults) > FAULTS_SHOWN else []
    return "\n".join(lines + more)


def _in_line(fault: Fault, text: str, say: Say) -> str:
    if not fault.line:  # of the file as a whole
        return with_capital(text)
    if not fault.place:
        return say("lint.in_line", line=fault.line, fault=text)
    return say("lint.line", line=fault.line, field=fault.place, fault=text)


def fault_text(fault: Fault, deps: TeamDeps, language: str) -> str:
    """Returns one fault in words."""
    say = deps.phrasebook.words.speaker(language)
    values = dict(fault.values)
    if "which" in values:
        values["which"] = _named(say, f"language.{values['which']}", str(values["which"]))
    if "rule" in values:
        values["rule"] = say(f"lint.rule.{_SIGNS.sub('-', str(values['rule']))}")
    if "languages" in values:
        codes = str(values["languages"]).split(", ")
        values["languages"] = ", ".join(_named(say, f"language.{code}", code) for code in codes)
    if "channel" in values:
        named = str(values["channel"])
        values["channel"] = deps.viewer(language).facet(named) or named
    if "situation" in values:
        values["situation"] = deps.situation(str(values["situation"]), language)
    try:
        return say(f"lint.{fault.code}", **values)
    except KeyError:
        return say("lint.wrong")


def _named(say: Say, key: str, otherwise: str) -> str:
    try:
        return say(key)
    except KeyError:
        return otherwise
