"""`/checkin`: whether somebody wants it, the questions, and at once the result."""

from __future__ import annotations

from dataclasses import replace

from bot.core.chat import Answer, Command, FieldErrors, Person, Press, Reply, Role, Submit
from bot.core.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.features.checkin import cards, forms
from bot.features.checkin.deps import CheckinDeps, alone, guarded
from bot.features.checkin.model import CheckinEntry, Submitted, Terms
from bot.features.checkin.scoring import score


class CareHandlers:
    """Shows what helps, whether or not somebody takes the self-check, also where it is turned off."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this room answers."""
        return Routes(
            commands=(CommandRoute("checkin", self.care, ("care",)),),
            presses=(PressRoute(cards.CARE, self.care), PressRoute(cards.LINES, self.lines)),
        )

    async def care(self, ask: Command | Press) -> Answer:
        """Returns the checklist, in a dialog: that somebody looked is nobody's business."""
        return alone(cards.care_card(self._deps.viewer(ask.person.language), await self._country(ask)))

    async def lines(self, ask: Press) -> Answer:
        """Returns the lines of help."""
        return alone(cards.lines_card(self._deps.viewer(ask.person.language), await self._country(ask)))

    async def _country(self, ask: Command | Press) -> str:
        return (await self._deps.terms(ask.person.tenant)).country


class CheckinHandlers:
    """Asks, in dialogs alone, and shows a person their own result."""

    def __init__(self, deps: CheckinDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this room answers."""
        deps = self._deps
        return Routes(
            commands=(
                CommandRoute("checkin", self.typed),
                CommandRoute("checkin", self.help, ("help",)),
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
        if ask.text.strip():
            return await self.help(ask)
        return await guarded(self._deps, self.start)(ask)

    async def help(self, ask: Command) -> Answer:
        """Returns what can be typed. Nothing of it is about the person."""
        viewer = self._deps.viewer(ask.person.language)
        return Answer(cards.help_card(viewer, manager=ask.person.role >= Role.MANAGER))

    async def start(self, ask: Command | Press) -> Reply:
        """Returns the question for a yes, the questions, or the result that there is of this period."""
        deps, person = self._deps, ask.person
        await self._offered(person)
        terms = await deps.terms(person.tenant)
        if not await deps.kept.answers.has_consented(person.tenant, person.user_id):
            return forms.consent(deps.viewer(person.language), terms)
        period = deps.period(terms)
        entries = await self._entries(person)
        if entries and entries[-1].period == period.id:
            return alone(cards.card(deps.viewer(person.language), entries, terms))
        return forms.questions(deps.viewer(person.language), period)

    async def correct(self, ask: Press) -> Reply:
        """Returns the questions anew; what was answered before is not shown in them."""
        deps, person = self._deps, ask.person
        if not await deps.kept.answers.has_consented(person.tenant, person.user_id):
            return await self.start(ask)
        return forms.questions(deps.viewer(person.language), deps.period(await deps.terms(person.tenant)))

    async def decline(self, ask: Press) -> Answer:
        """Takes a no: nobody asks again."""
        deps, person = self._deps, ask.person
        standing = await deps.kept.standings.find_reminder_state(person.tenant, person.user_id)
        declined = replace(standing, offered=True, reminders=False)
        await deps.kept.standings.keep_reminder_state(
            person.tenant, person.user_id, person.platform, declined
        )
        viewer = deps.viewer(person.language)
        return alone(cards.note(viewer, "declined", cards.care_button(viewer.say)))

    async def consented(self, ask: Submit) -> Reply:
        """Takes a yes, and asks the questions."""
        deps, person = self._deps, ask.person
        # Reminders stay as they are: were they turned on here, this would tell who takes part.
        await deps.kept.answers.keep_consent(person.tenant, person.user_id)
        await self._offered(person)
        return forms.questions(deps.viewer(person.language), deps.period(await deps.terms(person.tenant)))

    async def answered(self, ask: Submit) -> Reply:
        """Keeps the answers and returns the result; or says kindly why they were not kept."""
        deps, person = self._deps, ask.person
        viewer, terms = deps.viewer(person.language), await deps.terms(person.tenant)
        period = deps.period(terms)
        again = cards.start_button(viewer.say)
        if ask.value != forms.edition(viewer, period):
            return alone(cards.note(viewer, "over", again))
        instrument, answers = viewer.content.instrument, self._answers(ask)
        scored = score(instrument, answers)
        if scored.index is None:
            missing = next(item.id for item in instrument.index if item.id not in answers)
            least, count = instrument.min_answered, len(instrument.index)
            return FieldErrors({missing: viewer.say("checkin.ask.few", least=least, count=count)})
        entry = CheckinEntry(
            period.id, instrument.id, instrument.version, answers, scored.index, scored.exposures
        )
        done = await deps.kept.answers.submit_entry(person.tenant, person.user_id, entry, deps.today())
        match done:
            case Submitted.NOT_CONSENTED:
                return alone(cards.note(viewer, "gone", again))
            case Submitted.OVER:
                return alone(cards.note(viewer, "over", again))
            case Submitted.KEPT | Submitted.CORRECTED:
                told = viewer.say(f"checkin.{done.value}", last=viewer.day(period.last))
                return await self._result(person, terms, told)

    def _answers(self, ask: Submit) -> dict[str, int]:
        # What is no answer of the scale is left out: no error may name it.
        found = {}
        for item in self._deps.guide.content.instrument.items:
            text = ask.text(item.id)
            if text.isdecimal() and int(text) < len(item.scale):
                found[item.id] = int(text)
        return found

    async def _result(self, person: Person, terms: Terms, told: str) -> Reply:
        viewer, entries = self._deps.viewer(person.language), await self._entries(person)
        if not entries:  # erased in the same moment
            return alone(cards.note(viewer, "gone", cards.start_button(viewer.say)))
        return alone(cards.card(viewer, entries, terms, told))

    async def _entries(self, person: Person) -> tuple[CheckinEntry, ...]:
        mine = await self._deps.kept.answers.own_checkins(person.tenant, person.user_id)
        return cards.ours(self._deps.guide.content.instrument, mine.entries)

    async def _offered(self, person: Person) -> None:
        standings = self._deps.kept.standings
        standing = await standings.find_reminder_state(person.tenant, person.user_id)
        if not standing.offered:
            await standings.keep_reminder_state(
                person.tenant, person.user_id, person.platform, replace(standing, offered=True)
            )
