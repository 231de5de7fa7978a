"""One app for tests, with a clock that goes when it is told to, and people who talk to it.

    app = Harness()
    ana = Actor(app, "ana", "es")
    assert await ana.types("gritos") == "Gritos · teléfono"
    await ana.chooses("Chat", of="Canal")
    assert "Se calmó" in ana.labels
    await app.passes(hours=2)  # what is due goes out
    assert await ana.reads_mail() == "Tres preguntas, un minuto más o menos"

It is all of Calma, as `bot.wiring` puts it together, asked at its desk: no edge, no network. What can be seen
is in `tests/seen.py`. A feature that needs more words makes a subclass of `Actor` in its own folder.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import ClassVar

from bot.core import card as c
from bot.core.chat import (
    Answer,
    Ask,
    Command,
    FieldErrors,
    Person,
    Placement,
    Press,
    Query,
    Reply,
    Role,
    Submit,
    Suggestion,
    Suggestions,
)
from bot.core.edge import Address, ChannelMember, Fate, Messenger, Receipt
from bot.core.limits import FormLimits
from bot.core.phrasebook import Phrasebook
from bot.core.trouble import Trouble
from bot.delivery.drainer import Drainer
from bot.features.records.ports import StatementReceiver
from bot.wiring.phrasebook import ReadyPhrasebook
from bot.wiring.stores import Stores
from tests.build import build, ready
from tests.seen import Seen, begun_small, unhelpful

TUESDAY = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
TENANT, PLATFORM, CHANNEL = "T1", "test", "C1"
LONGEST_ID = 128  # characters of a person's or a channel's, on any platform
Given = str | int | Sequence[str]


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        """Lets time go by: `hours=2`."""
        self.now += timedelta(**time)


@dataclass
class Mailbox:
    """Keeps what it is given, once for each key; `refuses` are ids that cannot be reached, for `reasons`."""

    refuses: set[str] = field(default_factory=set)
    reasons: dict[str, str] = field(default_factory=dict)
    sent: list[tuple[Address, c.Card, str]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    changed: dict[str, c.Card] = field(default_factory=dict)

    async def send(self, address: Address, card: c.Card, key: str) -> Receipt:
        if address.id in self.refuses:
            return Receipt(Fate.REFUSED, reason=self.reasons.get(address.id, "gone"))
        if key not in {known for *_, known in self.sent}:
            self.sent.append((address, card, key))
        return Receipt(Fate.SENT, key)

    async def update(self, address: Address, message: str, card: c.Card) -> Receipt:
        if message not in {key for *_, key in self.sent}:
            return Receipt(Fate.REFUSED, reason="message_not_found")
        self.changed[message] = card
        return Receipt(Fate.SENT, message)

    async def withdraw(self, address: Address, message: str) -> bool:
        self.withdrawn.append(message)
        return True

    def to(self, id: str, tenant: str = TENANT) -> list[c.Card]:
        """Returns the cards that a person or channel got, oldest first, each as it is by now."""
        mine = ((card, key) for to, card, key in self.sent if (to.tenant, to.id) == (tenant, id))
        return [self.changed.get(key, card) for card, key in mine]

    def titles(self, id: str) -> list[str]:
        """Returns the headings of what a person or channel got."""
        return [Seen(card).title for card in self.to(id)]

    def keys(self, id: str) -> list[str]:
        """Returns the keys of what a person or channel got."""
        return [key for address, _, key in self.sent if address.id == id]


class Channels(dict[str, list[ChannelMember | str]]):
    """Who is in which channel; one that is not here cannot be read."""

    async def members(self, tenant: str, conversation: str) -> tuple[ChannelMember, ...] | None:
        if conversation not in self:
            return None
        return tuple(
            one if isinstance(one, ChannelMember) else ChannelMember(one) for one in self[conversation]
        )


@dataclass(frozen=True)
class Test:
    """The edge of these tests: its platform is `test`."""

    __test__: ClassVar = False
    messenger: Messenger
    roster: Channels
    platform: str = PLATFORM

    def routes(self) -> Sequence[object]:
        return ()

    async def start(self) -> None:
        """Has no connections to open."""

    def troubles(self) -> Sequence[Trouble]:
        """Returns nothing: it needs nobody."""
        return ()

    async def hang_up(self) -> None:
        """Has nothing that would keep a server waiting."""

    async def close(self) -> None:
        """Has no connections to close."""


class Harness:
    """Calma and what is around it. `errors` are those that it reported, which `passes` allows none of."""

    def __init__(
        self,
        stores: Stores | None = None,
        *,
        book: Phrasebook | None = None,
        instrument: Path | None = None,
        now: datetime = TUESDAY,
        seed: int = 7,
        messenger: Messenger | None = None,
        receiver: StatementReceiver | None = None,
    ) -> None:
        numbers = count(1)
        self.clock, self.mail, self.channels = Clock(now), Mailbox(), Channels()
        self.errors: list[BaseException] = []
        self.calma = build(
            stores=stores,
            instrument=instrument,
            clock=self.clock,
            dice=random.Random(seed),
            ids=lambda: f"id{next(numbers)}",
            report=self.report,
            ready=_with(book) if book else None,
            receiver=receiver,
        )
        self.stores, self.features = self.calma.stores, self.calma.features
        self.calma.rosters.add_rosters([(PLATFORM, self.channels)])
        self.calma.withdrawals.add_messengers({PLATFORM: self.mail})
        self.edge = Test(messenger or self.mail, self.channels)
        self.drainer = self.new_drainer()

    def new_drainer(self) -> Drainer:
        """Returns one more process that sends what is due."""
        return self.calma.drainer([self.edge])

    def report(self, error: BaseException) -> str:
        """Keeps an error, and returns its reference."""
        self.errors.append(error)
        return "ref"

    @property
    def now(self) -> datetime:
        """What the clock shows."""
        return self.clock.now

    @property
    def book(self) -> Phrasebook:
        """The phrasebook in force."""
        return self.calma.phrasebook.book

    def later(self, **time: float) -> None:
        """Lets time go by with nobody there to see it."""
        self.clock.later(**time)

    async def ticks(self) -> None:
        """Does what happens every minute: the jobs whose time has come, then what is due goes out."""
        await self.drainer.sweep()
        await self.calma.ticks.close()
        await self.calma.sending.settled()
        await self.drainer.drain()
        await self.settled()

    async def passes(self, step: float = 5, **time: float) -> None:
        """Lets time go by, `step` minutes at a time, with all that happens meanwhile."""
        end = self.now + timedelta(**time)
        while self.now < end:
            self.clock.now = min(end, self.now + timedelta(minutes=step))
            await self.ticks()
        assert not self.errors

    async def settled(self) -> None:
        """Returns once everything is done that the answers left behind."""
        await self.calma.background.settled()


def _with(book: Phrasebook) -> ReadyPhrasebook:
    # What differs in quizzes, lines or scenarios alone shares the index of the shipped phrasebook.
    return replace(ready(), finder=ready().finder.with_book(book))


class Actor(Seen):
    """Somebody in a tenant who types, presses, chooses and fills in, and what they see of it.

    Whatever they do returns the title of what they see then; "" where a form is not taken: `errors` say why.
    `how` is where the last answer came, `where` the channel that they are in.
    """

    command: ClassVar[str] = "calm"  # what they type, if nothing else is said

    def __init__(
        self,
        app: Harness,
        name: str = "ana",
        language: str = "en",
        role: Role = Role.AGENT,
        *,
        tenant: str = TENANT,
        zone: str = "",
        platform: str = PLATFORM,
        where: str = "",
        shown_as: str = "",
    ) -> None:
        super().__init__()
        self.app, self.where = app, where
        self.person = Person(tenant, platform, name, language, role, name=shown_as or name, zone=zone)
        self.errors: Mapping[str, str] = {}
        self.how: Placement | None = None

    async def types(self, text: str = "", command: str = "") -> str:
        """Types `/calm text`, or another command."""
        return await self.ask(Command(self.person, command or self.command, text, self.where))

    async def presses(self, button: str | c.Button, *, on: Seen | None = None) -> str:
        """Presses a button, by its label or action, on what they see or on something else."""
        pressed = (on or self).button(button) if isinstance(button, str) else button
        return await self.press(pressed.action, pressed.value)

    async def press(self, action: str, value: str = "", origin: str = "") -> str:
        """Presses whatever has that action, on a card or not."""
        return await self.ask(Press(self.person, action, value, origin, self.where))

    async def chooses(self, option: str, of: str = "", *, on: Seen | None = None) -> str:
        """Chooses an option of the select with that label, or of the one that there is."""
        choice = (on or self).choice(of)
        return await self.press(choice.action, next(o.value for o in choice.options if o.label == option))

    async def opens(self, label: str) -> c.Form:
        """Presses a button that says that it opens a form, and returns the form."""
        assert self.button(label).form
        await self.presses(label)
        assert self.form
        return self.form

    async def sends(self, **fields: Given) -> str:
        """Sends the open form, its fields as they stand but for those given."""
        assert self.form
        return await self.ask(filled(self.person, self.form, fields))

    async def works(self, start: str, end: str, days: str = "0 1 2 3 4") -> str:
        """Tells in the settings when their shift is; `days` are weekdays, Monday is 0."""
        await self.types("settings", command="calm")
        return await self.sends(shift_from=start, shift_to=end, shift_days=days.split())

    async def searches(self, text: str) -> tuple[Suggestion, ...]:
        """Types into the search box of the platform."""
        reply = await self.app.calma.desk.answer(Query(self.person, text))
        assert isinstance(reply, Suggestions)
        return reply.items

    async def reads_mail(self) -> str:
        """Looks at the last card that was sent to them."""
        return self.looks_at(self.mail[-1])

    @property
    def mail(self) -> list[c.Card]:
        """What was sent to them unasked."""
        return self.app.mail.to(self.person.user_id, self.person.tenant)

    def came(self, how: Placement) -> bool:
        """Returns whether the last answer came there."""
        return self.how is how

    def looks_at(self, card: c.Card) -> str:
        """Looks at a card, wherever it came from."""
        self.card, self.form, self.errors = card, None, {}
        assert max(map(len, self.labels), default=0) <= c.LABEL, self.labels
        return self.title

    async def ask(self, ask: Ask) -> str:
        """Asks the desk, and sees what it replies."""
        reply = await self.app.calma.desk.answer(ask)
        if not isinstance(ask, Command):
            await self.app.settled()
        return self.sees(reply)

    def sees(self, reply: Reply) -> str:
        """Looks at a reply."""
        match reply:
            case Answer(card, how):
                self.how = how
                assert not (small := begun_small(card, self.app.book.words)), small
                return self.looks_at(card)
            case c.Form():
                assert not unhelpful(reply), unhelpful(reply)
                assert not (small := begun_small(reply, self.app.book.words)), small
                assert not unlike(reply, form_limits(self.app)[reply.action])
                self.form, self.errors, self.how = reply, {}, Placement.DIALOG if reply.dialog else None
                return reply.title
            case FieldErrors(fields):
                self.errors = fields
                return ""
            case _:
                raise AssertionError(reply)


class Agent(Actor):
    """An actor for features whose commands bring a new card, and whose presses change it in place."""

    async def ask(self, ask: Ask) -> str:
        title = await super().ask(ask)
        if not self.form:
            assert self.how in _places(ask)
        return title


def form_limits(app: Harness) -> dict[str, FormLimits]:
    """Returns what each form takes that can be sent, by its action."""
    return {action: route.limits for action, route in app.calma.desk._submits.items()}


def unlike(form: c.Form, limits: FormLimits) -> set[str]:
    """Returns the fields that promise something else than the desk takes."""
    written = {c.InputKind.LINE, c.InputKind.PARAGRAPH, c.InputKind.FILE, c.InputKind.COPY}

    def agrees(field: c.Field) -> bool:
        if isinstance(field, c.Select):
            longest = max((len(option.value) for option in field.options), default=0)
            return longest <= limits.longest(field.name) and len(field.options) <= limits.most
        most = limits.longest(field.name)
        return most == field.limit if field.kind in written else most >= LONGEST_ID

    return {field.name for field in form.fields if not agrees(field)}


def _places(ask: Ask) -> set[Placement]:
    if isinstance(ask, Command):
        return (
            {Placement.PRIVATE}
            if ask.name in ("calm", "calma", "home")
            else {Placement.PRIVATE, Placement.CHAT}
        )
    return {Placement.UPDATE}


def filled(person: Person, form: c.Form, fields: Mapping[str, Given]) -> Submit:
    """Returns a form that was filled in; a field that is not named stays as it is shown."""
    shown = {f.name: _filled_in(f) for f in form.fields}
    assert fields.keys() <= shown.keys(), f"no such field among {list(shown)}"
    named = {name: (str(v),) if isinstance(v, str | int) else tuple(v) for name, v in fields.items()}
    values = {name: tuple(filter(None, texts)) for name, texts in {**shown, **named}.items()}
    return Submit(person, form.action, form.value, {name: texts for name, texts in values.items() if texts})


def _filled_in(field: c.Field) -> tuple[str, ...]:
    if isinstance(field, c.Select):
        return field.selected
    return tuple(field.value.split()) if field.kind is c.InputKind.PEOPLE else (field.value,)
