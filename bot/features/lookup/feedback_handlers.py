"""What an agent leaves on a card of phrases: a saved phrase, the channel they are on, how it went."""

from __future__ import annotations

from bot.core.caps import TooMany
from bot.core.chat import Answer, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.core.outcomes import Outcome, OutcomeReport
from bot.core.people import Favourite
from bot.core.phrasebook import Phrasebook
from bot.core.renamed import present_id
from bot.core.viewer import Viewer
from bot.features.lookup import cards, select
from bot.features.lookup.buttons import LookupView, decode_outcome, decode_saving, view_in
from bot.features.lookup.deps import LookupDeps


class FeedbackHandlers:
    """Stores what was pressed, and shows the same card again."""

    def __init__(self, deps: LookupDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns the presses that store something."""
        return Routes(
            presses=(
                PressRoute(cards.CHANNEL, self.channel),
                PressRoute(cards.SAVE, self.save),
                PressRoute(cards.OUTCOME, self.outcome),
            ),
            outsiders=True,
        )

    async def channel(self, ask: Press) -> Answer:
        """Returns the card for another channel. It is remembered behind the answer, for the next look-ups."""
        view = view_in(ask.value, self._book(ask))
        if view:
            self._deps.background.later(self._deps.people.note_channel(ask.person, view.channel))
        return self._shown(ask, view)

    async def save(self, ask: Press) -> Answer:
        """Saves a phrase among the person's own."""
        id, value = decode_saving(ask.value)
        book = self._book(ask)
        view, say = view_in(value, book), book.words.speaker(ask.person.language)
        if view is None:
            return self._shown(ask, None)
        # By the situation on the card, which is the old one where it has another id now: so has the phrase.
        found = book.find_phrase(value.partition("|")[0], id)
        if found is None:
            return self._shown(ask, view, say("found.phrase_gone"))
        situation, phrase = found
        favourite = Favourite(phrase.id, situation.id, self._deps.clock())
        try:
            await self._deps.favourites.save_favourite(ask.person, favourite)
        except TooMany as error:
            return self._shown(ask, view, say(error.words, **error.values))
        return self._shown(ask, view, say("found.saved"))

    async def outcome(self, ask: Press) -> Answer:
        """Counts how it went, once for each look-up that was answered, and asks no more on this card."""
        outcome, phrases, value = decode_outcome(ask.value)
        book = self._book(ask)
        view = view_in(value, book)
        if view is None:
            return self._shown(ask, None)
        if outcome:
            await self._report(ask, view, outcome, phrases)
        thanks = book.words.say(ask.person.language, "outcome.thanks")
        return self._shown(ask, view.with_outcome_known(), thanks)

    async def _report(self, ask: Press, view: LookupView, outcome: Outcome, phrases: tuple[str, ...]) -> None:
        if ask.person.outside or not self._deps.tickets.is_genuine(ask.person, view.ticket):
            return  # an old card, somebody else's, or none of ours; and a team's figures are its own
        known = {phrase.id for phrase in self._book(ask).situations[view.situation].phrases}
        shown = tuple(now for phrase in phrases if (now := present_id(phrase, known)) in known)
        report = OutcomeReport(
            view.ticket, outcome, view.situation, shown[: select.PER_PAGE], self._deps.clock()
        )
        await self._deps.outcomes.keep_report(ask.person, report)

    def _shown(self, ask: Press, view: LookupView | None, status: str = "") -> Answer:
        person = ask.person
        viewer = Viewer(self._book(ask), person.language)
        if view is None:
            return Answer(cards.menu_card(viewer, person.language), Placement.UPDATE)
        rising = self._deps.rising.rising(person.tenant, view.situation)
        card = cards.phrases_card(viewer, view, rising=rising, status=status)
        return Answer(card, Placement.UPDATE)

    def _book(self, ask: Press) -> Phrasebook:
        return self._deps.book(ask.person)
