"""`/calm team`: the card of the team's room, and what agents may offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.coach import card as c
from bot.coach.desk import Capability, CommandRoute, PressRoute, Routes
from bot.coach.phrasebook import Phrase
from bot.coach.talk import Answer, Command, How, Person, Press, Role
from bot.coach.team import cards
from bot.coach.team.changes import Changes
from bot.coach.team.content import Kind, OwnPhrase
from bot.coach.team.found_nothing import FoundNothing
from bot.coach.team.importing import Importing
from bot.coach.team.items import ItemDoor, ItemSheet
from bot.coach.team.keeper import Keeper
from bot.coach.team.managers import Managers
from bot.coach.team.offers import OfferSheet
from bot.coach.team.office import Office, page_in
from bot.coach.team.phrases import PhraseSheet
from bot.coach.team.triggers import TriggerSheet

OFFERS = "offer.show"
PER_PAGE = 8  # offers; each is up to four lines


class Team:
    """The door of the room, and the offers as agents see them."""

    def __init__(self, office: Office) -> None:
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
        return cards.home(self._office, ask.person, How.PRIVATE)

    async def home(self, ask: Press) -> Answer:
        """Returns the team's card, in place."""
        return cards.home(self._office, ask.person, How.UPDATE)

    async def offers(self, ask: Press) -> Answer:
        """Returns what may be offered: beside the found card first, then page by page in place."""
        office, person, say = self._office, ask.person, self._office.say(ask.person)
        entries = await office.records.entries(person.tenant, Kind.OFFER)
        page = page_in(ask.value)
        start = page * PER_PAGE if page * PER_PAGE < len(entries) else 0
        elements: list[c.Element] = [] if entries else [c.Text(say("offer.none"))]
        for entry in entries[start : start + PER_PAGE]:
            elements += [*self._sheet.shown(entry.content, office, person.language), c.Divider()]
        turns = cards.turning(office, person, OFFERS, start // PER_PAGE, len(entries), PER_PAGE)
        elements += [c.Buttons(turns)] if turns else []
        title = say("offer.title")
        card = c.Card(title, (c.Heading(title), *elements), person.language)
        return Answer(card, How.UPDATE if ask.value else How.PRIVATE)


def phrase_form(office: Office) -> Callable[[Person, str, str, str], c.Form]:
    """Returns what opens the form for an own phrase: of a situation, with words in a language filled in."""
    keeper = Keeper(office, PhraseSheet())

    def opened(person: Person, situation: str, language: str, words: str) -> c.Form:
        meant = situation or office.nearest(person.tenant, words)
        return keeper.filled(person, OwnPhrase(meant, Phrase("", {language: words}, {})))

    return opened


def capabilities(office: Office) -> Sequence[Capability]:
    """Returns all parts of the room."""
    sheets = (PhraseSheet(), TriggerSheet(), ItemSheet(), OfferSheet())
    keepers = [Keeper(office, sheet) for sheet in sheets]
    item_door = ItemDoor(next(keeper for keeper in keepers if keeper.kind is Kind.ITEM))
    rest = (item_door, Managers(office), FoundNothing(office), Changes(office), Importing(office))
    return (Team(office), *keepers, *rest)
