"""A team's phrases that are to be looked at from time to time, as they are stored at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.chat import Person
from bot.core.clocks import local
from bot.features.team.deps import TeamDeps
from bot.features.team.review import ReviewedPhrase, reviewed_phrases


async def every_reviewed(deps: TeamDeps, person: Person) -> list[ReviewedPhrase]:
    """Returns all phrases of a team that are to be looked at from time to time."""
    content = await deps.store.find_content(person.tenant)
    return reviewed_phrases(deps.phrasebook.book, content.entries)


def share_line(deps: TeamDeps, person: Person, every: Sequence[ReviewedPhrase]) -> str:
    """Returns how many of all were looked at in time."""
    today = today_of(deps, person)
    fine = sum(not each.is_due(today) for each in every)
    return deps.say(person)("review.share", fine=fine, count=len(every))


def due_ids(deps: TeamDeps, person: Person, every: Sequence[ReviewedPhrase]) -> frozenset[str]:
    """Returns the ids of the phrases that are due."""
    today = today_of(deps, person)
    return frozenset(each.phrase.id for each in every if each.is_due(today))


def today_of(deps: TeamDeps, person: Person) -> date:
    """Returns the date where a person is."""
    return local(deps.clock(), person.zone).date()
