"""Somebody who takes the self-check, at the desk itself: what they are shown, and how it reaches them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.coach import card as c
from bot.coach.checkin.ports import Terms
from bot.coach.groups import Group
from bot.coach.talk import Answer, Ask, Command, Errors, How, Person, Press, Reply, Role, Submit
from bot.wiring.calma import Calma
from bot.wiring.stores import Stores
from tests.build import build
from tests.conftest import PHRASEBOOK

MIDDLE = datetime(2026, 11, 25, 15, tzinfo=UTC)  # in the fortnight from 16 to 29 November
AFTER = datetime(2026, 11, 30, 9, tzinfo=UTC)
HEAVY = {"energy": 1, "autopilot": 3, "helped": 1, "rested": 2, "abuse": 2, "alone": 1}
LIGHT = {"energy": 4, "autopilot": 0, "helped": 4, "rested": 4, "abuse": 0, "alone": 4}
NUMBERS = count()


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: datetime = MIDDLE) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def fortnight(self) -> None:
        """Two weeks go by."""
        self.now += timedelta(days=14)


def house(clock: Clock, stores: Stores | None = None, instrument: Path | None = None) -> Calma:
    """Returns the coach as it is shipped, by that clock."""
    return build(PHRASEBOOK, stores, instrument, clock)


class Colleague:
    """Somebody who types, presses and sends. `card` or `form` is what they look at."""

    def __init__(
        self, house: Calma, user_id: str = "", language: str = "en", role: Role = Role.AGENT
    ) -> None:
        self.house = house
        self.person = Person("T1", "test", user_id or f"C{next(NUMBERS)}", language, role)
        self.card = c.Card("", ())
        self.form: c.Form | None = None
        self.how: How | None = None
        self.errors: dict[str, str] = {}

    async def types(self, text: str = "") -> Colleague:
        """Types `/checkin text`."""
        return await self._ask(Command(self.person, "checkin", text))

    async def presses(self, label: str) -> Colleague:
        """Presses the button with that label, on a card or above a form's fields."""
        button = next(button for button in self.buttons if button.label == label)
        return await self.press(button.action, button.value)

    async def press(self, action: str, value: str = "") -> Colleague:
        """Presses whatever has that action."""
        return await self._ask(Press(self.person, action, value))

    async def sends(self, **answers: int | str | tuple[str, ...]) -> Colleague:
        """Fills in the form and sends it."""
        assert self.form
        return await self._ask(submit(self.person, self.form, **answers))

    async def takes_part(self) -> Colleague:
        """Opens the self-check, and says yes."""
        await self.types()
        return await self.sends()

    async def answers(self, **answers: int) -> Colleague:
        """Takes the self-check of now, from the start."""
        await self.types()
        if self.form and not self.form.fields:
            await self.sends()
        return await self.sends(**(answers or HEAVY))

    async def _ask(self, ask: Ask) -> Colleague:
        self._take(await self.house.desk.answer(ask))
        await self.house.behind.settled()
        return self

    def _take(self, reply: Reply) -> None:
        self.errors = {}
        match reply:
            case Answer(card, how):
                self.card, self.how, self.form = card, how, None
            case c.Form():
                self.form, self.how = reply, How.DIALOG if reply.dialog else None
            case Errors(fields):
                self.errors = dict(fields)
            case _:
                raise AssertionError(reply)

    @property
    def elements(self) -> tuple[c.Element, ...]:
        """What is shown, without a form's fields."""
        return self.form.intro if self.form else self.card.elements

    @property
    def buttons(self) -> list[c.Button]:
        """All buttons, in order."""
        return [button for part in self.elements if isinstance(part, c.Buttons) for button in part.buttons]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]

    @property
    def title(self) -> str:
        """The title of the form, or the first heading."""
        if self.form:
            return self.form.title
        return next(part.text for part in self.card.elements if isinstance(part, c.Heading))

    @property
    def text(self) -> str:
        """All that can be read, a line for each element."""
        return "\n".join(map(_read, self.elements))

    def one(self, kind: type[c.Element]) -> c.Element:
        """Returns the one element of that kind."""
        [found] = [part for part in self.elements if isinstance(part, kind)]
        return found


def submit(person: Person, form: c.Form, **answers: int | str | tuple[str, ...]) -> Submit:
    """Returns a form that was filled in; a field that is not named stays as it is shown."""
    shown = {f.name: f.selected if isinstance(f, c.Select) else (f.value,) for f in form.fields}
    named = {name: v if isinstance(v, tuple) else (str(v),) for name, v in answers.items()}
    fields = {name: values for name, values in {**shown, **named}.items() if any(values)}
    return Submit(person, form.action, form.value, fields)


async def grouped(house: Calma, *people: str, id: str = "night", name: str = "Night shift") -> None:
    """Makes a group of these people, and offers the self-check to it too."""
    await house.stores.groups.keep(Group("T1", id, name, "test", people=people))
    tenants = house.stores.checkin.tenants
    assert await tenants.put("T1", chosen(await tenants.terms("T1"), id))


def chosen(terms: Terms, group: str) -> Terms:
    """Returns terms by which the self-check is offered to one more group."""
    return replace(terms, country="US", groups=(*terms.groups, group))


def _read(part: c.Element) -> str:
    match part:
        case c.Heading(text, badge):
            return f"{text} {badge}".strip()
        case c.Text(text) | c.Note(text):
            return text
        case c.Meter(label, value, top, note):
            return f"{label} {value:g}/{top:g} {note}".strip()
        case c.Table(headings, rows):
            return "\n".join(" | ".join(row) for row in (headings, *rows))
        case c.Chart(title, labels, values, _):
            points = ", ".join(f"{label}: {value:g}" for label, value in zip(labels, values, strict=True))
            return f"{title} {points}"
        case _:
            return ""
