"""Groups beside each other: each row is what the group's own report tells, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import card as c
from bot.core.activity import EVERYBODY, Activity, ActivityKind, four_weeks_before
from bot.core.chat import Person, Role
from bot.core.estimates import Sample
from bot.core.groups import Group
from bot.core.report import SPANS, ReportDocument, ReportSection
from bot.features.report import by_group, comparing
from bot.features.report.by_group import sums_of
from bot.features.report.change import Measured, ShareChange
from bot.features.report.model import NOBODYS, Comparison, ReportFigures
from bot.features.report.service import ReportService
from tests.harness import PLATFORM, TENANT, Harness
from tests.report.actor import GROUPS, happens, team_of

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


BY_GROUP = {
    "en": "By group, each compared with itself alone: ",
    "es": "Por grupo, cada uno comparado solo consigo mismo: ",
}


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_change_is_told_of_each_group_as_its_own_report_tells_it(app: Harness, language: str) -> None:
    await five_more(app)
    line = (await report(app, language=language)).lead[1]
    own = {group: await figures_of(app, group) for group in GROUPS}
    shown = await of_each(app, {group: each.calmed["waiting"] for group, each in own.items()}, language)
    # The one that fell most stands first; a group that is too small, and those in none, are not told of.
    assert line == f"{BY_GROUP[language]}{', '.join(each for _, each in sorted(shown))}."
    assert BY_GROUP[language] not in str((await report(app, "night", language=language)).lead)


@pytest.mark.parametrize("of", Measured)
async def test_so_is_whatever_else_changed(app: Harness, of: Measured) -> None:
    viewer = await app.features.report.viewer(MARTA)
    own = {group: await figures_of(app, group) for group in GROUPS}
    name = "" if of is Measured.ESCALATED else "waiting"
    change = ShareChange(of, name, Sample(9, 90), Sample(50, 90), real=True)
    span, (sums, kind, read) = own["chat"].span, sums_of(change)
    bounds = (span.reads_from, span.reads_until)
    cells = await app.stores.activity.cells_by_group(TENANT, sums, *bounds, kind, read)
    options = [c.Option(name, group) for group, name in GROUPS.items()]
    shares = {
        Measured.CALMED: lambda figures: figures.calmed["waiting"],
        Measured.RIGHT: lambda figures: figures.topics["waiting"],
        Measured.ESCALATED: lambda figures: figures.escalated,
    }
    line = by_group.group_line(viewer, change, span, options, cells).replace(" (may be chance)", "")
    shown = await of_each(app, {group: shares[of](each) for group, each in own.items()}, "en")
    assert line == f"{BY_GROUP['en']}{', '.join(each for _, each in sorted(shown, reverse=True))}."


async def figures_of(app: Harness, group: str) -> ReportFigures:
    """Returns what a group's own report tells."""
    return await ReportService(app.features.report).figures(MARTA, group, 12)


async def of_each(
    app: Harness, compared: Mapping[str, Comparison], language: str
) -> Sequence[tuple[float, str]]:
    """Returns how each group changed, and the words for it."""
    viewer, shown = await app.features.report.viewer(replace(MARTA, language=language)), []
    for group, each in compared.items():
        assert each.before
        assert each.after
        before, after = viewer.percent(each.before.share), viewer.percent(each.after.share)
        shown.append((each.after.share - each.before.share, f"{GROUPS[group]} {before} → {after}"))
    return shown


async def test_of_many_groups_some_are_named_and_the_others_counted(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_group, "MOST_NAMED", 1)
    assert (await report(app)).lead[1].endswith("% and 1 more.")
    assert (await report(app, language="es")).lead[1].endswith("% y 1 más.")


async def test_a_group_of_which_too_little_is_known_is_left_out(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_group, "FEWEST_REPORTS", 10_000)
    assert not any("By group" in line for line in (await report(app)).lead)


async def test_where_nothing_changed_for_sure_no_group_is_named() -> None:
    app = Harness()
    await team_of(app, lowered=False)
    lead = (await report(app)).lead
    assert lead[0].startswith("No change is more than chance.")
    assert not any("By group" in line for line in lead)
