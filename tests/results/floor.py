"""People who practised: answers put into the store as drills leave them there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import count

from bot.core.figures import period_at
from bot.core.groups import Group, GroupStore
from bot.features.drill.fsrs import answered
from bot.features.drill.model import Drill, DrillQuestion, DrillState, GivenAnswer
from bot.features.drill.ports import DrillStore

NUMBERS = count(1)


async def counted(groups: GroupStore, group: Group, now: datetime) -> datetime:
    """Keeps a group that counted in the last four weeks that are over, and returns a moment in them."""
    assert await groups.keep_group(group)
    period = period_at(now).before()
    assert await groups.count_people(group.tenant, period.first, group.id, group.people)
    return period.start


async def answers(
    drills: DrillStore,
    tenant: str,
    user: str,
    at: datetime,
    given: Iterable[tuple[str, int, bool]],
    situation: str = "saying-no",
) -> None:
    """Keeps answers of somebody: the item, the place of the option, whether it was right; one drill each."""
    for item, place, right in given:
        memory = answered(None, at, right=right, guessed=False)
        question = DrillQuestion(item, (0, 1, 2))
        drill = Drill(tenant, f"floor{next(NUMBERS)}", user, "", 1, "", at, (question,))
        assert await drills.keep_drill([drill])
        answer = GivenAnswer(item, situation, place, right, False, at, memory)
        done = replace(drill, given=(answer,), state=DrillState.DONE, version=1)
        assert await drills.keep_answer(done)
