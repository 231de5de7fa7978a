"""`/checkin`: whether somebody wants it, the questions, and at once the result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.core.card import Card
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute, behind_each
from bot.core.numbers import PersonCountry, country_of, guess_country
from bot.features.checkin import buttons, cards, forms
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.model import Submitted, Terms, VaultClosed
from bot.features.checkin.period import Period
from bot.features.checkin.scoring import Score, score, short_of
from bot.features.checkin.service import CheckinService

A = TypeVar("A", bound=Command | Press | Submit)
Handler = Callable[[A], Awaitable[Reply]]


def in_dialog(card: Card) -> Answer:
    """Returns a card as one person gets it: in a dialog, which leaves no message behind."""
    return Answer(card, Placement.DIALOG)


def guarded(deps: CheckinDeps, handler: Handler[A]) -> Handler[A]:
    """Returns the handler, with a kind card where the self-check is off or its keys are not there."""

    async def answer(ask: A) -> Reply:
        viewer = deps.viewer(ask.person.language)
        if not (await deps.terms(ask.person.tenant)).on:
            return in_dialog(cards.off_card(viewer))
        try:
            return await handler(ask)
        except VaultClosed as error:
            reference = deps.report(error)
            return in_dialog(
                cards.damaged_card(viewer) if error.words else cards.closed_card(viewer, reference)
            )

    return answer


class CareHandlers:
    """Shows what helps, whether or not somebody takes the self-check, also where it is turned off."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this part of the feature answers."""
        return Routes(
            commands=behind_each(self.care, "care"),
            presses=(PressRoute(cards.CARE, self.care), PressRoute(cards.LINES, self.lines)),
        )

    async def care(self, ask: Command | Press) -> Answer:
        """Returns the checklist, in a dialog: that somebody looked is nobody's business."""
        return in_dialog(cards.care_card(self._deps.viewer(ask.person.language), await self._country(ask)))

    async def lines(self, ask: Press) -> Answer:
        """Returns the lines of help."""
        viewer = self._deps.viewer(ask.person.language)
        return in_dialog(cards.help_lines_card(viewer, await self._country(ask)))

    async def _country(self, ask: Command | Press) -> PersonCountry:
        # The store is asked for nothing where the person tells enough: help has to be there without it.
        usual = "" if country_of(ask.person) else (await self._deps.terms(ask.person.tenant)).country
        return guess_country(ask.person, usual)


class CheckinHandlers:
    """Asks, in dialogs alone, and shows a person their own result."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps
        self._service = CheckinService(deps)

    def routes(self) -> Routes:
        """Returns what this part of the feature answers."""
        deps = self._deps
        return Routes(
            commands=(
                CommandRoute("checkin", self.typed),
                CommandRoute("checkin", self.help, ("help",)),
                *behind_each(guarded(deps, self.start), "checkin"),
            ),
            presses=(
                PressRoute(cards.START, guarded(deps, self.start)),
                PressRoute(cards.CORRECT, guarded(deps, self.correct)),
                PressRoute(cards.DECLINE, self.decline),
            ),
            submits=(
                SubmitRoute(cards.CONSENT, guarded(deps, self.consented)),
                SubmitRoute(cards.ANSWER, guarded(deps, self.answered)),
            ),
        )

    async def typed(self, ask: Command) -> Reply:
        """Opens the self-check; of words that nobody knows, tells those that there are."""
        if ask.text.strip():  # somebody may say here how they are
            return await self._deps.danger(ask.person, ask.text) or await self.help(ask)
        return await guarded(self._deps, self.start)(ask)

    async def help(self, ask: Command) -> Answer:
        """Returns what can be typed. Nothing of it is about the person."""
        viewer = self._deps.viewer(ask.person.language)
        return Answer(cards.help_card(viewer, manager=ask.person.role >= Role.MANAGER))

    async def start(self, ask: Command | Press) -> Reply:
        """Returns the question for a yes, the questions, or the result that there is of this period."""
        deps, person = self._deps, ask.person
        await self._service.note_offered(person)
        viewer, terms = deps.viewer(person.language), await deps.terms(person.tenant)
        if not await deps.stores.answers.has_consented(person.tenant, person.user_id):
            return forms.consent_form(viewer, terms)
        period = deps.period(terms)
        entries = await self._service.entries(person)
        if entries and entries[-1].period == period.id:
            return in_dialog(cards.result_card(viewer, entries, terms, guess_country(person, terms.country)))
        return forms.questions_form(viewer, period)

    async def correct(self, ask: Press) -> Reply:
        """Returns the questions anew; what was answered before is not shown in them."""
        person = ask.person
        if not await self._deps.stores.answers.has_consented(person.tenant, person.user_id):
            return await self.start(ask)
        return await self._questions(person)

    async def decline(self, ask: Press) -> Answer:
        """Takes a no: nobody asks again."""
        await self._service.stop_reminders(ask.person)
        viewer = self._deps.viewer(ask.person.language)
        return in_dialog(cards.note_card(viewer, "declined", cards.care_button(viewer.say)))

    async def consented(self, ask: Submit) -> Reply:
        """Takes a yes, and asks the questions."""
        person = ask.person
        # Reminders stay as they are: were they turned on here, this would tell who takes part.
        await self._deps.stores.answers.keep_consent(person.tenant, person.user_id)
        await self._service.note_offered(person)
        return await self._questions(person)

    async def answered(self, ask: Submit) -> Reply:
        """Stores the answers and returns the result; or says kindly why they were not stored."""
        deps = self._deps
        viewer, terms = deps.viewer(ask.person.language), await deps.terms(ask.person.tenant)
        period, instrument = deps.period(terms), viewer.content.instrument
        if ask.value != buttons.questions_edition(period, instrument):
            return in_dialog(cards.note_card(viewer, "over", cards.start_button(viewer.say)))
        answers = forms.answers(ask, instrument)
        if short := short_of(instrument, answers):
            return FieldErrors(forms.unanswered(viewer, short, answers))
        return await self._submit(ask.person, period, terms, answers, score(instrument, answers))

    async def _submit(
        self, person: Person, period: Period, terms: Terms, answers: dict[str, int], scored: Score
    ) -> Reply:
        viewer = self._deps.viewer(person.language)
        start = cards.start_button(viewer.say)
        match done := await self._service.submit(person, period, answers, scored):
            case Submitted.NOT_CONSENTED:
                return in_dialog(cards.note_card(viewer, "gone", start))
            case Submitted.OVER:
                return in_dialog(cards.note_card(viewer, "over", start))
            case Submitted.KEPT | Submitted.CORRECTED:
                entries = await self._service.entries(person)
                if not entries:  # erased in the same moment
                    return in_dialog(cards.note_card(viewer, "gone", start))
                status = viewer.say(f"checkin.{done.value}", last=viewer.day(period.last))
                country = guess_country(person, terms.country)
                return in_dialog(cards.result_card(viewer, entries, terms, country, status))

    async def _questions(self, person: Person) -> Reply:
        deps = self._deps
        return forms.questions_form(
            deps.viewer(person.language), deps.period(await deps.terms(person.tenant))
        )
