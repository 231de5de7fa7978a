"""The card of what managers can take along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.core import card as c
from bot.core.groups import Group
from bot.core.viewer import Viewer, date_text, name_line
from bot.features.records.buttons import INCIDENT_WEEKS, PRACTICE_WEEKS, RecordReference

SHOW, PRACTICE, INCIDENTS = "records.show", "records.practice", "records.incidents"
RESULTS, NEW_GROUP = "results.show", "group.new"  # other features'
_SELECT = 100  # groups in a select


def records_card(
    viewer: Viewer, groups: Sequence[Group], chosen: str, since: datetime | None, status: str = ""
) -> c.Card:
    """Returns all that can be taken along. `since` is from when on managers see who practised, if they do."""
    say, title = viewer.say, viewer.say("records.title")
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Note(status)] if status else []),
        c.Text(say("records.intro")),
        c.Divider(),
        c.Text(say("records.practice")),
        *_practice(viewer, groups, chosen, since),
        c.Divider(),
        c.Text(say("records.incidents")),
        c.Buttons(tuple(_spans(viewer, INCIDENTS, "", INCIDENT_WEEKS))),
        c.Divider(),
        c.Note(say("records.figures")),
    )


def no_week_text(viewer: Viewer, first: date) -> str:
    """Returns that no whole week is over since it was switched on; `first` is when the first one will be."""
    return viewer.say("records.practice.no_week", date=date_text(viewer.say, first))


def _practice(
    viewer: Viewer, groups: Sequence[Group], chosen: str, since: datetime | None
) -> Iterator[c.Element]:
    say = viewer.say
    if since is None:
        yield c.Note(say("records.practice.off"))
        yield c.Buttons((c.Button(say("records.practice.where"), RESULTS),))
        return
    if not groups:
        yield c.Note(say("records.practice.no_group"))
        yield c.Buttons((c.Button(say("group.new"), NEW_GROUP, form=True),))
        return
    group = next((group for group in groups if group.id == chosen), groups[0])
    options = tuple(c.Option(name_line(each.name), each.id) for each in groups[:_SELECT])
    yield c.Choice(SHOW, say("results.group"), options, group.id)
    yield c.Buttons(tuple(_spans(viewer, PRACTICE, group.id, PRACTICE_WEEKS)))


def _spans(viewer: Viewer, action: str, group: str, spans: Sequence[int]) -> Iterator[c.Button]:
    for weeks in spans:
        label = viewer.say(f"{action}.weeks", weeks=weeks)
        yield c.Button(label, action, RecordReference(group, weeks).encode(), form=True)
