"""`/checkin`: whether somebody wants it, the questions, and at once the result."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.checkin import actions, forms, notes, result, support
from bot.coach.checkin.kit import Kit, alone, guarded
from bot.coach.checkin.ports import Entry, Submitted, Terms
from bot.coach.checkin.scoring import score
from bot.coach.desk import CommandRoute, PressRoute, Routes, SubmitRoute
from bot.coach.talk import Answer, Command, Errors, Person, Press, Reply, Role, Submit


class Asking:
    """Asks, in dialogs alone, and shows a person their own result."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def routes(self) -> Routes:
        """Returns what this room answers."""
        kit = self._kit
        return Routes(
            commands=(
                CommandRoute("checkin", self.typed),
                CommandRoute("checkin", self.help, ("help",)),
            ),
            presses=(
                PressRoute(actions.START, guarded(kit, self.start)),
                PressRoute(actions.CORRECT, guarded(kit, self.correct)),
                PressRoute(actions.DECLINE, self.decline),
            ),
            submits=(
                SubmitRoute(actions.CONSENT, guarded(kit, self.consented)),
                SubmitRoute(actions.ANSWER, guarded(kit, self.answered)),
            ),
        )

    async def typed(self, ask: Command) -> Reply:
        """Opens the self-check; of words that nobody knows, tells those that there are."""
        if ask.text.strip():
            return await self.help(ask)
        return await guarded(self._kit, self.start)(ask)

    async def help(self, ask: Command) -> Answer:
        """Returns what can be typed. Nothing of it is about the person."""
        sight = self._kit.sight(ask.person.language)
        return Answer(support.help_card(sight, manager=ask.person.role >= Role.MANAGER))

    async def start(self, ask: Command | Press) -> Reply:
        """Returns the question for a yes, the questions, or the result that there is of this period."""
        kit, person = self._kit, ask.person
        await self._offered(person)
        terms = await kit.terms(person.tenant)
        if not await kit.kept.answers.consented(person.tenant, person.user_id):
            return forms.consent(kit.sight(person.language), terms)
        period = kit.period(terms)
        entries = await self._entries(person)
        if entries and entries[-1].period == period.id:
            return alone(result.card(kit.sight(person.language), entries, terms))
        return forms.questions(kit.sight(person.language), period)

    async def correct(self, ask: Press) -> Reply:
        """Returns the questions anew; what was answered before is not shown in them."""
        kit, person = self._kit, ask.person
        if not await kit.kept.answers.consented(person.tenant, person.user_id):
            return await self.start(ask)
        return forms.questions(kit.sight(person.language), kit.period(await kit.terms(person.tenant)))

    async def decline(self, ask: Press) -> Answer:
        """Takes a no: nobody asks again."""
        kit, person = self._kit, ask.person
        standing = await kit.kept.standings.of(person.tenant, person.user_id)
        declined = replace(standing, offered=True, reminders=False)
        await kit.kept.standings.put(person.tenant, person.user_id, person.platform, declined)
        sight = kit.sight(person.language)
        return alone(notes.note(sight, "declined", actions.care(sight.say)))

    async def consented(self, ask: Submit) -> Reply:
        """Takes a yes, and asks the questions."""
        kit, person = self._kit, ask.person
        # Reminders stay as they are: were they turned on here, this would tell who takes part.
        await kit.kept.answers.consent(person.tenant, person.user_id)
        await self._offered(person)
        return forms.questions(kit.sight(person.language), kit.period(await kit.terms(person.tenant)))

    async def answered(self, ask: Submit) -> Reply:
        """Keeps the answers and returns the result; or says kindly why they were not kept."""
        kit, person = self._kit, ask.person
        sight, terms = kit.sight(person.language), await kit.terms(person.tenant)
        period = kit.period(terms)
        again = actions.start(sight.say)
        if ask.value != forms.edition(sight, period):
            return alone(notes.note(sight, "over", again))
        instrument, answers = sight.content.instrument, self._answers(ask)
        scored = score(instrument, answers)
        if scored.index is None:
            missing = next(item.id for item in instrument.index if item.id not in answers)
            least, count = instrument.min_answered, len(instrument.index)
            return Errors({missing: sight.say("checkin.ask.few", least=least, count=count)})
        entry = Entry(period.id, instrument.id, instrument.version, answers, scored.index, scored.exposures)
        done = await kit.kept.answers.submit(person.tenant, person.user_id, entry, kit.today())
        match done:
            case Submitted.NOT_CONSENTED:
                return alone(notes.note(sight, "gone", again))
            case Submitted.OVER:
                return alone(notes.note(sight, "over", again))
            case Submitted.KEPT | Submitted.CORRECTED:
                told = sight.say(f"checkin.{done.value}", last=sight.day(period.last))
                return await self._result(person, terms, told)

    def _answers(self, ask: Submit) -> dict[str, int]:
        # What is no answer of the scale is left out: no error may name it.
        found = {}
        for item in self._kit.guide.content.instrument.items:
            text = ask.text(item.id)
            if text.isdecimal() and int(text) < len(item.scale):
                found[item.id] = int(text)
        return found

    async def _result(self, person: Person, terms: Terms, told: str) -> Reply:
        sight, entries = self._kit.sight(person.language), await self._entries(person)
        if not entries:  # erased in the same moment
            return alone(notes.note(sight, "gone", actions.start(sight.say)))
        return alone(result.card(sight, entries, terms, told))

    async def _entries(self, person: Person) -> tuple[Entry, ...]:
        mine = await self._kit.kept.answers.mine(person.tenant, person.user_id)
        return result.ours(self._kit.guide.content.instrument, mine.entries)

    async def _offered(self, person: Person) -> None:
        standings = self._kit.kept.standings
        standing = await standings.of(person.tenant, person.user_id)
        if not standing.offered:
            await standings.put(
                person.tenant, person.user_id, person.platform, replace(standing, offered=True)
            )
