"""A small capability with a form of every kind of field, figures to look at, and news for others."""

from __future__ import annotations

from dataclasses import replace

from bot.core import card as c
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.edge import Address
from bot.playground.messenger import PlaygroundMessenger
from tests import plots

WEEK = c.Table(
    ("Group", "Took part", "Average", "Next"),
    (("Night shift, phone", "12", "58", "Tue 24 Nov"), ("Chat and email", "9", "**71**", "Wed 25 Nov")),
)
PATH = c.Chart(
    "Tension, step by step", ("Start", "“A whole week!”", "You named it", "End"), (62, 78.5, 40, 18), 100
)
NOTE = "Nothing you write here counts against you."


def note(language: str = "en", origin: str = "") -> c.Form:
    """Returns a form with one field of each kind."""
    topics = ("Mixed", "Saying no", "Waiting", "Yelling", "Loop", "Closing")
    return c.Form(
        title="Add a note",
        action="office.note",
        send="Keep the note",
        value=origin,
        intro=(c.Text(f"**{NOTE}**"), c.Note("Your supervisor sees it; nobody else does.")),
        fields=(
            c.Input("note", "What happened", c.InputKind.PARAGRAPH, hint="A line is enough.", limit=200),
            c.Input("ticket", "Ticket", hint="Digits only", optional=True, limit=12),
            c.Input("minutes", "Minutes", c.InputKind.NUMBER, value="5"),
            c.Select("how", "How", _options("Phone", "Chat", "Email"), selected=("phone",)),
            c.Select("days", "Days", _options("Mo", "Tu", "We", "Th", "Fr"), ("mo", "fr"), many=True),
            c.Select("topic", "Topic", _options(*topics), optional=True),
            c.Input("to", "Tell", c.InputKind.PERSON),
            c.Input("others", "Also", c.InputKind.PEOPLE, "luis", optional=True),
            c.Input("room", "Where", c.InputKind.CHANNEL, "channel-support", optional=True),
            c.Input("day", "Day", c.InputKind.DATE, "2026-11-24", optional=True),
            c.Input("hour", "Hour", c.InputKind.TIME, "09:30", optional=True),
            c.Input("proof", "Transcript", c.InputKind.FILE, optional=True, limit=400),
        ),
        language=language,
    )


def _options(*labels: str) -> tuple[c.Option, ...]:
    return tuple(c.Option(label, label.lower()) for label in labels)


class Office:
    """Takes notes by form, refuses what is no ticket, and tells others."""

    def __init__(self, messenger: PlaygroundMessenger) -> None:
        self.messenger = messenger
        self.pressed: list[Press] = []
        self.taken: list[Submit] = []

    def routes(self) -> Routes:
        """Returns what the office answers."""
        return Routes(
            commands=(
                CommandRoute("note", self.open_form),
                CommandRoute("desk", self.desk),
                CommandRoute("alone", self.alone),
                CommandRoute("plots", self.plots),
            ),
            presses=(
                PressRoute("office.open", self.press_form),
                PressRoute("office.tell", self.tell),
                PressRoute("office.again", self.again),
                PressRoute("office.errors", self.errors),
            ),
            submits=(SubmitRoute("office.note", self.take), SubmitRoute("office.last", self.last)),
        )

    async def desk(self, ask: Command) -> Answer:
        """Returns a card with figures, and buttons to everything else."""
        return Answer(_desk("Your week"))

    async def alone(self, ask: Command) -> Answer:
        """Returns a card that belongs into a dialog, and tells where it was asked for."""
        where = c.Text(f"{ask.where} {ask.person.zone}")
        meter = c.Meter("Tension", 62, 100, "rising")
        return Answer(c.Card("Alone", (c.Heading("Between us"), where, meter)), Placement.DIALOG)

    async def plots(self, ask: Command) -> Answer:
        """Returns a card with two plots, one of times and one of things."""
        return Answer(replace(plots.CARD, language=ask.person.language))

    async def again(self, ask: Press) -> Answer:
        """Returns the same card in place, titled by how often it was pressed."""
        self.pressed.append(ask)
        return Answer(_desk(f"Pressed {len(self.pressed)}"), Placement.UPDATE)

    async def errors(self, ask: Press) -> FieldErrors:
        """Returns errors where there is no form."""
        return FieldErrors({"gone": "That form is **gone**."})

    async def open_form(self, ask: Command) -> c.Form:
        """Returns the form at once."""
        return note(ask.person.language)

    async def press_form(self, ask: Press) -> c.Form:
        """Returns the form; it remembers the card it was opened from."""
        self.pressed.append(ask)
        return note(origin=ask.value)

    async def take(self, ask: Submit) -> Reply:
        """Returns what to mend, the next form, or the kept note, by what was written."""
        self.taken.append(ask)
        match ask.text("note"):
            case "break":
                raise RuntimeError("the office is on fire")
            case "more":
                detail = c.Input("detail", "In detail")
                return c.Form("One more thing", "office.last", "Done", (detail,), ask.text("ticket"))
        if not (ask.text("ticket") or "0").isdecimal():
            return FieldErrors({"ticket": "A ticket has **digits** only.", "gone": "And something else."})
        quote = c.Quote("You wrote:", ask.text("note"))
        how = Placement.PRIVATE if ask.text("note") == "new" else Placement.UPDATE
        return Answer(c.Card("Kept", (c.Heading("Kept", ask.text("to")), quote)), how)

    async def last(self, ask: Submit) -> Answer:
        """Returns what both forms gave."""
        self.taken.append(ask)
        return Answer(
            c.Card("Done", (c.Heading(f"Done: {ask.value} {ask.text('detail')}"),)), Placement.UPDATE
        )

    async def tell(self, ask: Press) -> Answer:
        """Tells Sofía and the channel, each once, and says so in place."""
        await self.messenger.send(person("sofia"), notice(ask.person), ask.origin)
        await self.messenger.send(channel("channel-support"), round_card(), ask.origin)
        return Answer(c.Card("Told", (c.Heading("Sofía knows"),)), Placement.UPDATE)


def person(who: str) -> Address:
    """Returns where a member of the team is reached."""
    return Address("playground", "playground", who)


def channel(name: str) -> Address:
    """Returns where a channel is."""
    return Address("playground", "playground", name, channel=True)


def notice(about: Person) -> c.Card:
    """Returns what a supervisor is told."""
    buttons = c.Buttons((c.Button("Seen, I'm with you", "office.again", tone=c.Tone.PRIMARY),))
    elements = (
        c.Heading(f"{about.user_id.title()} ended an abusive call", "policy followed"),
        c.Text("14:05 · phone · insults · 2 warnings"),
        c.Quote("Ticket:", "48213"),
        buttons,
    )
    return c.Card(f"{about.user_id.title()} ended an abusive call", elements)


def round_card() -> c.Card:
    """Returns what a channel is posted."""
    return c.Card("Team round", (c.Heading("Team round"), c.Text("What moves this forward?")))


def _desk(title: str) -> c.Card:
    buttons = (
        c.Button("Add a note", "office.open", "card-7", c.Tone.PRIMARY, form=True),
        c.Button("Tell Sofía", "office.tell"),
        c.Button("Again", "office.again", "x"),
        c.Button("Old form", "office.errors"),
    )
    return c.Card(title, (c.Heading(title, "22 November"), WEEK, PATH, c.Buttons(buttons)))
