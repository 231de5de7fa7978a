"""`/calm team`: the way to all that a team adds; and the offers, as agents see them."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.features.team import cards
from bot.features.team.buttons import page_in
from bot.features.team.deps import TeamDeps
from bot.features.team.model import EntryKind
from bot.features.team.offer_forms import OfferSheet
from bot.features.team.reviewed import every_reviewed, share_line

OFFERS = "offer.show"
PER_PAGE = 8  # offers; each is up to four lines


class TeamHandlers:
    """Shows the team's card, and the offers."""

    def __init__(self, deps: TeamDeps) -> None:
        self._deps, self._sheet = deps, OfferSheet()

    def routes(self) -> Routes:
        """Returns what is answered: the card to managers, the offers to everybody."""
        return Routes(
            commands=(CommandRoute("calm", self.team, ("team",), least=Role.MANAGER, reads=True),),
            presses=(
                PressRoute(cards.HOME, self.home, Role.MANAGER),
                PressRoute(OFFERS, self.offers),
            ),
        )

    async def team(self, ask: Command) -> Answer:
        """Returns the team's card."""
        return await self._card(ask.person, Placement.PRIVATE)

    async def home(self, ask: Press) -> Answer:
        """Returns the team's card, in place."""
        return await self._card(ask.person, Placement.UPDATE)

    async def _card(self, person: Person, how: Placement) -> Answer:
        every = await every_reviewed(self._deps, person)
        return cards.team_card(self._deps, person, how, share_line(self._deps, person, every))

    async def offers(self, ask: Press) -> Answer:
        """Returns what may be offered: beside the card of phrases first, then page by page in place."""
        deps, person, say = self._deps, ask.person, self._deps.say(ask.person)
        entries = await deps.store.find_entries(person.tenant, EntryKind.OFFER)
        page = page_in(ask.value)
        start = page * PER_PAGE if page * PER_PAGE < len(entries) else 0
        elements: list[c.Element] = [] if entries else [c.Text(say("offer.none"))]
        for entry in entries[start : start + PER_PAGE]:
            elements += [*self._sheet.elements(entry.content, deps, person.language), c.Divider()]
        turns = cards.turn_buttons(deps, person, OFFERS, start // PER_PAGE, len(entries), PER_PAGE)
        elements += [c.Buttons(turns)] if turns else []
        title = say("offer.title")
        card = c.Card(title, (c.Heading(title), *elements), person.language)
        return Answer(card, Placement.UPDATE if ask.value else Placement.PRIVATE)
