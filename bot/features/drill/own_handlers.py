"""`/drill me`: how a person stands, for their eyes alone, and the switch that hides it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.viewer import zone_of
from bot.features.drill import days
from bot.features.drill.cards import START
from bot.features.drill.deps import DrillDeps
from bot.features.drill.progress import PracticeProgress, SituationStrength, progress
from bot.features.drill.viewer import DrillViewer

SHOW, HIDE = "drill.me", "drill.hide"
ON, OFF = "on", "off"


class ProgressHandlers:
    """Shows a person's own figures; nobody else can ask for them."""

    def __init__(self, deps: DrillDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this room answers."""
        return Routes(
            commands=(CommandRoute("drill", self.open, ("me", "mine")),),
            presses=(PressRoute(SHOW, self.show), PressRoute(HIDE, self.hide)),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the person's figures."""
        return Answer(await self._card(ask.person), Placement.CHAT)

    async def show(self, ask: Press) -> Answer:
        """Returns the person's figures, in place."""
        return Answer(await self._card(ask.person), Placement.UPDATE)

    async def hide(self, ask: Press) -> Answer:
        """Hides the figures, or shows them again, as the button says."""
        await self._deps.drills.set_hidden(ask.person.tenant, ask.person.user_id, ask.value != OFF)
        return Answer(await self._card(ask.person), Placement.UPDATE)

    async def _card(self, person: Person) -> c.Card:
        deps, viewer = self._deps, self._deps.viewer(person)
        told = await deps.told(person)
        if await deps.drills.is_hidden(person.tenant, person.user_id):
            return hidden(viewer, told)
        memories = await deps.drills.memories(person.tenant, person.user_id)
        times = await deps.drills.answer_times(person.tenant, person.user_id, deps.now() - days.LOOKED_BACK)
        practised = days.dates(times, zone_of(person.zone))
        row = days.row(practised, deps.today(person))
        return figures(viewer, progress(viewer.bank, memories, deps.now()), row, told)


def hidden(viewer: DrillViewer, told: Sequence[str]) -> c.Card:
    """Returns the card of somebody who wants to see no figures."""
    title = viewer.say("drill.me")
    buttons = (c.Button(viewer.say("drill.me_show"), HIDE, OFF), c.Button(viewer.say("drill.new"), START))
    text = c.Text(viewer.say("drill.me_hidden"))
    return viewer.card(title, c.Heading(title), text, *map(c.Note, told), c.Buttons(buttons))


def figures(viewer: DrillViewer, found: PracticeProgress, row: int, told: Sequence[str]) -> c.Card:
    """Returns how a person stands; `row` is in working days."""
    title = viewer.say("drill.me")
    key = "one" if row == 1 else "many"
    in_row = viewer.say(f"drill.me_row.{key}", days=row) if row else viewer.say("drill.me_row.none")
    buttons = (
        c.Button(viewer.say("drill.new"), START, tone=c.Tone.PRIMARY),
        c.Button(viewer.say("drill.me_hide"), HIDE, ON),
    )
    return viewer.card(
        f"{title}. {in_row}",
        c.Heading(title),
        c.Text(in_row),
        c.Text(viewer.say("drill.me_met", met=found.met, all=found.all)),
        *_strong(viewer, found.strong),
        *_fading(viewer, found.fading),
        *map(c.Note, (*told, viewer.say("drill.me_private"))),
        c.Buttons(buttons),
    )


def _strong(viewer: DrillViewer, held: Sequence[SituationStrength]) -> tuple[c.Element, ...]:
    names = [name for one in held if (name := viewer.situation(one.situation))]
    return (c.Text(viewer.say("drill.me_strong", names=", ".join(names))),) if names else ()


def _fading(viewer: DrillViewer, held: Sequence[SituationStrength]) -> tuple[c.Element, ...]:
    shown = [(name, one.share) for one in held if (name := viewer.situation(one.situation))]
    if not shown:
        return ()
    values = tuple(float(round(share * 100)) for _, share in shown)
    chart = c.Chart(viewer.say("drill.me_fading"), tuple(name for name, _ in shown), values, 100.0)
    return (chart, c.Note(viewer.say("drill.me_fading_note")))
