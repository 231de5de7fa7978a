"""`/calm team`: the card of the team's room, and what agents may offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Placement, Press, Role
from bot.core.desk import CommandRoute, Handlers, PressRoute, Routes
from bot.core.phrasebook import Phrase
from bot.features.team import cards
from bot.features.team.buttons import page_in
from bot.features.team.change_handlers import ChangeLogHandlers
from bot.features.team.deps import TeamDeps
from bot.features.team.entry_handlers import EntryHandlers
from bot.features.team.import_handlers import ImportHandlers
from bot.features.team.item_forms import ItemSheet
from bot.features.team.item_handlers import ItemHandlers
from bot.features.team.manager_handlers import ManagerHandlers
from bot.features.team.miss_handlers import MissHandlers
from bot.features.team.model import EntryKind, OwnPhrase
from bot.features.team.offer_forms import OfferSheet
from bot.features.team.phrase_forms import PhraseSheet, TriggerSheet

OFFERS = "offer.show"
PER_PAGE = 8  # offers; each is up to four lines


class TeamHandlers:
    """The door of the room, and the offers as agents see them."""

    def __init__(self, office: TeamDeps) -> None:
        self._office, self._sheet = office, OfferSheet()

    def routes(self) -> Routes:
        """Returns what is answered: the card to managers, the offers to everybody."""
        return Routes(
            commands=(CommandRoute("calm", self.team, ("team",), least=Role.MANAGER),),
            presses=(
                PressRoute(cards.HOME, self.home, Role.MANAGER),
                PressRoute(OFFERS, self.offers),
            ),
        )

    async def team(self, ask: Command) -> Answer:
        """Returns the team's card."""
        return cards.home(self._office, ask.person, Placement.PRIVATE)

    async def home(self, ask: Press) -> Answer:
        """Returns the team's card, in place."""
        return cards.home(self._office, ask.person, Placement.UPDATE)

    async def offers(self, ask: Press) -> Answer:
        """Returns what may be offered: beside the found card first, then page by page in place."""
        office, person, say = self._office, ask.person, self._office.say(ask.person)
        entries = await office.records.find_entries(person.tenant, EntryKind.OFFER)
        page = page_in(ask.value)
        start = page * PER_PAGE if page * PER_PAGE < len(entries) else 0
        elements: list[c.Element] = [] if entries else [c.Text(say("offer.none"))]
        for entry in entries[start : start + PER_PAGE]:
            elements += [*self._sheet.shown(entry.content, office, person.language), c.Divider()]
        turns = cards.turning(office, person, OFFERS, start // PER_PAGE, len(entries), PER_PAGE)
        elements += [c.Buttons(turns)] if turns else []
        title = say("offer.title")
        card = c.Card(title, (c.Heading(title), *elements), person.language)
        return Answer(card, Placement.UPDATE if ask.value else Placement.PRIVATE)


def phrase_form(office: TeamDeps) -> Callable[[Person, str, str, str], c.Form]:
    """Returns what opens the form for an own phrase: of a situation, with words in a language filled in."""
    keeper = EntryHandlers(office, PhraseSheet())

    def opened(person: Person, situation: str, language: str, words: str) -> c.Form:
        meant = situation or office.nearest(person.tenant, words)
        return keeper.filled(person, OwnPhrase(meant, Phrase("", {language: words}, {})))

    return opened


def handlers(office: TeamDeps) -> Sequence[Handlers]:
    """Returns all parts of the room."""
    sheets = (PhraseSheet(), TriggerSheet(), ItemSheet(), OfferSheet())
    keepers = [EntryHandlers(office, sheet) for sheet in sheets]
    item_door = ItemHandlers(next(keeper for keeper in keepers if keeper.kind is EntryKind.ITEM))
    rest = (
        item_door,
        ManagerHandlers(office),
        MissHandlers(office),
        ChangeLogHandlers(office),
        ImportHandlers(office),
    )
    return (TeamHandlers(office), *keepers, *rest)
