"""The form for a group, and what was filled in or is to be mended."""

from __future__ import annotations

from bot.core import card as c
from bot.core.chat import Submit
from bot.core.groups import LONGEST_NAME, Group
from bot.core.limits import FormLimits
from bot.core.viewer import Viewer
from bot.features.group.buttons import reference

KEEP = "group.keep"
MOST_PEOPLE = 500  # chosen one by one; more of them are a channel
LIMITS = FormLimits({"name": LONGEST_NAME}, most=MOST_PEOPLE)


def group_form(viewer: Viewer, group: Group | None, conversation: str = "") -> c.Form:
    """Returns the form for a group, or for a new one, of the people in `conversation` unless changed."""
    say = viewer.say
    people = " ".join(group.people) if group and not group.conversation else ""
    return c.Form(
        title=say("group.change" if group else "group.new"),
        action=KEEP,
        send=say("group.send"),
        fields=(
            c.Input(
                "name",
                say("group.name"),
                value=group.name if group else "",
                limit=LONGEST_NAME,
                example=say("group.name.example"),
            ),
            c.Input(
                "people", say("group.people"), c.InputKind.PEOPLE, people, say("group.people_hint"), True
            ),
            c.Input(
                "channel",
                say("group.channel"),
                c.InputKind.CHANNEL,
                group.conversation if group else conversation,
                say("group.channel_hint"),
                optional=True,
            ),
        ),
        value=reference(group).encode(),
        language=viewer.language,
    )


def faults(viewer: Viewer, ask: Submit) -> dict[str, str]:
    """Returns what is to be mended in the form, by field."""
    wrong: dict[str, str] = {}
    if not ask.text("name"):
        wrong["name"] = viewer.say("group.name_length", most=LONGEST_NAME)
    if bool(ask.many("people")) == bool(ask.text("channel")):
        wrong["people"] = viewer.say("group.who")
    return wrong
