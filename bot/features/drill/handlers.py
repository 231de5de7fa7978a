"""`/drill`, and the buttons of its cards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from bot.core.card import Card, Option
from bot.core.chat import Answer, Command, Person, Placement, Press
from bot.core.desk import CommandRoute, PressRoute, Routes
from bot.core.keyword_routes import behind_each
from bot.core.practice import DrillRequest
from bot.core.safety import SafetyKind
from bot.core.wordless import typed_words
from bot.features.drill import cards, consent_cards, model, question_cards
from bot.features.drill.buttons import QuestionReference, decode_reference, decode_request
from bot.features.drill.consent import ConsentRequest, heavy_kinds, is_heavy_topic
from bot.features.drill.deps import DrillDeps
from bot.features.drill.model import Drill, DrillState
from bot.features.drill.service import DrillService
from bot.features.drill.topics import (
    COUNT,
    match_topic,
    nearest_topics,
    parse_request,
    possible_count,
    topic_name,
    topics,
)

SHOWN_AGAIN = timedelta(minutes=15)  # so long a second press of an answer shows what the first one was worth


class DrillHandlers:
    """Asks three questions, one after the other in one card. Every answer is stored before it is judged.

    It is the `DrillStarter` of whoever schedules, too.
    """

    def __init__(self, deps: DrillDeps) -> None:
        self._deps = deps
        self._service = DrillService(deps)

    def routes(self) -> Routes:
        """Returns what a person can do."""
        return Routes(
            commands=(
                CommandRoute("drill", self.open),
                *behind_each(self.resume, "drill"),
            ),
            presses=(
                PressRoute(cards.START, self.started),
                PressRoute(cards.MORE, self.more),
                PressRoute(cards.TOPIC, self.more),
                PressRoute(question_cards.ANSWER, self.answer),
                PressRoute(question_cards.GUESS, self.guess),
                PressRoute(question_cards.AGAIN, self.guess),
                PressRoute(question_cards.NEXT, self.next),
                PressRoute(question_cards.WHY, self.why, reads=True),
                PressRoute(cards.DONE, self.done),
                PressRoute(consent_cards.AGREE, self.agree),
                PressRoute(consent_cards.NOT_TODAY, self.not_today),
                PressRoute(consent_cards.OTHERS, self.agree),
            ),
        )

    async def open(self, ask: Command) -> Answer:
        """Returns the drill that still goes on, else a new one; or what can be asked for instead."""
        typed, person = parse_request(ask.text), ask.person
        if typed.count is not None and not possible_count(typed.count):
            return Answer(cards.wrong_number_card(self._deps.viewer(person)))
        topic = self._topic(person, typed.topic)
        if topic is None:
            return await self._deps.danger(person, typed.topic) or self._unknown_topic(ask, typed.topic)
        if not ask.text.strip():
            return Answer(await self._resumed(person), Placement.CHAT)
        return Answer(await self._begun(person, DrillRequest(topic, typed.count or COUNT)), Placement.CHAT)

    async def resume(self, ask: Command) -> Answer:
        """Does what `/drill` alone does."""
        return await self.open(replace(ask, text=""))

    async def start(self, person: Person, request: DrillRequest) -> Answer:
        """Returns the drill in place of the card that offered it; goes on with an open one about the same."""
        return Answer(await self._begun(person, request), Placement.UPDATE)

    def topics(self, language: str) -> tuple[Option, ...]:
        """Returns the topics there are, for forms; "", the mixed one, first."""
        return cards.topic_options(self._deps.viewer(Person("", "", "", language)))

    def is_heavy(self, topic: str) -> bool:
        """Returns whether a topic is about danger, so that everybody is asked before the first question."""
        return is_heavy_topic(topic)

    async def agree(self, ask: Press) -> Answer:
        """Begins a drill with what somebody said yes to on the card before, and nothing heavy besides."""
        read = decode_request(ask.value)
        if read is None or not possible_count(read[0].count):
            return Answer(await self._resumed(ask.person), Placement.UPDATE)
        return Answer(await self._begun(ask.person, *read), Placement.UPDATE)

    async def not_today(self, ask: Press) -> Answer:
        """Asks nothing back, and stores nothing; others are offered."""
        read = decode_request(ask.value)
        about, count = (read[0].about, read[0].count) if read else ("", COUNT)
        others = DrillRequest("", count, about)
        return Answer(consent_cards.not_today_card(self._deps.viewer(ask.person), others), Placement.UPDATE)

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
        """Stores an answer, and returns what it was worth; of a first step, the question goes on with it."""
        ref = decode_reference(ask.value)
        drill = await self._service.answer(ask.person, ref) if ref else None
        if drill is None or ref is None:
            return self._unknown_drill(ask.person)
        viewer, now = self._deps.viewer(ask.person), self._deps.now()
        fresh = drill.turn == ref.turn + 1 and now - drill.given[ref.turn].at < SHOWN_AGAIN
        if fresh and drill.given[ref.turn].item in viewer.bank:
            if drill.state is DrillState.DONE and drill.about:
                await self._deps.finished(ask.person, drill.about)
            return Answer(question_cards.feedback_card(viewer, drill, ref.turn), Placement.UPDATE)
        if ref.turn < drill.turn:
            return self._now(ask.person, drill, note=viewer.say("drill.answered"))
        return self._now(ask.person, drill, ref)

    async def guess(self, ask: Press) -> Answer:
        """Returns the same question with the guess on or off, or from the start. Nothing is stored yet."""
        ref = decode_reference(ask.value)
        drill = await self._service.own_drill(ask.person, ref)
        if drill is None or ref is None:
            return self._unknown_drill(ask.person)
        return self._now(ask.person, drill, ref)

    async def next(self, ask: Press) -> Answer:
        """Returns the question that is to be answered now, or the end."""
        ref = decode_reference(ask.value)
        drill = await self._service.own_drill(ask.person, ref)
        if drill is None or ref is None:
            return self._unknown_drill(ask.person)
        if drill.state is DrillState.DONE:
            return Answer(await self._end_card(ask.person, drill), Placement.UPDATE)
        return self._now(ask.person, drill)

    async def why(self, ask: Press) -> Answer:
        """Returns what an answer was worth with all that there is to say of it."""
        ref = decode_reference(ask.value)
        drill = await self._service.own_drill(ask.person, ref)
        if drill is None or ref is None:
            return self._unknown_drill(ask.person)
        viewer = self._deps.viewer(ask.person)
        if ref.turn >= len(drill.given) or drill.given[ref.turn].item not in viewer.bank:
            return self._now(ask.person, drill)
        return Answer(question_cards.feedback_card(viewer, drill, ref.turn, opened=True), Placement.UPDATE)

    async def done(self, ask: Press) -> Answer:
        """Puts the card away."""
        drill = await self._service.own_drill(ask.person, decode_reference(ask.value))
        if drill is None:
            return self._unknown_drill(ask.person)
        return Answer(cards.done_card(self._deps.viewer(ask.person), drill), Placement.UPDATE)

    def _topic(self, person: Person, text: str) -> str | None:
        if not text:
            return ""
        viewer = self._deps.viewer(person)
        known = topics(viewer.book, viewer.bank.values())
        for said in (text, typed_words(text).strip()):
            if said and (topic := match_topic(known, said)) is not None:
                return topic
        near = self._deps.nearest(person.tenant, text)
        first = next(iter(near.ids), "") if near.sure else ""
        return first if first in {topic.id for topic in known if topic.id} else None

    def _unknown_topic(self, ask: Command, text: str) -> Answer:
        viewer = self._deps.viewer(ask.person)
        situations = self._deps.nearest(ask.person.tenant, text).ids
        near = nearest_topics(topics(viewer.book, viewer.bank.values()), text, situations)
        return Answer(cards.unknown_topic_card(viewer, text, near, ask.near))

    async def _resumed(self, person: Person) -> Card:
        drill = await self._service.current_drill(person)
        if drill is None:
            return await self._begun(person, DrillRequest())
        viewer = self._deps.viewer(person)
        if kinds := self._service.heavy_ahead(drill):
            request = DrillRequest(drill.topic, drill.count, drill.about)
            return consent_cards.before_card(viewer, request, kinds)
        note = viewer.say("drill.goes_on") if drill.turn else ""
        return question_cards.question_card(viewer, drill, note=note)

    async def _begun(
        self, person: Person, request: DrillRequest, agreed: Collection[SafetyKind] | None = None
    ) -> Card:
        drill = await self._service.begin(person, request, agreed)
        viewer = self._deps.viewer(person)
        if isinstance(drill, ConsentRequest):
            return consent_cards.before_card(viewer, request, drill.kinds)
        if drill is None:
            return cards.nothing_to_ask_card(viewer, topic_name(viewer.book, request.topic, person.language))
        if drill.state is DrillState.DONE:
            return await self._end_card(person, drill)
        return question_cards.question_card(viewer, drill)

    async def _end_card(self, person: Person, drill: Drill) -> Card:
        viewer = self._deps.viewer(person)
        kinds = heavy_kinds(viewer.bank[given.item] for given in drill.given if given.item in viewer.bank)
        lines = await self._deps.help_lines(person) if kinds else ""
        return cards.end_card(viewer, drill, lines)

    def _now(
        self, person: Person, drill: Drill, ref: QuestionReference | None = None, note: str = ""
    ) -> Answer:
        viewer, now = self._deps.viewer(person), self._deps.now()
        if not model.can_go_on(drill, now) or drill.questions[drill.turn].item not in viewer.bank:
            return Answer(cards.over_card(viewer, drill), Placement.UPDATE)
        asked = ref if ref and ref.turn == drill.turn else QuestionReference(drill.id, drill.turn)
        card = question_cards.question_card(viewer, drill, guessing=asked.guessed, taps=asked.taps, note=note)
        return Answer(card, Placement.UPDATE)

    def _unknown_drill(self, person: Person) -> Answer:
        return Answer(cards.unknown_drill_card(self._deps.viewer(person)))
