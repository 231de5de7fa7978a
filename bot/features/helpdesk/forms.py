"""The form that takes a file of help-desk figures, an example to copy, and what is to be mended."""

from __future__ import annotations

from bot.core import card as c
from bot.core.limits import FormLimits
from bot.core.sentence import with_capital
from bot.core.viewer import Viewer, name_line
from bot.core.words import Say
from bot.features.helpdesk.cards import UPLOAD
from bot.features.helpdesk.model import (
    FAULTS_SHOWN,
    LONGEST_SHOWN,
    MOST_BYTES,
    FigureFault,
    UnreadableFigures,
)

FILE, EXAMPLE, LONGEST_EXAMPLE = "file", "example", 1_000  # characters
LIMITS = FormLimits({FILE: MOST_BYTES, EXAMPLE: LONGEST_EXAMPLE})


def upload_form(viewer: Viewer, example: str) -> c.Form:
    """Returns the form; `example` is a file that may be written over."""
    say = viewer.say
    name = f"{say('figures.file_name')}.csv"
    copied = c.Input(
        EXAMPLE,
        say("figures.example"),
        c.InputKind.COPY,
        example,
        name,
        optional=True,
        limit=LONGEST_EXAMPLE,
    )
    file = c.Input(
        FILE,
        say("figures.file"),
        c.InputKind.FILE,
        hint=say("figures.file_hint", most=MOST_BYTES // 1000),
        limit=MOST_BYTES,
    )
    return c.Form(
        say("figures.upload"),
        UPLOAD,
        say("figures.upload"),
        (file, copied),
        intro=(c.Text(say("figures.columns")), c.Note(say("figures.no_handle_time"))),
        language=viewer.language,
        in_place=True,
    )


def faults_text(viewer: Viewer, unreadable: UnreadableFigures) -> str:
    """Returns what is to be mended in a file, a line each: where it stands, and what to do."""
    faults = unreadable.faults
    lines = [_line(viewer.say, fault) for fault in faults[:FAULTS_SHOWN]]
    more = len(faults) - FAULTS_SHOWN
    return "\n".join([*lines, *([viewer.say("lint.more", count=more)] if more > 0 else [])])


def _line(say: Say, fault: FigureFault) -> str:
    cell = name_line(str(fault.values.get("cell", "")), LONGEST_SHOWN)
    text = say(fault.words, **{**fault.values, "cell": cell})
    if not fault.line:  # of the file as a whole
        return with_capital(text)
    if not fault.column:
        return say("lint.in_line", line=fault.line, fault=text)
    return say("lint.line", line=fault.line, field=name_line(fault.column, LONGEST_SHOWN), fault=text)
