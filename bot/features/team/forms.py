"""The forms of the team's own content, and what each kind of thing has: fields, rules, a look on a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from bot.core import card as c
from bot.core.chat import Person, Submit
from bot.core.limits import FormLimits
from bot.core.phrasebook import CHANNELS, Phrasebook
from bot.core.viewer import Viewer
from bot.features.team.deps import TeamDeps
from bot.features.team.model import LANGUAGES, Content, EntryKind
from bot.features.team.ports import Fault

IMPORT, FILE, LONGEST_FILE = "team.import", "file", 1_000_000  # characters
APPOINT, LONGEST_USER = "team.manager.save", 128  # characters


class Sheet(Protocol):
    """One kind of thing."""

    kind: EntryKind
    limits: FormLimits

    def fields(self, deps: TeamDeps, language: str, content: Content | None) -> tuple[c.Field, ...]:
        """Returns the fields of the form, filled in with `content`."""

    def read(self, ask: Submit, entry_id: str) -> Content:
        """Returns what was written into the form, right or wrong."""

    def faults(self, content: Content, book: Phrasebook, deps: TeamDeps) -> Iterator[Fault]:
        """Yields what is wrong with it; `book` is the team's, without the entry as it was before."""

    def elements(self, content: Content, deps: TeamDeps, language: str) -> tuple[c.Element, ...]:
        """Returns how it looks on a card."""


def languages_first(first: str) -> tuple[str, ...]:
    """Returns the languages that are written in, one of them first."""
    return tuple(sorted(LANGUAGES, key=lambda code: code != first))


def situation_select(deps: TeamDeps, language: str, chosen: str = "") -> c.Select:
    """Returns the field in which a situation is chosen."""
    viewer = deps.viewer(language)
    options = tuple(
        c.Option(viewer.pick(s.name), s.id, viewer.pick(s.when)) for s in viewer.book.situations.values()
    )
    selected = (viewer.book.situation_now(chosen),) if chosen else ()
    return c.Select("situation", viewer.say("team.situation"), options, selected)


def named(viewer: Viewer, code: str) -> str:
    """Returns the name of a language."""
    return viewer.say(f"language.{code}")


def facet_selects(
    viewer: Viewer, channels: tuple[str, ...], industries: tuple[str, ...]
) -> tuple[c.Select, c.Select]:
    """Returns the fields of the channels and of the industries that something fits, with those chosen."""

    def select(name: str, ids: Iterable[str], chosen: tuple[str, ...]) -> c.Select:
        options = tuple(c.Option(viewer.facet(id) or id, id) for id in ids)
        label = viewer.say(f"team.phrase.{name}")
        return c.Select(name, label, options, chosen, many=True, optional=True)

    every = (facet.id for facet in viewer.book.industries)
    return select("channels", CHANNELS, channels), select("industries", every, industries)


def facet_names(viewer: Viewer, *ids: str) -> list[str]:
    """Returns the names of channels and industries; the id of one that the phrasebook has no more."""
    return [viewer.facet(id) or id for id in ids]


def import_form(deps: TeamDeps, person: Person) -> c.Form:
    """Returns the form that takes a file."""
    say = deps.say(person)
    label, hint = say("team.import.file"), say("team.import.hint")
    field = c.Input(FILE, label, c.InputKind.FILE, hint=hint, limit=LONGEST_FILE)
    intro, language = (c.Text(say("team.import.text")),), person.language
    return c.Form(say("team.import"), IMPORT, say("team.import"), (field,), intro=intro, language=language)


def manager_form(deps: TeamDeps, person: Person) -> c.Form:
    """Returns the form to appoint somebody."""
    say = deps.say(person)
    field = c.Input("person", say("team.manager.person"), c.InputKind.PERSON, limit=LONGEST_USER)
    title, send, intro = say("team.manager.add"), say("team.manager.appoint"), say("team.manager.intro")
    return c.Form(title, APPOINT, send, (field,), intro=(c.Note(intro),), language=person.language)
