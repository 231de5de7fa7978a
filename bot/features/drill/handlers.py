"""`/drill`, and the buttons of its cards."""

from __future__ import annotations

from datetime import timedelta

from bot.core.card import Card, Option
from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.practice import DrillRequest
from bot.features.drill import cards
from bot.features.drill import cards as asking
from bot.features.drill import cards as endings
from bot.features.drill import model as machine
from bot.features.drill.buttons import read as reference
from bot.features.drill.deps import DrillDeps
from bot.features.drill.model import Drill, DrillState
from bot.features.drill.service import DrillService
from bot.features.drill.topics import COUNT, match_topic, parse_request, possible_count, topic_name, topics

AGAIN = timedelta(minutes=15)  # so long a second press of an answer shows what the first one was worth


class DrillHandlers:
    """Asks three questions, one after the other in one card. Every answer is kept before its worth is shown.

    It is the `Drills` of whoever schedules, too.
    """

    def __init__(self, deps: DrillDeps) -> None:
        self._deps = deps
        self._service = DrillService(deps)

    def routes(self) -> Routes:
        """Returns what a person can do."""
        return Routes(
            commands=(CommandRoute("drill", self.open),),
            presses=(
                PressRoute(cards.START, self.started),
                PressRoute(cards.MORE, self.more),
                PressRoute(cards.TOPIC, self.more),
                PressRoute(cards.ANSWER, self.answer),
                PressRoute(cards.GUESS, self.guess),
                PressRoute(cards.NEXT, self.next),
                PressRoute(cards.DONE, self.done),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the drill that still goes on, else a new one; or what can be asked for instead."""
        request, person = parse_request(ask.text), ask.person
        if request.count is not None and not possible_count(request.count):
            return Answer(asking.wrong_number(self._deps.viewer(person)))
        topic = self._topic(person, request.topic)
        if topic is None:
            return Answer(asking.unknown(self._deps.viewer(person), request.topic))
        if not ask.text.strip():
            return Answer(await self._resumed(person), Placement.CHAT)
        return Answer(await self._begun(person, DrillRequest(topic, request.count or COUNT)), Placement.CHAT)

    async def start(self, person: Person, wanted: DrillRequest) -> Answer:
        """Returns the drill in place of the card that offered it; goes on with an open one about the same."""
        return Answer(await self._begun(person, wanted), Placement.UPDATE)

    def topics(self, language: str) -> tuple[Option, ...]:
        """Returns the topics there are, for forms; "", the mixed one, first."""
        viewer = self._deps.viewer(Person("", "", "", language))
        return asking.options(viewer)

    async def started(self, ask: Press) -> Answer:
        """Does what `/drill` does, in place; a number in the button is how many questions."""
        number = parse_request(ask.value).count
        if number is None or not possible_count(number):
            return Answer(await self._resumed(ask.person), Placement.UPDATE)
        return await self.start(ask.person, DrillRequest("", number))

    async def more(self, ask: Press) -> Answer:
        """Returns a new drill of the topic in the button, in place."""
        return await self.start(ask.person, DrillRequest(ask.value, COUNT))

    async def answer(self, ask: Press) -> Answer:
        """Keeps an answer, and returns what it was worth."""
        ref = reference(ask.value)
        drill = await self._service.answer(ask.person, ref) if ref else None
        if drill is None or ref is None:
            return self._gone(ask.person)
        viewer, now = self._deps.viewer(ask.person), self._deps.now()
        fresh = drill.turn == ref.turn + 1 and now - drill.given[ref.turn].at < AGAIN
        if fresh and drill.given[ref.turn].item in viewer.bank:
            if drill.state is DrillState.DONE and drill.about:
                await self._deps.finished(ask.person, drill.about)
            return Answer(cards.feedback(viewer, drill, ref.turn), Placement.UPDATE)
        told = viewer.say("drill.answered") if ref.turn < drill.turn else ""
        return self._shown(ask.person, drill, told=told)

    async def guess(self, ask: Press) -> Answer:
        """Returns the same question with the guess switched on or off; it is kept with the answer."""
        ref = reference(ask.value)
        drill = await self._service.own(ask.person, ref)
        if drill is None or ref is None:
            return self._gone(ask.person)
        fresh = not machine.stale(drill, ref.turn, self._deps.now())
        return self._shown(ask.person, drill, guessing=fresh and ref.guessed)

    async def next(self, ask: Press) -> Answer:
        """Returns the question that is to be answered now, or the end."""
        ref = reference(ask.value)
        drill = await self._service.own(ask.person, ref)
        if drill is None or ref is None:
            return self._gone(ask.person)
        if drill.state is DrillState.DONE:
            return Answer(endings.end(self._deps.viewer(ask.person), drill), Placement.UPDATE)
        return self._shown(ask.person, drill)

    async def done(self, ask: Press) -> Answer:
        """Puts the card away."""
        drill = await self._service.own(ask.person, reference(ask.value))
        if drill is None:
            return self._gone(ask.person)
        return Answer(endings.done(self._deps.viewer(ask.person), drill), Placement.UPDATE)

    def _topic(self, person: Person, text: str) -> str | None:
        if not text:
            return ""
        viewer = self._deps.viewer(person)
        known = topics(viewer.book, viewer.bank.values())
        found = match_topic(known, text)
        if found is None:
            near = self._deps.nearest(person.tenant, text)
            found = near if near in {topic.id for topic in known if topic.id} else None
        return found

    async def _resumed(self, person: Person) -> Card:
        going = await self._service.going(person)
        if going is None:
            return await self._begun(person, DrillRequest())
        viewer = self._deps.viewer(person)
        told = viewer.say("drill.goes_on") if going.turn else ""
        return cards.question(viewer, going, told=told)

    async def _begun(self, person: Person, wanted: DrillRequest) -> Card:
        drill = await self._service.begin(person, wanted)
        viewer = self._deps.viewer(person)
        if drill is None:
            return endings.empty(viewer, topic_name(viewer.book, wanted.topic, person.language))
        if drill.state is DrillState.DONE:
            return endings.end(viewer, drill)
        return cards.question(viewer, drill)

    def _shown(self, person: Person, drill: Drill, *, guessing: bool = False, told: str = "") -> Answer:
        viewer = self._deps.viewer(person)
        if machine.going(drill, self._deps.now()) and drill.questions[drill.turn].item in viewer.bank:
            return Answer(cards.question(viewer, drill, guessing=guessing, told=told), Placement.UPDATE)
        return Answer(endings.old(viewer, drill), Placement.UPDATE)

    def _gone(self, person: Person) -> Answer:
        return Answer(endings.gone(self._deps.viewer(person)))
