"""The list of a team's own role-plays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core import card as c
from bot.core.chat import Answer, Person
from bot.core.pages import Page, found_line, list_buttons, page_of
from bot.core.words import Say
from bot.features.team.buttons import EntryReference
from bot.features.team.cards import PER_PAGE, TURNS, list_card, status_note
from bot.features.team.deps import TeamDeps
from bot.features.team.forms import Sheet
from bot.features.team.model import TeamEntry
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.scenario_forms import TEMPLATE, page_value

NAME = "team.scenario"
NEW, EDIT, RETIRE = f"{NAME}.new", f"{NAME}.edit", f"{NAME}.retire"
PUBLISH, TAKE_BACK, COPY = f"{NAME}.publish", f"{NAME}.take_back", f"{NAME}.copy"
TRY = "roleplay.try"  # a press that another feature answers


def scenarios_card(
    deps: TeamDeps,
    sheet: Sheet,
    person: Person,
    entries: Sequence[TeamEntry],
    page: Page,
    status: str,
    hints: Sequence[str],
) -> Answer:
    """Returns a page of the role-plays, the newest first; `hints` tell what gives the last one away."""
    say = deps.say(person)
    part = page_of(
        entries, page, PER_PAGE, lambda entry: sheet.elements(entry.content, deps, person.language)
    )
    elements = [*status_note(status), *map(c.Note, hints), *found_line(say, part)]
    if not entries:
        elements.append(c.Text(say(f"{NAME}.none")))
    for entry in part.items:
        elements += sheet.elements(entry.content, deps, person.language)
        elements.append(c.Buttons(tuple(_buttons(say, entry))))
    add = c.Button(say(f"{NAME}.add"), NEW, tone=c.Tone.PRIMARY, form=True)
    template = c.Button(say("team.template"), COPY, page_value(TEMPLATE, 0), form=True)
    turns = list_buttons(say, NAME, part, TURNS)
    return list_card(deps, person, f"{NAME}s", elements, add, template, *turns, count=part.count)


def _buttons(say: Say, entry: TeamEntry) -> Iterator[c.Button]:
    own, ref = entry.content, EntryReference(entry.id, entry.version).encode()
    if not isinstance(own, OwnScenario):
        return
    yield c.Button(say(f"{NAME}.try"), TRY, own.to_try.id)
    if own.draft:
        yield c.Button(say(f"{NAME}.publish"), PUBLISH, ref)
    if own.published:
        yield c.Button(say(f"{NAME}.take_back"), TAKE_BACK, ref)
    yield c.Button(say("team.edit"), EDIT, ref, form=True)
    yield c.Button(say(f"{NAME}.copy"), COPY, page_value(entry.id, 0), form=True)
    yield c.Button(say("team.retire"), RETIRE, ref)
