"""`/checkin team`: what managers see of their groups."""

from __future__ import annotations

from bot.coach import card as c
from bot.coach.checkin import actions, notes, team_cards
from bot.coach.checkin.kit import Kit
from bot.coach.checkin.offered import Offered
from bot.coach.checkin.sight import Sight
from bot.coach.desk import CommandRoute, PressRoute, Routes
from bot.coach.groups import Group
from bot.coach.talk import Answer, Command, How, Person, Press, Role


class Overview:
    """Shows published figures of fixed groups. There is no other way to see any, not for admins either."""

    def __init__(self, kit: Kit, offered: Offered) -> None:
        self._kit = kit
        self._offered = offered

    def routes(self) -> Routes:
        """Returns what this room answers, all of it to managers only."""
        least = Role.MANAGER
        return Routes(
            commands=(CommandRoute("checkin", self.open, ("team",), least=least),),
            presses=(
                PressRoute(actions.TEAM, self.show, least),
                PressRoute(actions.MEANWHILE, self.meanwhile, least),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the first group."""
        return Answer(await self._card(ask.person, ""))

    async def show(self, ask: Press) -> Answer:
        """Returns a group in place."""
        return Answer(await self._card(ask.person, ask.value), How.UPDATE)

    async def meanwhile(self, ask: Press) -> Answer:
        """Returns what can be done without any figure."""
        groups = await self._offered.all(ask.person.tenant)
        group = next((group for group in groups if group.id == ask.value), None)
        if group is None:
            return await self.show(ask)
        sight = self._kit.sight(ask.person.language)
        return Answer(team_cards.meanwhile(sight, await self._view(group)), How.UPDATE)

    async def _card(self, person: Person, id: str) -> c.Card:
        sight, terms = self._kit.sight(person.language), await self._kit.terms(person.tenant)
        if not terms.on:
            return notes.note(sight, "off", _settings(sight))
        groups = await self._offered.all(person.tenant)
        if not groups:
            return notes.note(sight, "team.no_groups", _settings(sight))
        group = next((group for group in groups if group.id == id), groups[0])
        return team_cards.team(sight, await self._view(group), groups, terms)

    async def _view(self, group: Group) -> team_cards.View:
        results = await self._kit.kept.results.of_group(group.tenant, group.id)
        return team_cards.View(group, results, self._kit.period(await self._kit.terms(group.tenant)))


def _settings(sight: Sight) -> c.Button:
    return c.Button(sight.say("checkin.team.settings"), actions.SETTINGS, tone=c.Tone.PRIMARY, form=True)
