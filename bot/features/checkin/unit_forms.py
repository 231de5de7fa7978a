"""The forms for units, and what was filled in or is to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.groups import LONGEST_NAME, Group
from bot.core.limits import FormLimits
from bot.core.viewer import name_line
from bot.features.checkin import unit_cards as cards
from bot.features.checkin.unit_draft import digest, unit_named
from bot.features.checkin.unit_people import UnreadableUnits
from bot.features.checkin.units import Unit, UnitPlan
from bot.features.checkin.viewer import CheckinViewer

KEEP = "checkin.units.keep"
LONGEST_FILE = 1_000_000  # characters
MOST_PEOPLE = 100  # picked one by one, and shown in a form
MOST_OPTIONS = 99  # of a select, besides “none”
AT_ONCE = 10  # people who are settled in one form
FAULTS_SHOWN = 10  # of a file
NONE = "-"  # no unit
LIMITS = FormLimits({"name": LONGEST_NAME}, most=MOST_PEOPLE)
MOVE_LIMITS = FormLimits({"unit_name": LONGEST_NAME}, most=MOST_PEOPLE)
FILE_LIMITS = FormLimits({"file": LONGEST_FILE})


def unit_form(viewer: CheckinViewer, unit: Unit | None, people: Sequence[str], where: str = "") -> c.Form:
    """Returns the form for a unit, or for a new one, of everybody in the channel `where` unless changed."""
    say = viewer.say
    listed = " ".join(people) if len(people) <= MOST_PEOPLE else ""
    same = say("units.form.people.same", count=len(people))
    hint = say("units.form.people.hint") if listed or not people else same
    return c.Form(
        title=say("units.change" if unit else "units.new"),
        action=KEEP,
        send=say("units.form.send"),
        fields=(
            c.Input(
                "name",
                say("units.form.name"),
                value=unit.name if unit else "",
                limit=LONGEST_NAME,
                example=say("units.form.name.example"),
            ),
            c.Input("people", say("units.form.people"), c.InputKind.PEOPLE, listed, hint, optional=True),
            c.Input(
                "channel",
                say("units.form.channel"),
                c.InputKind.CHANNEL,
                where,
                say("units.form.channel.hint"),
                optional=True,
            ),
        ),
        value=unit.id if unit else "",
        language=viewer.language,
    )


def groups_form(viewer: CheckinViewer, groups: Sequence[Group]) -> c.Form:
    """Returns the form that asks which groups become units."""
    say = viewer.say
    options = tuple(c.Option(c.clip(group.name, LONGEST_NAME), group.id) for group in groups[:MOST_OPTIONS])
    field = c.Select("groups", say("units.form.groups"), options, many=True)
    return _form(viewer, "units.groups", cards.GROUPS, (field,), intro=say("units.form.groups.intro"))


def file_form(viewer: CheckinViewer) -> c.Form:
    """Returns the form that takes a file."""
    say = viewer.say
    label, hint = say("units.file.label"), say("units.file.hint")
    file = c.Input("file", label, c.InputKind.FILE, hint=hint, limit=LONGEST_FILE)
    options = tuple(c.Option(say(f"units.file.others.{what}"), what) for what in ("stay", "leave"))
    others = c.Select("others", say("units.file.others"), options, ("stay",))
    return _form(viewer, "units.file.title", cards.FILE, (file, others))


def move_form(viewer: CheckinViewer, plan: UnitPlan) -> c.Form:
    """Returns the form that asks who goes where."""
    say = viewer.say
    who = c.Input("people", say("units.form.who"), c.InputKind.PEOPLE)
    if len(plan.units) > MOST_OPTIONS:
        label = say("units.form.where.name")
        where: c.Field = _named_unit(viewer, label, optional=True)
    else:
        none = c.Option(say("units.form.where.none"), NONE)
        where = c.Select("unit", say("units.form.where"), (*_options(plan.units), none))
    return _form(viewer, "units.move", cards.MOVE, (who, where))


def merge_form(viewer: CheckinViewer, plan: UnitPlan, unit: Unit) -> c.Form:
    """Returns the form that asks which unit the people of one go to."""
    say = viewer.say
    others = [other for other in plan.units if other.id != unit.id]
    if len(others) > MOST_OPTIONS:
        field: c.Field = _named_unit(viewer, say("units.form.into"))
    else:
        field = c.Select("unit", say("units.form.into"), _options(others))
    intro = say("units.form.into.intro", name=name_line(unit.name, LONGEST_NAME))
    return _form(viewer, "units.merge", cards.MERGE, (field,), intro=intro, value=unit.id)


def settle_form(viewer: CheckinViewer, plan: UnitPlan, names: Mapping[str, str]) -> c.Form:
    """Returns the form that asks in which unit the next few are who may be in several."""
    none = c.Option(viewer.say("units.settle.none"), NONE)
    fields = tuple(
        c.Select(
            f"p{number}",
            names[who],
            (*_options([unit for unit in plan.units if unit.id in plan.unsettled[who][1]]), none),
        )
        for number, who in enumerate(to_settle(plan))
    )
    intro = viewer.say("units.settle.intro")
    return _form(viewer, "units.settle", cards.SETTLE, fields, intro=intro, value=digest(plan))


def to_settle(plan: UnitPlan) -> tuple[str, ...]:
    """Returns the next few who may be in several units, by user id."""
    return tuple(sorted(plan.unsettled)[:AT_ONCE])


def settled_choices(ask: Submit, plan: UnitPlan) -> dict[str, str]:
    """Returns the unit that was chosen of each, by user id; "" for none."""
    chosen = {who: ask.text(f"p{number}") for number, who in enumerate(to_settle(plan))}
    return {who: "" if unit == NONE else unit for who, unit in chosen.items() if unit}


def unit_faults(viewer: CheckinViewer, ask: Submit, plan: UnitPlan) -> dict[str, str]:
    """Returns what is to be mended in the form of a unit, by field."""
    name, faults = ask.text("name"), dict[str, str]()
    if not name:
        faults["name"] = viewer.say("units.form.name.missing", most=LONGEST_NAME)
    other = unit_named(plan, name)
    if other and other.id != ask.value:
        faults["name"] = viewer.say("units.form.name.taken")
    if ask.many("people") and ask.text("channel"):
        faults["people"] = viewer.say("units.form.one_of")
    elif not ask.value and not ask.many("people") and not ask.text("channel"):
        faults["people"] = viewer.say("units.form.who.missing")
    return faults


def chosen_unit(ask: Submit, plan: UnitPlan) -> Unit | None:
    """Returns the unit that was chosen, or whose name was typed; None where there is no such one."""
    return plan.unit(ask.text("unit")) or unit_named(plan, ask.text("unit_name"))


def into_none(ask: Submit) -> bool:
    """Returns whether people are to be in no unit."""
    return ask.text("unit") == NONE or not (ask.text("unit") or ask.text("unit_name"))


def where_field(ask: Submit) -> str:
    """Returns the name of the field in which the unit was chosen or typed."""
    return "unit_name" if ask.text("unit_name") else "unit"


def file_faults(viewer: CheckinViewer, error: UnreadableUnits) -> str:
    """Returns what is to be mended in a file, by line."""
    say = viewer.say
    lines = [
        say("units.file.line", line=line, fault=say(f"units.file.fault.{fault}"))
        for line, fault in error.faults[:FAULTS_SHOWN]
    ]
    more = len(error.faults) - FAULTS_SHOWN
    return "\n".join([*lines, *([say("units.file.more", count=more)] if more > 0 else [])])


def _form(
    viewer: CheckinViewer,
    title: str,
    action: str,
    fields: tuple[c.Field, ...],
    intro: str = "",
    value: str = "",
) -> c.Form:
    say = viewer.say
    before = (c.Note(intro),) if intro else ()
    language = viewer.language
    return c.Form(say(title), action, say("units.form.send"), fields, value, before, language)


def _named_unit(viewer: CheckinViewer, label: str, *, optional: bool = False) -> c.Input:
    example = viewer.say("units.form.name.example")
    return c.Input("unit_name", label, optional=optional, limit=LONGEST_NAME, example=example)


def _options(units: Sequence[Unit]) -> tuple[c.Option, ...]:
    return tuple(c.Option(c.clip(unit.name, LONGEST_NAME), unit.id) for unit in units)
