"""Groups beside each other: each row is what the group's own report tells, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.activity import EVERYBODY, Activity, ActivityKind, four_weeks_before
from bot.core.chat import Person, Role
from bot.core.groups import Group
from bot.core.report import SPANS, ReportDocument, ReportSection
from bot.features.report import comparing
from bot.features.report.model import NOBODYS
from bot.features.report.service import ReportService
from tests.harness import PLATFORM, TENANT, Harness
from tests.report.actor import GROUPS, happens

MARTA = Person(TENANT, PLATFORM, "marta", "en", Role.MANAGER)
FIVE = [f"five{nth}" for nth in range(5)]


async def report(
    app: Harness, group: str = EVERYBODY, weeks: int = 12, language: str = "en"
) -> ReportDocument:
    reader = replace(MARTA, language=language)
    return await ReportService(app.features.report).document(reader, group, weeks)


def groups_of(document: ReportDocument) -> ReportSection | None:
    """Returns the part that compares them."""
    return next((section for section in document.sections if section.id == "groups"), None)


async def five_more(app: Harness) -> None:
    """Has a third group, of five people, who look up much."""
    today = app.now.date()
    await app.stores.groups.keep_group(Group(TENANT, "five", "A few", PLATFORM, people=tuple(FIVE)))
    for period in four_weeks_before(today, 6):
        await app.stores.groups.count_people(TENANT, period.first, "five", FIVE)
    day = four_weeks_before(today, 1)[0].first + timedelta(days=2)
    whole = (TENANT, PLATFORM)
    await happens(
        app,
        [
            Activity(*whole, who, f"five:{who}:{nth}", day, ActivityKind.LOOKUP, "loop")
            for who in FIVE
            for nth in range(20)
        ],
    )


@pytest.mark.parametrize("weeks", SPANS)
async def test_each_row_is_what_the_groups_own_report_tells(app: Harness, weeks: int) -> None:
    await five_more(app)
    section = groups_of(await report(app, weeks=weeks))
    assert section
    [compared] = section.tables
    assert [row[0] for row in compared.table.rows] == ["A few", "Chat team", "Night shift", "In no group"]
    service, viewer = ReportService(app.features.report), await app.features.report.viewer(MARTA)
    for row, group in zip(compared.table.rows, ("five", "chat", "night", NOBODYS), strict=True):
        own = await service.figures(MARTA, group, weeks)
        shares = (own.all_calmed.after, own.escalated.after, own.all_right.after)
        assert row[2:5] == tuple(map(viewer.share, shares))
        if group in GROUPS:
            counts = [point.count or 0 for point in own.weeks["lookup"]][-weeks // (1 + (weeks > 12)) :]
            assert row[1] == viewer.number(sum(counts))
            assert "–" not in row
        else:
            assert set(row[1:]) == {"–"}


async def test_whoever_is_in_a_small_group_changes_nothing_of_it(app: Harness) -> None:
    before = groups_of(await report(app))
    await five_more(app)
    after = groups_of(await report(app))
    assert before
    assert after
    rows = [[row for row in each.tables[0].table.rows if row[0] != "A few"] for each in (before, after)]
    assert rows[0] == rows[1]


async def test_it_is_a_file_and_says_that_it_tells_no_merit(app: Harness) -> None:
    section = groups_of(await report(app, language="es"))
    assert section
    assert (section.id, section.title) == ("groups", "Grupos")
    assert "no dice que su gente lo haga mejor" in str(section.elements)
    file = section.tables[0].file
    assert file.headings[:2] == ("team", "lookups")
    assert {"escalated", "escalated_low", "escalated_high", "escalated_of"} < set(file.headings)


async def test_of_one_group_there_is_nothing_to_compare(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert groups_of(await report(app, "night")) is None
    monkeypatch.setattr("bot.features.report.service.MOST_COMPARED", 2)
    section = groups_of(await report(app))
    assert section
    assert len(section.tables[0].table.rows) == 2
    assert "The first 2 of 3 groups" in str(section.elements)
    await app.stores.groups.remove_group(TENANT, "chat")
    assert groups_of(await report(app)) is None
    assert comparing.MOST_COMPARED > 2
