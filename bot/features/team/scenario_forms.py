"""Own role-plays: the form that takes one as a file, the parts of one to copy, its look."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import card as c
from bot.core.buttons import ButtonFormat, number
from bot.core.chat import Submit
from bot.core.copying import LONGEST, copy_page
from bot.core.inert import bold
from bot.core.limits import FormLimits
from bot.core.phrasebook import Phrasebook
from bot.core.viewer import dotted
from bot.core.words import Say
from bot.features.team.buttons import EntryReference
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import FILE
from bot.features.team.model import Content, EntryKind
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.ports import Fault

SAVE, COPIED = "team.scenario.save", "team.scenario.copied"
LONGEST_SCENARIO = 100_000  # characters of a file
TEMPLATE = "template"  # in place of an id, which has no such kind of name
_COPY = ButtonFormat(("[a-z0-9-]{0,64}", number(3)), separator="|")


def page_value(id: str, page: int) -> str:
    """Returns what the form to copy from carries: whose text, and which page comes next."""
    return _COPY.encode(id, page)


def page_of_copy(value: str) -> tuple[str, int]:
    """Returns whose text is to be copied, and from which page on; the template where nothing says so."""
    parts = _COPY.decode(value)
    return (parts[0], int(parts[1])) if parts else (TEMPLATE, 0)


def scenario_form(say: Say, language: str, ref: EntryReference) -> c.Form:
    """Returns the form that takes one role-play as a file."""
    label, hint = say("team.scenario.file"), say("team.scenario.file.hint")
    title = say("team.scenario.edit" if ref.id else "team.scenario.add")
    return c.Form(
        title=title,
        action=SAVE,
        send=say("team.save"),
        fields=(c.Input(FILE, label, c.InputKind.FILE, hint=hint, limit=LONGEST_SCENARIO),),
        value=ref.encode(),
        intro=(c.Text(say("team.scenario.edit.intro" if ref.id else "team.scenario.intro")),),
        language=language,
    )


def copy_form(say: Say, language: str, id: str, text: str, page: int) -> c.Form:
    """Returns a page of the parts of a text, to be put one below the other into one file."""
    name = say("team.scenario.file.name")
    fields, after = copy_page(say, "team.scenario.part", text_parts(text), page, name, "yml")
    template = id == TEMPLATE
    return c.Form(
        title=say("team.template" if template else "team.scenario.copy"),
        action=COPIED,
        send=say("team.item.next" if after or template else "team.scenario.copied"),
        fields=fields,
        value=page_value(id, after),
        intro=(c.Text(say("team.scenario.template.text" if template else "team.scenario.copy.text")),),
        language=language,
    )


def text_parts(text: str) -> list[str]:
    """Returns a text in parts of whole lines, each short enough to be copied from one field."""
    parts, part = list[str](), ""
    for line in text.splitlines(keepends=True):
        if part and len(part) + len(line) > LONGEST:
            parts.append(part)
            part = ""
        part += line
    return [*parts, part]


class ScenarioSheet:
    """Own role-plays."""

    kind = EntryKind.SCENARIO
    limits = FormLimits({FILE: LONGEST_SCENARIO})

    def fields(self, deps: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        return scenario_form(deps.phrasebook.words.speaker(language), language, EntryReference()).fields

    def read(self, ask: Submit, entry_id: str) -> Content:
        return OwnScenario()  # whose file is read, with the book of its team, by whoever takes the form

    def faults(self, content: Content, book: Phrasebook, deps: TeamDeps) -> Iterator[Fault]:
        if content == OwnScenario():
            yield Fault(FILE, "missing")

    def elements(self, content: Content, deps: TeamDeps, language: str) -> tuple[c.Element, ...]:
        if not isinstance(content, OwnScenario):
            return ()
        viewer, played = deps.viewer(language), content.newest
        persona = viewer.book.personas.get(played.persona)
        guide = viewer.book.safety.get(played.safety) if played.safety else None
        about = dotted(
            viewer.say(f"team.scenario.is.{_state(content)}"),
            viewer.facet(played.channel) or played.channel,
            viewer.facet(played.industry) or played.industry,
            viewer.pick(persona.name) if persona else "",
            viewer.pick(guide.name) if guide else "",
        )
        return (c.Text(bold(viewer.pick(played.name))), c.Note(about))


def _state(own: OwnScenario) -> str:
    if own.draft and own.published:
        return "both"
    return "draft" if own.draft else "published"
