"""What a person sees of their own checks, which nobody else ever does; help, care, and the reminder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

from bot.core import card as c
from bot.core.card import Button, Tone
from bot.core.inert import bold
from bot.core.numbers import CountryNumbers, HelpLine, PersonCountry
from bot.core.viewer import dotted
from bot.core.words import Say
from bot.features.checkin.instrument import Subscale
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
GO_ON, CHANGED = "checkin.go_on", "checkin.changed"
QUICK = 10  # questions that are answered in under a minute
CARE, LINES = "checkin.care", "checkin.lines"
TEAM, MEANWHILE, SETTINGS, SET, OFF = (
    f"checkin.{name}" for name in ("team", "meanwhile", "settings", "set", "off")
)
SETUP, UNITS = "checkin.setup", "checkin.units"


@dataclass(frozen=True, slots=True)
class ResultView:
    """What a person sees of their result: comparable entries, oldest first, and where they seem to be.

    `days` is how long answers are kept; `changed`: the terms are weaker than those they agreed to.
    """

    entries: Sequence[CheckinEntry]
    where: PersonCountry
    days: int
    changed: bool = False


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


def help_lines(viewer: CheckinViewer, where: PersonCountry) -> tuple[c.Element, ...]:
    """Returns the lines of help of a country; where it is none we know, where to find them."""
    heading, numbers = c.Heading(viewer.say("checkin.lines")), viewer.book.numbers.get(where.country)
    if numbers is None:
        local = c.Text(viewer.say("checkin.lines.local", emergency=viewer.say("safety.local")))
        return heading, local, c.Text(viewer.say("checkin.lines.directory"), calls=True)
    elements = [element for line in numbers.crisis for element in _line(viewer, line)]
    if not numbers.crisis:
        elements.append(c.Text(viewer.say("checkin.lines.directory"), calls=True))
    guessed = viewer.say("checkin.lines.guessed", country=viewer.pick(numbers.name))
    told = (c.Note(guessed),) if where.by_zone else ()
    return heading, *elements, *_emergency(viewer, numbers), *told


def help_lines_card(viewer: CheckinViewer, where: PersonCountry) -> c.Card:
    """Returns the lines of help, and whom else to talk to."""
    talk = c.Heading(viewer.say("checkin.talk"))
    elements = (*help_lines(viewer, where), talk, *viewer.bullets(viewer.content.care.talk))
    return viewer.card(viewer.say("checkin.lines"), *elements)


def care_card(viewer: CheckinViewer, where: PersonCountry) -> c.Card:
    """Returns the checklist before, during and after a hard shift, a breathing pace, whom to talk to."""
    care, title = viewer.content.care, viewer.say("checkin.care")
    parts = (("before", care.before), ("during", care.during), ("after", care.after))
    elements: list[c.Element] = [c.Heading(title), c.Note(viewer.say("checkin.care.note"))]
    for name, texts in parts:
        elements += [c.Heading(viewer.say(f"checkin.care.{name}")), *viewer.bullets(texts)]
    elements += [c.Heading(viewer.say("checkin.care.breathing")), c.Text(viewer.pick(care.breathing.text))]
    elements += [c.Heading(viewer.say("checkin.talk")), *viewer.bullets(care.talk)]
    return viewer.card(title, *elements, *help_lines(viewer, where))


def help_card(viewer: CheckinViewer, *, manager: bool) -> c.Card:
    """Returns what can be typed. `manager`: also what only they can do."""
    say, title = viewer.say, viewer.say("checkin.help.title")
    keys = ("all", "me", "care", *(("team", "units", "settings") if manager else ()))
    buttons = (start_button(say), me_button(say), care_button(say), lines_button(say))
    texts = tuple(c.Text(say(f"checkin.help.{key}")) for key in keys)
    private = c.Note(say("checkin.help.private"))
    return viewer.card(title, c.Heading(title), *texts, private, c.Buttons(buttons))


def _line(viewer: CheckinViewer, line: HelpLine) -> tuple[c.Element, ...]:
    about = viewer.pick(line.about)
    text = c.Text(dotted(bold(viewer.pick(line.name)), viewer.help_line(line)), calls=True)
    return (text, c.Note(about)) if about else (text,)


def _emergency(viewer: CheckinViewer, numbers: CountryNumbers) -> tuple[c.Element, ...]:
    name = bold(viewer.say("safety.emergency"))
    return (
        c.Text(dotted(name, viewer.help_line(numbers.emergency)), calls=True),
        c.Note(viewer.say("checkin.lines.emergency")),
    )


def indices(entries: Sequence[CheckinEntry], subscale: Subscale) -> list[float]:
    """Returns the indices of a subscale that there are, oldest first."""
    return [entry.indices[subscale.id] for entry in entries if subscale.id in entry.indices]


def result_card(viewer: CheckinViewer, view: ResultView, status: str = "") -> c.Card:
    """Returns the result of the last entry; `status` says what was just done."""
    say, instrument, entry = viewer.say, viewer.content.instrument, view.entries[-1]
    support = help_lines(viewer, view.where)
    first = support_first(indices(view.entries, subscale) for subscale in instrument.subscales)
    title = say("checkin.ask.title", days=instrument.recall_days)
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Note(status)] if status else []),
        *([*support, c.Divider()] if first else []),
        *_index_elements(viewer, view.entries),
        *exposure_table(viewer, entry),
        *_help_elements(viewer, entry),
        *([] if first else [c.Divider(), *support]),
        *(terms_changed(viewer) if view.changed else ()),
        c.Note(say("checkin.result.private", days=view.days)),
        c.Buttons((c.Button(say("checkin.correct"), CORRECT, form=True), me_button(say), care_button(say))),
    )


def terms_changed(viewer: CheckinViewer) -> tuple[c.Element, ...]:
    """Returns the line that the terms are others than those that somebody agreed to, and the way to them."""
    look = c.Button(viewer.say("checkin.changed.open"), CHANGED, form=True)
    return c.Text(viewer.say("checkin.changed.note")), c.Buttons((look,))


def trend_text(viewer: CheckinViewer, known: Sequence[float]) -> str:
    """Returns how things have gone, or "" as long as there are too few checks to say."""
    result = trend(known)
    if result is None:
        return ""
    if not result.spoken:
        return viewer.say("checkin.trend.same", count=SPAN)
    key = "checkin.trend.up" if result.change > 0 else "checkin.trend.down"
    return viewer.say(key, count=SPAN, points=round(abs(result.change)))


def exposure_table(viewer: CheckinViewer, entry: CheckinEntry) -> tuple[c.Element, ...]:
    """Returns the exposures apart, each by its answer's words and its points."""
    rows = tuple(
        viewer.exposure(item, entry.exposures[item.id])
        for item in viewer.content.instrument.exposures
        if item.id in entry.exposures
    )
    headings = (viewer.say("checkin.apart"), viewer.say("checkin.answered"), viewer.say("checkin.weight"))
    return (c.Table(headings, rows),) if rows else ()


def _index_elements(viewer: CheckinViewer, entries: Sequence[CheckinEntry]) -> Iterator[c.Element]:
    subscales, sources = viewer.content.instrument.subscales, list[str]()
    for subscale in subscales:
        index = entries[-1].indices.get(subscale.id)
        if index is None:
            continue
        load, shown = viewer.load(subscale), floor(index)  # as the bands count
        reached = subscale.bands[band(subscale.bands, index)]
        key = "checkin.result" if len(subscales) == 1 else "checkin.result.part"
        yield c.Text(viewer.say(key, part=load, index=shown, band=viewer.pick(reached.label)))
        yield c.Meter(load, shown, TOP, better=c.Better.LOW)
        if words := trend_text(viewer, indices(entries, subscale)):
            yield c.Text(words)
        sources.append(viewer.pick(reached.source))
    if sources:
        source = "; ".join(dict.fromkeys(sources))
        yield c.Note(viewer.say("checkin.result.note", source=source))


def _help_elements(viewer: CheckinViewer, entry: CheckinEntry) -> tuple[c.Element, ...]:
    content = viewer.content
    reached = [subscale for subscale in content.instrument.subscales if subscale.id in entry.indices]
    if not reached:
        return ()
    heaviest = max(reached, key=lambda subscale: entry.indices[subscale.id])
    place = band(heaviest.bands, entry.indices[heaviest.id])
    texts = content.actions(place, len(heaviest.bands))
    return (c.Heading(viewer.say("checkin.helps")), *viewer.bullets(texts))


def note_card(viewer: CheckinViewer, key: str, *buttons: c.Button, **values: object) -> c.Card:
    """Returns the card of `checkin.<key>.title` and `checkin.<key>`, with buttons."""
    title = viewer.say(f"checkin.{key}.title")
    text = c.Text(viewer.say(f"checkin.{key}", **values))
    row = [c.Buttons(buttons)] if buttons else []
    return viewer.card(title, c.Heading(title), text, *row)


def off_card(viewer: CheckinViewer, terms: Terms, *, manager: bool = False) -> c.Card:
    """Returns what everybody gets where the self-check is off; managers get the way to switch it on too."""
    say = viewer.say
    helps = (care_button(say), lines_button(say))
    setup = (setup_button(viewer),) if manager else ()
    return note_card(viewer, "off" if terms.version else "never", *helps, *setup)


def setup_button(viewer: CheckinViewer) -> c.Button:
    """Returns the button to the set-up, or once it is on, to the settings."""
    return c.Button(viewer.say("checkin.setup.open"), SETTINGS, tone=c.Tone.PRIMARY, form=True)


def closed_card(viewer: CheckinViewer, reference: str) -> c.Card:
    """Returns what somebody gets where their record does not open: for want of the keys, or damaged."""
    return note_card(viewer, "closed", care_button(viewer.say), reference=reference)


def reminder_card(viewer: CheckinViewer) -> c.Card:
    """Returns the reminder, the same for everybody: it knows nothing of who answered."""
    say, instrument = viewer.say, viewer.content.instrument
    title = say("checkin.title")
    key = "checkin.reminder.text" if len(instrument.items) <= QUICK else "checkin.reminder.long"
    text = say(key, count=len(instrument.items), days=instrument.recall_days)
    buttons = (
        start_button(say),
        c.Button(say("checkin.reminder.later"), LATER),
        c.Button(say("checkin.reminder.quiet"), QUIET),
    )
    note = c.Note(say("checkin.reminder.note"))
    return viewer.card(title, c.Heading(title), c.Text(text), note, c.Buttons(buttons))
