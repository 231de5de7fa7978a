"""`/checkin`: whether somebody wants it, the questions, and at once the result."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.core.card import Card
from bot.core.chat import Answer, Command, FieldErrors, Person, Placement, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.core.keyword_routes import behind_each
from bot.core.numbers import PersonCountry, country_of, guess_country
from bot.features.checkin import buttons, cards, forms
from bot.features.checkin.consent import Weakening, kept_days, weaker
from bot.features.checkin.deps import CheckinDeps
from bot.features.checkin.model import Submitted, Terms, VaultClosed, comparable_entries
from bot.features.checkin.period import Period
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.scoring import Score, score, short_of
from bot.features.checkin.service import CheckinService

A = TypeVar("A", bound=Command | Press | Submit)
Handler = Callable[[A], Awaitable[Reply]]


def in_dialog(card: Card) -> Answer:
    """Returns a card as one person gets it: in a dialog, which leaves no message behind."""
    return Answer(card, Placement.DIALOG)


def guarded(deps: CheckinDeps, handler: Handler[A], *, own: bool = False) -> Handler[A]:
    """Returns the handler, with a kind card where the self-check is off or its keys are not there.

    `own`: it is about what is stored of the person, which is theirs also while it is off.
    """

    async def answer(ask: A) -> Reply:
        viewer, person = deps.viewer(ask.person.language), ask.person
        terms = await deps.terms(person.tenant)
        try:
            if terms.on or (own and await _has_any(deps, person)):
                return await handler(ask)
        except VaultClosed as error:
            if terms.on:
                return in_dialog(cards.closed_card(viewer, deps.report(error)))
        return in_dialog(cards.off_card(viewer, terms, manager=person.role >= Role.MANAGER))

    return answer


async def _has_any(deps: CheckinDeps, person: Person) -> bool:
    record = await deps.stores.records.find_record(person.tenant, person.user_id)
    return bool(record.entries or record.consent or record.taking_part)


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
        presses = {
            cards.START: self.start,
            cards.CORRECT: self.correct,
            cards.DECLINE: self.decline,
            cards.GO_ON: self.go_on,
            cards.CHANGED: self.changed,
        }
        return Routes(
            commands=(
                CommandRoute("checkin", self.typed),
                CommandRoute("checkin", self.help, ("help",)),
                *behind_each(guarded(deps, self.start), "checkin"),
            ),
            presses=tuple(PressRoute(action, guarded(deps, handler)) for action, handler in presses.items()),
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
        record, terms = await self._service.note_offered(person), await deps.terms(person.tenant)
        entries = comparable_entries(deps.content.instrument.id, record.entries)
        if record.taking_part and entries and entries[-1].period == deps.period(terms).id:
            return self._result(person, record, terms)
        return self._next(person, record, terms)

    async def correct(self, ask: Press) -> Reply:
        """Returns the questions anew; what was answered before is not shown in them."""
        return await self._questions(ask.person)

    async def go_on(self, ask: Press) -> Reply:
        """Returns the questions, under the terms that the person agreed to before they were changed."""
        await self._service.note_press(ask.person)
        return await self._questions(ask.person)

    async def changed(self, ask: Press) -> Reply:
        """Returns what changed since the person agreed, and the question for a new yes."""
        record, terms = await self._service.record(ask.person), await self._deps.terms(ask.person.tenant)
        return self._next(ask.person, record, terms)

    async def decline(self, ask: Press) -> Answer:
        """Takes a no: nobody asks again. Whoever took part does so no longer, and keeps what there is."""
        await self._service.stop(ask.person)
        say = self._deps.viewer(ask.person.language).say
        buttons = (cards.me_button(say), cards.care_button(say))
        return in_dialog(cards.note_card(self._deps.viewer(ask.person.language), "declined", *buttons))

    async def consented(self, ask: Submit) -> Reply:
        """Takes a yes, and asks the questions. A yes to terms of before is none to those of now."""
        deps, person = self._deps, ask.person
        terms = await deps.terms(person.tenant)
        asked = deps.asked(terms)
        if ask.value != buttons.consent_edition(asked):
            record = await self._service.record(person)
            if not record.taking_part or self._weaker(record, terms):
                return self._next(person, record, terms)
        else:
            await self._service.agree(person, asked)
        return forms.questions_form(deps.viewer(person.language), deps.period(terms), person.zone)

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
        done, record = await self._service.submit(person, period, answers, scored)
        match done:
            case Submitted.NOT_CONSENTED:
                return in_dialog(cards.note_card(viewer, "gone", start))
            case Submitted.ASKED_ANEW:
                return self._next(person, record, terms)
            case Submitted.OVER:
                return in_dialog(cards.note_card(viewer, "over", start))
            case Submitted.KEPT | Submitted.CORRECTED:
                status = viewer.say(f"checkin.{done.value}", last=viewer.until(period, person.zone))
                return self._result(person, record, terms, status)

    def _result(self, person: Person, record: CheckinRecord, terms: Terms, status: str = "") -> Answer:
        viewer = self._deps.viewer(person.language)
        shown = cards.ResultView(
            comparable_entries(viewer.content.instrument.id, record.entries),
            guess_country(person, terms.country),
            kept_days(record, terms),
            changed=bool(self._weaker(record, terms)),
        )
        return in_dialog(cards.result_card(viewer, shown, status))

    def _next(self, person: Person, record: CheckinRecord, terms: Terms) -> Reply:
        """Returns the question for a yes, also for another one, or the questions."""
        viewer, asked = self._deps.viewer(person.language), self._deps.asked(terms)
        if not record.taking_part:
            return forms.consent_form(viewer, asked)
        if became := self._weaker(record, terms):
            return forms.changed_form(viewer, record.consent, asked, became)
        return forms.questions_form(viewer, self._deps.period(terms), person.zone)

    async def _questions(self, person: Person) -> Reply:
        record, terms = await self._service.record(person), await self._deps.terms(person.tenant)
        if not record.taking_part or Weakening.INSTRUMENT in self._weaker(record, terms):
            return self._next(person, record, terms)
        viewer = self._deps.viewer(person.language)
        return forms.questions_form(viewer, self._deps.period(terms), person.zone)

    def _weaker(self, record: CheckinRecord, terms: Terms) -> tuple[Weakening, ...]:
        return weaker(record.consent, self._deps.asked(terms), self._deps.content.about)
