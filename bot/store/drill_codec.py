"""A drill as a row. Its questions and answers stand in the row itself, so that one read has all of it."""

from __future__ import annotations

import json
from typing import Any

from bot.coach.drill.drill import Drill, Given, Question, State
from bot.coach.drill.memory import Memory
from bot.store.ledger_tables import moment, seconds


def drill_row(drill: Drill) -> dict[str, object]:
    """Returns the row of a drill, without its version."""
    return {
        "tenant": drill.tenant,
        "id": drill.id,
        "user_id": drill.user,
        "topic": drill.topic,
        "count": drill.count,
        "about": drill.about,
        "state": drill.state.value,
        "began": seconds(drill.began),
        "touched": seconds(drill.touched),
        "questions": json.dumps([_question(question) for question in drill.questions]),
        "given": json.dumps([_given(given) for given in drill.given]),
    }


def drill_of(row: Any) -> Drill:
    """Returns the drill of a row."""
    return Drill(
        tenant=row.tenant,
        id=row.id,
        user=row.user_id,
        topic=row.topic,
        count=row.count,
        about=row.about,
        began=moment(row.began),
        questions=tuple(
            Question(item, tuple(order), _memory_of(memory) if memory else None)
            for item, order, memory in json.loads(row.questions)
        ),
        given=tuple(_given_of(*parts) for parts in json.loads(row.given)),
        state=State(row.state),
        version=row.version,
    )


def _question(question: Question) -> list[object]:
    return [question.item, question.order, _memory(question.memory) if question.memory else None]


def _given(given: Given) -> list[object]:
    answer = (given.item, given.situation, given.chosen, given.right, given.guessed)
    return [*answer, seconds(given.at), _memory(given.memory)]


def _given_of(
    item: str, situation: str, chosen: int, right: bool, guessed: bool, at: int, memory: list[Any]
) -> Given:
    return Given(item, situation, chosen, right, guessed, moment(at), _memory_of(memory))


def _memory(memory: Memory) -> list[object]:
    return [memory.stability, memory.difficulty, seconds(memory.due), seconds(memory.last)]


def _memory_of(kept: list[Any]) -> Memory:
    stability, difficulty, due, last = kept
    return Memory(stability, difficulty, moment(due), moment(last))
