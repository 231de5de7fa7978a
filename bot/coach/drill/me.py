"""`/drill me`: how a person stands, for their eyes alone, and the switch that hides it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.coach import card as c
from bot.coach.desk import CommandRoute, PressRoute, Routes
from bot.coach.drill import days
from bot.coach.drill.cards import START
from bot.coach.drill.kit import Kit
from bot.coach.drill.sight import Sight
from bot.coach.drill.standing import Held, Standing, standing
from bot.coach.talk import Answer, Command, How, Person, Press

SHOW, HIDE = "drill.me", "drill.hide"
ON, OFF = "on", "off"


class Me:
    """Shows a person's own figures; nobody else can ask for them."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def routes(self) -> Routes:
        """Returns what this room answers."""
        return Routes(
            commands=(CommandRoute("drill", self.open, ("me", "mine")),),
            presses=(PressRoute(SHOW, self.show), PressRoute(HIDE, self.hide)),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the person's figures."""
        return Answer(await self._card(ask.person), How.CHAT)

    async def show(self, ask: Press) -> Answer:
        """Returns the person's figures, in place."""
        return Answer(await self._card(ask.person), How.UPDATE)

    async def hide(self, ask: Press) -> Answer:
        """Hides the figures, or shows them again, as the button says."""
        await self._kit.drills.hide(ask.person.tenant, ask.person.user_id, ask.value != OFF)
        return Answer(await self._card(ask.person), How.UPDATE)

    async def _card(self, person: Person) -> c.Card:
        kit, sight = self._kit, self._kit.sight(person)
        told = await kit.told(person)
        if await kit.drills.hidden(person.tenant, person.user_id):
            return hidden(sight, told)
        memories = await kit.drills.memories(person.tenant, person.user_id)
        times = await kit.drills.times(person.tenant, person.user_id, kit.now() - days.LOOKED_BACK)
        practised = days.dates(times, days.zone(person.zone))
        row = days.row(practised, kit.today(person))
        return figures(sight, standing(sight.bank, memories, kit.now()), row, told)


def hidden(sight: Sight, told: Sequence[str]) -> c.Card:
    """Returns the card of somebody who wants to see no figures."""
    title = sight.say("drill.me")
    buttons = (c.Button(sight.say("drill.me_show"), HIDE, OFF), c.Button(sight.say("drill.new"), START))
    text = c.Text(sight.say("drill.me_hidden"))
    return sight.card(title, c.Heading(title), text, *map(c.Note, told), c.Buttons(buttons))


def figures(sight: Sight, found: Standing, row: int, told: Sequence[str]) -> c.Card:
    """Returns how a person stands; `row` is in working days."""
    title = sight.say("drill.me")
    key = "one" if row == 1 else "many"
    in_row = sight.say(f"drill.me_row.{key}", days=row) if row else sight.say("drill.me_row.none")
    buttons = (
        c.Button(sight.say("drill.new"), START, tone=c.Tone.PRIMARY),
        c.Button(sight.say("drill.me_hide"), HIDE, ON),
    )
    return sight.card(
        f"{title}. {in_row}",
        c.Heading(title),
        c.Text(in_row),
        c.Text(sight.say("drill.me_met", met=found.met, all=found.all)),
        *_strong(sight, found.strong),
        *_fading(sight, found.fading),
        *map(c.Note, (*told, sight.say("drill.me_private"))),
        c.Buttons(buttons),
    )


def _strong(sight: Sight, held: Sequence[Held]) -> tuple[c.Element, ...]:
    names = [name for one in held if (name := sight.situation(one.situation))]
    return (c.Text(sight.say("drill.me_strong", names=", ".join(names))),) if names else ()


def _fading(sight: Sight, held: Sequence[Held]) -> tuple[c.Element, ...]:
    shown = [(name, one.share) for one in held if (name := sight.situation(one.situation))]
    if not shown:
        return ()
    values = tuple(float(round(share * 100)) for _, share in shown)
    chart = c.Chart(sight.say("drill.me_fading"), tuple(name for name, _ in shown), values, 100.0)
    return (chart, c.Note(sight.say("drill.me_fading_note")))
