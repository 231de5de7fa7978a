"""The forms that hold a file to take along. In a dialog alone: in a chat it would stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core import card as c
from bot.core.copying import copy_page, documents_of
from bot.core.figures import FEWEST
from bot.core.practice import PracticeWeeks
from bot.core.spreadsheet import csv_text
from bot.core.viewer import Viewer, name_line
from bot.features.records.buttons import RecordReference
from bot.features.records.cards import INCIDENTS, PRACTICE

Rows = Sequence[Sequence[str]]


def practice_form(viewer: Viewer, ref: RecordReference, record: PracticeWeeks) -> c.Form:
    """Returns who of a group practised, by week, as CSV to copy or to save."""
    say = viewer.say
    headings = (say("results.person"), *(week.isoformat() for week in record.weeks))
    words = {True: say("results.yes"), False: say("results.no")}
    rows = [(name, *(words[did] for did in weeks)) for name, weeks in record.rows]
    title = name_line(record.group.name) if record.group else ""
    intro = (
        c.Text(say("records.practice.intro", group=title, weeks=len(record.weeks))),
        c.Note(say("records.practice.rule")),
    )
    return _form(viewer, PRACTICE, ref, say("records.practice.file"), intro, (headings, rows))


def incidents_form(viewer: Viewer, ref: RecordReference, table: c.Table) -> c.Form:
    """Returns incidents without names as CSV, likewise."""
    say = viewer.say
    intro = (
        c.Text(say("records.incidents.intro" if table.rows else "records.incidents.none", weeks=ref.weeks)),
        c.Note(say("records.incidents.rule", fewest=FEWEST)),
    )
    name = say("records.incidents.file")
    return _form(viewer, INCIDENTS, ref, name, intro, (table.headings, table.rows))


def _form(
    viewer: Viewer,
    action: str,
    ref: RecordReference,
    file: str,
    intro: tuple[c.Element, ...],
    table: tuple[Sequence[str], Rows],
) -> c.Form:
    say, (headings, rows) = viewer.say, table
    documents = documents_of(rows, lambda some: csv_text(headings, some, viewer.language, "\n"))
    fields, after = copy_page(say, "records.part", documents, ref.page, file, "csv")
    return c.Form(
        title=say("records.form"),
        action=action,
        send=say("records.more" if after else "records.done"),
        fields=fields,
        value=replace(ref, page=after).encode(),
        intro=intro,
        language=viewer.language,
        dialog=True,
    )
