"""What managers see of units: the list, one of them, and what their changes would do before they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from bot.core import card as c
from bot.core.groups import LONGEST_NAME
from bot.core.keywords import folded
from bot.core.names import known_as
from bot.core.pages import Page, found_line, list_buttons, page_of
from bot.core.viewer import name_line
from bot.features.checkin.cards import UNITS
from bot.features.checkin.unit_change import UnitFacts, UnitsPreview, UnitState
from bot.features.checkin.unit_draft import digest
from bot.features.checkin.unit_notices import message_card
from bot.features.checkin.units import Unit, UnitPlan
from bot.features.checkin.viewer import CheckinViewer

LIST = UNITS
SHOW, NEW, EDIT, REMOVE, MERGE = (
    f"checkin.units.{name}" for name in ("show", "new", "edit", "remove", "merge")
)
MOVE, GROUPS, FILE, SETTLE, LEAVE = (
    f"checkin.units.{name}" for name in ("move", "groups", "file", "settle", "leave")
)
ALL = "checkin.units.all"  # turns the pages of the list
SEE, USE, DISCARD, BACK = (f"checkin.units.{name}" for name in ("see", "use", "discard", "back"))
PER_PAGE = 15
SHOWN = 20  # people or units named in a line; the rest is counted
TIGHT = 2  # a unit of fewer than so many times the minimum seldom has a figure


def list_card(viewer: CheckinViewer, now: UnitState, page: Page, status: str = "") -> c.Card:
    """Returns a page of all units, as they are and as they will be."""
    say, title = viewer.say, viewer.say("units.title")
    sizes, later = _sizes(now.holding), _sizes(now.working)
    units = {unit.id: unit for plan in (now.holding, now.working) for unit in plan.units}
    ordered = sorted(units.values(), key=lambda unit: (folded(unit.name), unit.id))
    part = page_of(ordered, page, PER_PAGE, lambda unit: unit.name)
    changes = now.draft or now.pending
    headings = (say("units.name"), say("units.now"), *([_later(viewer, now)] if changes else []))
    rows = tuple(
        (
            _name(unit),
            _size(viewer, now, sizes.get(unit.id)),
            *([_size(viewer, now, later.get(unit.id))] if changes else []),
        )
        for unit in part.items
    )
    options = tuple(c.Option(_name(unit), unit.id) for unit in part.items)
    table, choice = c.Table(headings, rows), c.Choice(SHOW, say("units.open"), options)
    listed: list[c.Element] = [table, choice] if rows else []
    few = any(size < now.minimum for size in (*sizes.values(), *later.values()))
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Note(status)] if status else []),
        *_off(viewer, now),
        c.Text(say("units.about" if units else "units.none")),
        *found_line(say, part),
        *listed,
        *([c.Note(say("units.too_few.note", minimum=now.minimum))] if few else []),
        *_under_way(viewer, now),
        c.Buttons((*_ways(viewer, now), *list_buttons(say, ALL, part))),
    )


def unit_card(
    viewer: CheckinViewer, now: UnitState, unit: Unit, facts: UnitFacts, names: Mapping[str, str]
) -> c.Card:
    """Returns one unit: who is in it, and why it may have no figure."""
    say, id = viewer.say, unit.id
    people = members_of(now.working, id)
    before = [] if now.holding.unit(id) else [c.Note(_not_yet(viewer, now, id))]
    line = [c.Text(people_line(viewer, people, names))] if people else []
    buttons = (
        c.Button(say("units.change"), EDIT, id, form=True),
        c.Button(say("units.merge"), MERGE, id, form=True),
        c.Button(say("units.remove"), REMOVE, id),
        c.Button(say("units.all"), LIST),
    )
    size = _count(viewer, len(people))
    return viewer.card(
        _name(unit),
        c.Heading(_name(unit), size),
        *before,
        *line,
        *(c.Text(text) for text in _reasons(viewer, len(people), facts)),
        c.Note(say("units.card.counts")),
        c.Buttons(buttons),
    )


def preview_card(
    viewer: CheckinViewer, now: UnitState, effects: UnitsPreview, names: Mapping[str, str], status: str = ""
) -> c.Card:
    """Returns what the changes of a manager would do, or those that are stored and do not hold yet."""
    say, title = viewer.say, viewer.say("units.preview.title" if now.draft else "units.see_pending")
    first = now.begins if now.draft else effects.after.first
    waits = [say("units.preview.steady", last=viewer.day(now.moved))] if now.draft and now.moved else []
    waits += [say("units.preview.joins")] if now.draft and now.joins else []
    when = [say("units.preview.when", date=viewer.day(first)), *waits]
    texts = [*when, *_effects(viewer, now, effects, names)]
    return viewer.card(
        title,
        c.Heading(title),
        *([c.Note(status)] if status else []),
        *(c.Text(text) for text in texts),
        *(_message(viewer, effects, first) if now.on else _off(viewer, now)),
        c.Note(say("units.preview.logged")),
        c.Buttons(_onward(viewer, now, effects)),
    )


def note_card(viewer: CheckinViewer, text: str, *buttons: c.Button) -> c.Card:
    """Returns a card that says one thing, and leads back to all units."""
    title, back = viewer.say("units.title"), c.Button(viewer.say("units.all"), LIST)
    return viewer.card(title, c.Heading(title), c.Text(text), c.Buttons((*buttons, back)))


def people_shown(effects: UnitsPreview) -> tuple[str, ...]:
    """Returns the user ids that a preview names."""
    some = (tuple(effects.after.unsettled), effects.arriving, effects.leaving)
    return tuple(dict.fromkeys(who for people in some for who in people[:SHOWN]))


def members_of(plan: UnitPlan, id: str) -> tuple[str, ...]:
    """Returns the user ids in a unit, in order."""
    return tuple(sorted(who for who, (_, unit) in plan.people.items() if unit == id))


def people_line(viewer: CheckinViewer, people: Collection[str], names: Mapping[str, str]) -> str:
    """Returns the names of people as part of a line; of many the first, and how many more."""
    shown = [known_as(viewer.say, names, who) for who in list(people)[:SHOWN]]
    return _line(viewer, shown, len(people))


def _effects(
    viewer: CheckinViewer, now: UnitState, effects: UnitsPreview, names: Mapping[str, str]
) -> list[str]:
    """Returns what becomes of people, then of units, a line for each kind that there is."""
    say, until, clash = viewer.say, viewer.day(now.counting), tuple(effects.after.unsettled)
    people = {"clash": clash, "arriving": effects.arriving, "leaving": effects.leaving}
    # Of what never has a figure, it need not be said that it has none for a while.
    hidden = tuple(unit for unit in effects.hidden if unit not in effects.small)
    units = {"small": effects.small, "hidden": hidden}
    lines = [
        say(f"units.preview.{key}", count=len(who), people=people_line(viewer, who, names), until=until)
        for key, who in people.items()
        if who
    ]
    for key, some in units.items():
        if some:
            shown = _line(viewer, [_name(unit) for unit in some[:SHOWN]], len(some))
            values = {"count": len(some), "units": shown, "minimum": effects.minimum, "until": until}
            lines.append(say(f"units.preview.{key}", **values))
    lines += _names_changed(viewer, now, effects)
    return lines if effects.changes or clash else [say("units.preview.same"), *lines]


def _names_changed(viewer: CheckinViewer, now: UnitState, effects: UnitsPreview) -> list[str]:
    """Returns which units are new, and when they can have a figure; which are gone or called otherwise."""
    changes, small = effects.changes, {unit.id for unit in effects.small}
    made = [change for change in changes if not change.before]
    gone = [_short(change.before) for change in changes if not change.after]
    renamed = [
        f"{_short(change.before)} → {_short(change.after)}"
        for change in changes
        if change.before and change.after and change.before != change.after
    ]
    named = (("made", [_short(change.after) for change in made]), ("gone", gone), ("renamed", renamed))
    lines = [
        viewer.say(f"units.preview.{key}", units=_line(viewer, some[:SHOWN], len(some)))
        for key, some in named
        if some
    ]
    if any(change.id not in small for change in made):
        lines.insert(1, viewer.say("units.preview.first", first=viewer.day(now.first_figure)))
    return lines


def _message(viewer: CheckinViewer, effects: UnitsPreview, first: date) -> tuple[c.Element, ...]:
    concerned = effects.concerned
    if not concerned:
        return (c.Note(viewer.say("units.preview.told.nobody")),)
    example = next((change.after for change in effects.changes if change.after), "")
    unit = Unit("", example) if example else None
    [text] = [one.text for one in message_card(viewer, unit, first).elements if isinstance(one, c.Text)]
    return (c.Quote(viewer.say("units.preview.told", people=_count(viewer, len(concerned))), c.plain(text)),)


def _onward(viewer: CheckinViewer, now: UnitState, effects: UnitsPreview) -> tuple[c.Button, ...]:
    say = viewer.say
    go_on = c.Button(say("units.go_on"), LIST)
    if now.draft is None:
        return (*_take_back(viewer, now), c.Button(say("units.all"), LIST))
    use = c.Button(say("units.use"), USE, digest(now.draft), c.Tone.PRIMARY)
    settle = c.Button(say("units.settle"), SETTLE, tone=c.Tone.PRIMARY, form=True)
    leave = c.Button(say("units.leave_out"), LEAVE)
    first = (
        (settle, leave)
        if effects.after.unsettled
        else (use,)
        if effects.changes or now.newest.unsettled
        else ()
    )
    return (*first, go_on, c.Button(say("units.discard"), DISCARD))


def _under_way(viewer: CheckinViewer, now: UnitState) -> Sequence[c.Element]:
    """Returns what is to be settled, what is pending, and what the manager is in the middle of."""
    say, elements = viewer.say, list[c.Element]()
    if now.working.unsettled and not now.draft:
        settle = c.Button(say("units.settle"), SETTLE, form=True)
        elements += [c.Text(say("units.unsettled", count=len(now.working.unsettled))), c.Buttons((settle,))]
    if now.pending:
        see = c.Button(say("units.see_pending"), SEE, "pending")
        text = say("units.pending", date=viewer.day(now.pending.first))
        elements += [c.Text(text), c.Buttons((see, *_take_back(viewer, now)))]
    if now.draft:
        elements.append(c.Text(say("units.draft")))
    return elements


def _take_back(viewer: CheckinViewer, now: UnitState) -> tuple[c.Button, ...]:
    if not now.pending or not now.retractable:
        return ()
    return (c.Button(viewer.say("units.take_back"), BACK, str(now.newest.edition)),)


def _ways(viewer: CheckinViewer, now: UnitState) -> tuple[c.Button, ...]:
    say = viewer.say
    draft = (c.Button(say("units.see"), SEE, tone=c.Tone.PRIMARY), c.Button(say("units.discard"), DISCARD))
    move = (c.Button(say("units.move"), MOVE, form=True),) if now.working.units else ()
    return (
        *(draft if now.draft else ()),
        *move,
        c.Button(say("units.new"), NEW, form=True),
        c.Button(say("units.groups"), GROUPS, form=True),
        c.Button(say("units.file"), FILE, form=True),
    )


def _reasons(viewer: CheckinViewer, count: int, facts: UnitFacts) -> list[str]:
    say, least = viewer.say, facts.minimum
    kind = "small" if count < least else "tight" if count < TIGHT * least else "wide"
    new = [say("units.card.new", count=facts.new)] if facts.new else []
    changed = [say("units.card.changed")] if facts.changed else []
    told = say(f"units.card.{kind}", count=count, people=_count(viewer, count), minimum=least)
    return [told, *new, *changed]


def _off(viewer: CheckinViewer, now: UnitState) -> list[c.Element]:
    return [] if now.on else [c.Note(viewer.say("units.off"))]


def _later(viewer: CheckinViewer, now: UnitState) -> str:
    if now.draft:
        return viewer.say("units.yours")
    return viewer.say("units.from", date=viewer.day(now.newest.first))


def _not_yet(viewer: CheckinViewer, now: UnitState, id: str) -> str:
    """Returns from when on a unit is there that is not yet: a day, or once the changes are used."""
    if now.newest.unit(id):
        return viewer.say("units.card.pending", date=viewer.day(now.newest.first))
    return viewer.say("units.card.later")


def _sizes(plan: UnitPlan) -> dict[str, int]:
    return {id: len(people) for id, people in plan.members().items()}


def _size(viewer: CheckinViewer, now: UnitState, count: int | None) -> str:
    if count is None:
        return "–"
    people = _count(viewer, count)
    return viewer.say("units.too_few", people=people) if count < now.minimum else people


def _count(viewer: CheckinViewer, count: int) -> str:
    return viewer.say("units.one" if count == 1 else "units.people", count=count)


def _line(viewer: CheckinViewer, shown: Iterable[str], count: int) -> str:
    more = count - SHOWN
    line = ", ".join(shown)
    return f"{line} {viewer.say('units.preview.more', count=more)}" if more > 0 else line


def _name(unit: Unit) -> str:
    return _short(unit.name)


def _short(name: str) -> str:
    return name_line(name, LONGEST_NAME)
