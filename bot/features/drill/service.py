"""Reads a drill, changes it, and keeps it with its answer and its memory: one press, one transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.core.chat import Person
from bot.core.conflict import AGAIN, Try, retry
from bot.core.practice import DrillRequest
from bot.features.drill import model as machine
from bot.features.drill.buttons import QuestionReference
from bot.features.drill.deps import DrillDeps
from bot.features.drill.model import Drill, DrillQuestion, DrillState
from bot.features.drill.select import choose, deal
from bot.features.drill.topics import fits


class DrillService:
    """The drills of a person."""

    def __init__(self, deps: DrillDeps) -> None:
        self._deps = deps

    async def own(self, person: Person, ref: QuestionReference | None) -> Drill | None:
        """Returns the drill that a button names, if it is the person's own."""
        found = await self._deps.drills.find_drill(person.tenant, ref.id) if ref else None
        return found if found and found.user == person.user_id else None

    @retry
    async def going(self, person: Person) -> Drill | Literal[Try.AGAIN] | None:
        """Returns the person's drill that can go on."""
        found = await self._deps.drills.open_drill(person.tenant, person.user_id)
        if found is None or not machine.going(found, self._deps.now()):
            return None
        left = await self._without_gone(found)
        if left is AGAIN or left.state is DrillState.OPEN:
            return left
        return None

    @retry
    async def begin(self, person: Person, wanted: DrillRequest) -> Drill | Literal[Try.AGAIN] | None:
        """Returns an open drill about the same, else a new one; None where there is nothing to ask.

        One that was scheduled and is done already comes back as it ended.
        """
        going = await self.going(person)
        if going and (going.topic, going.count, going.about) == _what(wanted):
            return going
        if wanted.about and (found := await self._done(person, wanted.about)):
            return found
        fresh = await self._fresh(person, wanted)
        if fresh is None:
            return None
        before = await self._deps.drills.open_drill(person.tenant, person.user_id)
        aside = [machine.leave(before)] if before else []
        done = await self._deps.drills.keep_drill([*aside, fresh])
        return replace(fresh, version=1) if done else AGAIN

    @retry
    async def answer(self, person: Person, ref: QuestionReference) -> Drill | Literal[Try.AGAIN] | None:
        """Returns the drill after a press of an option, kept; None if it is not the person's own."""
        before = await self.own(person, ref)
        if before is None:
            return None
        now = self._deps.now()
        if machine.stale(before, ref.turn, now):
            return before
        item = self._deps.bank(person.tenant).get(before.questions[ref.turn].item)
        if item is None:  # it went from the bank while it was on the card
            return await self._without_gone(before)
        after = machine.answer(before, item, ref.turn, ref.shown, now, guessed=ref.guessed)
        if after is before:
            return before
        return (
            replace(after, version=after.version + 1) if await self._deps.drills.keep_answer(after) else AGAIN
        )

    async def _done(self, person: Person, about: str) -> Drill | None:
        found = await self._deps.drills.drill_about(person.tenant, person.user_id, about)
        return found if found and found.state is DrillState.DONE else None

    async def _without_gone(self, drill: Drill) -> Drill | Literal[Try.AGAIN]:
        after = machine.without_gone(drill, self._deps.bank(drill.tenant))
        if after is drill:
            return drill
        done = await self._deps.drills.keep_drill([after])
        return replace(after, version=after.version + 1) if done else AGAIN

    async def _fresh(self, person: Person, wanted: DrillRequest) -> Drill | None:
        deps = self._deps
        items = [item for item in deps.bank(person.tenant).values() if fits(item, wanted.topic)]
        if not items:
            return None
        now, dice = deps.now(), deps.dice
        memories = await deps.drills.memories(person.tenant, person.user_id)
        chosen = choose(
            items,
            memories,
            wanted.count,
            now,
            dice,
            recent=deps.lately(person),
            industry=person.industry,
        )
        orders = deal(chosen, dice)
        questions = tuple(
            DrillQuestion(item.id, order, memories.get(item.id))
            for item, order in zip(chosen, orders, strict=True)
        )
        return Drill(
            person.tenant, deps.new_id(), person.user_id, *_what(wanted), began=now, questions=questions
        )


def _what(wanted: DrillRequest) -> tuple[str, int, str]:
    return wanted.topic, wanted.count, wanted.about
