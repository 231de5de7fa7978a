"""A small office to talk in: Ana and Luis answer contacts, Sofía and Pablo supervise, Marta manages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from bot.coach import card as c
from bot.coach.boundary import room
from bot.coach.boundary.kept import Kept, in_memory
from bot.coach.boundary.kit import Kit
from bot.coach.desk import Desk
from bot.coach.edge import Address, Fate, Messenger, Receipt
from bot.coach.home.front_door import FrontDoor
from bot.coach.library import Library
from bot.coach.phrasebook import Phrasebook
from bot.coach.ports import PeopleInMemory
from bot.coach.talk import Answer, Ask, Command, Errors, How, Person, Press, Role, Submit
from bot.content.load import load
from bot.delivery.drainer import Drainer
from tests.conftest import PHRASEBOOK


@cache
def shipped_book() -> Phrasebook:
    """Returns the shipped phrasebook."""
    return load(PHRASEBOOK)


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class Mailbox:
    """Keeps what it is given, once for each key; `refuses` are ids that cannot be reached."""

    refuses: set[str] = field(default_factory=set)
    sent: list[tuple[Address, c.Card, str]] = field(default_factory=list)

    async def send(self, address: Address, card: c.Card, key: str) -> Receipt:
        if address.id in self.refuses:
            return Receipt(Fate.REFUSED, reason="gone")
        if key not in {known for *_, known in self.sent}:
            self.sent.append((address, card, key))
        return Receipt(Fate.SENT, key)

    def to(self, id: str, tenant: str = "T1") -> list[c.Card]:
        """Returns the cards that somebody got, oldest first."""
        return [card for address, card, _ in self.sent if (address.tenant, address.id) == (tenant, id)]


class Office:
    """The desk, its people, what they are sent, and the time."""

    def __init__(
        self, book: Phrasebook, kept: Kept | None = None, messenger: Messenger | None = None
    ) -> None:
        numbers = count(1)
        self.clock, self.mail, self.people = Clock(), Mailbox(), PeopleInMemory()
        self.kept, self.library = kept or in_memory(), Library(book)
        self.kit = Kit(
            self.library,
            self.kept.incidents,
            self.kept.policies,
            self.people,
            self.clock,
            lambda: f"id{next(numbers)}",
        )
        door = FrontDoor(self.library)
        self.errors: list[BaseException] = []
        self.desk = Desk(door, self.report, self.people)
        self.desk.open([door, *room.capabilities(self.kit)])
        self.drainer = Drainer(
            self.kept.ledger,
            {"slack": messenger or self.mail},
            {room.ROOM: room.author(self.kit)},
            self.clock,
            self.report,
            daily=[room.retention(self.kit)],
        )

    def report(self, error: BaseException) -> str:
        self.errors.append(error)
        return "ref"

    async def appoint(self, *supervisors: str, tenant: str = "T1") -> None:
        for user in supervisors:
            await self.people.appoint(tenant, user, Role.SUPERVISOR)

    def somebody(self, name: str, language: str = "en", tenant: str = "T1", role: Role = Role.AGENT) -> Seat:
        """Returns a person to act as."""
        person = Person(tenant, "slack", name.lower(), language, role, name=name)
        return Seat(self, person)

    async def minutes_pass(self, minutes: float) -> None:
        """Lets time go by in small steps, with what is due going out."""
        for _ in range(int(minutes * 2)):
            self.clock.later(0.5)
            await self.drainer.drain()
        assert not self.errors


@dataclass
class Seat:
    """Somebody who types, presses and fills in; `card` or `form` is what they see now."""

    office: Office
    person: Person
    card: c.Card = field(default_factory=lambda: c.Card("", ()))
    form: c.Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    how: How | None = None

    async def types(self, text: str) -> str:
        """Types `/calm text`."""
        return await self._ask(Command(self.person, "calm", text))

    async def presses(self, label: str) -> str:
        """Presses the button with that label."""
        button = next(button for button in self.buttons if button.label == label)
        return await self._ask(Press(self.person, button.action, button.value))

    async def chooses(self, label: str, option: str) -> str:
        """Chooses an option of the select with that label."""
        choice = next(e for e in self.card.elements if isinstance(e, c.Choice) and e.label == label)
        value = next(o.value for o in choice.options if o.label == option)
        return await self._ask(Press(self.person, choice.action, value))

    async def fills_in(self, **fields: str | tuple[str, ...]) -> str:
        """Sends the form, its fields as they stand but for those given."""
        assert self.form
        values: dict[str, tuple[str, ...]] = {}
        for item in self.form.fields:
            before = item.selected if isinstance(item, c.Select) else (item.value,)
            given = fields.pop(item.name, before)
            values[item.name] = (given,) if isinstance(given, str) else given
        assert not fields, "no such field"
        kept = {name: tuple(filter(None, texts)) for name, texts in values.items()}
        kept = {name: texts for name, texts in kept.items() if texts}
        return await self._ask(Submit(self.person, self.form.action, self.form.value, kept))

    async def _ask(self, ask: Ask) -> str:
        reply = await self.office.desk.answer(ask)
        match reply:
            case Answer(card, how):
                self.card, self.how, self.form, self.errors = card, how, None, {}
                return self.title
            case c.Form():
                self.form = reply
                return reply.title
            case Errors(found):
                self.errors = found
                return "errors"
        raise AssertionError(reply)

    def reads(self, card: c.Card) -> Seat:
        """Looks at a card that was sent."""
        self.card = card
        return self

    @property
    def title(self) -> str:
        return next(e.text for e in self.card.elements if isinstance(e, c.Heading))

    @property
    def badge(self) -> str:
        return next(e.badge for e in self.card.elements if isinstance(e, c.Heading))

    @property
    def buttons(self) -> list[c.Button]:
        return [button for e in self.card.elements if isinstance(e, c.Buttons) for button in e.buttons]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def phrases(self) -> list[c.Phrase]:
        return [e for e in self.card.elements if isinstance(e, c.Phrase)]

    @property
    def text(self) -> str:
        """All that the card says beside its phrases and buttons."""
        return text(self.card)


def text(card: c.Card) -> str:
    """Returns all that a card says beside its phrases and buttons."""
    found = [e.text for e in card.elements if isinstance(e, c.Heading | c.Text | c.Note)]
    found += [f"{e.label} {e.text}" for e in card.elements if isinstance(e, c.Quote)]
    return "\n".join(found)


def title(card: c.Card) -> str:
    """Returns the heading of a card."""
    return next(e.text for e in card.elements if isinstance(e, c.Heading))
