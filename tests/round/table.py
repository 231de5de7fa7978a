"""A team at one table: Marta manages, the others answer contacts. Cards go to the channel by the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from bot.coach import card as c
from bot.coach.desk import Desk
from bot.coach.home.front_door import FrontDoor
from bot.coach.ledger_memory import LedgerInMemory
from bot.coach.library import Library
from bot.coach.phrasebook import Phrasebook
from bot.coach.ports import PeopleInMemory
from bot.coach.prompts import Prompt
from bot.coach.round import room
from bot.coach.round.kit import Kit
from bot.coach.round.memory import RecordsInMemory
from bot.coach.round.opening import Opening
from bot.coach.talk import Answer, Ask, Command, Errors, How, Person, Press, Role, Submit
from bot.content.load import load
from bot.delivery.drainer import Drainer
from tests.boundary.office import Mailbox
from tests.conftest import PHRASEBOOK

PROMPTS = (
    Prompt(
        "refund-day-31",
        "saying-no",
        "phone",
        {"en": "One day late, and you keep my money?", "es": "¿Un día tarde y se quedan con mi dinero?"},
        (
            {"en": "Names what it feels like.", "es": "Nombra lo que se siente."},
            {"en": "Says one thing that can be done.", "es": "Dice una cosa que sí se puede."},
        ),
        ("e-commerce",),
    ),
    Prompt(
        "on-hold",
        "waiting",
        "chat",
        {"en": "I've been here an hour.", "es": "Llevo una hora aquí."},
        (
            {"en": "Says how long.", "es": "Dice cuánto falta."},
            {"en": "Is sorry once.", "es": "Una disculpa."},
        ),
    ),
)


@cache
def with_prompts() -> Phrasebook:
    """Returns the shipped phrasebook with these lines in place of its own."""
    return replace(load(PHRASEBOOK), prompts={prompt.id: prompt for prompt in PROMPTS})


@dataclass
class Table:
    """The desk with team rounds alone, what is sent, and the time."""

    library: Library = field(default_factory=lambda: Library(with_prompts()))
    now: datetime = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)

    def __post_init__(self) -> None:
        numbers = count(1)
        self.records, self.ledger, self.mail = RecordsInMemory(), LedgerInMemory(), Mailbox()
        self.people, self.kept = PeopleInMemory(), list[tuple[str, str, str]]()
        self.kit = Kit(
            self.library, self.records, self.ledger, lambda: self.now, lambda: f"n{next(numbers)}", self.keep
        )
        door = FrontDoor(self.library)
        self.desk = Desk(door, str, self.people)
        self.desk.open([door, *room.capabilities(self.kit)])
        self.opening: Opening = room.opening(self.kit)
        self.drainer = Drainer(
            self.ledger,
            {"slack": self.mail},
            {room.ROOM: room.author(self.library, self.records, self.people)},
            lambda: self.now,
            str,
            daily=[room.retention(self.records)],
        )

    def keep(self, person: Person, situation: str, language: str, words: str) -> c.Form:
        self.kept.append((situation, language, words))
        return c.Form("Phrase", "team.phrase.save", "Save", ())

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def somebody(self, name: str, language: str = "en", role: Role = Role.AGENT, tenant: str = "T1") -> Guest:
        """Returns a person to act as."""
        return Guest(self, Person(tenant, "slack", name, language, role))

    def marta(self, language: str = "en") -> Guest:
        """Returns the manager."""
        return self.somebody("marta", language, Role.MANAGER)

    async def posted(self) -> c.Card:
        """Lets what is due go out, and returns the last card in the channel."""
        await self.drainer.drain()
        return self.mail.to("C1")[-1]


@dataclass
class Guest:
    """Somebody at the table; `card` is the last that they saw, and `board` the one in the channel."""

    table: Table
    person: Person
    card: c.Card = field(default_factory=lambda: c.Card("", ()))
    board: c.Card = field(default_factory=lambda: c.Card("", ()))
    form: c.Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    how: How | None = None

    async def types(self, text: str, where: str = "C1") -> str:
        return await self.ask(Command(self.person, "drill", text, where))

    async def presses(self, label: str, *, on: c.Card | None = None) -> str:
        """Presses a button of the card in the channel, else of the card they see."""
        card = on or self.board
        button = next((b for b in buttons(card) if b.label == label), None)
        button = button or next(b for b in buttons(self.card) if b.label == label)
        return await self.ask(Press(self.person, button.action, button.value, where="C1"))

    async def fills_in(self, **fields: str) -> str:
        assert self.form
        kept = {name: (text,) for name, text in fields.items() if text}
        return await self.ask(Submit(self.person, self.form.action, self.form.value, kept))

    async def replies(self, text: str) -> str:
        button = next(b for b in buttons(self.board) if b.action == "round.reply")
        await self.ask(Press(self.person, button.action, button.value))
        return await self.fills_in(reply=text)

    async def ask(self, ask: Ask) -> str:
        self.errors = {}
        reply = await self.table.desk.answer(ask)
        match reply:
            case Answer(card, how):
                self.card, self.how = card, how
                if how is How.EVERYONE:
                    self.board = card
                return title(card)
            case c.Form():
                self.form = reply
                return reply.title
            case Errors(found):
                self.errors = found
                return "errors"
        raise AssertionError(reply)

    def sees(self, board: c.Card) -> Guest:
        """Looks at the channel."""
        self.board = board
        return self

    @property
    def text(self) -> str:
        return text(self.card)


def buttons(card: c.Card) -> list[c.Button]:
    return [button for e in card.elements if isinstance(e, c.Buttons) for button in e.buttons]


def labels(card: c.Card) -> list[str]:
    return [button.label for button in buttons(card)]


def title(card: c.Card) -> str:
    return next(e.text for e in card.elements if isinstance(e, c.Heading))


def text(card: c.Card) -> str:
    """Returns all that a card says beside its buttons."""
    found = [e.text for e in card.elements if isinstance(e, c.Heading | c.Text | c.Note)]
    return "\n".join(found + quoted(card))


def quoted(card: c.Card) -> list[str]:
    """Returns what people typed, as it is quoted."""
    return [e.text for e in card.elements if isinstance(e, c.Quote)]
