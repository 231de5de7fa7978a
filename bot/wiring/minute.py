"""What the start-of-shift minute is given."""

from __future__ import annotations

from bot.core.current import CurrentPhrasebook
from bot.core.groups import GroupReader
from bot.features.minute.deps import MinuteDeps
from bot.features.schedule import feature as schedule
from bot.wiring.runtime import Runtime
from bot.wiring.stores import Stores


def minute_deps(
    phrasebook: CurrentPhrasebook, stores: Stores, runtime: Runtime, reader: GroupReader
) -> MinuteDeps:
    """Returns it; the pause, the stop and the quiet hours that people set for drills hold for it too."""
    return MinuteDeps(
        phrasebook=phrasebook,
        minutes=stores.minutes,
        ledger=stores.ledger,
        groups=stores.groups,
        members=reader,
        people=stores.people,
        preferred=schedule.preferred_times(stores.schedule.preferences),
        clock=runtime.clock,
        report=runtime.report,
    )
