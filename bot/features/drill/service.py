"""Reads a drill, changes it, and stores it with its answer and its memory: one press, one transaction.

And puts together what managers may know of practice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.core.activity import RIGHT, WRONG, ActivityKind
from bot.core.chat import Person
from bot.core.clocks import zone_of
from bot.core.conflict import AGAIN, Try, retry
from bot.core.figures import FourWeeks
from bot.core.numbers import country_of
from bot.core.practice import DrillRequest
from bot.core.renamed import by_present_id
from bot.core.safety import SafetyKind
from bot.core.shift import likely_turn, working_day
from bot.features.drill import days, model
from bot.features.drill.buttons import QuestionReference
from bot.features.drill.consent import ConsentRequest, Kinds, allowed, heavy_kinds
from bot.features.drill.deps import DrillDeps
from bot.features.drill.model import Drill, DrillQuestion, DrillState
from bot.features.drill.ports import PracticeStats
from bot.features.drill.select import choose, deal
from bot.features.drill.stats import PracticeCounts
from bot.features.drill.topics import fits


class DrillService:
    """The drills of a person."""

    def __init__(self, deps: DrillDeps) -> None:
        self._deps = deps

    async def own_drill(self, person: Person, ref: QuestionReference | None) -> Drill | None:
        """Returns the drill that a button names, if it is the person's own."""
        drill = await self._deps.drills.find_drill(person.tenant, ref.id) if ref else None
        return drill if drill and drill.user == person.user_id else None

    @retry
    async def current_drill(self, person: Person) -> Drill | Literal[Try.AGAIN] | None:
        """Returns the person's drill that can go on."""
        drill = await self._deps.drills.open_drill(person.tenant, person.user_id)
        if drill is None or not model.can_go_on(drill, self._deps.now()):
            return None
        rest = await self._without_missing(drill)
        return rest if rest is AGAIN or rest.state is DrillState.OPEN else None

    @retry
    async def begin(
        self, person: Person, request: DrillRequest, agreed: Collection[SafetyKind] | None = None
    ) -> Drill | ConsentRequest | Literal[Try.AGAIN] | None:
        """Returns an open drill about the same, else a new one; None where there is nothing to ask.

        One that was scheduled and is done already comes back as it ended. Where there would be questions
        about danger that nobody `agreed` to, nothing is begun, and the kinds come back.
        """
        current = await self.current_drill(person)
        request = replace(request, topic=self._deps.book(person.tenant).situation_now(request.topic))
        if current and DrillRequest(current.topic, current.count, current.about) == request:
            ahead = self.heavy_ahead(current)
            if set(ahead) <= set(agreed or ()):
                return current
            if agreed is None:
                return ConsentRequest(ahead)
        if request.about and (done := await self._done_drill(person, request.about)):
            return done
        fresh = await self._fresh(person, request, agreed)
        if fresh is None or isinstance(fresh, ConsentRequest):
            return fresh
        before = await self._deps.drills.open_drill(person.tenant, person.user_id)
        aside = [model.leave(before)] if before else []
        stored = await self._deps.drills.keep_drill([*aside, fresh])
        return replace(fresh, version=1) if stored else AGAIN

    @retry
    async def answer(self, person: Person, ref: QuestionReference) -> Drill | Literal[Try.AGAIN] | None:
        """Returns the drill after a press of an option, stored; None if it is not the person's own."""
        before = await self.own_drill(person, ref)
        if before is None:
            return None
        now = self._deps.now()
        if model.is_stale(before, ref.turn, now):
            return before
        item = self._deps.bank(person.tenant).get(before.questions[ref.turn].item)
        if item is None:  # it went from the bank while it was on the card
            return await self._without_missing(before)
        after = model.answer(before, item, ref.turn, ref.taps, now, guessed=ref.guessed, zone=person.zone)
        if after is before:
            return before
        if not await self._deps.drills.keep_answer(after):
            return AGAIN
        self._note(person, after, ref.turn)
        return replace(after, version=after.version + 1)

    def _note(self, person: Person, drill: Drill, turn: int) -> None:
        given, note = drill.given[turn], self._deps.activity.note
        part = RIGHT if given.right else WRONG
        note(person, ActivityKind.ANSWER, f"{drill.id}:{turn}", given.situation, part)
        note(person, ActivityKind.ITEM, f"{drill.id}:{turn}", given.item, part)

    def heavy_ahead(self, drill: Drill) -> Kinds:
        """Returns what the questions still to come are about that nobody should meet unasked."""
        bank = self._deps.bank(drill.tenant)
        return heavy_kinds(bank[q.item] for q in drill.questions[drill.turn :] if q.item in bank)

    async def _done_drill(self, person: Person, about: str) -> Drill | None:
        drill = await self._deps.drills.drill_about(person.tenant, person.user_id, about)
        return drill if drill and drill.state is DrillState.DONE else None

    async def _without_missing(self, drill: Drill) -> Drill | Literal[Try.AGAIN]:
        after = model.without_missing(drill, self._deps.bank(drill.tenant))
        if after is drill:
            return drill
        stored = await self._deps.drills.keep_drill([after])
        return replace(after, version=after.version + 1) if stored else AGAIN

    async def _fresh(
        self, person: Person, request: DrillRequest, agreed: Collection[SafetyKind] | None
    ) -> Drill | ConsentRequest | None:
        deps = self._deps
        bank = deps.bank(person.tenant)
        about = [item for item in bank.values() if fits(item, request.topic)]
        items = allowed(about, request.topic, agreed, wanted=person.heavy_topics)
        if not items:
            return None
        now, dice, recent = deps.now(), deps.dice, deps.recent(person)
        memories = by_present_id(await deps.drills.memories(person.tenant, person.user_id), bank)
        chosen = choose(items, memories, request.count, now, dice, recent=recent, industry=person.industry)
        if agreed is None and (kinds := heavy_kinds(chosen)):
            return ConsentRequest(kinds)
        questions = tuple(
            DrillQuestion(item.id, order, memories.get(item.id))
            for item, order in zip(chosen, deal(chosen, dice), strict=True)
        )
        return Drill(
            tenant=person.tenant,
            id=deps.new_id(),
            user=person.user_id,
            topic=request.topic,
            count=request.count,
            about=request.about,
            began=now,
            questions=questions,
        )


async def practice_counts(
    store: PracticeStats, tenant: str, people: Sequence[str], period: FourWeeks
) -> PracticeCounts:
    """Returns what is known of a group in a period: for how many of its people, never for whom."""
    span = (tenant, people, period.start, period.end)
    return PracticeCounts(
        len(people),
        await store.count_practised(*span),
        await store.topic_people(*span),
        await store.item_people(*span),
        await store.option_people(*span),
    )


async def due_count(deps: DrillDeps, person: Person) -> int:
    """Returns how many questions somebody should meet again by now, of those that a mixed drill may hold."""
    bank = deps.bank(person.tenant)
    memories = by_present_id(await deps.drills.memories(person.tenant, person.user_id), bank)
    due = (bank[item] for item, memory in memories.items() if item in bank and memory.due <= deps.now())
    return len(allowed(due, "", None, wanted=person.heavy_topics))


async def working_days_in_row(deps: DrillDeps, person: Person) -> int:
    """Returns on how many working days in a row, up to today or the one before, somebody practised."""
    times = await deps.drills.answer_times(person.tenant, person.user_id, deps.now() - days.LOOKED_BACK)
    # In a thread: the holidays of a country take a moment when they are first asked for.
    return await asyncio.to_thread(_streak, deps, person, times)


def _streak(deps: DrillDeps, person: Person, times: Sequence[datetime]) -> int:
    where, now, shift = zone_of(person.zone), deps.now(), person.shift
    turn = shift.turn() if shift else likely_turn(days.local_times(times, where))
    own = shift.days if shift and shift.days else None
    work = days.WorkingDays(own, country_of(person), deps.is_holiday)
    return days.streak(days.dates(times, where, turn), working_day(now.astimezone(where), turn), work)
