"""What several people asked and did not find: make it a trigger, or put it away."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role
from bot.core.desk import PressRoute, Routes
from bot.core.viewer import floor_text
from bot.features.team import cards
from bot.features.team.buttons import EntryReference, page_in
from bot.features.team.deps import TeamDeps
from bot.features.team.model import Change, ChangeKind, signature
from bot.features.team.service import log_foreign_id

NAME = "team.miss"


class MissHandlers:
    """Lists misses, and puts them away."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        return Routes(
            presses=(
                PressRoute(NAME, self.listed, Role.MANAGER),
                PressRoute(f"{NAME}.ignore", self.ignore, Role.MANAGER),
            )
        )

    async def listed(self, ask: Press) -> Answer:
        """Returns a page of the misses, what most people asked first, in place."""
        return await self._list(ask.person, page_in(ask.value))

    async def ignore(self, ask: Press) -> Answer:
        """Shows a miss no more."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        miss = await deps.misses.find_miss(person.tenant, ask.value)
        if miss is None:
            log_foreign_id(person, "miss", ask.value)
            return await self._list(person, 0, say("team.gone"))
        await deps.misses.put_miss_away(person.tenant, miss.id)
        change = Change(ChangeKind.IGNORED, miss.text, signature(person), deps.clock())
        await deps.store.note_change(person.tenant, change)
        return await self._list(person, 0, say("miss.ignored"))

    async def _list(self, person: Person, page: int, status: str = "") -> Answer:
        deps, say = self._deps, self._deps.say(person)
        misses = await deps.misses.frequent_misses(person.tenant)
        shown, page = cards.page_of(misses, page)
        elements = [*cards.status_note(status), c.Text(say("miss.text" if misses else "miss.none"))]
        for miss in shown:
            trigger = c.Button(
                say("miss.trigger"), "team.trigger.new", EntryReference(miss=miss.id).encode(), form=True
            )
            ignore = c.Button(say("miss.ignore"), f"{NAME}.ignore", miss.id)
            elements += [
                c.Quote(say("miss.people", count=floor_text(say, miss.people)), miss.text),
                c.Buttons((trigger, ignore)),
            ]
        turns = cards.turn_buttons(deps, person, NAME, page, len(misses))
        return cards.list_card(deps, person, "team.misses", elements, *turns, count=len(misses))
