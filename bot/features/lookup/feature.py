"""The door of the look-up: all that it does, for whoever wires it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.card import Button
from bot.core.chat import Person
from bot.core.outcomes import OutcomeStore
from bot.core.retention import OUTCOME_COUNTS, OUTCOME_PEOPLE, OUTCOME_TICKETS, Retention
from bot.core.viewer import Viewer
from bot.features.lookup.buttons import LookupView
from bot.features.lookup.cards import SHOW, featured
from bot.features.lookup.deps import LookupDeps
from bot.features.lookup.feedback_handlers import FeedbackHandlers
from bot.features.lookup.forms import ASK
from bot.features.lookup.handlers import LookupHandlers
from bot.features.lookup.search_handlers import SearchHandlers

USUAL = 4  # situations at the start, beside the form for all others


def handlers(deps: LookupDeps) -> tuple[LookupHandlers, FeedbackHandlers, SearchHandlers]:
    """Returns what answers `/calm` and its cards, what people tell on them, and the search box."""
    return LookupHandlers(deps), FeedbackHandlers(deps), SearchHandlers(deps)


def retention(outcomes: OutcomeStore) -> Retention:
    """Returns the daily job: it deletes who told outcomes, and counts of weeks long ago."""
    return Retention(outcomes.purge_outcomes, OUTCOME_TICKETS, OUTCOME_PEOPLE, OUTCOME_COUNTS)


def show_value(situation: str, person: Person) -> str:
    """Returns the value with which a press of `lookup.show` shows a person a situation's phrases."""
    return LookupView(situation, person.channel or "phone", person.industry, first=person.language).encode()


def usual_buttons(viewer: Viewer, person: Person) -> tuple[Button, ...]:
    """Returns the commonest situations, and the form that takes any other, for the start."""
    usual = [situation.id for situation in featured(viewer.book)[:USUAL]]
    known = (Button(viewer.situation(id), SHOW, show_value(id, person)) for id in usual)
    return (*known, Button(viewer.say("home.ask"), ASK, form=True))


def recent_buttons(viewer: Viewer, recent: Sequence[tuple[str, str]]) -> tuple[Button, ...]:
    """Returns what somebody looked up last; a situation that has gone since is left out."""
    names = ((viewer.situation(situation), value) for situation, value in recent)
    return tuple(Button(name, SHOW, value) for name, value in names if name)
