"""What the self-check is given, where the phrasebook has one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.chat import Person
from bot.core.phrasebook import Phrasebook
from bot.core.safety import DangerAnswer
from bot.features.checkin.deps import CheckinDeps, UnitDeps
from bot.features.checkin.unit_change import UnitChange
from bot.features.checkin.unit_draft import UnitRow
from bot.features.team import feature as team
from bot.features.team.model import GroupEdit
from bot.wiring.shared import Shared


def checkin_deps(shared: Shared, danger: DangerAnswer) -> CheckinDeps | None:
    if shared.checkin is None:
        return None
    return CheckinDeps(
        shared.phrasebook,
        shared.checkin,
        shared.stores.checkin,
        shared.stores.groups,
        shared.rosters,
        shared.stores.people,
        shared.background,
        shared.runtime.clock,
        shared.runtime.report,
        danger,
        team.checkin_note(shared.stores.team, shared.runtime.clock),
    )


def unit_deps(shared: Shared, checkin: CheckinDeps | None) -> UnitDeps | None:
    if checkin is None:
        return None

    def read_file(data: bytes, book: Phrasebook) -> Sequence[UnitRow]:
        from bot.content import unit_table  # what reads files is loaded when the first one comes

        return unit_table.read_units(data, book)

    stores, runtime = shared.stores, shared.runtime
    note = team.unit_note(stores.team, runtime.clock)

    async def log(person: Person, changes: Sequence[UnitChange], first: date) -> None:
        for change in changes:
            edit = GroupEdit(
                change.after, added=change.added, removed=change.removed, since=first.isoformat()
            )
            await note(person, change.id, change.before, edit)

    return UnitDeps(checkin, shared.names, runtime.own_id, stores.ledger.add_notices, log, read_file)
