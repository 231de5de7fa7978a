"""A file of a report that is taken along stands in the change log."""

from __future__ import annotations

from bot.core.chat import Person, Role
from bot.features.report.service import ReportService
from bot.features.team.model import ChangeKind
from tests.build import build

MARTA = Person("T1", "slack", "marta", "en", Role.MANAGER, name="Marta")


async def test_who_took_which_report_along_stands_in_the_change_log() -> None:
    calma = build()
    reports = ReportService(calma.features.report)
    await reports.note_taken(MARTA, await reports.document(MARTA, "", 12))
    (change,) = await calma.stores.team.find_changes("T1", 0, 9)
    assert (change.action, change.amount) == (ChangeKind.EXPORTED, 12)
    assert "Marta" in change.by
