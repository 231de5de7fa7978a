"""A capability for tests that has forms and answers a search."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from bot.core.card import Button, Buttons, Card, Form, Heading, Input, InputKind, Note, Option, Select, Text
from bot.core.chat import (
    Answer,
    Ask,
    Command,
    FieldErrors,
    Placement,
    Press,
    Query,
    Reply,
    Submit,
    Suggestion,
    Suggestions,
)
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute

DAYS = tuple(Option(day, f"{day.lower()},x") for day in ("Monday", "Tuesday", "Friday"))  # a comma in each


@dataclass
class Office:
    """Opens groups by a form, in one or two steps."""

    asked: list[Ask] = field(default_factory=list)
    found: Suggestions | None = None

    def routes(self) -> Routes:
        presses = (PressRoute("office.new", self.new), PressRoute("office.tell", self.tell))
        submits = (SubmitRoute("office.save", self.save), SubmitRoute("office.second", self.save))
        command = CommandRoute("calm", self.typed, ("groups",))
        alone = CommandRoute("checkin", self.alone)
        return Routes(
            (command, alone), (*presses, PressRoute("office.alone", self.alone)), submits, self.search
        )

    async def alone(self, ask: Command | Press) -> Reply:
        """Replies with what belongs into a dialog: a form, or a card where one was pressed."""
        self.asked.append(ask)
        if isinstance(ask, Command):
            return replace(form(ask.person.language), dialog=True)
        secret = Heading("Secret"), Text("between us")
        return Answer(Card("a secret", secret, ask.person.language), Placement.DIALOG)

    async def typed(self, ask: Command) -> Form:
        self.asked.append(ask)
        return form(ask.person.language)

    async def new(self, ask: Press) -> Form:
        self.asked.append(ask)
        return form(ask.person.language)

    async def tell(self, ask: Press) -> Answer:
        self.asked.append(ask)
        buttons = Buttons((Button("New", "office.new", form=True), Button("Again", "office.tell", "2")))
        return Answer(Card("told", (Heading("Told"), Text(f"value {ask.value}"), buttons)))

    async def save(self, ask: Submit) -> Reply:
        self.asked.append(ask)
        match ask.text("name"):
            case "":
                return FieldErrors({"name": "Give it a name.", "elsewhere": "Something else."})
            case "taken":
                return FieldErrors({"name": "There is one of that name."})
            case "broken":
                raise RuntimeError("the office is closed")
            case "two steps" if ask.action == "office.save":
                return Form("Second step", "office.second", "Done", (Input("name", "Name"),), ask.value)
        again = Buttons((Button("Again", "office.tell", "3"), Button("New", "office.new", form=True)))
        shown = Heading(f"saved {ask.text('name')}"), Note(" & ".join(ask.many("days"))), again
        return Answer(Card("saved", shown), Placement.PRIVATE)

    async def search(self, ask: Query) -> Suggestions:
        self.asked.append(ask)
        if ask.text == "break":
            raise RuntimeError("the office is closed")
        if ask.text == "wait":
            await asyncio.sleep(60)
        if self.found is not None:
            return self.found
        return Suggestions((Suggestion("Yelling", f"You wrote {ask.text or 'nothing'}.", "calm and slow"),))


def form(language: str = "en") -> Form:
    """Returns a form with a field of every kind."""
    return Form(
        title="A new group",
        action="office.save",
        send="Open it",
        value="g7",
        intro=(Text("Who is it for?"),),
        fields=(
            Input("name", "Name", limit=60, hint="As people call it."),
            Input("about", "What for", InputKind.PARAGRAPH, optional=True),
            Input("size", "How many", InputKind.NUMBER, value="5", optional=True),
            Input("lead", "Who leads it", InputKind.PERSON, optional=True),
            Input("members", "Who is in it", InputKind.PEOPLE, "aad-1 aad-2", optional=True),
            Input("from", "From", InputKind.DATE, "2026-11-24", optional=True),
            Input("at", "At", InputKind.TIME, "09:30", optional=True),
            Input("file", "Phrases", InputKind.FILE, optional=True, hint="In YAML."),
            Select("days", "Days", DAYS, selected=("friday,x",), many=True, optional=True),
            Select("zone", "Zone", tuple(Option(f"Zone {i}", f"z{i}") for i in range(9)), ("z3",)),
        ),
        language=language,
    )
