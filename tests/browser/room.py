"""A small room of the coach, with every kind of element on its cards."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Command, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes

FIRST = c.PhraseBlock(
    (
        c.PhraseLine("en", "I want to hear all of it. Go ahead, I'm listening."),
        c.PhraseLine("es", "Quiero escucharlo todo. Adelante, le escucho."),
    ),
    "Let them run out. Then lower and slower than they are.",
)
MORE = c.PhraseBlock(
    (
        c.PhraseLine("en", "This matters, and I'm staying on the line with you while we sort it."),
        c.PhraseLine("es", "Esto es importante, y sigo en la línea con usted mientras lo resolvemos."),
    ),
    "Wait for their breath; half their volume, falling tone.",
)


class Room:
    """Answers `calm` with a card whose buttons and select change it in place."""

    def routes(self) -> Routes:
        """Returns what the room answers."""
        presses = (PressRoute("room.show", self.show), PressRoute("room.break", self.fail))
        return Routes((CommandRoute("calm", self.ask),), presses)

    async def ask(self, ask: Command) -> Answer:
        """Returns the first card, or the heard words where they were not understood."""
        if "toner" in ask.text:
            return Answer(_unsure(ask))
        return Answer(_found("Yelling · phone", FIRST, MORE, sure="sure"))

    async def show(self, ask: Press) -> Answer:
        """Returns another card in place of the one that was pressed."""
        title = "Yelling · more" if ask.value == "more" else f"Yelling · {ask.value}"
        return Answer(_found(title, MORE), Placement.UPDATE)

    async def fail(self, ask: Press) -> Answer:
        """Fails, as code does."""
        raise RuntimeError("the room is on fire")


def _found(title: str, *phrases: c.PhraseBlock, sure: str = "") -> c.Card:
    channels = tuple(c.Option(name.capitalize(), name, f"By {name}") for name in ("phone", "chat", "email"))
    return c.Card(
        summary=title,
        elements=(
            c.Heading(title, sure),
            *phrases,
            c.Note("**Avoid:** talking over them, matching their volume"),
            c.Buttons(
                (
                    c.Button("More phrases", "room.show", "more", c.Tone.PRIMARY),
                    c.Button("Break", "room.break", tone=c.Tone.DANGER),
                )
            ),
            c.Choice("room.show", "Channel", channels, selected="phone"),
        ),
    )


def _unsure(ask: Command) -> c.Card:
    situations = (c.Option("Loop", "loop", "The same point again"), c.Option("Waiting", "waiting"))
    return c.Card(
        summary="Not sure",
        elements=(
            c.Heading("I'm not sure what is happening there"),
            c.Quote("You wrote:", ask.text),
            c.Text("Closest:"),
            c.Divider(),
            c.Choice("room.show", "All situations", situations),
        ),
    )
