"""What an agent leaves on a found card: a saved phrase, the channel they are on, how it went."""

from __future__ import annotations

from bot.core.card import Card
from bot.core.chat import Answer, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.core.outcomes import Outcome, OutcomeReport
from bot.core.people import Favourite
from bot.core.phrasebook import Phrasebook
from bot.features.lookup import cards
from bot.features.lookup import cards as extras
from bot.features.lookup.buttons import TOLD, LookupView, view_in
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.tenants import TenantFinders

LONGEST_TICKET = 255


class FeedbackHandlers:
    """Keeps what was pressed, and shows the same card again."""

    def __init__(self, shelf: TenantFinders, needs: LookupDeps) -> None:
        self._shelf = shelf
        self._needs = needs

    def routes(self) -> Routes:
        """Returns the presses that keep something."""
        return Routes(
            presses=(
                PressRoute(cards.CHANNEL, self.channel),
                PressRoute(extras.SAVE, self.save),
                PressRoute(extras.OUTCOME, self.outcome),
            )
        )

    async def channel(self, ask: Press) -> Answer:
        """Returns the card for another channel. It is remembered behind the answer, for the next look-ups."""
        view = view_in(ask.value, self._book(ask))
        if view:
            self._needs.behind.later(self._needs.people.note_channel(ask.person, view.channel))
        return self._again(ask, view)

    async def save(self, ask: Press) -> Answer:
        """Saves a phrase among the person's own."""
        phrase, value = extras.saved(ask.value)
        book = self._book(ask)
        view, say = view_in(value, book), book.words.speaker(ask.person.language)
        if view is None:
            return self._again(ask, None)
        if not any(known.id == phrase for known in book.situations[view.situation].phrases):
            return self._again(ask, view, say("found.phrase_gone"))
        favourite = Favourite(phrase, view.situation, self._needs.clock())
        await self._needs.favourites.save_favourite(ask.person, favourite)
        return self._again(ask, view, say("found.saved"))

    async def outcome(self, ask: Press) -> Answer:
        """Counts how it went, once for each look-up, and asks no more on this card."""
        outcome, phrases, value = extras.told(ask.value)
        book = self._book(ask)
        view = view_in(value, book)
        if view is None:
            return self._again(ask, None)
        if outcome:
            await self._tell(ask, view, outcome, phrases)
        thanks = book.words.say(ask.person.language, "outcome.thanks")
        return self._again(ask, extras.answered(view), thanks)

    async def _tell(self, ask: Press, view: LookupView, outcome: Outcome, phrases: tuple[str, ...]) -> None:
        # The look-up's own name goes before the card's: on one card, such as a home page, many can follow.
        ticket = (view.ticket if view.ticket != TOLD else "") or ask.origin[:LONGEST_TICKET]
        if not ticket:
            return
        known = {phrase.id for phrase in self._book(ask).situations[view.situation].phrases}
        shown = tuple(phrase for phrase in phrases if phrase in known)
        told = OutcomeReport(ticket, outcome, view.situation, shown, self._needs.clock())
        await self._needs.outcomes.keep_report(ask.person, told)

    def _again(self, ask: Press, view: LookupView | None, told: str = "") -> Answer:
        book, person = self._book(ask), ask.person
        if view is None:
            return Answer(cards.menu(book, person.language, person.language), Placement.UPDATE)
        rising = self._needs.rising.rising(person.tenant, view.situation)
        card: Card = cards.found(book, view, person.language, rising=rising, told=told)
        return Answer(card, Placement.UPDATE)

    def _book(self, ask: Press) -> Phrasebook:
        return self._shelf.of(ask.person.tenant).book
