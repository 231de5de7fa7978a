"""The cards of the team's room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.coach import card as c
from bot.coach.talk import Answer, How, Person
from bot.coach.team.content import Entry, Kind
from bot.coach.team.office import Office, Ref
from bot.coach.team.sheet import Sheet

HOME, IMPORT = "team.home", "team.import"
PER_PAGE = 5
Thing = TypeVar("Thing")


def home(office: Office, person: Person, how: How) -> Answer:
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
    return Answer(c.Card(title, (c.Heading(title, badge), *elements), person.language), How.UPDATE)


def listed(
    office: Office, sheet: Sheet, person: Person, entries: Sequence[Entry], page: int, told: str
) -> Answer:
    """Returns a page of the list of one kind of thing, the newest first; `told` is what was just done."""
    say, name = office.say(person), f"team.{sheet.kind.value}"
    shown, page = paged(entries, page)
    elements: list[c.Element] = [c.Note(told)] if told else []
    if not entries:
        elements.append(c.Text(say(f"{name}.none")))
    for entry in shown:
        ref = Ref(entry.id, entry.version).encode()
        edit = c.Button(say("team.edit"), f"{name}.edit", ref, form=True)
        retire = c.Button(say("team.retire"), f"{name}.retire", ref)
        elements += [*sheet.shown(entry.content, office, person.language), c.Buttons((edit, retire))]
    add = c.Button(say(f"{name}.add"), f"{name}.new", tone=c.Tone.PRIMARY, form=True)
    file = [c.Button(say("team.import"), IMPORT, form=True)] if sheet.kind is not Kind.OFFER else []
    pages = turning(office, person, name, page, len(entries))
    elements += [c.Divider(), c.Buttons((add, *file, *pages, back(office, person)))]
    return answer(person, say(f"team.{sheet.kind.value}s"), elements, badge=str(len(entries)))


def paged(entries: Sequence[Thing], page: int) -> tuple[Sequence[Thing], int]:
    """Returns the entries of a page and its number; beyond the last page, the first."""
    page = page if page * PER_PAGE < len(entries) else 0
    return entries[page * PER_PAGE : (page + 1) * PER_PAGE], page


def turning(
    office: Office, person: Person, action: str, page: int, count: int, per_page: int = PER_PAGE
) -> tuple[c.Button, ...]:
    """Returns the buttons that turn pages."""
    say = office.say(person)
    earlier = [c.Button(say("team.earlier"), action, str(page - 1))] if page else []
    later = [c.Button(say("team.later"), action, str(page + 1))] if (page + 1) * per_page < count else []
    return (*earlier, *later)


def back(office: Office, person: Person) -> c.Button:
    """Returns the button that leads to the team's card."""
    return c.Button(office.say(person)("team.title"), HOME)
