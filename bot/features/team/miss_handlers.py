"""What several people asked and did not find: make it a trigger, or put it away."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Person, Press, Role
from bot.core.desk import PressRoute, Routes
from bot.features.team import cards
from bot.features.team.buttons import EntryReference, page_in
from bot.features.team.deps import TeamDeps, signed, stranger
from bot.features.team.model import Change, ChangeKind

NAME = "team.miss"


class MissHandlers:
    """The part of the room for misses."""

    def __init__(self, office: TeamDeps) -> None:
        self._office = office

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
        office, person, say = self._office, ask.person, self._office.say(ask.person)
        miss = await office.misses.find_miss(person.tenant, ask.value)
        if miss is None:
            stranger(person, "miss", ask.value)
            return await self._list(person, 0, say("team.gone"))
        await office.misses.put_miss_away(person.tenant, miss.id)
        change = Change(ChangeKind.IGNORED, miss.text, signed(person), office.clock())
        await office.records.note_change(person.tenant, change)
        return await self._list(person, 0, say("miss.ignored"))

    async def _list(self, person: Person, page: int, told: str = "") -> Answer:
        office, say = self._office, self._office.say(person)
        found = await office.misses.frequent_misses(person.tenant)
        shown, page = cards.paged(found, page)
        elements: list[c.Element] = [c.Note(told)] if told else []
        elements.append(c.Text(say("miss.text" if found else "miss.none")))
        for miss in shown:
            trigger = c.Button(
                say("miss.trigger"), "team.trigger.new", EntryReference(miss=miss.id).encode(), form=True
            )
            ignore = c.Button(say("miss.ignore"), f"{NAME}.ignore", miss.id)
            elements += [
                c.Quote(say("miss.people", count=miss.people), miss.text),
                c.Buttons((trigger, ignore)),
            ]
        pages = cards.turning(office, person, NAME, page, len(found))
        elements += [c.Divider(), c.Buttons((*pages, cards.back(office, person)))]
        return cards.answer(person, say("team.misses"), elements, badge=str(len(found)))
