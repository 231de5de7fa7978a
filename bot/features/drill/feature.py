"""All that the drills do, for whoever wires them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.card import Button
from bot.core.chat import Person
from bot.core.desk import Handlers
from bot.core.home import HomeLine, HomeLines, HomeText
from bot.core.phrasebook import Phrasebook
from bot.core.practice import DrillStarter, PracticeRecord
from bot.core.retention import DRILL_ANSWERS, DRILL_MEMORIES, DRILLS, Retention
from bot.core.words import Localized
from bot.features.drill.cards import START
from bot.features.drill.deps import DrillDeps
from bot.features.drill.handlers import DrillHandlers
from bot.features.drill.manager_handlers import PracticeStatsHandlers
from bot.features.drill.named import NamedPractice
from bot.features.drill.own_cards import in_row
from bot.features.drill.own_handlers import ProgressHandlers
from bot.features.drill.ports import DrillStore
from bot.features.drill.service import due_count, working_days_in_row
from bot.features.drill.topics import topic_name


def handlers(deps: DrillDeps) -> tuple[Handlers, ...]:
    """Returns what agents can do, and what managers see."""
    return (DrillHandlers(deps), ProgressHandlers(deps), PracticeStatsHandlers(deps))


def drill_starter(deps: DrillDeps) -> DrillStarter:
    """Returns what starts drills for whoever schedules."""
    return DrillHandlers(deps)


def practice_record(deps: DrillDeps) -> PracticeRecord:
    """Returns what tells managers who of a group practised, week by week, by the rules of their card."""
    return NamedPractice(deps).weeks


def topic_names(book: Phrasebook, topic: str) -> Localized:
    """Returns what the topic of a drill is called, in each language."""
    return {language: topic_name(book, topic, language) for language in book.words.languages}


def retention(drills: DrillStore) -> Retention:
    """Returns the daily job: it deletes what is older than anybody needs it."""
    return Retention(drills.purge_drills, DRILLS, DRILL_ANSWERS, DRILL_MEMORIES)


def due_lines(deps: DrillDeps) -> HomeLines:
    """Returns what tells somebody how many questions are due; of who hides their figures, nothing."""

    async def lines(person: Person) -> Sequence[HomeLine]:
        if await deps.drills.is_hidden(person.tenant, person.user_id):
            return ()
        say, count = deps.viewer(person).say, await due_count(deps, person)
        key = "one" if count == 1 else "many"
        due = HomeLine(say(f"home.due.items.{key}", count=count), Button(say("home.due.practise"), START))
        return (due,) if count else ()

    return lines


def streak_line(deps: DrillDeps) -> HomeText:
    """Returns what tells somebody for how many days they practised; of who hides their figures, nothing."""

    async def line(person: Person) -> str:
        if await deps.drills.is_hidden(person.tenant, person.user_id):
            return ""
        streak = await working_days_in_row(deps, person)
        return in_row(deps.viewer(person).say, streak) if streak else ""

    return line
