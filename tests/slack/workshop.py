"""A capability for tests: it replies in every way that there is."""

from __future__ import annotations

from bot.core.card import (
    Button,
    Buttons,
    Card,
    Field,
    Form,
    Heading,
    Input,
    InputKind,
    Note,
    Option,
    Quote,
    Select,
    Text,
)
from bot.core.chat import Answer, Ask, Command, FieldErrors, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.store.memory.people import MemoryPeopleStore

FIELDS: tuple[Field, ...] = (
    Input("what", "What happened?", hint="A few words"),
    Input("story", "The whole story", InputKind.PARAGRAPH, optional=True, limit=500),
    Input("times", "How often?", InputKind.NUMBER, value="2", optional=True),
    Input("who", "Who?", InputKind.PERSON, optional=True),
    Input("all", "Who else?", InputKind.PEOPLE, "U1 U2 nobody", optional=True),
    Input("room", "Where?", InputKind.CHANNEL, "C1", optional=True),
    Input("day", "When?", InputKind.DATE, "2026-11-24", optional=True),
    Input("hour", "At what time?", InputKind.TIME, "09:30", optional=True),
    Input("list", "A list", InputKind.FILE, optional=True),
    Select("channel", "Channel", (Option("Phone", "phone"), Option("Any", "")), ("",)),
    Select("days", "Days", tuple(Option(f"Day {i}", f"d{i}") for i in range(7)), ("d1", "d2"), many=True),
)


class Workshop:
    """Keeps every Ask, and replies as its text or its action says. Its desk knows `people`."""

    def __init__(self) -> None:
        self.people = MemoryPeopleStore()
        self.asks: list[Ask] = []
        self.form = Form("Tell me more about it, please", "shop.ask", "Send", FIELDS, "step 1", (Note("Hi"),))

    def routes(self) -> Routes:
        """Returns everything that the tests use."""
        return Routes(
            commands=(
                CommandRoute("calm", self.command),
                CommandRoute("home", self.command),
                CommandRoute("form", self.ask_form),
                CommandRoute("fail", self.fail),
                CommandRoute("admin", self.command, least=Role.ADMIN),
            ),
            presses=(
                PressRoute("shop.form", self.ask_form),
                PressRoute("shop.next", self.press),
                PressRoute("shop.more", self.press),
                PressRoute("shop.fail", self.fail),
                PressRoute("shop.chat", self.to_chat),
                PressRoute("lookup.ask", self.ask_form),
            ),
            submits=(SubmitRoute("shop.ask", self.sent), SubmitRoute("shop.wordless", self.sent)),
        )

    async def command(self, ask: Command) -> Reply:
        self.asks.append(ask)
        if ask.text.startswith("form"):
            return self.form
        if ask.text.startswith("dialog"):
            return Answer(card("only here"), Placement.DIALOG)
        if ask.text.startswith("fail"):
            raise RuntimeError("on purpose")
        return Answer(card(f"{ask.name} {ask.text}"))

    async def press(self, ask: Press) -> Reply:
        self.asks.append(ask)
        return Answer(
            card(f"pressed {ask.value}"), Placement.UPDATE if ask.action == "shop.next" else Placement.PRIVATE
        )

    async def ask_form(self, ask: Ask) -> Reply:
        self.asks.append(ask)
        return self.form

    async def to_chat(self, ask: Press) -> Reply:
        return Answer(card("in your chat"), Placement.CHAT)

    async def fail(self, ask: Ask) -> Reply:
        raise RuntimeError("on purpose")

    async def sent(self, ask: Submit) -> Reply:
        self.asks.append(ask)
        match ask.text("what"):
            case "errors":
                return FieldErrors({"what": "Say **more**.", "gone": "And this."})
            case "another":
                return Form("Step two", "shop.ask", "Finish", FIELDS[:1], "step 2")
            case "fail":
                raise RuntimeError("on purpose")
        return Answer(card(f"sent {ask.text('what')}"), Placement.UPDATE)


def card(said: str) -> Card:
    """Returns a card with a way to everything."""
    buttons = (
        Button("Form", "shop.form", form=True),
        Button("Next", "shop.next", "7"),
        Button("More", "shop.more"),
        Button("Fail", "shop.fail"),
        Button("Chat", "shop.chat"),
    )
    return Card(said, (Heading("Workshop"), Text("Hello"), Quote("You:", said), Buttons(buttons)))
