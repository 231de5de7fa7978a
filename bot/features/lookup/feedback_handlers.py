"""What an agent leaves on a card of phrases: a saved phrase, the channel, how it went, what fills gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.activity import ActivityKind
from bot.core.caps import TooMany
from bot.core.card import Form
from bot.core.chat import Answer, Placement, Press, Submit
from bot.core.desk import PressRoute, Routes, SubmitRoute
from bot.core.gaps import MOST, clean_fill, clean_value, decode_fill, encode_fill, gap_names
from bot.core.outcomes import Outcome, OutcomeReport
from bot.core.people import Favourite
from bot.core.phrasebook import Phrasebook
from bot.core.renamed import present_id
from bot.core.viewer import Viewer
from bot.features.lookup import cards, forms, select
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
                PressRoute(cards.FILL, self.fill, reads=True),
            ),
            submits=(SubmitRoute(forms.FILL, self.filled, limits=forms.FILL_LIMITS, reads=True),),
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

    async def fill(self, ask: Press) -> Form | Answer:
        """Returns the form that asks what stands in the gaps of the phrases on the card."""
        view, wordings = self._wordings(ask)
        if view is None or not _gaps(wordings):
            return self._shown(ask, view)
        known = {"agent": clean_value(ask.person.name), **decode_fill(view.fill)}
        words, language = self._book(ask).words, ask.person.language
        return forms.fill_form(words, language, view.encode(), _gaps(wordings), known, wordings)

    async def filled(self, ask: Submit) -> Answer:
        """Returns the same card with its gaps filled. It is in the card's buttons, and stored nowhere."""
        view, wordings = self._wordings(ask)
        if view is None:
            return self._shown(ask, None)
        asked = _gaps(wordings)[:MOST]
        kept = {name: value for name, value in decode_fill(view.fill).items() if name not in asked}
        fill = clean_fill({**kept, **{name: ask.text(name) for name in asked}})
        return self._shown(ask, replace(view, fill=encode_fill(fill)))

    def _wordings(self, ask: Press | Submit) -> tuple[LookupView | None, list[tuple[str, str]]]:
        book, person = self._book(ask), ask.person
        view = view_in(ask.value, book)
        if view is None:
            return None, []
        rising = self._deps.rising.rising(person.tenant, view.situation)
        situation = book.situations[view.situation]
        shown, _ = select.phrases_of(situation, view, rising, book.added.speech)
        return view, cards.wordings_of(Viewer(book, person.language), view, shown)

    async def _report(self, ask: Press, view: LookupView, outcome: Outcome, phrases: tuple[str, ...]) -> None:
        if ask.person.outside or not self._deps.tickets.is_genuine(ask.person, view.ticket):
            return  # an old card, somebody else's, or none of ours; and a team's figures are its own
        known = {phrase.id for phrase in self._book(ask).situations[view.situation].phrases}
        shown = tuple(now for phrase in phrases if (now := present_id(phrase, known)) in known)
        report = OutcomeReport(
            view.ticket, outcome, view.situation, shown[: select.PER_PAGE], self._deps.clock()
        )
        if await self._deps.outcomes.keep_report(ask.person, report):
            note, came = self._deps.activity.note, outcome.value
            note(ask.person, ActivityKind.OUTCOME, view.ticket, view.situation, came)

    def _shown(self, ask: Press | Submit, view: LookupView | None, status: str = "") -> Answer:
        person = ask.person
        viewer = Viewer(self._book(ask), person.language)
        if view is None:
            return Answer(cards.menu_card(viewer, person.language), Placement.UPDATE)
        rising = self._deps.rising.rising(person.tenant, view.situation)
        card = cards.phrases_card(viewer, view, rising=rising, status=status)
        return Answer(card, Placement.UPDATE)

    def _book(self, ask: Press | Submit) -> Phrasebook:
        return self._deps.book(ask.person)


def _gaps(wordings: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Returns the names of the gaps that can be filled."""
    return tuple(name for name in gap_names(text for _, text in wordings) if name)
