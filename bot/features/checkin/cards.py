"""What a person sees of their own checks. Nobody else ever does."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from bot.core import card as c
from bot.core.card import Button, Tone
from bot.core.words import Say
from bot.features.checkin.instrument import HelpLine, Instrument
from bot.features.checkin.model import CheckinEntry, Terms
from bot.features.checkin.scoring import SPAN, TOP, band, support_first, trend
from bot.features.checkin.viewer import CheckinViewer

START, CORRECT, DECLINE, CONSENT, ANSWER = (
    f"checkin.{name}" for name in ("start", "correct", "decline", "consent", "answer")
)

ME, EXPORT, EXPORTED, STOP, ERASE, SURE, ERASED = (
    f"checkin.{name}" for name in ("me", "export", "exported", "stop", "erase", "sure", "erased")
)

REMINDERS, REMIND, QUIET, LATER = (f"checkin.{name}" for name in ("reminders", "remind", "quiet", "later"))

CARE, LINES = "checkin.care", "checkin.lines"

TEAM, MEANWHILE, SETTINGS, SET, OFF = (
    f"checkin.{name}" for name in ("team", "meanwhile", "settings", "set", "off")
)

_NAMED = frozenset({"US", "ES", "MX"})  # countries that the bot has a name for


def start_button(say: Say) -> Button:
    """Returns the button that opens the self-check."""
    return Button(say("checkin.start"), START, tone=Tone.PRIMARY, form=True)


def me_button(say: Say) -> Button:
    """Returns the button to one's own checks."""
    return Button(say("checkin.me.open"), ME, form=True)


def care_button(say: Say) -> Button:
    """Returns the button to what helps around a hard shift."""
    return Button(say("checkin.care.open"), CARE, form=True)


def lines_button(say: Say) -> Button:
    """Returns the button to the lines of help."""
    return Button(say("checkin.lines.open"), LINES, form=True)


def lines(viewer: CheckinViewer, country: str) -> tuple[c.Element, ...]:
    """Returns the lines of help of a country; those of all countries where none is set, or none known."""
    known = viewer.content.lines
    countries = [country] if country in known else sorted(known)
    found: list[c.Element] = [c.Heading(viewer.say("checkin.lines"))]
    for code in countries:
        if len(countries) > 1:
            found.append(c.Note(named(viewer, code)))
        for line in known[code]:
            found += _line(viewer, line)
    return tuple(found)


def named(viewer: CheckinViewer, country: str) -> str:
    """Returns the name of a country, or its code."""
    return viewer.say(f"checkin.country.{country}") if country in _NAMED else country


def lines_card(viewer: CheckinViewer, country: str) -> c.Card:
    """Returns the lines of help, and whom else to talk to."""
    talk = c.Heading(viewer.say("checkin.talk"))
    elements = (*lines(viewer, country), talk, *viewer.bullets(viewer.content.care.talk))
    return viewer.card(viewer.say("checkin.lines"), *elements)


def care_card(viewer: CheckinViewer, country: str) -> c.Card:
    """Returns the checklist before, during and after a hard shift, a breathing pace, whom to talk to."""
    care, title = viewer.content.care, viewer.say("checkin.care")
    parts = (("before", care.before), ("during", care.during), ("after", care.after))
    elements: list[c.Element] = [c.Heading(title), c.Note(viewer.say("checkin.care.note"))]
    for name, texts in parts:
        elements += [c.Heading(viewer.say(f"checkin.care.{name}")), *viewer.bullets(texts)]
    elements += [c.Heading(viewer.say("checkin.care.breathing")), c.Text(viewer.pick(care.breathing.text))]
    elements += [c.Heading(viewer.say("checkin.talk")), *viewer.bullets(care.talk)]
    return viewer.card(title, *elements, *lines(viewer, country))


def help_card(viewer: CheckinViewer, *, manager: bool) -> c.Card:
    """Returns what can be typed. `manager`: also what only they can do."""
    say, title = viewer.say, viewer.say("checkin.help.title")
    keys = ("all", "me", "care", *(("team", "settings") if manager else ()))
    buttons = (start_button(say), me_button(say), care_button(say), lines_button(say))
    texts = tuple(c.Text(say(f"checkin.help.{key}")) for key in keys)
    private = c.Note(say("checkin.help.private"))
    return viewer.card(title, c.Heading(title), *texts, private, c.Buttons(buttons))


def _line(viewer: CheckinViewer, line: HelpLine) -> tuple[c.Element, ...]:
    about = viewer.pick(line.about)
    text = c.Text(f"**{viewer.pick(line.name)}** · {viewer.pick(line.contact)}")
    return (text, c.Note(about)) if about else (text,)


def ours(instrument: Instrument, entries: Sequence[CheckinEntry]) -> tuple[CheckinEntry, ...]:
    """Returns the entries that answer these questions; others cannot be compared."""
    return tuple(entry for entry in entries if entry.instrument == instrument.id)


def indices(entries: Sequence[CheckinEntry]) -> list[float]:
    """Returns the indices there are, oldest first."""
    return [entry.index for entry in entries if entry.index is not None]


def card(viewer: CheckinViewer, entries: Sequence[CheckinEntry], terms: Terms, told: str = "") -> c.Card:
    """Returns the result of the last of these entries, oldest first; `told` is what was just done."""
    say, instrument, entry = viewer.say, viewer.content.instrument, entries[-1]
    known = indices(entries)
    help_lines = lines(viewer, terms.country)
    first = support_first(known)
    title = say("checkin.ask.title", days=instrument.recall_days)
    buttons = (
        c.Button(say("checkin.correct"), CORRECT, form=True),
        me_button(say),
        care_button(say),
    )
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Note(told)] if told else []),
        *([*help_lines, c.Divider()] if first else []),
        *_index(viewer, entry, known),
        *exposures(viewer, entry),
        *_helps(viewer, entry),
        *([] if first else [c.Divider(), *help_lines]),
        c.Note(say("checkin.result.private", days=terms.retention)),
        c.Buttons(buttons),
    )


def in_words(viewer: CheckinViewer, known: Sequence[float]) -> str:
    """Returns how things have gone, or "" as long as there are too few checks to say."""
    found = trend(known)
    if found is None:
        return ""
    if not found.spoken:
        return viewer.say("checkin.trend.same", count=SPAN)
    key = "checkin.trend.up" if found.change > 0 else "checkin.trend.down"
    return viewer.say(key, count=SPAN, points=round(abs(found.change)))


def exposures(viewer: CheckinViewer, entry: CheckinEntry) -> tuple[c.Element, ...]:
    """Returns the exposures apart, each by its answer's words and its points."""
    rows = tuple(
        viewer.exposure(item, entry.exposures[item.id])
        for item in viewer.content.instrument.exposures
        if item.id in entry.exposures
    )
    headings = (viewer.say("checkin.apart"), viewer.say("checkin.answered"), viewer.say("checkin.weight"))
    return (c.Table(headings, rows),) if rows else ()


def _index(viewer: CheckinViewer, entry: CheckinEntry, known: Sequence[float]) -> tuple[c.Element, ...]:
    if entry.index is None:
        return ()
    say, bands = viewer.say, viewer.content.instrument.bands
    found = bands[band(bands, entry.index)]
    shown = floor(entry.index)  # as the bands count
    text = say("checkin.result", index=shown, band=viewer.pick(found.label))
    words = in_words(viewer, known)
    return (
        c.Text(text),
        c.Meter(say("checkin.load"), shown, TOP),
        *([c.Text(words)] if words else []),
        c.Note(say("checkin.result.note", source=viewer.pick(found.source))),
    )


def _helps(viewer: CheckinViewer, entry: CheckinEntry) -> tuple[c.Element, ...]:
    if entry.index is None:
        return ()
    content = viewer.content
    texts = content.actions(band(content.instrument.bands, entry.index))
    return (c.Heading(viewer.say("checkin.helps")), *viewer.bullets(texts))


def note(viewer: CheckinViewer, key: str, *buttons: c.Button, **values: object) -> c.Card:
    """Returns the card of `checkin.<key>.title` and `checkin.<key>`, with buttons."""
    title = viewer.say(f"checkin.{key}.title")
    text = c.Text(viewer.say(f"checkin.{key}", **values))
    row = [c.Buttons(buttons)] if buttons else []
    return viewer.card(title, c.Heading(title), text, *row)


def off(viewer: CheckinViewer) -> c.Card:
    """Returns what everybody gets where the self-check is turned off."""
    return note(viewer, "off", care_button(viewer.say))


def damaged(viewer: CheckinViewer) -> c.Card:
    """Returns what somebody gets whose own key is damaged: it is theirs to erase and begin anew."""
    erase = c.Button(viewer.say("checkin.erase.open"), ERASE, tone=c.Tone.DANGER)
    return note(viewer, "damaged", erase, care_button(viewer.say))


def closed(viewer: CheckinViewer, reference: str) -> c.Card:
    """Returns what everybody gets where the keys are not there, or not the right ones."""
    return note(viewer, "closed", care_button(viewer.say), reference=reference)
