"""A person's own switch: whether their finished drills go to their organisation's learning record store."""

from __future__ import annotations

from bot.core import card as c
from bot.core.viewer import Viewer
from bot.core.words import Say

OWN = "records.own"
YES, NO = "yes", "no"


def own_button(say: Say) -> c.Button:
    """Returns the way to the switch, for the person's other settings."""
    return c.Button(say("records.own.open"), OWN, form=True)


def own_form(viewer: Viewer, *, agreed: bool) -> c.Form:
    """Returns the switch, as it stands."""
    say = viewer.say
    options = tuple(c.Option(say(f"records.own.{name}"), name) for name in (NO, YES))
    return c.Form(
        title=say("records.own.title"),
        action=OWN,
        send=say("records.own.send"),
        fields=(c.Select("agreed", say("records.own.field"), options, (YES if agreed else NO,)),),
        intro=(c.Text(say("records.own.what")), c.Note(say("records.own.rule"))),
        language=viewer.language,
        dialog=True,
    )
