"""What the start is given: a part of each feature that has something to tell there."""

from __future__ import annotations

from bot.features.checkin import feature as checkin
from bot.features.drill import feature as drill
from bot.features.home.deps import HomeDeps, no_elements
from bot.features.lookup import feature as lookup
from bot.features.mine import feature as mine
from bot.features.report import feature as report
from bot.features.round import feature as teamround
from bot.features.schedule import feature as schedule
from bot.wiring.deps import Features


def home_deps(features: Features) -> HomeDeps:
    """Returns it."""
    shared, viewer, recent = features.shared, features.mine.viewer, features.recent
    reports, *waits = features.digest.waits  # the same that a digest tells, the most urgent first
    return HomeDeps(
        book=features.mine.book,
        report=shared.runtime.report,
        usual=lambda person: lookup.usual_buttons(viewer(person), person),
        recent=lambda person: lookup.recent_buttons(viewer(person), recent.last(person)),
        due=(
            schedule.due_lines(features.schedule),
            teamround.due_lines(features.rounds, shared.stores.groups),
            drill.due_lines(features.drill),
        ),
        saved=mine.saved_elements(features.mine),
        streak=drill.streak_line(features.drill),
        offer=checkin.offer_elements(features.checkin) if features.checkin else no_elements,
        reports=reports,
        waits=tuple(waits),
        week=report.manager_week(features.report),
    )
