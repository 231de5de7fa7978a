"""What several people asked and did not find: make it a trigger, or put it away."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role
from bot.core.desk import PressRoute, Routes
from bot.core.pages import FIRST, ListHandlers, Page, found_line, list_buttons, page_of
from bot.core.viewer import floor_text
from bot.features.team import cards
from bot.features.team.buttons import EntryReference
from bot.features.team.deps import TeamDeps
from bot.features.team.model import Change, ChangeKind, signature
from bot.features.team.service import KnownIds

NAME = "team.miss"


class MissHandlers:
    """Lists misses, and puts them away."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps = deps
        self._turning = ListHandlers(NAME, deps.say, self._list)
        self._known = KnownIds()

    def routes(self) -> Routes:
        """Returns what is answered, to managers alone."""
        turning = self._turning.routes()
        ignore = PressRoute(f"{NAME}.ignore", self.ignore, Role.MANAGER)
        return Routes(presses=(*turning.presses, ignore), submits=turning.submits)

    async def ignore(self, ask: Press) -> Answer:
        """Shows a miss no more."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        miss = await deps.misses.find_miss(person.tenant, ask.value)
        if miss is None:
            self._known.log_if_foreign(person, "miss", ask.value)
            return await self._list(person, FIRST, say("team.gone"))
        self._known.note(person, miss.id)
        await deps.misses.put_miss_away(person.tenant, miss.id)
        change = Change(ChangeKind.IGNORED, miss.text, signature(person), deps.clock())
        await deps.store.note_change(person.tenant, change)
        return await self._list(person, FIRST, say("miss.ignored"))

    async def _list(self, person: Person, page: Page, status: str = "") -> Answer:
        deps, say = self._deps, self._deps.say(person)
        misses = await deps.misses.frequent_misses(person.tenant)
        part = page_of(misses, page, cards.PER_PAGE, lambda miss: miss.text)
        text = c.Text(say("miss.text" if misses else "miss.none"))
        elements = [*cards.status_note(status), text, *found_line(say, part)]
        for miss in part.items:
            trigger = c.Button(
                say("miss.trigger"), "team.trigger.new", EntryReference(miss=miss.id).encode(), form=True
            )
            ignore = c.Button(say("miss.ignore"), f"{NAME}.ignore", miss.id)
            elements += [
                c.Quote(say("miss.people", count=floor_text(say, miss.people)), miss.text),
                c.Buttons((trigger, ignore)),
            ]
        turns = list_buttons(say, NAME, part, cards.TURNS)
        return cards.list_card(deps, person, "team.misses", elements, *turns, count=len(misses))
