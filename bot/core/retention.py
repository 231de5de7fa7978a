"""What is deleted when: the age of everything stored, and the daily job that deletes what is older."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

# How long everything is stored that nobody deletes by hand. What a tenant sets by itself (incidents, the
# self-check) has its range beside the setting: `RETENTION` in `core/policy.py` and in the self-check's model.
ACTIVITY = timedelta(days=420)  # what happened: a year of four weeks each, and some days
ACTIVITY_KEYS = timedelta(days=35)  # by which one could tell whose it was: so long after its four weeks began
ACTIVITY_SUMS = timedelta(days=730)  # without people
ALERTS = timedelta(days=30)  # since they were raised
DATABASE_COPIES = timedelta(days=30)  # of the whole database, from before an update or a restore
DELIVERIES = timedelta(days=30)  # after they came to their end
DRILLS = timedelta(days=90)  # a card is rarely pressed after a day
DRILL_ANSWERS = timedelta(days=400)  # a year of figures
DRILL_MEMORIES = timedelta(days=730)  # nobody misses what was not practised for two years
GROUP_COUNTED = timedelta(days=120)  # who counts in whose figures; the last four weeks are shown
HELPDESK = timedelta(days=730)  # figures of the help desk, by week and without people
LEARNING_UNSENT = timedelta(days=14)  # finished drills that a learning record store never took
LEAVERS = timedelta(days=90)  # of people who have gone, where no setting says otherwise
MINUTE_INVITATIONS = timedelta(days=28)  # so long nobody is offered it once more
MISSES = timedelta(days=90)  # look-ups that found nothing; looked for every hour
OUTCOME_COUNTS = timedelta(days=730)  # by week and without people
OUTCOME_PEOPLE = timedelta(days=400)  # that somebody told an outcome of a phrase, as a keyed hash
OUTCOME_TICKETS = timedelta(days=30)  # a card is rarely pressed after a day
PEOPLE = timedelta(days=730)  # all of whoever has not turned to the coach for so long
REPORT_SESSIONS = timedelta(days=2)  # after a link to the report, or the session after it, was over
ROLEPLAYS = timedelta(days=365)  # since the last reply, so that whoever left one finds it again
ROUNDS = timedelta(days=90)  # since they were opened
SAFETY_COUNTS = timedelta(days=400)  # a year, by week and without people
SCHEDULE_DRAFTS = timedelta(days=1)  # that nobody saved
SCHEDULE_SLOTS = timedelta(days=120)  # and what became of them
TEAM_CHANGES = timedelta(days=730)  # the change log, and what a team added and took away again
UNITS_LEFT = timedelta(weeks=182)  # who was in one: figures of three years are compared, and closed late


class Retention:
    """Calls `purge` with a moment for each age; it deletes what is older, and returns how many that were."""

    def __init__(self, purge: Callable[..., Awaitable[int]], *ages: timedelta) -> None:
        self._purge, self._ages = purge, ages

    async def __call__(self, now: datetime) -> int:
        """Returns how many were deleted."""
        return await self._purge(*(now - age for age in self._ages))
