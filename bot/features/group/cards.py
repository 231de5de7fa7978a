"""What managers see of their groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core import card as c
from bot.core.groups import LONGEST_NAME, Group
from bot.core.names import channel_known_as, known_as
from bot.core.pages import Page, found_line, list_buttons, page_of
from bot.core.viewer import Viewer, name_line
from bot.core.words import Say

SHOW, NEW, EDIT, REMOVE, REMOVED = (f"group.{name}" for name in ("show", "new", "edit", "remove", "removed"))
ALL = "group.all"  # turns the pages of the list
PER_PAGE = 15
SHOWN_NAMES = 30  # people named on a card; the rest is counted


def groups_card(viewer: Viewer, groups: Sequence[Group], page: Page, status: str = "") -> c.Card:
    """Returns a page of all groups, each to be opened; `status` is what was just done."""
    say = viewer.say
    new = c.Button(say("group.new"), NEW, tone=c.Tone.PRIMARY, form=True)
    part = page_of(groups, page, PER_PAGE, lambda group: group.name)
    rows = tuple((_name(group.name), size_line(viewer, group)) for group in part.items)
    table = c.Table((say("group.name"), say("group.size")), rows)
    options = tuple(c.Option(_name(group.name), group.id, size_line(viewer, group)) for group in part.items)
    listed = [table, c.Choice(SHOW, say("group.open"), options)] if part.items else []
    return viewer.card(
        say("group.title"),
        c.Heading(say("group.title")),
        *([c.Note(status)] if status else []),
        *found_line(say, part),
        *(listed if groups else [c.Text(say("group.none"))]),
        c.Buttons((new, *list_buttons(say, ALL, part))),
    )


def group_card(viewer: Viewer, group: Group, names: Mapping[str, str], status: str = "") -> c.Card:
    """Returns one group. `names` are those that people are known by, by user id."""
    say = viewer.say
    people = [known_as(say, names, id) for id in group.people[:SHOWN_NAMES]]
    more = len(group.people) - len(people)
    line = ", ".join(people) + (f" {say('group.more', count=more)}" if more > 0 else "")
    change = c.Button(say("group.change"), EDIT, group.id, form=True)
    remove = c.Button(say("group.remove"), REMOVE, group.id)
    anew = c.Button(say("group.look_again"), SHOW, group.id)
    everyone = c.Button(say("group.all"), SHOW)
    return viewer.card(
        _name(group.name),
        c.Heading(_name(group.name), size_line(viewer, group)),
        *([c.Note(status)] if status else []),
        *_channel(say, group, names),
        *([c.Text(line)] if line else []),
        c.Buttons((change, remove, *([anew] if group.conversation else []), everyone)),
    )


def removal_card(viewer: Viewer, group: Group) -> c.Card:
    """Returns the question before a group goes."""
    say = viewer.say
    remove = c.Button(say("group.remove"), REMOVED, group.id, c.Tone.DANGER)
    keep = c.Button(say("group.keep_it"), SHOW, group.id)
    title = say("group.sure", name=_name(group.name))
    return viewer.card(title, c.Heading(title), c.Text(say("group.sure_text")), c.Buttons((remove, keep)))


def size_line(viewer: Viewer, group: Group) -> str:
    """Returns how many people a group has, in words."""
    count = len(group.people)
    if group.conversation and not count:
        return viewer.say("group.not_counted")  # its channel is being read just now, or cannot be
    return viewer.say("group.one" if count == 1 else "group.people_count", count=count)


def _channel(say: Say, group: Group, names: Mapping[str, str]) -> tuple[c.Text, ...]:
    if not group.conversation:
        return ()
    return (c.Text(say("group.of_channel", channel=channel_known_as(say, names, group.conversation))),)


def _name(text: str) -> str:
    return name_line(text, LONGEST_NAME)
