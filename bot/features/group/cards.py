"""What managers see of their groups, and the form for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import card as c
from bot.core.groups import LONGEST_NAME, Group
from bot.core.viewer import Viewer, name_line

SHOW, NEW, EDIT, REMOVE, REMOVED, KEEP = (
    f"group.{name}" for name in ("show", "new", "edit", "remove", "removed", "keep")
)
SHOWN_NAMES = 30  # people named on a card; the rest is counted
_SELECT = 100  # options of a select


def listed(viewer: Viewer, groups: Sequence[Group], told: str = "") -> c.Card:
    """Returns all groups, each to be opened; `told` is what was just done."""
    say = viewer.say
    new = c.Button(say("group.new"), NEW, tone=c.Tone.PRIMARY, form=True)
    rows = tuple((name_line(group.name, LONGEST_NAME), size(viewer, group)) for group in groups)
    table = c.Table((say("group.name"), say("group.size")), rows)
    options = tuple(
        c.Option(name_line(group.name, LONGEST_NAME), group.id, size(viewer, group))
        for group in groups[:_SELECT]
    )
    return viewer.card(
        say("group.title"),
        c.Heading(say("group.title")),
        *([c.Note(told)] if told else []),
        *([table, c.Choice(SHOW, say("group.open"), options)] if groups else [c.Text(say("group.none"))]),
        c.Buttons((new,)),
    )


def shown(viewer: Viewer, group: Group, names: Mapping[str, str], told: str = "") -> c.Card:
    """Returns one group. `names` are those that people are known by, by user id."""
    say = viewer.say
    people = [name_line(names.get(id) or id, LONGEST_NAME) for id in group.people[:SHOWN_NAMES]]
    more = len(group.people) - len(people)
    line = ", ".join(people) + (f" {say('group.more', count=more)}" if more > 0 else "")
    change = c.Button(say("group.change"), EDIT, group.id, form=True)
    remove = c.Button(say("group.remove"), REMOVE, group.id)
    everyone = c.Button(say("group.all"), SHOW)
    return viewer.card(
        name_line(group.name, LONGEST_NAME),
        c.Heading(name_line(group.name, LONGEST_NAME), size(viewer, group)),
        *([c.Note(told)] if told else []),
        *([c.Text(say("group.of_channel"))] if group.conversation else []),
        *([c.Text(line)] if line else []),
        c.Buttons((change, remove, everyone)),
    )


def sure(viewer: Viewer, group: Group) -> c.Card:
    """Returns the question before a group goes."""
    say = viewer.say
    gone = c.Button(say("group.remove"), REMOVED, group.id, c.Tone.DANGER)
    kept = c.Button(say("group.keep_it"), SHOW, group.id)
    title = say("group.sure", name=name_line(group.name, LONGEST_NAME))
    return viewer.card(
        title,
        c.Heading(title),
        c.Text(say("group.sure_text")),
        c.Buttons((gone, kept)),
    )


def form(viewer: Viewer, group: Group | None, where: str = "") -> c.Form:
    """Returns the form for a group, or for a new one; `where` is the channel it was asked for in."""
    say = viewer.say
    named = group is not None and not group.conversation
    people = " ".join(group.people) if group and named else ""
    return c.Form(
        title=say("group.change" if group else "group.new"),
        action=KEEP,
        send=say("group.send"),
        fields=(
            c.Input("name", say("group.name"), value=group.name if group else "", limit=LONGEST_NAME),
            c.Input(
                "people",
                say("group.people"),
                c.InputKind.PEOPLE,
                people,
                say("group.people_hint"),
                True,
            ),
            c.Input(
                "channel",
                say("group.channel"),
                c.InputKind.CHANNEL,
                group.conversation if group else where,
                say("group.channel_hint"),
                optional=True,
            ),
        ),
        value=f"{group.id}.{group.version}" if group else "",
        language=viewer.language,
    )


def size(viewer: Viewer, group: Group) -> str:
    """Returns how many people a group has, in words."""
    say = viewer.say
    count = len(group.people)
    return say("group.one" if count == 1 else "group.people_count", count=count)
