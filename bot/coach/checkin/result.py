"""What a person sees of their own checks. Nobody else ever does."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from bot.coach import card as c
from bot.coach.checkin import actions
from bot.coach.checkin.instrument import Instrument
from bot.coach.checkin.ports import Entry, Terms
from bot.coach.checkin.scoring import SPAN, TOP, band, support_first, trend
from bot.coach.checkin.sight import Sight
from bot.coach.checkin.support import lines


def ours(instrument: Instrument, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Returns the entries that answer these questions; others cannot be compared."""
    return tuple(entry for entry in entries if entry.instrument == instrument.id)


def indices(entries: Sequence[Entry]) -> list[float]:
    """Returns the indices there are, oldest first."""
    return [entry.index for entry in entries if entry.index is not None]


def card(sight: Sight, entries: Sequence[Entry], terms: Terms, told: str = "") -> c.Card:
    """Returns the result of the last of these entries, oldest first; `told` is what was just done."""
    say, instrument, entry = sight.say, sight.content.instrument, entries[-1]
    known = indices(entries)
    help_lines = lines(sight, terms.country)
    first = support_first(known)
    title = say("checkin.ask.title", days=instrument.recall_days)
    buttons = (
        c.Button(say("checkin.correct"), actions.CORRECT, form=True),
        actions.me(say),
        actions.care(say),
    )
    return c.Card(
        title,
        (
            c.Heading(title),
            *([c.Note(told)] if told else []),
            *([*help_lines, c.Divider()] if first else []),
            *_index(sight, entry, known),
            *exposures(sight, entry),
            *_helps(sight, entry),
            *([] if first else [c.Divider(), *help_lines]),
            c.Note(say("checkin.result.private", days=terms.retention)),
            c.Buttons(buttons),
        ),
        sight.language,
    )


def in_words(sight: Sight, known: Sequence[float]) -> str:
    """Returns how things have gone, or "" as long as there are too few checks to say."""
    found = trend(known)
    if found is None:
        return ""
    if not found.spoken:
        return sight.say("checkin.trend.same", count=SPAN)
    key = "checkin.trend.up" if found.change > 0 else "checkin.trend.down"
    return sight.say(key, count=SPAN, points=round(abs(found.change)))


def exposures(sight: Sight, entry: Entry) -> tuple[c.Element, ...]:
    """Returns the exposures apart, each by its answer's words and its points."""
    rows = tuple(
        sight.exposure(item, entry.exposures[item.id])
        for item in sight.content.instrument.exposures
        if item.id in entry.exposures
    )
    headings = (sight.say("checkin.apart"), sight.say("checkin.answered"), sight.say("checkin.weight"))
    return (c.Table(headings, rows),) if rows else ()


def _index(sight: Sight, entry: Entry, known: Sequence[float]) -> tuple[c.Element, ...]:
    if entry.index is None:
        return ()
    say, bands = sight.say, sight.content.instrument.bands
    found = bands[band(bands, entry.index)]
    shown = floor(entry.index)  # as the bands count
    text = say("checkin.result", index=shown, band=sight.pick(found.label))
    words = in_words(sight, known)
    return (
        c.Text(text),
        c.Meter(say("checkin.load"), shown, TOP),
        *([c.Text(words)] if words else []),
        c.Note(say("checkin.result.note", source=sight.pick(found.source))),
    )


def _helps(sight: Sight, entry: Entry) -> tuple[c.Element, ...]:
    if entry.index is None:
        return ()
    content = sight.content
    texts = content.actions(band(content.instrument.bands, entry.index))
    return (c.Heading(sight.say("checkin.helps")), *sight.bullets(texts))
