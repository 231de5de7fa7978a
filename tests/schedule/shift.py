"""A team with drills by schedule: Marta manages, the others answer contacts. Time goes when it is told to."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from bot.coach import card as c
from bot.coach.desk import Desk
from bot.coach.drill import room as drill
from bot.coach.drill.capability import Practice
from bot.coach.drill.kept import DrillsInMemory
from bot.coach.drill.kit import Kit as DrillKit
from bot.coach.group.capability import GroupRoom
from bot.coach.groups import Group, GroupsInMemory, Member, Rosters
from bot.coach.home.front_door import FrontDoor
from bot.coach.ledger import Ledger
from bot.coach.ledger_memory import LedgerInMemory
from bot.coach.library import Library
from bot.coach.ports import Address, PeopleInMemory
from bot.coach.schedule import room
from bot.coach.schedule.expansion import Expansion
from bot.coach.schedule.kept import Kept, SchedulesInMemory
from bot.coach.schedule.kit import Kit
from bot.coach.schedule.receiving import Finishing
from bot.coach.schedule.schedule import Schedule
from bot.coach.talk import Answer, Ask, Command, Errors, How, Person, Press, Role, Submit
from bot.delivery.drainer import Drainer
from tests.drill import bank
from tests.harness import Mailbox

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 08:00 in Mexico City, 09:00 in Bogotá, 15:00 in Madrid
MEXICO, BOGOTA, MADRID = "America/Mexico_City", "America/Bogota", "Europe/Madrid"
CHRISTMAS = date(2026, 12, 25)


@dataclass
class Channels:
    """A roster; a channel without members here cannot be read."""

    members_of: dict[str, list[str]] = field(default_factory=lambda: {"C1": ["ana", "luis", "eva"]})

    async def members(self, tenant: str, conversation: str) -> tuple[Member, ...] | None:
        found = self.members_of.get(conversation)
        return None if found is None else tuple(map(Member, found))


@dataclass
class Rounds:
    """Team rounds that only keep what they were asked for."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)

    async def posted(self, to: Address, key: str, topic: str, by: str, language: str) -> c.Card:
        self.asked.append((to.id, key, topic))
        return c.Card("A round", (c.Heading("A round"),), language)


class Shift:
    """The desk, what it keeps, what goes out, and the time."""

    def __init__(
        self, kept: Kept | None = None, ledger: Ledger | None = None, now: datetime = MONDAY
    ) -> None:
        numbers = count(1)
        self.now, self.errors = now, list[BaseException]()
        self.mail, self.people, self.groups = Mailbox(), PeopleInMemory(), GroupsInMemory()
        self.channels, self.rounds, self.withdrawn = Channels(), Rounds(), list[str]()
        self.rosters = Rosters({"slack": self.channels})
        self.ledger: Ledger = ledger or LedgerInMemory()
        self.kept = kept or Kept(SchedulesInMemory(self.ledger))
        self.library = Library(bank.book())
        practice = DrillKit(
            book=lambda _: bank.book(),
            bank=lambda _: bank.items(),
            drills=DrillsInMemory(),
            clock=lambda: self.now,
            new_id=lambda: f"d{next(numbers)}",
            dice=random.Random(7),
            lately=lambda _: (),
            nearest=lambda *_: "",
            finished=Finishing(self.kept.attendance, lambda: self.now),
        )
        self.kit = Kit(
            library=self.library,
            kept=self.kept,
            ledger=self.ledger,
            groups=self.groups,
            rosters=self.rosters,
            people=self.people,
            drills=Practice(practice),
            rounds=self.rounds,
            clock=lambda: self.now,
            new_id=lambda: f"s{next(numbers)}",
            withdraw=self.withdraw,
            report=self.errors.append,
        )
        door = FrontDoor(self.library)
        groups = GroupRoom(self.library, self.groups, self.rosters, self.people, lambda: f"g{next(numbers)}")
        self.desk = Desk(door, str, self.people)
        self.desk.open([door, groups, *drill.capabilities(practice), *room.capabilities(self.kit)])
        self.author, self.expansion = room.author(self.kit), Expansion(self.kit, batch=2)
        self.drainer = self.new_drainer()

    def new_drainer(self) -> Drainer:
        """Returns one more process that sends what is due."""
        authors = {room.ROOM: self.author}
        return Drainer(self.ledger, {"slack": self.mail}, authors, lambda: self.now, self.report)

    def report(self, error: BaseException) -> str:
        self.errors.append(error)
        return "ref"

    async def withdraw(self, to: Address, message: str) -> bool:
        self.withdrawn.append(message)
        return True

    async def team(self, *people: str, channel: str = "", name: str = "Night shift") -> Group:
        """Makes a group."""
        group = Group("T1", name.split()[0].lower(), name, "slack", channel, people)
        await self.groups.keep(group)
        return group

    async def meet(self, name: str, zone: str, language: str = "en") -> Guest:
        """Returns somebody whose platform told their zone and language."""
        await self.people.known(Person("T1", "slack", name, language, zone=zone))
        return self.somebody(name, language, zone=zone)

    def somebody(
        self, name: str, language: str = "en", role: Role = Role.AGENT, tenant: str = "T1", zone: str = ""
    ) -> Guest:
        """Returns a person to act as."""
        return Guest(self, Person(tenant, "slack", name, language, role, name=name.title(), zone=zone))

    def marta(self, language: str = "en", tenant: str = "T1", zone: str = MEXICO) -> Guest:
        """Returns the manager."""
        return self.somebody("marta", language, Role.MANAGER, tenant, zone)

    async def tick(self) -> None:
        """Does what happens every minute."""
        await self.expansion.tick(self.now)
        await self.drainer.sweep()
        await self.drainer.drain()

    async def passes(self, step: int = 5, **time: float) -> None:
        """Lets time go by, `step` minutes at a time."""
        end = self.now + timedelta(**time)
        while self.now < end:
            self.now = min(end, self.now + timedelta(minutes=step))
            await self.tick()
        assert not self.errors

    async def sleeps(self, **time: float) -> None:
        """Lets time go by with nobody there to see it."""
        self.now += timedelta(**time)

    def keys(self, id: str) -> list[str]:
        """Returns the keys of what somebody got."""
        return [key for to, _, key in self.mail.sent if to.id == id]

    async def only(self) -> Schedule:
        """Returns the one schedule there is."""
        (found,) = await self.kept.schedules.all("T1")
        return found


@dataclass
class Guest:
    """Somebody who types, presses and fills in; `card` or `form` is what they see now."""

    shift: Shift
    person: Person
    card: c.Card = field(default_factory=lambda: c.Card("", ()))
    form: c.Form | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    how: How | None = None
    where: str = ""

    async def types(self, text: str) -> str:
        """Types `/drill text`."""
        return await self.ask(Command(self.person, "drill", text, self.where))

    async def presses(self, label: str) -> str:
        """Presses the button with that label."""
        button = next(button for button in self.buttons if button.label == label)
        return await self.ask(Press(self.person, button.action, button.value, where=self.where))

    async def chooses(self, option: str, on: c.Card | None = None) -> str:
        """Chooses an option of the select on their card, or on another one."""
        choice = next(e for e in (on or self.card).elements if isinstance(e, c.Choice))
        value = next(o.value for o in choice.options if o.label == option)
        return await self.ask(Press(self.person, choice.action, value))

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
        return await self.ask(Submit(self.person, self.form.action, self.form.value, kept))

    async def schedules(self, **fields: str | tuple[str, ...]) -> str:
        """Sets a schedule up, and saves it."""
        await self.types("schedule")
        await self.fills_in(**fields)
        assert not self.errors, self.errors
        return await self.presses(self.labels[0])

    async def opens_mail(self) -> str:
        """Looks at the last card that came."""
        self.card = self.shift.mail.to(self.person.user_id)[-1]
        return self.title

    async def ask(self, ask: Ask) -> str:
        reply = await self.shift.desk.answer(ask)
        match reply:
            case Answer(card, how):
                self.card, self.how, self.form, self.errors = card, how, None, {}
                return self.title
            case c.Form():
                self.form, self.errors = reply, {}
                return reply.title
            case Errors(fields):
                self.errors = fields
                return ""
            case _:
                raise AssertionError(reply)

    @property
    def title(self) -> str:
        return next(e.text for e in self.card.elements if isinstance(e, c.Heading))

    @property
    def buttons(self) -> list[c.Button]:
        return [button for e in self.card.elements if isinstance(e, c.Buttons) for button in e.buttons]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def text(self) -> str:
        """All that the card says beside its buttons."""
        found = [e.text for e in self.card.elements if isinstance(e, c.Heading | c.Text | c.Note)]
        found += [f"{e.label} {e.text}" for e in self.card.elements if isinstance(e, c.Quote)]
        found += [" ".join(row) for e in self.card.elements if isinstance(e, c.Table) for row in e.rows]
        return "\n".join(found)

    async def finishes(self) -> None:
        """Answers what is left of the drill."""
        for _ in range(20):
            if "A" in self.labels:
                await self.presses("A")
            elif self.labels and self.labels[0] in ("Next", "See how it went", "Siguiente", "Ver cómo fue"):
                await self.presses(self.labels[0])
            else:
                return
