"""The cards before questions about danger, and what is said to somebody who would rather not today."""

from __future__ import annotations

from bot.core import card as c
from bot.core.practice import DrillRequest
from bot.core.safety import HEAVY, SafetyKind
from bot.features.drill.buttons import encode_request
from bot.features.drill.consent import Kinds
from bot.features.drill.viewer import DrillViewer

AGREE, NOT_TODAY, OTHERS = "drill.agree", "drill.not_today", "drill.others"
SAFETY, SAFETY_MENU = "safety.show", "safety.menu"  # presses that another feature answers


def before_card(viewer: DrillViewer, request: DrillRequest, kinds: Kinds) -> c.Card:
    """Returns what a drill is about, before its first question."""
    title = viewer.say("heavy.title")
    about = viewer.say("heavy.about", kinds=", ".join(map(viewer.kind, kinds)))
    value = encode_request(request, kinds)
    buttons = (
        c.Button(viewer.say("heavy.start"), AGREE, value, c.Tone.PRIMARY),
        c.Button(viewer.say("heavy.not_today"), NOT_TODAY, value),
        safety_button(viewer, kinds[0] if len(kinds) == 1 else None),
    )
    return viewer.card(
        f"{title}: {about}",
        c.Heading(title),
        c.Text(about),
        c.Text(viewer.say("heavy.care")),
        c.Note(viewer.say("heavy.private")),
        c.Buttons(buttons),
    )


def not_today_card(viewer: DrillViewer, request: DrillRequest) -> c.Card:
    """Returns what somebody gets who would rather not: nothing is asked back, and others are offered."""
    title = viewer.say("heavy.declined")
    others = c.Button(viewer.say("heavy.others"), OTHERS, encode_request(request, ()))
    return viewer.card(
        title, c.Heading(title), c.Text(viewer.say("heavy.declined_text")), c.Buttons((others,))
    )


def safety_button(viewer: DrillViewer, kind: SafetyKind | None, key: str = "heavy.happening") -> c.Button:
    """Returns the way to the card for when it happens; to all of them where it may be several things."""
    label = viewer.say(key)
    if kind is None or kind not in HEAVY:
        return c.Button(label, SAFETY_MENU)
    return c.Button(label, SAFETY, f"{kind.value}|{viewer.person.channel or 'phone'}")
