"""What the start-of-shift minute is given."""

from __future__ import annotations

from bot.features.minute.deps import MinuteDeps
from bot.features.schedule import feature as schedule
from bot.features.team import feature as team
from bot.wiring.shared import Shared


def minute_deps(shared: Shared) -> MinuteDeps:
    """Returns it; the pause, the stop and the quiet hours that people set for drills hold for it too."""
    stores, runtime = shared.stores, shared.runtime
    return MinuteDeps(
        phrasebook=shared.phrasebook,
        minutes=stores.minutes,
        ledger=stores.ledger,
        groups=stores.groups,
        members=shared.reader,
        people=stores.people,
        preferred=schedule.preferred_times(stores.schedule.preferences),
        log_offer=team.minute_note(stores.team, runtime.clock),
        clock=runtime.clock,
        report=runtime.report,
    )
