"""The door of what teams add, for whoever wires it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.core import card as c
from bot.core.chat import Person
from bot.core.desk import Handlers
from bot.core.exports import ExportKind, ExportNote
from bot.core.groups import Group
from bot.core.home import HomeLine, HomeLines
from bot.core.people import Clock
from bot.core.phrasebook import Phrase
from bot.core.retention import TEAM_CHANGES, Retention
from bot.core.scenarios import Scenario
from bot.features.team.change_handlers import ChangeLogHandlers
from bot.features.team.deps import TeamDeps
from bot.features.team.entry_handlers import EntryHandlers, ItemHandlers
from bot.features.team.handlers import TeamHandlers
from bot.features.team.import_handlers import ImportHandlers
from bot.features.team.item_handlers import ItemStepHandlers
from bot.features.team.manager_handlers import ManagerHandlers
from bot.features.team.miss_handlers import NAME as MISSES
from bot.features.team.miss_handlers import MissHandlers
from bot.features.team.model import (
    COMMAND_LINE,
    Change,
    ChangeKind,
    EntryKind,
    GroupEdit,
    OwnPhrase,
    SettingsEdit,
    export_change,
    group_change,
    signature,
    told_change,
    unit_change,
)
from bot.features.team.offer_forms import OfferSheet
from bot.features.team.own_scenario import OwnScenario
from bot.features.team.phrase_forms import PhraseSheet, TriggerSheet
from bot.features.team.ports import TeamStore
from bot.features.team.review_handlers import NAME as REVIEWS
from bot.features.team.review_handlers import ReviewHandlers
from bot.features.team.reviewed import due_ids, every_reviewed
from bot.features.team.scenario_handlers import ScenarioHandlers
from bot.features.team.speech_handlers import SpeechHandlers


def handlers(deps: TeamDeps) -> tuple[Handlers, ...]:
    """Returns what managers can do for their team, and the offers that everybody sees."""
    items = ItemStepHandlers(deps)
    return (
        TeamHandlers(deps),
        EntryHandlers(deps, PhraseSheet()),
        EntryHandlers(deps, TriggerSheet()),
        items,
        ScenarioHandlers(deps),
        EntryHandlers(deps, OfferSheet()),
        ItemHandlers(items),
        SpeechHandlers(deps),
        ReviewHandlers(deps),
        ManagerHandlers(deps),
        MissHandlers(deps),
        ChangeLogHandlers(deps),
        ImportHandlers(deps),
    )


def retention(store: TeamStore) -> Retention:
    """Returns the daily job: it deletes old changes, and what was taken away as long ago."""
    return Retention(store.purge_changes, TEAM_CHANGES)


def review_share(deps: TeamDeps) -> Callable[[Person], Awaitable[tuple[int, int]]]:
    """Returns what counts the phrases that were looked at in time, and all that have to be, of a team."""

    async def share(person: Person) -> tuple[int, int]:
        every = await every_reviewed(deps, person)
        return len(every) - len(due_ids(deps, person, every)), len(every)

    return share


def miss_lines(deps: TeamDeps) -> HomeLines:
    """Returns what tells a manager how many look-ups found nothing and wait for words."""

    async def lines(person: Person) -> Sequence[HomeLine]:
        return _counted(deps, person, "misses", len(await deps.misses.frequent_misses(person.tenant)), MISSES)

    return lines


def review_lines(deps: TeamDeps) -> HomeLines:
    """Returns what tells a manager how many phrases somebody has to look at again."""

    async def lines(person: Person) -> Sequence[HomeLine]:
        every = await every_reviewed(deps, person)
        return _counted(deps, person, "reviews", len(due_ids(deps, person, every)), REVIEWS)

    return lines


def _counted(deps: TeamDeps, person: Person, key: str, count: int, action: str) -> tuple[HomeLine, ...]:
    say = deps.say(person)
    line = say(f"home.waits.{key}.{'one' if count == 1 else 'many'}", count=count)
    return (HomeLine(line, c.Button(say(f"home.{key}"), action)),) if count else ()


def draft_finder(store: TeamStore) -> Callable[[str, str], Awaitable[Scenario | None]]:
    """Returns what finds the role-play that a manager of a tenant tries, by the id of it."""

    async def draft(tenant: str, id: str) -> Scenario | None:
        entry = await store.find_entry(tenant, EntryKind.SCENARIO, id)
        own = entry.content if entry and not entry.retired else None
        return own.to_try if isinstance(own, OwnScenario) else None

    return draft


def phrase_form(deps: TeamDeps) -> Callable[[Person, str, str, str, str], c.Form]:
    """Returns what opens the form for an own phrase: of a situation, with words in a language filled in.

    Without a situation it takes the one nearest to the customer's line, or else to the words.
    """
    phrases = EntryHandlers(deps, PhraseSheet())

    def filled_form(person: Person, situation: str, language: str, words: str, line: str) -> c.Form:
        situation = situation or deps.nearest(person.tenant, line or words)
        return phrases.filled_form(person, OwnPhrase(situation, Phrase("", {language: words}, {})))

    return filled_form


def visibility_note(store: TeamStore, clock: Clock) -> Callable[[Person, bool], Awaitable[None]]:
    """Returns what notes in the change log whether managers see, from now on, who practised."""

    async def note(person: Person, named: bool) -> None:
        action = ChangeKind.NAMED if named else ChangeKind.UNNAMED
        await store.note_change(person.tenant, Change(action, "", signature(person), clock()))

    return note


def onboarding_note(store: TeamStore, clock: Clock) -> Callable[[Person, Group, bool], Awaitable[None]]:
    """Returns what notes in the change log that the first days of somebody new were begun, or undone."""

    async def note(person: Person, group: Group, begun: bool) -> None:
        action = ChangeKind.ONBOARDED if begun else ChangeKind.ONBOARDING_UNDONE
        await store.note_change(person.tenant, told_change(action, group, signature(person), clock()))

    return note


def minute_note(store: TeamStore, clock: Clock) -> Callable[[Person, Group], Awaitable[None]]:
    """Returns what notes in the change log that somebody had a group offered the start-of-shift minute."""

    async def note(person: Person, group: Group) -> None:
        change = told_change(ChangeKind.MINUTE_OFFERED, group, signature(person), clock())
        await store.note_change(person.tenant, change)

    return note


def group_note(
    store: TeamStore, clock: Clock
) -> Callable[[Person, Group | None, Group | None], Awaitable[None]]:
    """Returns what notes in the change log that a group was made, changed or removed."""

    async def note(person: Person, before: Group | None, after: Group | None) -> None:
        if change := group_change(before, after, signature(person), clock()):
            await store.note_change(person.tenant, change)

    return note


def export_note(store: TeamStore, clock: Clock) -> ExportNote:
    """Returns what notes in the change log that somebody took a file along, and what of."""

    async def note(person: Person, kind: ExportKind, group: Group | None = None, weeks: int = 0) -> None:
        change = export_change(EntryKind(kind.value), group, weeks, signature(person), clock())
        await store.note_change(person.tenant, change)

    return note


async def note_command_line_export(store: TeamStore, tenant: str, kind: ExportKind, at: datetime) -> None:
    """Notes in the change log that whoever runs the server took a file along."""
    change = export_change(EntryKind(kind.value), None, 0, COMMAND_LINE, at)
    await store.note_change(tenant, change)


def unit_note(store: TeamStore, clock: Clock) -> Callable[[Person, str, str, GroupEdit], Awaitable[None]]:
    """Returns what notes in the change log what becomes of a unit, by its id and the name it had."""

    async def note(person: Person, id: str, former: str, edit: GroupEdit) -> None:
        await store.note_change(person.tenant, unit_change(id, former, edit, signature(person), clock()))

    return note


def figures_note(
    store: TeamStore, clock: Clock
) -> Callable[[str, Person | None, int, bool], Awaitable[None]]:
    """Returns what notes in the change log that weeks of help-desk figures were imported, or removed.

    Without a person it was the command line.
    """

    async def note(tenant: str, person: Person | None, count: int, removed: bool) -> None:
        action = ChangeKind.FIGURES_REMOVED if removed else ChangeKind.FIGURES
        by = signature(person) if person else COMMAND_LINE
        await store.note_change(tenant, Change(action, "", by, clock(), amount=count))

    return note


def checkin_note(
    store: TeamStore, clock: Clock
) -> Callable[[Person, Sequence[tuple[str, str, str]]], Awaitable[None]]:
    """Returns what notes in the change log that somebody set up, changed or turned off the self-check."""

    async def note(person: Person, changes: Sequence[tuple[str, str, str]]) -> None:
        edit = SettingsEdit(tuple(changes))
        kind, by = EntryKind.CHECKIN, signature(person)
        await store.note_change(person.tenant, Change(ChangeKind.EDITED, "", by, clock(), kind, after=edit))

    return note
