"""What a person sees of their switch."""

from __future__ import annotations

from bot.core import card as c
from bot.core.viewer import Viewer
from bot.features.records.own_forms import own_button


def own_card(viewer: Viewer, *, agreed: bool, there: bool) -> c.Card:
    """Returns what holds now; `there` says whether the organisation has such a store at all."""
    say, title = viewer.say, viewer.say("records.own.title")
    state = "on" if agreed else "off" if there else "nowhere"
    buttons = (c.Buttons((own_button(say),)),) if agreed or there else ()
    return viewer.card(title, c.Heading(title), c.Text(say(f"records.own.is_{state}")), *buttons)
