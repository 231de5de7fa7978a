"""`/drill`, and the buttons of its cards."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.card import Card, Option
from bot.coach.desk import CommandRoute, PressRoute, Routes
from bot.coach.drill import asking, cards, endings
from bot.coach.drill import drill as machine
from bot.coach.drill.drill import Drill, State
from bot.coach.drill.keeping import Keeping
from bot.coach.drill.kit import Kit
from bot.coach.drill.request import COUNT, possible, read
from bot.coach.drill.sight import read as reference
from bot.coach.drill.topics import meant, named, topics
from bot.coach.drills import Wanted
from bot.coach.talk import Answer, Command, How, Person, Press

AGAIN = timedelta(minutes=15)  # so long a second press of an answer shows what the first one was worth


class Practice:
    """Asks three questions, one after the other in one card. Every answer is kept before its worth is shown.

    It is the `Drills` of whoever schedules, too.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._keeping = Keeping(kit)

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
        request, person = read(ask.text), ask.person
        if request.count is not None and not possible(request.count):
            return Answer(asking.wrong_number(self._kit.sight(person)))
        topic = self._topic(person, request.topic)
        if topic is None:
            return Answer(asking.unknown(self._kit.sight(person), request.topic))
        if not ask.text.strip():
            return Answer(await self._resumed(person), How.CHAT)
        return Answer(await self._begun(person, Wanted(topic, request.count or COUNT)), How.CHAT)

    async def start(self, person: Person, wanted: Wanted) -> Answer:
        """Returns the drill in place of the card that offered it; goes on with an open one about the same."""
        return Answer(await self._begun(person, wanted), How.UPDATE)

    def topics(self, language: str) -> tuple[Option, ...]:
        """Returns the topics there are, for forms; "", the mixed one, first."""
        sight = self._kit.sight(Person("", "", "", language))
        return asking.options(sight)

    async def started(self, ask: Press) -> Answer:
        """Does what `/drill` does, in place; a number in the button is how many questions."""
        number = read(ask.value).count
        if number is None or not possible(number):
            return Answer(await self._resumed(ask.person), How.UPDATE)
        return await self.start(ask.person, Wanted("", number))

    async def more(self, ask: Press) -> Answer:
        """Returns a new drill of the topic in the button, in place."""
        return await self.start(ask.person, Wanted(ask.value, COUNT))

    async def answer(self, ask: Press) -> Answer:
        """Keeps an answer, and returns what it was worth."""
        ref = reference(ask.value)
        drill = await self._keeping.answer(ask.person, ref) if ref else None
        if drill is None or ref is None:
            return self._gone(ask.person)
        sight, now = self._kit.sight(ask.person), self._kit.now()
        fresh = drill.turn == ref.turn + 1 and now - drill.given[ref.turn].at < AGAIN
        if fresh and drill.given[ref.turn].item in sight.bank:
            if drill.state is State.DONE and drill.about:
                await self._kit.finished(ask.person, drill.about)
            return Answer(cards.feedback(sight, drill, ref.turn), How.UPDATE)
        told = sight.say("drill.answered") if ref.turn < drill.turn else ""
        return self._shown(ask.person, drill, told=told)

    async def guess(self, ask: Press) -> Answer:
        """Returns the same question with the guess switched on or off; it is kept with the answer."""
        ref = reference(ask.value)
        drill = await self._keeping.own(ask.person, ref)
        if drill is None or ref is None:
            return self._gone(ask.person)
        fresh = not machine.stale(drill, ref.turn, self._kit.now())
        return self._shown(ask.person, drill, guessing=fresh and ref.guessed)

    async def next(self, ask: Press) -> Answer:
        """Returns the question that is to be answered now, or the end."""
        ref = reference(ask.value)
        drill = await self._keeping.own(ask.person, ref)
        if drill is None or ref is None:
            return self._gone(ask.person)
        if drill.state is State.DONE:
            return Answer(endings.end(self._kit.sight(ask.person), drill), How.UPDATE)
        return self._shown(ask.person, drill)

    async def done(self, ask: Press) -> Answer:
        """Puts the card away."""
        drill = await self._keeping.own(ask.person, reference(ask.value))
        if drill is None:
            return self._gone(ask.person)
        return Answer(endings.done(self._kit.sight(ask.person), drill), How.UPDATE)

    def _topic(self, person: Person, text: str) -> str | None:
        if not text:
            return ""
        sight = self._kit.sight(person)
        known = topics(sight.book, sight.bank.values())
        found = meant(known, text)
        if found is None:
            near = self._kit.nearest(person.tenant, text)
            found = near if near in {topic.id for topic in known if topic.id} else None
        return found

    async def _resumed(self, person: Person) -> Card:
        going = await self._keeping.going(person)
        if going is None:
            return await self._begun(person, Wanted())
        sight = self._kit.sight(person)
        told = sight.say("drill.goes_on") if going.turn else ""
        return cards.question(sight, going, told=told)

    async def _begun(self, person: Person, wanted: Wanted) -> Card:
        drill = await self._keeping.begin(person, wanted)
        sight = self._kit.sight(person)
        if drill is None:
            return endings.empty(sight, named(sight.book, wanted.topic, person.language))
        if drill.state is State.DONE:
            return endings.end(sight, drill)
        return cards.question(sight, drill)

    def _shown(self, person: Person, drill: Drill, *, guessing: bool = False, told: str = "") -> Answer:
        sight = self._kit.sight(person)
        if machine.going(drill, self._kit.now()) and drill.questions[drill.turn].item in sight.bank:
            return Answer(cards.question(sight, drill, guessing=guessing, told=told), How.UPDATE)
        return Answer(endings.old(sight, drill), How.UPDATE)

    def _gone(self, person: Person) -> Answer:
        return Answer(endings.gone(self._kit.sight(person)))
