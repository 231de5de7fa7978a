"""What the records are given: what other features tell, and where finished drills go."""

from __future__ import annotations

from bot.features.boundary import feature as boundary
from bot.features.boundary.deps import BoundaryDeps
from bot.features.drill import feature as drill
from bot.features.drill.deps import DrillDeps
from bot.features.records.deps import RecordsDeps
from bot.features.team import feature as team
from bot.wiring.shared import Shared


def records_deps(shared: Shared, drills: DrillDeps, boundary_deps: BoundaryDeps) -> RecordsDeps:
    """Returns it."""
    stores, runtime = shared.stores, shared.runtime
    return RecordsDeps(
        phrasebook=shared.phrasebook,
        groups=stores.groups,
        named_since=stores.drills.stats.named_since,
        practice=drill.practice_record(drills),
        incidents=boundary.nameless_incidents(boundary_deps),
        log_export=team.export_note(stores.team, runtime.clock),
        learning=stores.learning,
        receiver=shared.learning,
        home=shared.home,
        topic=lambda topic: drill.topic_names(shared.phrasebook.book, topic),
        clock=runtime.clock,
        new_id=runtime.ids,
        report=runtime.report,
    )
